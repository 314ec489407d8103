package page

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Attacher is a page that takes files let fall onto a part of it.
type Attacher interface {
	// Attach keeps the files with the record at this place of the window; false if there is none.
	Attach(at fyne.Position, files []string) bool
}

var _ Attacher = (*Records)(nil)

// files are what is attached to the record, with what can be done with each.
func (v *detailView) files(d present.Detail) []fyne.CanvasObject {
	holds := present.HoldsFiles(v.p.env.App.Catalog(), d.Entity.Name)
	if !holds && len(d.Files) == 0 {
		return nil
	}
	col := kit.Column(7)
	if holds {
		col.Add(aroundHead(words.T("Files"), kit.NewChip(words.T("+ Add a file"), false, v.p.chooseFile)))
	}
	for _, f := range d.Files {
		about := fyne.CanvasObject(kit.Small(f.Note))
		row := []fyne.CanvasObject{nil}
		switch fetch := v.p.fetches[f.ID]; {
		case fetch != nil && !f.Here:
			about = fetch
		case !f.Here:
			row = append(row, kit.NewButton(words.T("Fetch"), func() { v.p.fetchFile(f, func() {}) }))
		}
		row[0] = kit.Grow(kit.Column(2, newLinkText(f.Name, func() { v.p.openFile(f) }), about))
		row = append(row, kit.NewMenuButton(words.T("More"), func() []*fyne.MenuItem { return v.p.fileActions(f) }))
		col.Add(kit.Row(look.Gap, row...))
	}
	return []fyne.CanvasObject{col}
}

func (p *Records) fileActions(f present.File) []*fyne.MenuItem {
	open := fyne.NewMenuItem(words.T("Open|verb"), func() { p.openFile(f) })
	save := fyne.NewMenuItem(words.T("Save as"), func() { p.saveFile(f) })
	return []*fyne.MenuItem{open, save, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(words.T("Delete file"), func() { p.deleteFile(f) })}
}

// Attach implements Attacher.
func (p *Records) Attach(at fyne.Position, files []string) bool {
	ref, ok := p.Record()
	if !ok || !present.HoldsFiles(p.env.App.Catalog(), ref.Entity) {
		return false
	}
	corner, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.right), p.right.Size()
	if !p.right.Visible() || at.X < corner.X || at.Y < corner.Y || at.X > corner.X+size.Width || at.Y > corner.Y+size.Height {
		return false
	}
	p.attach(ref, files)
	return true
}

// attach keeps files one after the other, so that one that cannot be read does not stop the others.
func (p *Records) attach(ref crm.Ref, files []string) {
	type result struct {
		batch crm.Batch
		n     int
		fails []error
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (out result, err error) {
		for _, file := range files {
			_, batch, err := p.env.App.AttachFile(ctx, ref, file)
			if err != nil {
				out.fails = append(out.fails, err)
				continue
			}
			out.batch = batch
			out.n++
		}
		return out, ctx.Err()
	}, func(out result, err error) {
		switch {
		case err != nil:
			p.env.Fail(err)
		case out.n == 1:
			p.env.Say(present.Did(out.batch), out.batch.ID)
		case out.n > 1:
			p.env.Say(words.N(int64(out.n), "Attached %s file", "Attached %s files"), "")
		}
		for _, err := range out.fails {
			p.env.Fail(err)
		}
	})
}

func (p *Records) chooseFile() {
	ref, ok := p.Record()
	if !ok {
		return
	}
	dialog.NewFileOpen(func(from fyne.URIReadCloser, err error) {
		if err == nil && from != nil {
			err = from.Close() // it is opened again, after a look at what it is
		}
		switch {
		case err != nil:
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err))
		case from != nil:
			p.attach(ref, []string{from.URI().Path()})
		}
	}, p.env.Window).Show()
}

// fetchFile brings the contents of a file from the online CRM, with a line that says how far it is and can stop it, and then goes on.
// One that is here already goes on at once. Leaving the page does not stop it: what came stays.
func (p *Records) fetchFile(f present.File, then func()) {
	if f.Here {
		then()
		return
	}
	if p.fetches[f.ID] != nil {
		return
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(p.env.Context))
	line := kit.NewProgress(stop)
	line.Set(words.T("Fetching"), 0, 0)
	p.fetches[f.ID] = line
	p.reload()
	async.Run(context.WithoutCancel(ctx), p.env.Run, func(context.Context) (any, error) {
		return nil, p.env.App.FetchFile(ctx, f.ID, func(done, total int64) {
			p.env.Run.Post(func() { line.Set(words.T("%s fetched", present.Size(done)), done, total) })
		})
	}, func(_ any, err error) {
		stop()
		delete(p.fetches, f.ID)
		p.reload()
		switch {
		case crm.CodeOf(err) == crm.CodeCanceled:
		case err != nil:
			p.env.Fail(err)
		case p.env.Context.Err() == nil:
			then()
		}
	})
}

// openFile shows a copy in the program that the system has for it, after it was fetched where it is not here.
func (p *Records) openFile(f present.File) { p.fetchFile(f, func() { p.showFile(f) }) }

func (p *Records) showFile(f present.File) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (string, error) { return p.env.App.CopyFile(ctx, f.ID) },
		func(path string, err error) {
			if err == nil {
				if opening := openOutside(path); opening != nil {
					err = crm.Errorf(crm.CodeUnavailable, "No program of this computer opens %s. Save it and open it from there.", f.Name)
				}
			}
			if err != nil {
				p.env.Fail(err)
			}
		})
}

// offerOpen says what was written into a file or folder, and offers to look at it.
func offerOpen(env Env, said, file string) {
	env.Offer(said, words.T("Open|verb"), func() {
		path, err := filepath.Abs(file) // a person may have typed a part of it
		if err == nil {
			err = openOutside(path)
		}
		if err != nil {
			env.Fail(crm.Errorf(crm.CodeUnavailable, "No program of this computer opens %s.", filepath.Base(file)))
		}
	})
}

// openOutside opens a file or folder in the program that the system has for it.
func openOutside(path string) error {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // of a drive
		path = "/" + path
	}
	return fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: path})
}

func (p *Records) saveFile(f present.File) { p.fetchFile(f, func() { p.chooseTarget(f) }) }

func (p *Records) chooseTarget(f present.File) {
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if err != nil {
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "The file cannot be written: %w.", err))
			return
		}
		if to != nil {
			p.WriteFile(f, to)
		}
	}, p.env.Window)
	d.SetFileName(f.Name)
	d.Show()
}

// WriteFile writes a file to a place that the person chose, and closes that.
func (p *Records) WriteFile(f present.File, to fyne.URIWriteCloser) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		_, content, err := p.env.App.ReadFile(ctx, f.ID)
		if err == nil {
			_, err = to.Write(content)
		}
		if closing := to.Close(); err == nil {
			err = closing
		}
		return nil, err
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "%s was not written: %w", f.Name, err))
			return
		}
		p.env.Say(words.T("Saved %s as %s", f.Name, to.URI().Name()), "")
	})
}

func (p *Records) deleteFile(f present.File) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Batch, error) {
		return p.env.App.Delete(ctx, crm.Ref{Entity: "file", ID: f.ID})
	}, func(b crm.Batch, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(words.T("Deleted %s", f.Name), b.ID)
	})
}
