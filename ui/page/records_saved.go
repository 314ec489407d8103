package page

import (
	"satchel/app/crm"
	"satchel/ui/async"
)

// showSaved shows what was saved in place of its form at once.
func (p *Records) showSaved(saved crm.Record) {
	if !p.amend(saved) {
		p.showWith(async.Soon(p.env.Run), saved.Ref())
		return
	}
	p.showDetail()
	p.reload()
}

// amend gives the record in view the values that were saved, before what is around it is read anew; false if that has to be read for it.
func (p *Records) amend(saved crm.Record) bool {
	if p.view == nil || p.ref != saved.Ref() || p.detail.Record.Ref() != p.ref {
		return false
	}
	d, ok := p.detail.Amended(p.env.App.Catalog(), saved, p.env.Now())
	if ok {
		p.detail = d
	}
	return ok
}
