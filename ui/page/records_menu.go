package page

import (
	"fyne.io/fyne/v2"

	"satchel/ui/words"
)

// listMenu is all that can be done with the list: its views, its columns, its rows.
func (p *Records) listMenu() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	for _, c := range ListCommands() {
		switch {
		case c.Name == "":
			out = append(out, fyne.NewMenuItemSeparator())
		case c.InMenu && (c.Enabled == nil || c.Enabled(p)):
			item := fyne.NewMenuItem(words.T(c.Label), func() { c.Do(p) })
			if c.Checked != nil {
				item.Checked = c.Checked(p)
			}
			out = append(out, item)
		}
	}
	return append(out, p.viewItems()...)
}

// viewItems lists the views of the entity: pressing one opens it, its tick says whether it stands in the sidebar.
func (p *Records) viewItems() []*fyne.MenuItem {
	if len(p.views) == 0 {
		return nil
	}
	show := fyne.NewMenuItem(words.T("In the sidebar"), nil)
	show.ChildMenu = fyne.NewMenu("")
	out := []*fyne.MenuItem{fyne.NewMenuItemSeparator()}
	for _, v := range p.views {
		item := fyne.NewMenuItem(ViewName(v), func() { p.HideView(v, !v.Hidden) })
		item.Checked = !v.Hidden
		show.ChildMenu.Items = append(show.ChildMenu.Items, item)
	}
	return append(out, show)
}

// ListCommand is something that can be done with a list. The zero one parts groups in a menu.
type ListCommand struct {
	Name    string
	Label   string
	Key     Key
	InMenu  bool   // of the list; all are in the main menu
	Bulk    string // how the bar of a selection calls it, "" = it is not there
	Do      func(*Records)
	Enabled func(*Records) bool // nil: always
	Checked func(*Records) bool // nil: it has no state
}

