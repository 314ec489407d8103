package app

import (
	"bytes"
	"context"
	"encoding/json"
	"html/template"
	"path/filepath"
	"strings"
	"time"

	"satchel/app/crm"
)

// Teller says sentences and words of the description in a person's language; the zero value says them in English.
type Teller struct {
	Say  func(crm.Said) string
	Term func(crm.Term) string
}

func (t Teller) said(s crm.Said) string {
	if t.Say == nil {
		return s.String()
	}
	return t.Say(s)
}

func (t Teller) term(s string) string {
	if t.Term == nil {
		return s
	}
	return t.Term(crm.Term(s))
}

// WriteAbout writes the sheet of a person into a new file that only this user can read, and enters that into the register: as a page to
// print (.html), as JSON (.json), otherwise as text.
func (a *App) WriteAbout(ctx context.Context, sheet About, file string, t Teller) error {
	var content []byte
	var err error
	switch strings.ToLower(filepath.Ext(file)) {
	case ".html", ".htm":
		content, err = a.aboutPage(sheet, t)
	case ".json":
		content, err = json.MarshalIndent(sheet, "", "  ")
	default:
		content = []byte(a.AboutText(sheet, t))
	}
	if err != nil {
		return crm.Errorf(crm.CodeInternal, "The sheet cannot be written: %w", err)
	}
	if err := writeFile(file, content, 0o600); err != nil {
		return err
	}
	return a.LogExport(ctx, Export{What: "sheet of " + sheet.Person.Entity + " " + sheet.Person.ID, Records: int64(len(sheet.Records)), Where: file})
}

// AboutText is the sheet as text.
func (a *App) AboutText(sheet About, t Teller) string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line(t.said(crm.Sayf("What is held about %s", sheet.Title)))
	line(t.said(crm.Sayf("As of %s", a.dayAndTime(sheet.At))), "\n")
	for _, r := range sheet.Records {
		line(a.headOf(r, t))
		if why := t.said(r.Why); why != "" {
			line(why)
		}
		for _, v := range r.Values {
			line("  ", t.term(v.Label), ": ", strings.ReplaceAll(v.Value, "\n", "\n    "))
			line("    ", t.said(v.From), ", ", a.dayAndTime(v.At))
		}
		line()
	}
	for _, s := range a.aboutFoot(sheet, t) {
		line(s)
	}
	return b.String()
}

// headOf names a record: "Contact: Anna Berg".
func (a *App) headOf(r AboutRecord, t Teller) string {
	e, err := a.Catalog().Entity(r.Entity)
	if err != nil {
		return r.Title
	}
	return t.term(e.Label) + ": " + r.Title
}

// aboutFoot says what else there is.
func (a *App) aboutFoot(sheet About, t Teller) []string {
	var out []string
	for _, h := range sheet.Named {
		out = append(out, t.said(crm.Sayf("Named also in: %s", a.headOf(AboutRecord{Ref: h.Ref, Title: h.Title}, t))))
	}
	if sheet.Deleted > 0 {
		out = append(out, t.said(crm.Sayf("%d deleted records in the trash point to the person.", sheet.Deleted)))
	}
	if len(sheet.Exports) > 0 {
		out = append(out, t.said(crm.Sayf("Records were written into files %d times, last on %s. The person may be in them.", len(sheet.Exports), a.dayAndTime(sheet.Exports[0].At))))
	}
	return out
}

func (a *App) dayAndTime(at crm.Instant) string {
	zone := a.Zone
	if zone == nil {
		zone = time.UTC
	}
	return at.Time().In(zone).Format("2006-01-02 15:04")
}

// aboutPage is the sheet as a page that needs nothing else and prints well.
func (a *App) aboutPage(sheet About, t Teller) ([]byte, error) {
	type value struct{ Label, Value, From string }
	type record struct {
		Head, Why string
		Values    []value
	}
	page := struct {
		Title, At string
		Columns   [3]string
		Records   []record
		Foot      []string
	}{
		Title: t.said(crm.Sayf("What is held about %s", sheet.Title)), At: t.said(crm.Sayf("As of %s", a.dayAndTime(sheet.At))),
		Columns: [3]string{t.said(crm.Sayf("Field")), t.said(crm.Sayf("Value")), t.said(crm.Sayf("Where from"))}, Foot: a.aboutFoot(sheet, t),
	}
	for _, r := range sheet.Records {
		rec := record{Head: a.headOf(r, t), Why: t.said(r.Why)}
		for _, v := range r.Values {
			rec.Values = append(rec.Values, value{t.term(v.Label), v.Value, t.said(v.From) + ", " + a.dayAndTime(v.At)})
		}
		page.Records = append(page.Records, rec)
	}
	var out bytes.Buffer
	err := aboutTemplate.Execute(&out, page)
	return out.Bytes(), err
}

var aboutTemplate = template.Must(template.New("about").Parse(`<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{{.Title}}</title>
<style>
body { font: 11pt/1.4 sans-serif; max-width: 48em; margin: 2em auto; padding: 0 1em; color: #1f2933; }
h1 { font-size: 17pt; margin-bottom: 0; } h2 { font-size: 12pt; margin: 1.6em 0 .3em; break-after: avoid; }
p.why, p.at { color: #52606d; margin: 0 0 .4em; }
table { width: 100%; border-collapse: collapse; } tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: .25em .6em .25em 0; border-bottom: 1px solid #d9e2ec; white-space: pre-line; overflow-wrap: anywhere; }
th, td:last-child { color: #52606d; font-weight: normal; } td:first-child { width: 22%; } td:last-child { width: 30%; font-size: 9.5pt; }
</style></head><body>
<h1>{{.Title}}</h1><p class="at">{{.At}}</p>
{{$c := .Columns}}{{range .Records}}<h2>{{.Head}}</h2>{{if .Why}}<p class="why">{{.Why}}</p>{{end}}
<table><tr>{{range $c}}<th>{{.}}</th>{{end}}</tr>{{range .Values}}
<tr><td>{{.Label}}</td><td>{{.Value}}</td><td>{{.From}}</td></tr>{{end}}
</table>
{{end}}{{range .Foot}}<p>{{.}}</p>
{{end}}</body></html>
`))
