package boot

import (
	"context"
	"errors"
	"sync"
	"time"

	"satchel/app"
)

// Daily does what is due once a day while a program shows the database: it makes the backup of the day, and finishes an erase that was
// interrupted. The first look is soon after the start, when nobody waits for the disk any more. stop waits for what is under way.
func Daily(a *app.App) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() {
		for wait := 2 * time.Minute; pause(ctx, wait) == nil; wait = time.Hour {
			daily(ctx, a)
		}
	})
	return func() { cancel(); work.Wait() }
}

// daily keeps why it failed, for the settings to say; the next look tries again.
func daily(ctx context.Context, a *app.App) {
	_, left := a.FinishErase(ctx, nil)
	err := a.NoteProgram(ctx)
	if err == nil {
		_, err = a.DailyBackup(ctx)
	}
	err = errors.Join(err, left)
	why := ""
	if err != nil && ctx.Err() == nil {
		why = err.Error()
	}
	_ = a.SetSetting(context.WithoutCancel(ctx), app.SettingBackupFailed, why) // a file that takes nothing more says so at the next save
}