// ListCommands lists what can be done with a list, for the main menu, the palette and the list's own menu.
func ListCommands() []ListCommand {
	inView := func(p *Records) bool { return p.saved.Key() != "" }
	some := func(p *Records) bool { return p.Chosen() > 0 && !p.entity.ReadOnly }
	return []ListCommand{
		{Name: "select-all", Label: words.T("Select all"), Do: (*Records).SelectAll, Enabled: func(p *Records) bool { return p.board == nil }},
		{Name: "bulk-edit", Label: words.T("Change the selected …"), Bulk: words.T("Change …"), Key: CtrlShift(fyne.KeyE), Do: (*Records).EditChosen, Enabled: some},
		{Name: "bulk-tag", Label: words.T("Tags of the selected …"), Bulk: words.T("Tags …"), Key: CtrlShift(fyne.KeyT), Do: (*Records).TagChosen, Enabled: some},
		{Name: "bulk-merge", Label: words.T("Merge the two selected …"), Bulk: words.T("Merge …"), Key: CtrlShift(fyne.KeyM), Do: (*Records).MergeChosen, Enabled: func(p *Records) bool { return some(p) && p.offers("bulk-merge") }},
		{Name: "bulk-export", Label: words.T("Export the list or what is selected …"), Bulk: words.T("Export …"), InMenu: true, Do: (*Records).ExportChosen},
		{Name: "bulk-delete", Label: words.T("Delete the selected"), Bulk: words.T("Delete"), Do: (*Records).DeleteChosen, Enabled: some},
		{Name: "select-none", Label: words.T("Select one only"), Bulk: words.T("Clear"), Do: (*Records).Unselect, Enabled: func(p *Records) bool { return p.Chosen() > 0 }},
		{Name: "edit-cell", Label: words.T("Edit the cell"), Do: (*Records).EditChosenCell, Enabled: func(p *Records) bool { return p.board == nil && p.table.Cursor() >= 0 }},
		{},
		{Name: "filter", Label: words.T("Filter …"), Key: CtrlShift(fyne.KeyF), InMenu: true, Do: (*Records).ShowBuilder},
		{Name: "filter-text", Label: words.T("Write a filter …"), InMenu: true, Do: (*Records).WriteFilter},
		{Name: "report", Label: words.T("Count the list: a report"), Key: CtrlShift(fyne.KeyR), InMenu: true, Do: (*Records).ToggleReport, Checked: func(p *Records) bool { return p.report.on }},
		{Name: "report-schedule", Label: words.T("Write the report by itself …"), InMenu: true, Do: (*Records).Schedule, Enabled: func(p *Records) bool { return p.report.on }},
		{Name: "columns", Label: words.T("Columns …"), InMenu: true, Do: (*Records).ChooseColumns},
		{Name: "columns-reset", Label: words.T("Columns as at first"), InMenu: true, Do: (*Records).ResetColumns, Enabled: func(p *Records) bool { return len(p.look.Columns) > 0 }},
		{Name: "compact", Label: words.T("Low rows"), InMenu: true, Do: func(p *Records) { p.SetCompact(!p.look.Compact) }, Checked: func(p *Records) bool { return p.look.Compact }},
		{Name: "column-left", Label: words.T("Move the column to the left"), Key: CtrlShift(fyne.KeyLeft), Do: func(p *Records) { p.ShiftColumn(-1) }},
		{Name: "column-right", Label: words.T("Move the column to the right"), Key: CtrlShift(fyne.KeyRight), Do: func(p *Records) { p.ShiftColumn(1) }},
		{Name: "column-wider", Label: words.T("Make the column wider"), Key: CtrlShift(fyne.KeyUp), Do: func(p *Records) { p.WidenColumn(20) }},
		{Name: "column-narrower", Label: words.T("Make the column narrower"), Key: CtrlShift(fyne.KeyDown), Do: func(p *Records) { p.WidenColumn(-20) }},
		{Name: "column-fit", Label: words.T("Fit the column"), Do: (*Records).FitColumn},
		{},
		{Name: "view-save", Label: words.T("Save the view"), InMenu: true, Do: (*Records).SaveView, Enabled: (*Records).Changed},
		{Name: "view-save-as", Label: words.T("Save as a view …"), InMenu: true, Do: (*Records).SaveViewAs},
		{Name: "view-reset", Label: words.T("Reset the view"), InMenu: true, Do: (*Records).ResetView, Enabled: (*Records).Changed},
		{Name: "view-rename", Label: words.T("Rename the view …"), InMenu: true, Do: (*Records).RenameView, Enabled: inView},
		{Name: "view-share", Label: words.T("View for the team"), InMenu: true, Do: (*Records).ShareView, Enabled: inView, Checked: func(p *Records) bool { return p.saved.Shared }},
		{Name: "view-up", Label: words.T("Move the view up"), InMenu: true, Do: func(p *Records) { p.MoveView(-1) }, Enabled: inView},
		{Name: "view-down", Label: words.T("Move the view down"), InMenu: true, Do: func(p *Records) { p.MoveView(1) }, Enabled: inView},
		{Name: "view-hide", Label: words.T("Hide the view"), InMenu: true, Do: func(p *Records) { p.HideView(p.saved, true) }, Enabled: inView},
		{Name: "view-delete", Label: words.T("Delete the view"), InMenu: true, Do: (*Records).DeleteView, Enabled: func(p *Records) bool { return p.saved.ID != "" }},
	}
}

// RowMenu is what can be done with the record of a row, or with all that are selected.
func (p *Records) RowMenu() []*fyne.MenuItem {
	if p.Chosen() == 0 {
		return append(p.reachActions(), p.actions()...)
	}
	var out []*fyne.MenuItem
	for _, c := range ListCommands() {
		if c.Bulk != "" && p.offers(c.Name) && (c.Enabled == nil || c.Enabled(p)) {
			out = append(out, fyne.NewMenuItem(c.Bulk, func() { c.Do(p) }))
		}
	}
	return out
}
