package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

func findShell() string {
	path, err := exec.LookPath("sqlite3")
	if err != nil {
		return ""
	}
	return path
}

// sqlite runs the shell on a file and returns how long the whole process took.
func (b *bench) sqlite(file, script string) (time.Duration, []byte, error) {
	cmd := exec.CommandContext(b.ctx, b.shell, "-batch", file) //nolint:gosec // found on the path, our own file
	var out, messages bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewBufferString(script), &out, &messages
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	b.shellCPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if err != nil || messages.Len() > 0 {
		return 0, nil, fmt.Errorf("sqlite3: %s: %w", messages.String(), err)
	}
	return took, out.Bytes(), nil
}

// best is the shortest of five runs of a script, the shell's own start taken off.
func (b *bench) best(file, script string) (time.Duration, error) {
	least, start := time.Hour, time.Hour
	for range 5 {
		empty, _, err := b.sqlite(file, "select 1;")
		if err != nil {
			return 0, err
		}
		full, _, err := b.sqlite(file, script)
		if err != nil {
			return 0, err
		}
		least, start = min(least, full), min(start, empty)
	}
	return max(least-start, time.Microsecond), nil
}

// shellImport loads the rows of our table into the same empty table with the shell, in one transaction and as durably.
func (b *bench) shellImport(ours, empty string) (time.Duration, error) {
	_, end, err := b.open(empty)
	if err != nil {
		return 0, err
	}
	if err := end(); err != nil {
		return 0, err
	}
	raw := b.path("import-raw.csv")
	if _, _, err := b.sqlite(ours, ".mode csv\n.headers off\n.once "+raw+"\nselect * from contact;\n"); err != nil {
		return 0, err
	}
	base, _, err := b.sqlite(empty, "select 1;")
	if err != nil {
		return 0, err
	}
	took, _, err := b.sqlite(empty, "pragma synchronous=full;\nbegin;\n.mode csv\n.import "+raw+" contact\ncommit;\n")
	return took - base, err
}

// grouped are queries of the charts beside the statement that says the same.
func grouped() []struct {
	name, statement string
	query           crm.Query
} {
	return []struct {
		name, statement string
		query           crm.Query
	}{
		{
			"deals per currency and stage with sums", "select currency, stage, count(*), sum(amount) from deal group by 1, 2;",
			crm.Query{
				Entity: "deal", Group: []crm.Group{{Field: "currency"}, {Field: "stage"}},
				Measure: []crm.Measure{{Fn: crm.Sum, Field: "amount"}},
			},
		},
		{
			"leads per source and status", "select source, status, count(*) from lead group by 1, 2;",
			crm.Query{Entity: "lead", Group: []crm.Group{{Field: "source"}, {Field: "status"}}, Measure: []crm.Measure{{Fn: crm.Count}}},
		},
		{
			"tickets per month of creation", "select strftime('%Y-%m', created_at/1000, 'unixepoch'), count(*) from ticket group by 1;",
			crm.Query{Entity: "ticket", Group: []crm.Group{{Field: crm.FieldCreatedAt, Bucket: crm.ByMonth}}, Measure: []crm.Measure{{Fn: crm.Count}}},
		},
		{
			"open tickets per priority", "select priority, count(*) from ticket where status in ('New','Open','Waiting') group by 1;",
			crm.Query{
				Entity: "ticket", Where: crm.Where("status", crm.In, "New", "Open", "Waiting"),
				Group: []crm.Group{{Field: "priority"}}, Measure: []crm.Measure{{Fn: crm.Count}},
			},
		},
	}
}

// groups compares grouped queries with the shell; the first answer counts, later ones come from the cache.
func (b *bench) groups() error {
	for _, g := range grouped() {
		target := "<= 3x the shell"
		first, again, err := b.ask(g.query)
		if err != nil {
			return err
		}
		if b.shell == "" {
			b.table.skip(g.name, target, "there is no sqlite3 shell")
			continue
		}
		theirs, err := b.best(b.file, g.statement)
		if err != nil {
			return err
		}
		ratio := first.Seconds() / theirs.Seconds()
		b.table.add(g.name, target+"; again <= 50 ms", fmt.Sprintf("%.1fx (%s, shell %s); again %s", ratio, ms(first), ms(theirs), ms(again)),
			ratio <= 3 && again <= 50*time.Millisecond)
	}
	return nil
}

// ask takes the shortest of three first answers, each on a newly opened file, and a second look.
func (b *bench) ask(q crm.Query) (first, again time.Duration, err error) {
	first = time.Hour
	for range 3 {
		a, end, err := b.open(b.file)
		if err != nil {
			return 0, 0, err
		}
		got, err := measure(2, func(int) error { _, err := a.Rows(b.ctx, q); return err })
		if err != nil {
			return 0, 0, err
		}
		first, again = min(first, got[0]), got[1]
		if err := end(); err != nil {
			return 0, 0, err
		}
	}
	return first, again, nil
}

// lastBatch is the newest action that a person could undo.
func lastBatch(b *bench, a *app.App) string {
	batches, err := a.Batches(b.ctx, 1)
	if err != nil || len(batches) == 0 {
		return ""
	}
	return batches[0].ID
}
