package present

import (
	"context"
	"slices"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// File is one file of a record's page.
type File struct {
	ID   string
	Name string
	Note string // size, when and by whom
	Here bool   // its contents are on this computer
}

// mostFiles is how many files a page shows; the list of files has them all.
const mostFiles = 100

// HoldsFiles tells whether files can be attached to records of an entity.
func HoldsFiles(c *crm.Catalog, entity string) bool {
	e, err := c.Entity("file")
	if err != nil {
		return false
	}
	about, _ := e.Field("about")
	return slices.Contains(about.To, entity)
}

// files lists what is attached to a record, newest first; for a file itself, the file.
func files(ctx context.Context, a *app.App, r crm.Record, now time.Time) ([]File, error) {
	list := []crm.Record{r}
	if r.Entity != "file" {
		if !HoldsFiles(a.Catalog(), r.Entity) {
			return nil, nil
		}
		var err error
		if list, err = a.List(ctx, crm.Query{
			Entity: "file", Where: crm.Where("about", crm.Eq, r.ID), Sort: []crm.Sort{{Field: crm.FieldCreatedAt, Desc: true}}, Limit: mostFiles,
		}); err != nil {
			return nil, err
		}
	}
	owners, err := names(ctx, a, list)
	if err != nil {
		return nil, err
	}
	out := make([]File, len(list))
	for i, f := range list {
		out[i] = File{ID: f.ID, Name: crm.FileName(f.Text("name")), Here: f.Text("content") != ""}
		out[i].Note = Moment(f.Instant(crm.FieldCreatedAt), now)
		if size, known := f.Get("size").(int64); known {
			out[i].Note = Size(size) + " · " + out[i].Note
		}
		if who := owners[f.Text(crm.FieldOwner)]; who != "" {
			out[i].Note += " · " + who
		}
		if !out[i].Here {
			out[i].Note += " · " + words.T("not here yet")
		}
	}
	return out, nil
}

// Size writes a number of bytes: "312 bytes", "48 KB", "2.4 MB".
func Size(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return words.N(bytes, "%s byte", "%s bytes")
	case bytes < 1<<20:
		return Number((bytes+1<<9)>>10) + " KB"
	}
	return words.Decimal(float64(bytes)/(1<<20), 1) + " MB"
}
