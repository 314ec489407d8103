package exchange

import (
	"bufio"
	"context"
	"encoding/csv"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"

	"satchel/app/crm"
)

// LabelSheet is a sheet of labels to print on, in millimetres.
type LabelSheet struct {
	Name          string // of the maker, "L7160"
	Paper         string // "A4" or "Letter"
	Columns, Rows int
	Width, Height float64 // of one label
	Left, Top     float64 // of the first label
	Right, Down   float64 // from one label to the next
}

// LabelSheets are the common ones; the first is taken where nothing is said.
var LabelSheets = []LabelSheet{
	{"L7160", "A4", 3, 7, 63.5, 38.1, 7.25, 15.15, 66.04, 38.1},
	{"L7159", "A4", 3, 8, 63.5, 33.9, 7.25, 12.9, 66.04, 33.9},
	{"L7163", "A4", 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1},
	{"3475", "A4", 3, 8, 70, 36, 0, 4.5, 70, 36},
	{"5160", "Letter", 3, 10, 66.7, 25.4, 4.8, 12.7, 69.85, 25.4},
	{"5163", "Letter", 2, 5, 101.6, 50.8, 4.0, 12.7, 106.4, 50.8},
}

// LabelSheetOf finds a sheet by its name.
func LabelSheetOf(name string) (LabelSheet, error) {
	var names []string
	for _, s := range LabelSheets {
		if strings.EqualFold(s.Name, name) {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return LabelSheet{}, crm.Errorf(crm.CodeInvalid, "No sheet of labels is called %q. There are: %s.", clip(name), strings.Join(names, ", "))
}

// mailable leaves out who must not be written to.
func mailable(e *crm.Entity, q crm.Query) (crm.Query, error) {
	if !e.Has("address") {
		return q, crm.Errorf(crm.CodeInvalid, "%s have no address to write to.", crm.Term(e.Plural))
	}
	if e.Has("do_not_mail") {
		allowed := crm.Where("do_not_mail", crm.Ne, "yes")
		if q.Where != nil {
			q.Where = crm.AllOf(q.Where, allowed)
		} else {
			q.Where = allowed
		}
	}
	return q, nil
}

// Labels writes addresses to print on a sheet of labels, as PDF; it returns how many. Who must not be written to, or has no address, gets
// none.
func Labels(ctx context.Context, store Store, q crm.Query, file string, sheet LabelSheet, progress Progress) (int64, error) {
	e, err := store.Catalog().Entity(q.Entity)
	if err != nil {
		return 0, err
	}
	if q, err = mailable(e, q); err != nil {
		return 0, err
	}
	return exportFile(ctx, store, q, file, func(total int64, w *bufio.Writer) (n int64, err error) {
		d := fpdf.New("P", "mm", sheet.Paper, "")
		d.SetMargins(0, 0, 0)
		d.SetAutoPageBreak(false, 0)
		d.AddUTF8FontFromBytes("text", "", liberationsansregular.TTF)
		var done int64
		err = addressed(ctx, store, e, q, func(lines []string) error {
			done++
			if len(lines) > 0 {
				sheet.print(d, int(n), lines)
				n++
			}
			return progress.tick(ctx, done, total)
		})
		if err == nil && n == 0 {
			err = crm.Errorf(crm.CodeInvalid, "Nobody of the list has an address and may be written to.")
		}
		if err == nil {
			err = d.Output(w)
		}
		return n, err
	})
}

// print puts one label in its place; long lines are made narrower, and what is too much for the height is left out from the end.
func (s LabelSheet) print(d *fpdf.Fpdf, i int, lines []string) {
	const margin, size, leading = 4.0, 10.0, 4.4
	place := i % (s.Columns * s.Rows)
	if place == 0 {
		d.AddPage()
	}
	x, y := s.Left+float64(place%s.Columns)*s.Right+margin, s.Top+float64(place/s.Columns)*s.Down+margin
	if most := int((s.Height - 2*margin + 1) / leading); len(lines) > most {
		lines = append(lines[:1:1], lines[len(lines)-most+1:]...) // the name and the end, where the town stands
	}
	for n, line := range lines {
		d.SetFont("text", "", size)
		if wide := d.GetStringWidth(line); wide > s.Width-2*margin {
			d.SetFont("text", "", size*(s.Width-2*margin)/wide)
		}
		d.Text(x, y+float64(n+1)*leading-1, line)
	}
}

// addressed calls f with the lines of a letter's address of each record, none where there is no address.
func addressed(ctx context.Context, store Store, e *crm.Entity, q crm.Query, f func([]string) error) error {
	return withNames(ctx, store, e, q, func(r crm.Record, names map[string]string) error {
		a := r.Address("address")
		var out []string
		if a.Street != "" || a.City != "" {
			out = append(out, e.TitleOf(r))
			if firm := names[r.Text("organisation")]; firm != "" {
				out = append(out, firm)
			}
			for _, line := range strings.Split(a.Street, "\n") {
				out = append(out, strings.TrimSpace(line))
			}
			out = append(out, strings.TrimSpace(a.PostalCode+" "+a.City), a.State, a.Country)
		}
		kept := out[:0]
		for _, line := range out {
			if line != "" {
				kept = append(kept, line)
			}
		}
		return f(kept)
	})
}

// withNames calls f with each record and the names of what some records link to.
func withNames(ctx context.Context, store Store, e *crm.Entity, q crm.Query, f func(crm.Record, map[string]string) error) error {
	var part []crm.Record
	flush := func() error {
		names, err := linkTitles(ctx, store, e, part)
		for _, r := range part {
			if err == nil {
				err = f(r, names)
			}
		}
		part = part[:0]
		return err
	}
	err := store.Each(ctx, q, func(r crm.Record) error {
		if part = append(part, r); len(part) < every {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return err
}

// mergeColumns are those of a mail-merge file.
var mergeColumns = []string{"name", "first_name", "last_name", "title", "organisation", "email", "street", "postal_code", "city", "state", "country", "language"}

// MailMerge writes who may be written to as CSV for a word processor, one person a row; it returns how many.
func MailMerge(ctx context.Context, store Store, q crm.Query, file string, progress Progress) (int64, error) {
	e, err := store.Catalog().Entity(q.Entity)
	if err != nil {
		return 0, err
	}
	if q, err = mailable(e, q); err != nil {
		return 0, err
	}
	return exportFile(ctx, store, q, file, func(total int64, w *bufio.Writer) (n int64, err error) {
		out := csv.NewWriter(w)
		if err := out.Write(mergeColumns); err != nil {
			return 0, err
		}
		err = withNames(ctx, store, e, q, func(r crm.Record, names map[string]string) error {
			a := r.Address("address")
			email := ""
			if list := r.Reaches("emails"); len(list) > 0 {
				email = list[0].Value
			}
			row := []string{
				e.TitleOf(r), r.Text("first_name"), r.Text("last_name"), r.Text("title"), names[r.Text("organisation")], email,
				a.Street, a.PostalCode, a.City, a.State, a.Country, r.Text("language"),
			}
			for i := range row {
				row[i] = defuse(row[i])
			}
			n++
			if err := progress.tick(ctx, n, total); err != nil {
				return err
			}
			return out.Write(row)
		})
		out.Flush()
		if err == nil {
			err = out.Error()
		}
		return n, err
	})
}

// exportCards writes contacts as vCards.
func exportCards(ctx context.Context, store Store, q crm.Query, file string, progress Progress) (int64, error) {
	if q.Entity != "contact" {
		return 0, crm.Errorf(crm.CodeInvalid, "Only contacts can be written as vCards.")
	}
	return exportFile(ctx, store, q, file, func(total int64, w *bufio.Writer) (int64, error) {
		return total, VCards(ctx, store, q, w, progress)
	})
}
