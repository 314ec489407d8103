package agenda

import (
	"context"

	"satchel/app"
)

// settingWhose keeps whose things the day and the calendar show.
const settingWhose = "agenda.whose"

const whoseAll = "all"

// Everyone tells whether the day and the calendar show what is others', too; at first they show the user's own and nobody's.
func Everyone(ctx context.Context, a *app.App) (bool, error) {
	v, err := a.Setting(ctx, settingWhose)
	return v == whoseAll, err
}

// SetEveryone keeps whether they do.
func SetEveryone(ctx context.Context, a *app.App, on bool) error {
	v := ""
	if on {
		v = whoseAll
	}
	return a.SetSetting(ctx, settingWhose, v)
}
