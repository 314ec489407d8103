package exchange

import (
	"bufio"
	"context"

	"github.com/xuri/excelize/v2"

	"satchel/app/crm"
)

// mostSheetRows is how many rows a spreadsheet can hold, without the one of names.
const mostSheetRows = 1<<20 - 1

// ExportSheet writes the records of a query as a spreadsheet; it returns how many. Texts are texts, so that none is run as a formula;
// numbers are numbers.
func ExportSheet(ctx context.Context, store Store, q crm.Query, file string, progress Progress) (int64, error) {
	e, err := store.Catalog().Entity(q.Entity)
	if err != nil {
		return 0, err
	}
	return exportFile(ctx, store, q, file, func(total int64, w *bufio.Writer) (n int64, err error) {
		if total > mostSheetRows {
			return 0, crm.Errorf(crm.CodeInvalid, "A spreadsheet holds at most %d rows. Narrow the list, or export it as CSV.", mostSheetRows)
		}
		book := excelize.NewFile()
		defer func() { _ = book.Close() }()
		if err := book.SetSheetName("Sheet1", e.Name); err != nil {
			return 0, err
		}
		sheet, err := book.NewStreamWriter(e.Name)
		if err != nil {
			return 0, err
		}
		columns := csvColumns(e)
		row := make([]any, len(columns))
		for i, c := range columns {
			row[i] = c
		}
		if err := sheet.SetRow("A1", row); err != nil {
			return 0, err
		}
		text := make([]string, len(columns))
		err = withNames(ctx, store, e, q, func(r crm.Record, names map[string]string) error {
			cells(e, r, columns, text, true)
			for i, c := range columns {
				row[i] = sheetCell(e, r, c, text[i], names)
			}
			n++
			cell, err := excelize.CoordinatesToCellName(1, int(n)+1)
			if err == nil {
				err = sheet.SetRow(cell, row)
			}
			if err == nil {
				err = progress.tick(ctx, n, total)
			}
			return err
		})
		if err == nil {
			err = sheet.Flush()
		}
		if err == nil {
			err = book.Write(w)
		}
		return n, err
	})
}

// mostCell is how many characters a cell of a spreadsheet holds.
const mostCell = 32767

func sheetCell(e *crm.Entity, r crm.Record, column, text string, names map[string]string) any {
	f, _ := e.Field(column)
	switch {
	case text == "":
		return nil
	case f.Kind == crm.Link || f.Kind == crm.Links:
		text = linkText(r, f, names)
	case f.Kind == crm.Integer || f.Kind == crm.Decimal || f.Kind == crm.Percent:
		return r.Get(column)
	}
	if runes := []rune(text); len(runes) > mostCell {
		return string(runes[:mostCell])
	}
	return text
}
