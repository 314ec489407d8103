package boot

import (
	"context"
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
	_, err := a.FinishErase(ctx, nil)
	if err == nil {
		if err = a.NoteProgram(ctx); err == nil {
			_, err = a.DailyBackup(ctx)
		}
	}
	why := ""
	if err != nil && ctx.Err() == nil {
		why = err.Error()
	}
	_ = a.SetSetting(context.WithoutCancel(ctx), app.SettingBackupFailed, why) // a file that takes nothing more says so at the next save
}
