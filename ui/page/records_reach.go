package page

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/present"
	"satchel/ui/words"
)

const (
	telephone = "tel:"    // alone: the record's own number
	mail      = "mailto:" // alone: the record's own address
)

// browse opens an address of a record outside: mail, telephone, web.
func (p *Records) browse(ref crm.Ref, address string) {
	if strings.HasPrefix(address, telephone) || strings.HasPrefix(address, mail) {
		p.env.Reach(ref, address)
		return
	}
	u, err := url.Parse(address)
	if err == nil {
		err = fyne.CurrentApp().OpenURL(u)
	}
	if err != nil {
		p.env.Fail(crm.Errorf(crm.CodeUnavailable, "No program answers for %s.", address))
	}
}

// FollowCell opens the first address or number of a cell outside; false if it has none.
func (p *Records) FollowCell(i, column int) bool {
	row, ok := p.window.Row(i)
	if !ok || column < 0 || column >= len(p.columns) {
		return false
	}
	f, _ := p.entity.Field(p.columns[column].Field)
	links := present.Links(f, row.Record)
	if len(links) == 0 {
		return false
	}
	p.browse(row.Record.Ref(), links[0].URL)
	return true
}

// reachActions call somebody of the list or write to them: at the addresses and numbers that a row shows, else at the first there is.
func (p *Records) reachActions() []*fyne.MenuItem {
	row, ok := p.window.Row(p.table.Cursor())
	if !ok || p.board != nil {
		return nil
	}
	ref := row.Record.Ref()
	var out []*fyne.MenuItem
	for _, kind := range []crm.Kind{crm.Phones, crm.Emails} {
		var links []present.Link
		has := false
		for _, f := range p.entity.Fields {
			if f.Kind == kind {
				has = true
				links = append(links, present.Links(f, row.Record)...)
			}
		}
		do, own := words.Key("Call %s"), present.Link{Text: words.T("Call"), URL: telephone}
		if kind == crm.Emails {
			do, own = words.Key("Write to %s"), present.Link{Text: words.T("Write an e-mail"), URL: mail}
		}
		for _, l := range links {
			out = append(out, fyne.NewMenuItem(words.T(do, l.Text), func() { p.browse(ref, l.URL) }))
		}
		if has && len(links) == 0 {
			out = append(out, fyne.NewMenuItem(own.Text, func() { p.browse(ref, own.URL) }))
		}
	}
	return out
}
