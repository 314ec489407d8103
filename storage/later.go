package storage

import (
	"context"
	"slices"
	"strings"
)

// later is a statement whose answer nobody waits for, with the rows that it is run for.
type later struct {
	table string
	head  string // up to the rows
	row   string // the marks of one row, "" = the statement takes one row only
	tail  string // behind the rows
	rows  [][]any

	columns []string // of a table with many that are mostly empty: those that no row fills are left out
}

// rowsAtOnce are the numbers of rows in a statement of many, most first: few texts of statements, little overhead.
var rowsAtOnce = []int{50, 10}

const (
	// laterAtOnce is how many rows are collected before they are written.
	laterAtOnce = 250
	// mostLater is how many rows may wait while others are written.
	mostLater = 5000
)

// insertInto is what [statements.later] needs to insert rows into a table; into is what stands between INSERT and VALUES. A failure ends
// the transaction, as it does for everybody who asks after it, and so SQLite need not keep what it would take to undo one statement.
func insertInto(table, into string, columns int) later {
	return later{table: table, head: "INSERT " + into + " VALUES ", row: marks(columns)}
}

// intoColumns is insertInto for a table that has many columns.
func intoColumns(table string, columns []string) later {
	l := insertInto(table, "OR ROLLBACK INTO "+table+" ("+quoteAll(columns)+")", len(columns))
	l.columns = columns
	return l
}

// marks stands for the values of a row.
func marks(n int) string { return "(?" + strings.Repeat(", ?", n-1) + ")" }

// behind are the statements of a transaction that are written behind its back: many rows with one statement, on a goroutine of their own
// while the next rows are prepared. Whatever else is asked of the connection waits for all of them, and gets their error.
type behind struct {
	waiting []later
	n       int        // rows that wait
	running chan error // of those under way, nil if there are none
	failed  error      // the first one, until the transaction ends

	filled map[string][]bool // columns that a statement of many rows has filled, by table: they only grow, so that there are few statements
}

// later runs a statement before the next one that is waited for. Statements on one table keep their order.
func (s *statements) later(ctx context.Context, what later, row []any) {
	b := &s.behind
	at := len(b.waiting) - 1
	for at >= 0 && b.waiting[at].table != what.table {
		at--
	}
	if at < 0 || b.waiting[at].head != what.head {
		b.waiting = append(b.waiting, what)
		at = len(b.waiting) - 1
	}
	b.waiting[at].rows = append(b.waiting[at].rows, row)
	if b.n++; b.n >= mostLater || b.n >= laterAtOnce && (b.running == nil || len(b.running) > 0) {
		s.hand(ctx)
	}
}

// hand lets what waits be written beside, once what is under way has ended.
func (s *statements) hand(ctx context.Context) {
	b := &s.behind
	s.await()
	list := b.waiting
	b.waiting, b.n = nil, 0
	if b.failed != nil || len(list) == 0 {
		return
	}
	done := make(chan error, 1)
	b.running = done
	go func() { done <- s.runAll(ctx, list) }()
}

// await waits for what is under way.
func (s *statements) await() {
	b := &s.behind
	if b.running != nil {
		b.failed = <-b.running
		b.running = nil
	}
}

// settle writes all that waits, and gives the first error of the transaction's.
func (s *statements) settle(ctx context.Context) error {
	b := &s.behind
	if b.running == nil && b.n == 0 {
		return b.failed
	}
	s.await()
	list := b.waiting
	b.waiting, b.n = nil, 0
	if b.failed == nil {
		b.failed = s.runAll(ctx, list)
	}
	return b.failed
}

// drop forgets what waits, with the transaction that it belongs to.
func (s *statements) drop() {
	s.await()
	s.behind = behind{filled: s.behind.filled}
}

// atOnce is how many of the rows go into the next statement.
func (l later) atOnce(rows int) int {
	if l.row != "" {
		for _, n := range rowsAtOnce {
			if rows >= n {
				return n
			}
		}
	}
	return 1
}

func (s *statements) runAll(ctx context.Context, list []later) error {
	for _, l := range list {
		for rows := l.rows; len(rows) > 0; {
			n, text := l.atOnce(len(rows)), l
			if n > 1 && l.columns != nil {
				text = s.behind.sparse(l, rows[:n])
			}
			query := text.head + text.tail
			if l.row != "" {
				query = text.head + text.row + strings.Repeat(", "+text.row, n-1) + text.tail
			}
			if _, err := s.run(ctx, query, slices.Concat(rows[:n]...)); err != nil {
				return err
			}
			rows = rows[n:]
		}
	}
	return nil
}

// sparse leaves out columns that none of the rows fills.
func (b *behind) sparse(l later, rows [][]any) later {
	if b.filled == nil {
		b.filled = map[string][]bool{}
	}
	filled := b.filled[l.table]
	if filled == nil {
		filled = make([]bool, len(l.columns))
		b.filled[l.table] = filled
	}
	for _, row := range rows {
		for i, v := range row {
			filled[i] = filled[i] || v != nil
		}
	}
	var names []string
	for i, name := range l.columns {
		if filled[i] {
			names = append(names, name)
		}
	}
	for at, row := range rows {
		short := make([]any, 0, len(names))
		for i, v := range row {
			if filled[i] {
				short = append(short, v)
			}
		}
		rows[at] = short
	}
	return intoColumns(l.table, names)
}
