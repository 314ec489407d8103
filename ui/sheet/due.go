package sheet

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/chart"
	"satchel/ui/present"
	"satchel/ui/words"
)

// WriteDue writes the reports whose time has come into their folders; told gets the path of each.
func WriteDue(ctx context.Context, a *app.App, style chart.Style, told func(file string)) error {
	return a.WriteDue(ctx, func(p app.Plan, v crm.View, at time.Time, late bool) error {
		m, err := present.ReportOf(ctx, a, v)
		if err != nil {
			return err
		}
		c, err := m.Compute(ctx, a.Ask(), insight.Span{})
		if err != nil {
			return err
		}
		page := Page{Gist: m.Gist, Definition: m.Definition, Now: a.Now().In(a.Zone), Style: style}
		name := v.Name + " " + at.Format("2006-01-02 1504")
		if late {
			page.Late = at
			name += " (" + words.T("late") + ")"
		}
		file := filepath.Join(p.Folder, FileName(name, p.Format))
		if err := write(file, c, p.Format, page); err != nil {
			return err
		}
		told(file)
		return nil
	})
}

// FileName is a name for the file of a chart with a title.
func FileName(title, format string) string {
	return crm.FileName(strings.NewReplacer("/", "-", `\`, "-").Replace(title) + "." + format)
}

// write replaces the file as a whole or leaves it as it was.
func write(file string, c insight.Chart, format string, p Page) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".report-*")
	if err == nil {
		err = Write(f, c, format, p)
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err == nil {
			err = os.Rename(f.Name(), file)
		}
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}
	if err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The report %s cannot be written. Choose another folder for it: %w.", file, err)
	}
	return nil
}
