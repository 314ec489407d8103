// Satchel is the desktop program. It is the only one that needs a C compiler, because of the window.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"satchel/app"
	"satchel/app/crm"
	"satchel/assets"
	"satchel/cmd/internal/boot"
	_ "satchel/cmd/internal/locale"
	"satchel/ui"
	"satchel/ui/async"
	"satchel/ui/kit/shot"
	"satchel/ui/look"
)

func main() {
	file := flag.String("db", "", "database `file`; empty: the usual place")
	fill := flag.Bool("sample", false, "fill an empty database with sample data")
	tour := flag.String("tour", "", "show the program by itself, leave pictures in this `folder` and end")
	flag.Parse()
	if err := run(*file, *fill || *tour != "", *tour); err != nil {
		fmt.Fprintln(os.Stderr, "satchel:", err)
		os.Exit(1)
	}
}

func run(file string, fill bool, tour string) error {
	ctx := context.Background()
	a, end, err := boot.Open(ctx, boot.Options{File: file})
	if err != nil {
		return err
	}
	if fill {
		if err := fillEmpty(ctx, a); err != nil {
			return errors.Join(err, end())
		}
	}
	stop := boot.Background(a)
	shown := show(a, tour)
	stop()
	return errors.Join(shown, end())
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

// show opens the window and returns when it is closed.
func show(a *app.App, tour string) error {
	program := fyneapp.NewWithID("org.satchel.desktop")
	chosen, err := a.Setting(context.Background(), look.Setting)
	if err != nil {
		return err
	}
	program.Settings().SetTheme(look.Read(chosen))
	program.SetIcon(fyne.NewStaticResource("icon.png", assets.AppIconPNG()))
	w := program.NewWindow("Satchel")
	w.SetMaster()
	w.Resize(fyne.NewSize(1280, 800))
	w.CenterOnScreen()
	shell := ui.New(ui.Config{
		App: a, Run: async.NewPool(max(runtime.NumCPU(), 2)), Window: w,
		Sample: func(ctx context.Context) error { _, err := boot.LoadSample(ctx, a); return err },
	})
	var failed error
	if tour != "" {
		program.Lifecycle().SetOnStarted(func() {
			keep := func(name string, shown fyne.Canvas) error {
				return shot.Save(filepath.Join(tour, name+".png"), picture(shown))
			}
			shell.Tour(ui.RecordTour(), 800*time.Millisecond, keep, func(err error) { failed = err; program.Quit() })
		})
	}
	w.ShowAndRun()
	shell.Close()
	return failed
}
