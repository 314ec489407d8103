// Shots draws every screen and state into a folder, light and dark, large and small, without a display.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app"
	"satchel/cmd/internal/desktop"
	_ "satchel/cmd/internal/locale"
	"satchel/docs"
	"satchel/ui"
	"satchel/ui/kit/shot"
	"satchel/ui/look"
	"satchel/ui/words"
)

func main() {
	out := flag.String("out", "shots", "folder for the pictures")
	only := flag.String("only", "", "only pictures whose name matches this regular expression")
	sheet := flag.Bool("sheet", false, "draw nothing; tile the pictures of the folder, six to a sheet, into its folder sheets")
	language := flag.String("language", words.English, "language of the screens")
	size := flag.String("size", "", "one size in place of both, such as 1024x2400, to see what is scrolled away")
	flag.Parse()
	words.Use(*language)
	if *size != "" {
		var w, h float32
		if n, _ := fmt.Sscanf(*size, "%gx%g", &w, &h); n != 2 {
			fmt.Fprintln(os.Stderr, "-size: such as 1024x2400")
			os.Exit(2)
		}
		sizes = []fyne.Size{fyne.NewSize(w, h)}
	}
	if err := run(*out, *only, *sheet); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var sizes = []fyne.Size{fyne.NewSize(1280, 800), fyne.NewSize(1024, 700)}

func run(out, only string, sheet bool) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	if sheet {
		return sheets(out, match)
	}
	seen := map[string]bool{}
	for _, sc := range slices.Concat(scenes, ticketScenes, twinScenes, trustScenes, teamScenes, backupScenes, consentScenes, workScenes, large()) {
		if seen[sc.name] {
			return fmt.Errorf("two scenes are named %s", sc.name)
		}
		seen[sc.name] = true
		for variant, name := range map[look.Variant]string{look.Light: "light", look.Dark: "dark"} {
			for _, size := range sizes {
				file := fmt.Sprintf("%s-%s-%.0f.png", sc.name, name, size.Width)
				if !match.MatchString(file) {
					continue
				}
				if err := draw(filepath.Join(out, file), sc, variant, size); err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
			}
		}
	}
	return nil
}

// scene is one picture: what was done before it was taken.
type scene struct {
	name  string
	empty bool                                  // on an empty database
	text  int                                   // size of the text in percent, 0 = 100
	given func(context.Context, *app.App) error // done before the window opens, may be nil
	play  func(s *ui.Shell)
	work  func(s *ui.Shell) // done after play, once everything has its place
	tick  int               // the picture is taken in the midst of work, when it tells for the tick-th time how far it is; 0: afterwards
}

// draw plays a scene on a fresh database and keeps the last picture.
func draw(file string, sc scene, variant look.Variant, size fyne.Size) (err error) {
	dir, err := os.MkdirTemp("", "shots")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx := context.Background()
	a, err := desktop.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if !sc.empty {
		if err := desktop.Fill(ctx, a); err != nil {
			return err
		}
	}
	if sc.given != nil {
		if err := sc.given(ctx, a); err != nil {
			return err
		}
	}
	app := test.NewApp()
	defer app.Quit()
	app.Settings().SetTheme(&look.Theme{Variant: variant, Percent: sc.text})
	w := app.NewWindow("Satchel")
	w.SetPadded(false)
	w.Resize(size)
	clock := &posing{}
	s := ui.New(ui.Config{App: a, Run: clock, Window: w, Guide: docs.Guide, Sample: func(context.Context) error { return nil }, Restart: func() {}})
	defer func() { err = errors.Join(err, s.Close()) }()
	w.Resize(size)
	place := func() {
		for range 3 { // text that wraps knows its height only once it has a width
			w.Resize(size.AddWidthHeight(1, 1))
			w.Resize(size)
		}
	}
	settle := func() {
		place() // what is done a moment later finds it drawn
		clock.Advance(time.Second)
		place()
	}
	settle()
	if sc.play != nil {
		sc.play(s)
		settle()
	}
	if sc.tick > 0 {
		err = errors.New("the work was over before the picture was taken")
		clock.left, clock.pose = sc.tick, func() {
			settle()
			err = shot.Save(file, w.Canvas().Capture())
		}
	}
	if sc.work != nil {
		sc.work(s)
		settle()
	}
	if sc.tick == 0 {
		err = shot.Save(file, w.Canvas().Capture())
	}
	return err
}
