package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Undo takes the import back whole; what was edited since is listed above the file.
func (p *Import) Undo() {
	batch := p.batch
	if batch == "" {
		return
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Undone, error) {
		return p.env.App.TakeBack(ctx, batch)
	}, func(u crm.Undone, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.batch, p.kept = "", u.Kept
		text := words.T("The import was taken back")
		if n := len(u.Kept); n > 0 {
			text += "; " + words.N(int64(n), "%s record stays because of later edits", "%s records stay because of later edits")
		}
		p.env.Say(text, "")
		p.Check()
	})
}

// keptCard lists what stayed when the import was taken back.
func (p *Import) keptCard() fyne.CanvasObject {
	open := func(i int) {
		if c := p.kept[i]; c.Kind != crm.Deleted {
			p.env.Go(Route{Name: "records", Entity: c.Entity, ID: c.Ref.ID})
		}
	}
	table := kit.NewTable(keptRows{p.env.App.Catalog(), p.kept}, kit.TableColumn{Title: words.T("Kind"), Weight: 0.3}, kit.TableColumn{Title: words.T("What stays, and why"), Weight: 2})
	table.OnOpen = open
	return kit.NewCard(kit.Column(look.Gap, kit.Bold(words.N(int64(len(p.kept)), "%s record stays because of later edits", "%s records stay because of later edits")),
		dimmed(words.T("All else of the import is gone. Open one to look at it, or to delete it by hand.")), tall(table, len(p.kept))))
}

// keptRows are rows of a table.
type keptRows struct {
	catalog *crm.Catalog
	list    []crm.Change
}

// Len implements kit.Rows.
func (r keptRows) Len() int { return len(r.list) }

// Need implements kit.Rows.
func (keptRows) Need(int, int) {}

// Row implements kit.Rows.
func (r keptRows) Row(i int) ([]kit.Cell, bool) {
	e, err := r.catalog.Entity(r.list[i].Entity)
	if err != nil {
		return nil, false
	}
	return []kit.Cell{{Text: words.T(e.Label), Look: kit.CellDim}, {Text: present.Stays(e, r.list[i])}}, true
}
