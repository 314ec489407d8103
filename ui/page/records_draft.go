package page

import (
	"time"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/words"
)

// draftEvery is how often what is being typed is stored, at most.
const draftEvery = 3 * time.Second

// typing stores the draft soon; further typing until then is stored with it.
func (p *Records) typing() {
	if p.keeping == nil {
		p.keeping = p.env.Run.After(draftEvery, p.keepDraft)
	}
}

// keepDraft keeps what was typed until now.
func (p *Records) keepDraft() {
	if p.keeping != nil {
		p.keeping()
		p.keeping = nil
	}
	if !p.dirty() {
		return
	}
	text, err := p.input().Draft()
	if err != nil {
		p.env.Fail(err)
		return
	}
	p.env.Drafts.Keep(p.editing.Ref(), text)
}

// Close implements Closer: what is half typed is offered again when the record is opened.
func (p *Records) Close() {
	p.rest()
	p.ahead.drop()
	if p.dirty() {
		p.keepDraft()
		p.env.Say(words.T("What you typed is kept. Open the form again to go on."), "")
	}
}

// dropDraft forgets what was typed: it was saved, or given up.
func (p *Records) dropDraft() {
	if p.keeping != nil {
		p.keeping()
		p.keeping = nil
	}
	p.env.Drafts.Keep(p.editing.Ref(), "")
}

// restoreDraft goes on with what was typed before; the banner can take it away again. Nil if there is nothing.
func (p *Records) restoreDraft() fyne.CanvasObject {
	text := p.env.Drafts.Text(p.editing.Ref())
	if text == "" {
		return nil
	}
	f := p.form
	if err := f.Restore(text); err != nil {
		p.env.Fail(err)
		p.dropDraft()
		return nil
	}
	var banner *kit.Surface
	done := func() { banner.Hide(); p.right.Refresh() }
	banner = kit.Banner(kit.Amber, words.T("Your unsaved changes are here."),
		kit.NewButton(words.T("Keep"), done),
		kit.NewButton(words.T("Discard"), func() { f.Reset(); p.dropDraft(); done() }))
	return banner
}

// draftBanner offers to go on with what was typed before, above the detail; nil if there is nothing.
func (p *Records) draftBanner(ref crm.Ref) fyne.CanvasObject {
	if p.env.Drafts.Text(ref) == "" {
		return nil
	}
	return kit.Banner(kit.Amber, words.T("You have unsaved changes here."),
		kit.NewButton(words.T("Go on"), p.Edit),
		kit.NewButton(words.T("Discard"), func() { p.env.Drafts.Keep(ref, ""); p.showDetail() }))
}
