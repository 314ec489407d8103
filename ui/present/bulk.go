package present

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// formerMost is how many different former values a preview names.
const formerMost = 3

// BulkPreview says what setting fields of the records picked would change: "312 contacts: Owner Anna → Ben; 4 have it already".
func BulkPreview(ctx context.Context, a *app.App, p app.Pick, values crm.Record, names []string, scene Scene) (string, error) {
	q := p.Ask()
	e, err := a.Catalog().Entity(q.Entity)
	if err != nil {
		return "", err
	}
	n, err := a.Count(ctx, q)
	if err != nil {
		return "", err
	}
	scene.Titles, err = Titles(ctx, a, e, values)
	if err != nil {
		return "", err
	}
	var parts []string
	for _, name := range names {
		f, ok := e.Field(name)
		if !ok {
			continue
		}
		text, err := fieldPreview(ctx, a, q, f, values, scene)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	return words.Number(n) + " " + nameOf(e, n) + ": " + strings.Join(parts, "; "), nil
}

func fieldPreview(ctx context.Context, a *app.App, q crm.Query, f crm.Field, values crm.Record, scene Scene) (string, error) {
	after := scene.Text(f, values)
	if after == "" {
		after = words.T("empty")
	}
	before, err := former(ctx, a, q, f, scene)
	if err != nil {
		return "", err
	}
	text := words.T(f.Label) + " " + before + " → " + after
	has := crm.Expr(crm.Cond{Path: f.Name, Op: crm.Empty})
	if v := values.Get(f.Name); !crm.IsEmpty(v) {
		if f.IsList() || f.Kind == crm.Postal || f.Kind == crm.LongText {
			return text, nil // they are not compared whole
		}
		has = crm.Where(f.Name, crm.Eq, crm.FormatText(f, v, crm.Locale{Currency: values.Text(f.Currency)}))
	}
	q.Where = crm.AllOf(q.Where, has)
	same, err := a.Count(ctx, q)
	if err == nil && same > 0 {
		text += "; " + words.N(same, "%s has it already", "%s have it already")
	}
	return text, err
}

// former names the values that a field has now, the first few of them.
func former(ctx context.Context, a *app.App, q crm.Query, f crm.Field, scene Scene) (string, error) {
	q.Sort = nil
	q.Group, q.Measure, q.Limit = []crm.Group{{Field: f.Name}}, []crm.Measure{{Fn: crm.Count}}, formerMost+1
	if f.Kind == crm.Money {
		q.Group = append(q.Group, crm.Group{Field: f.Currency})
	}
	rows, err := a.Rows(ctx, q)
	if err != nil {
		return "", err
	}
	if len(rows) > formerMost {
		return words.T("various"), nil
	}
	values, currencies := make([]any, len(rows)), make([]string, len(rows))
	for i, row := range rows {
		text, _ := row.Keys[0].(string)
		if values[i], err = crm.ParseText(f, text, crm.Locale{}); err != nil {
			return "", err
		}
		if len(row.Keys) > 1 {
			currencies[i], _ = row.Keys[1].(string)
		}
	}
	if scene.Titles, err = titlesOf(ctx, a, f, values); err != nil {
		return "", err
	}
	out := make([]string, len(values))
	for i, v := range values {
		switch text := scene.Value(f, v, currencies[i]); {
		case text == "":
			out[i] = words.T("empty")
		case f.Kind == crm.LongText:
			return words.T("various"), nil
		default:
			out[i] = text
		}
	}
	return strings.Join(out, ", "), nil
}

// titlesOf names what the values of a field link to.
func titlesOf(ctx context.Context, a *app.App, f crm.Field, values []any) (map[string]string, error) {
	records := make([]crm.Record, len(values))
	for i, v := range values {
		records[i].Values = crm.Values{f.Name: v}
	}
	return Titles(ctx, a, &crm.Entity{Fields: []crm.Field{f}}, records...)
}

// CalendarName proposes a file beside the database for other calendars.
func CalendarName(database string, now time.Time) string {
	return filepath.Join(filepath.Dir(database), "calendar-"+now.Format("2006-01-02-150405")+".ics")
}

// WholeExportName proposes an archive beside the database for everything.
func WholeExportName(database string, now time.Time) string {
	return filepath.Join(filepath.Dir(database), "satchel-export-"+now.Format("2006-01-02-150405")+".zip")
}

// ExportName proposes a file beside the database for the records of a list.
func ExportName(database, entity string, now time.Time) string {
	return filepath.Join(filepath.Dir(database), entity+"-"+now.Format("2006-01-02-150405")+".csv")
}
