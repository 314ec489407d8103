package page

import (
	"context"

	"satchel/app"
	"satchel/app/exchange"
	"satchel/ui/present"
	"satchel/ui/words"
)

// ExportEverything asks for an archive or a folder and writes all that the database holds into it.
func ExportEverything(env Env) {
	ask(env, words.T("Export everything into an archive (.zip) or a new folder"), words.T("Archive or folder"), present.WholeExportName(env.App.File, env.Now()), words.T("Export"), func(to string) {
		exportEverything(env, to)
	})
}

func exportEverything(env Env, to string) {
	work(env, words.T("Exporting …"), func(ctx context.Context, tell func(app.Progress)) (int64, error) {
		done, err := exchange.Export(ctx, env.App, to, exchange.ExportOptions{Zone: env.Zone, Progress: func(done, total int64) { tell(app.Progress{Done: done, Total: total}) }})
		if err == nil {
			err = env.App.LogExport(ctx, app.Export{What: "everything", Records: done.Total(), Where: to})
		}
		return done.Total(), err
	}, func(n int64) {
		offerOpen(env, words.N(n, "Exported %s record to %s", "Exported %s records to %s", to), to)
	}, func() {})
}
