package storage

import (
	"context"
	"strconv"
	"strings"

	"satchel/app/crm"
)

// expect tells SQLite how many rows of a large file share a value of each index. Without it the planner takes "is done" for as good a
// key as "of this customer" and reads half a million rows. The numbers follow from the description and are not measured: the same
// question goes the same way on every computer.
func expect(ctx context.Context, c *crm.Catalog, s *session) error {
	if _, err := s.conn.ExecContext(ctx, "ANALYZE sqlite_schema; DELETE FROM sqlite_stat1"); err != nil { // makes the table of numbers
		return err
	}
	for _, t := range newSchema(c, nil).order {
		stats := map[string]string{"sqlite_autoindex_" + t.entity.Name + "_1": numbers(expectedRows, 1)}
		for _, i := range t.indexes() {
			stats[i.name] = t.expected(i)
		}
		for name, stat := range stats {
			if _, err := s.conn.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", t.entity.Name, name, stat); err != nil {
				return err
			}
		}
	}
	_, err := s.conn.ExecContext(ctx, "ANALYZE sqlite_schema") // reads the numbers
	return err
}

const (
	expectedRows   = 1_000_000 // of a table
	expectedUndone = 10_000    // of what is either done or not
	expectedPeople = 20        // in the team
	expectedLinked = 10        // records that link to the same one, and texts and times that are the same
)

// expected are the rows of an index and those that share its first, its first two, ... columns.
func (t *table) expected(i index) string {
	rows := expectedRows
	if i.without != "" {
		rows = expectedUndone
	}
	out := []int{rows}
	for _, name := range i.columns {
		share := expectedLinked
		f, _ := t.column(strings.TrimSuffix(name, keySuffix))
		switch {
		case name == crm.FieldOwner:
			share = expectedRows / expectedPeople
		case f.Kind == crm.Bool:
			share = expectedRows / 2
		case f.Kind == crm.Choice:
			share = expectedRows / max(len(f.Options), 2)
		}
		rows = max(rows*share/expectedRows, 1)
		out = append(out, rows)
	}
	return numbers(out...)
}

func numbers(list ...int) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, " ")
}
