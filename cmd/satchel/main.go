// Satchel is the desktop program. It is the only one that needs a C compiler, because of the window.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/lock"
	"satchel/app/remind"
	"satchel/assets"
	"satchel/cmd/internal/boot"
	_ "satchel/cmd/internal/locale"
	"satchel/docs"
	"satchel/sync/engine"
	"satchel/ui"
	"satchel/ui/async"
	"satchel/ui/kit/shot"
	"satchel/ui/look"
	"satchel/ui/words"
)

func main() {
	file := flag.String("db", "", "database `file`; empty: the usual place")
	fill := flag.Bool("sample", false, "fill an empty database with sample data")
	dir := flag.String("tour", "", "do the main job by itself on sample data, leave pictures in this `folder` and end")
	flag.Usage = usage
	flag.Parse()
	debug.SetGCPercent(50) // what lives is small, some 30 MB; a window that stands open all day should not hold twice that
	if err := run(*file, *fill || *dir != "", *dir, targets(flag.Args())); err != nil {
		fmt.Fprintln(os.Stderr, "satchel:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(flag.CommandLine.Output(), "usage: satchel [flags] [a file to import | satchel:ENTITY/ID | tel:NUMBER | mailto:ADDRESS | words to look for]")
	flag.PrintDefaults()
}

// targets are the arguments as another process understands them, too: names of files become whole.
func targets(args []string) []string {
	for i, arg := range args {
		if whole, err := filepath.Abs(arg); err == nil && isFile(whole) {
			args[i] = whole
		}
	}
	return args
}

func isFile(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func run(file string, fill bool, dir string, targets []string) error {
	ctx := context.Background()
	if dir != "" && file == "" { // the tour leaves the person's own data alone
		file = filepath.Join(dir, "satchel.db")
	}
	if err := reachScreen(); err != nil {
		return err
	}
	window, err := boot.OpenWindow(ctx, boot.File(file), targets)
	if err != nil {
		return err
	}
	if window == nil {
		fmt.Println("Satchel has this database open already. Its window is in front now.")
		return nil
	}
	again, err := work(ctx, file, fill, dir, window, targets)
	if again && err == nil {
		err = replaced(ctx, file)
	}
	window.Close()
	if again && err == nil {
		err = startAnew(ctx)
	}
	return err
}

// work shows the database until the window is closed; again tells that the program has to start anew with a backup.
func work(ctx context.Context, file string, fill bool, dir string, window *boot.Window, targets []string) (again bool, err error) {
	a, end, err := boot.Open(ctx, boot.Options{File: file, Now: clock()})
	if err != nil {
		return false, err
	}
	if fill {
		err = fillEmpty(ctx, a)
	}
	if err == nil {
		exchange := boot.Background(a)
		stop := boot.Daily(a)
		again, err = show(ctx, a, exchange, dir, window, targets)
		stop()
		exchange.Stop()
	}
	return again, errors.Join(err, end())
}

// fillEmpty writes the sample data unless there are records already.
func fillEmpty(ctx context.Context, a *app.App) error {
	for _, e := range a.Catalog().Entities() {
		n, err := a.Count(ctx, crm.Query{Entity: e.Name})
		if err != nil || n > 0 && !e.Child {
			return err
		}
	}
	_, err := boot.LoadSample(ctx, a)
	return err
}

// show opens the window and returns when it is closed, or when the tour has ended.
func show(ctx context.Context, a *app.App, exchange *boot.Exchange, dir string, window *boot.Window, targets []string) (again bool, err error) {
	runner := async.NewPool(max(runtime.NumCPU(), 4)) // what is short does not wait for two long counts
	program := still{fyneapp.NewWithID("org.satchel.desktop"), runner.End}
	fyne.SetCurrentApp(program)
	chosen, err := a.Setting(ctx, look.Setting)
	if err != nil {
		return again, err
	}
	program.Settings().SetTheme(look.Read(chosen))
	language, err := a.Setting(ctx, words.Setting)
	if err != nil {
		return again, err
	}
	ui.Speak(language)
	program.SetIcon(fyne.NewStaticResource("icon.png", assets.AppIconPNG()))
	w := program.NewWindow("Satchel")
	w.SetMaster()
	left, err := a.Setting(ctx, ui.StaySetting)
	if err != nil {
		return again, err
	}
	stay := ui.ReadStay(left)
	w.Resize(stay.Size())
	guard := lock.New(a)
	trouble := guard.Load(ctx)
	shell := ui.New(ui.Config{
		App: a, Run: runner, Window: w, Guide: docs.Guide,
		Sample: func(ctx context.Context) error { _, err := boot.LoadSample(ctx, a); return err },
		Notify: func(title, text string) { program.SendNotification(fyne.NewNotification(title, text)) },
		Stay:   stay, Targets: targets, Settle: settleFirst,
		Place: func() ui.Place { return placeOf(w) },
		Raise: func() { raise(w) }, Tray: trayOf(ctx, program.App), Lock: guard, Trouble: trouble,
		Said: os.Getenv(saidVariable), Restart: func() { again = true; program.Quit() },
	})
	defer func() { runner.End(); err = errors.Join(err, shell.Close()) }()
	window.Serve(func(targets []string) {
		runner.Post(func() { shell.Visit(targets) })
	})
	if err := probe(ctx, shell, w, runner); err != nil {
		return again, err
	}
	exchange.OnStatus(func(st engine.Status) {
		if !st.Running {
			shell.SyncChanged()
		}
	})
	defer exchange.OnStatus(nil)
	program.Lifecycle().SetOnEnteredForeground(func() { exchange.Focus(true) })
	program.Lifecycle().SetOnExitedForeground(func() {
		exchange.Focus(false)
		shell.Stay()
	})
	w.SetOnClosed(func() { shell.Stay(); runner.End() })
	if dir == "" {
		defer reminding(ctx, a, shell)()
	}
	if os.Getenv(measureVariable) != "" {
		program.Lifecycle().SetOnStarted(func() {
			measure(shell, os.Stdout, func(failed error) { err = failed; program.Quit() })
		})
	}
	w.Show()
	putInPlace(w, stay)
	watchUse(w, async.CollectAtRest(shell.Used))
	if dir == "" {
		program.Run()
		return again, err
	}
	t, err := newTour(a, dir, runner)
	if err != nil {
		return again, err
	}
	program.Lifecycle().SetOnStarted(func() {
		keep := func(name string, shown fyne.Canvas) error {
			return shot.Save(filepath.Join(dir, name+".png"), picture(shown))
		}
		shell.Tour(t.steps(), settle, keep, func(err error) { t.err = cmp.Or(t.err, err); program.Quit() })
	})
	program.Run()
	return again, t.check(ctx)
}

// reminding watches the clock, for reminders and reports, until it is ended.
func reminding(ctx context.Context, a *app.App, shell *ui.Shell) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	wait.Go(func() {
		(&remind.Service{App: a}).Watch(ctx, remindEvery, shell.Remind, shell.RemindFailed)
	})
	wait.Go(func() { shell.WriteReports(ctx, time.Minute) })
	wait.Go(func() { shell.Minutes(ctx) })
	return func() {
		cancel()
		wait.Wait()
	}
}

// remindEvery is how often the clock is looked at: a reminder comes at most so much after its time.
const remindEvery = 10 * time.Second

// settleFirst is how long the first page takes to be there on a slow machine.
const settleFirst = 500 * time.Millisecond

// settle is how long the tour waits after each act before it takes the picture.
const settle = 900 * time.Millisecond
