package page

import (
	"context"

	"satchel/app/agenda"
	"satchel/app/exchange"
	"satchel/ui/async"
	"satchel/ui/present"
	"satchel/ui/words"
)

// ExportCalendar asks for a file and writes what has a time into it, for other calendars.
func ExportCalendar(env Env) {
	ask(env, words.T("Export the calendar"), words.T("File"), present.CalendarName(env.App.File, env.Now()), words.T("Export"), func(file string) {
		exportCalendar(env, file)
	})
}

// exportCalendar writes what the calendar shows, of all days, into a file.
func exportCalendar(env Env, file string) {
	async.Run(env.Context, env.Run, func(ctx context.Context) (int, error) {
		everyone, err := agenda.Everyone(ctx, env.App)
		if err != nil {
			return 0, err
		}
		items, _, err := agenda.Read(ctx, env.App, agenda.Query{Mine: !everyone})
		if err != nil {
			return 0, err
		}
		return len(items), exchange.CalendarFile(file, items, env.Now(), env.Zone)
	}, func(n int, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		offerOpen(env, words.N(int64(n), "%s thing written to %s", "%s things written to %s", file), file)
	})
}
