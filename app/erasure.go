package app

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Erasure is the report of an erase. It names nobody but who did it; the record's id tells nothing about the person.
type Erasure struct {
	Record   crm.Ref        `json:"record"`
	At       crm.Instant    `json:"at"`
	Who      string         `json:"who"`
	Erased   map[string]int `json:"erased"`   // records by entity
	Kept     map[string]int `json:"kept"`     // records by entity that pointed to the person and stay; their texts may name the person
	Mentions int            `json:"mentions"` // other records found by the person's name, addresses or numbers

	Provider string `json:"provider,omitempty"` // label of the online CRM that is told; "" = none is connected
	There    bool   `json:"there"`              // it erases what is deleted; otherwise the person must be erased there, too

	Backups []string `json:"backups"` // files that still hold the person
	Closed  []string `json:"closed"`  // backups that cannot be looked into

	Searched    int      `json:"searched"`    // texts looked for in the bytes of the file
	Left        []string `json:"left"`        // labels of fields of which a text was found
	Unexplained int      `json:"unexplained"` // of those found, texts that no other record has; 0 is the proof
	Unproved    bool     `json:"unproved,omitempty"`
	Seconds     float64  `json:"seconds"`
}

// Said is the report in sentences.
func (e Erasure) Said(c *crm.Catalog) []crm.Said {
	out := []crm.Said{e.Gone(c)}
	if len(e.Kept) > 0 {
		out = append(out, crm.Sayf("Kept: %s. They point to nobody now; their texts may still name the person.", counted(c, e.Kept)))
	}
	if e.Mentions > 0 {
		out = append(out, crm.Sayf("Found by the person's name, addresses or numbers in %d other records. Look through them.", e.Mentions))
	}
	switch {
	case e.Provider == "":
	case e.There:
		out = append(out, crm.Sayf("%s is told to erase the same with the next exchange. Its own backups are its administrator's.", crm.Term(e.Provider)))
	default:
		out = append(out, crm.Sayf("%s is told to delete the same with the next exchange, but only marks it as deleted. Ask its administrator to erase the person there.", crm.Term(e.Provider)))
	}
	if len(e.Backups) > 0 {
		out = append(out, crm.Sayf("These copies of the file still hold the person; restoring one brings the person back. Remove them: %s.", strings.Join(e.Backups, ", ")))
	}
	if len(e.Closed) > 0 {
		out = append(out, crm.Sayf("These copies cannot be looked into and may hold the person: %s.", strings.Join(e.Closed, ", ")))
	}
	return append(out, e.proof()...)
}

// Gone says what was erased.
func (e Erasure) Gone(c *crm.Catalog) crm.Said {
	return crm.Sayf("Erased for good: %s.", counted(c, e.Erased))
}

func (e Erasure) proof() []crm.Said {
	switch {
	case e.Unproved:
		return []crm.Said{crm.Sayf("The file was not searched to its end. Finish the erasing once more.")}
	case e.Unexplained > 0:
		return []crm.Said{crm.Sayf("%d of %d texts of the person are still in the bytes of the file, and no other record explains it. Check the file and finish the erasing once more.", e.Unexplained, e.Searched)}
	case len(e.Left) > 0:
		return []crm.Said{
			crm.Sayf("%d texts of the person were searched in the bytes of the database and of its log. What was found belongs to other records, too: %s.", e.Searched, listed(e.Left)),
			lastResort,
		}
	}
	return []crm.Said{
		crm.Sayf("%d texts of the person were searched in the bytes of the database and of its log. None was found.", e.Searched), lastResort,
	}
}

// listed names fields in the person's language: "Address, Phone".
func listed(labels []string) any {
	var all any = crm.Term(labels[0])
	for _, l := range labels[1:] {
		all = crm.Sayf("%s, %s", all, crm.Term(l))
	}
	return all
}

// lastResort is what no program can promise.
var lastResort = crm.Sayf("What the disk itself, copies made by other programs and files exported before may keep is not looked into.")

// counted lists numbers of records: "1 contact, 4 activities".
func counted(c *crm.Catalog, n map[string]int) crm.Said {
	said, first := crm.Said{}, true
	for _, e := range c.Entities() {
		switch k := n[e.Name]; {
		case k == 0:
			continue
		case first:
			said, first = crm.Sayf("%s: %d", crm.Term(e.Plural), k), false
		default:
			said = crm.Sayf("%s, %s: %d", said, crm.Term(e.Plural), k)
		}
	}
	return said
}

// copies lists the copies of the database that this program made.
func (a *App) copies() []string {
	if a.File == "" {
		return nil
	}
	var out []string
	for _, pattern := range []string{a.File + ".before-*", a.File + ".restoring", filepath.Join(filepath.Dir(a.File), "backups", "*")} {
		list, _ := filepath.Glob(pattern) // the patterns are sound
		for _, f := range list {
			if !strings.HasSuffix(f, "-wal") && !strings.HasSuffix(f, "-shm") {
				out = append(out, f)
			}
		}
	}
	slices.Sort(out)
	return out
}

// WriteErasure writes the report as text into a new file.
func (a *App) WriteErasure(_ context.Context, file string, lines []string) error {
	return writeFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600)
}
