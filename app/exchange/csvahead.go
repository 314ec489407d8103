package exchange

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// readRow is a row as each hands it out.
type readRow struct {
	n   int
	d   draft
	bad *Refusal
}

// rowsAhead is how many rows are handed over at once; a few such pages are read ahead.
const rowsAhead = 200

// each reads ahead on a goroutine of its own: while one row is written the next ones are read.
func (s *csvSource) each(ctx context.Context, p Progress, f func(int, draft, *Refusal) error) error {
	total := s.rows
	pages := make(chan []readRow, 4)
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var reader errgroup.Group
	reader.Go(func() error {
		defer close(pages)
		return s.readAhead(reading, pages)
	})
	var done int64
	err := func() error {
		for page := range pages {
			for _, row := range page {
				if err := f(row.n, row.d, row.bad); err != nil {
					return err
				}
				done++
				if err := p.tick(ctx, done, total); err != nil {
					return err
				}
			}
		}
		return nil
	}()
	stop()
	if failed := reader.Wait(); err == nil {
		err = failed
	}
	return err
}

func (s *csvSource) readAhead(ctx context.Context, pages chan<- []readRow) error {
	var page []readRow
	hand := func() error {
		select {
		case pages <- page:
			page = nil
			return nil
		case <-ctx.Done():
			return canceled(ctx.Err())
		}
	}
	err := s.cells(ctx, nil, func(n int, row csvRow) error {
		page = append(page, s.readRow(n, row))
		if len(page) < rowsAhead {
			return nil
		}
		return hand()
	})
	if len(page) == 0 {
		return err
	}
	if failed := hand(); err == nil { // the rows before an error are good
		err = failed
	}
	return err
}

func (s *csvSource) readRow(n int, row csvRow) readRow {
	d, bad := draft{}, row.refusal(n, s.cols)
	if bad == nil {
		d, bad = s.draft(n, row.cells)
	}
	if d.was = row.was; bad != nil {
		bad.Cells = row.was
	}
	return readRow{n, d, bad}
}

// refusal is that of a row that cannot be read, nil if it can.
func (row csvRow) refusal(n int, cols []Column) *Refusal {
	if row.bad == nil {
		return nil
	}
	column := ""
	if row.at >= 0 && row.at < len(cols) {
		column = cols[row.at].Header
	}
	return refuse(n, column, row.bad)
}
