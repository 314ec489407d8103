package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
)

// Attach keeps a file with a record, as one action that can be undone. The name is made fit for every system.
func (a *App) Attach(ctx context.Context, about crm.Ref, name string, from io.Reader) (crm.Record, crm.Batch, error) {
	e, err := a.Catalog().Entity("file")
	if err != nil {
		return crm.Record{}, crm.Batch{}, err
	}
	if f, _ := e.Field("about"); !slices.Contains(f.To, about.Entity) {
		return crm.Record{}, crm.Batch{}, crm.Errorf(crm.CodeInvalid, "Files can be attached to one of these: %s.", strings.Join(f.To, ", "))
	}
	name = crm.FileName(name)
	content, err := io.ReadAll(io.LimitReader(from, crm.MostContent+1))
	if err != nil {
		return crm.Record{}, crm.Batch{}, fileError(name, err)
	}
	if len(content) > crm.MostContent {
		return crm.Record{}, crm.Batch{}, tooLarge(name)
	}
	r, err := a.New(ctx, "file")
	if err != nil {
		return crm.Record{}, crm.Batch{}, err
	}
	r.Set("name", name)
	r.Set("about", about.ID)
	r.Set("type", mediaType(name))
	r.Set("size", int64(len(content)))
	batch, err := a.act(ctx, crm.Sayf("Attached %s", name), func(tx crm.Tx) error {
		if _, err := tx.Get(about); err != nil {
			return err
		}
		hash, err := tx.Keep(content)
		if err != nil {
			return err
		}
		r.ID = tx.NewID()
		r.Set("content", hash)
		if err := tx.Put(r); err != nil {
			return err
		}
		r, err = tx.Get(r.Ref())
		return err
	})
	return r, batch, err
}

// AttachFile keeps a copy of a file of this computer with a record. Folders, devices and what is too large are refused unread.
func (a *App) AttachFile(ctx context.Context, about crm.Ref, path string) (crm.Record, crm.Batch, error) {
	name := crm.FileName(filepath.Base(path))
	info, err := os.Stat(path) // before it is opened, which may wait for ever at a pipe
	switch {
	case err != nil:
		return crm.Record{}, crm.Batch{}, fileError(name, err)
	case info.IsDir():
		return crm.Record{}, crm.Batch{}, crm.Errorf(crm.CodeInvalid, "%s is a folder. Attach its files, or pack it into one file first.", name)
	case !info.Mode().IsRegular():
		return crm.Record{}, crm.Batch{}, crm.Errorf(crm.CodeInvalid, "%s is a device or a pipe, not a file. Nothing was attached.", name)
	case info.Size() > crm.MostContent:
		return crm.Record{}, crm.Batch{}, tooLarge(name)
	}
	f, err := os.Open(path) //nolint:gosec // the person chose the file
	if err != nil {
		return crm.Record{}, crm.Batch{}, fileError(name, err)
	}
	defer func() { _ = f.Close() }()
	return a.Attach(ctx, about, name, f)
}

// ReadFile returns a file and its contents; CodeUnavailable while the online CRM has not sent them yet.
func (a *App) ReadFile(ctx context.Context, id string) (crm.Record, []byte, error) {
	r, err := a.Get(ctx, crm.Ref{Entity: "file", ID: id})
	if err != nil {
		return r, nil, err
	}
	if r.Text("content") == "" {
		return r, nil, crm.Errorf(crm.CodeUnavailable, "The contents of %s are not on this computer yet. Fetch them from the online CRM.", r.Text("name"))
	}
	content, err := a.Content(ctx, r.Text("content"))
	return r, content, err
}

// FetchFile brings the contents of a file here where only the online CRM has them; see [Syncer].Fetch.
func (a *App) FetchFile(ctx context.Context, id string, progress func(done, total int64)) error {
	r, err := a.Get(ctx, crm.Ref{Entity: "file", ID: id})
	if err != nil || r.Text("content") != "" {
		return err
	}
	err = a.Sync.Fetch(ctx, id, progress)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return crm.Errorf(crm.CodeNotFound, "The contents of %s are not on this computer, and no online CRM that has them is connected.", r.Text("name"))
	}
	return err
}

// SaveFile writes the contents of a file to a place of this computer that must not exist yet.
func (a *App) SaveFile(ctx context.Context, id, path string) error {
	_, content, err := a.ReadFile(ctx, id)
	if err != nil {
		return err
	}
	return writeFile(path, content, 0o600)
}

// CopyFile makes a copy for another program to show: private, and not to be written to, since nothing comes back from there. Copies
// older than a day are removed. CodeDenied for programs, which nobody should start by a click.
func (a *App) CopyFile(ctx context.Context, id string) (path string, err error) {
	r, content, err := a.ReadFile(ctx, id)
	if err != nil {
		return "", err
	}
	name := crm.FileName(r.Text("name"))
	if runs(name) {
		return "", crm.Errorf(crm.CodeDenied, "%s is a program. Satchel does not start it; save it first if you trust who made it.", name)
	}
	parent := "" // the system's for passing files
	if a.File != "" {
		parent = a.File + "-open"
		if err := os.MkdirAll(parent, 0o700); err != nil {
			return "", writeError(name, err)
		}
		removeOld(parent, time.Now().Add(-24*time.Hour)) // as the disk stamps
	}
	dir, err := os.MkdirTemp(parent, "*")
	if err != nil {
		return "", writeError(name, err)
	}
	path = filepath.Join(dir, name)
	return path, writeFile(path, content, 0o400)
}

// removeOld clears copies away that no program should need any more; one that is still open somewhere stays until the next time.
func removeOld(parent string, before time.Time) {
	list, _ := os.ReadDir(parent)
	for _, entry := range list {
		if info, err := entry.Info(); err == nil && info.ModTime().Before(before) {
			_ = os.RemoveAll(filepath.Join(parent, entry.Name()))
		}
	}
}

// writeFile makes a file whole or not at all.
func writeFile(path string, content []byte, mode fs.FileMode) error {
	name := filepath.Base(path)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode) //nolint:gosec // the person chose the place
	if errors.Is(err, fs.ErrExist) {
		return crm.Errorf(crm.CodeConflict, "%s exists already. Choose another name; nothing was overwritten.", name)
	}
	if err != nil {
		return writeError(name, err)
	}
	_, err = f.Write(content)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path)
		return writeError(name, err)
	}
	return nil
}

// runs tells whether a system would run a file of this name rather than show it.
func runs(name string) bool {
	return slices.Contains(strings.Fields(`.apk .app .appimage .application .appref-ms .bat .bash .chm .cmd .com .command .cpl .csh .desktop
		.dll .exe .fish .gadget .hta .inf .ins .jar .jnlp .js .jse .ksh .lnk .mht .msc .msh .msi .msix .msp .mst .pif .pkg .pl .ps1 .ps2
		.psc1 .psm1 .py .pyw .pyz .rb .reg .run .scf .scr .sct .settingcontent-ms .sh .shb .shs .terminal .tool .url .vb .vbe .vbs .webloc
		.website .workflow .ws .wsc .wsf .wsh .zsh`), strings.ToLower(filepath.Ext(name)))
}

// mediaType follows from the ending of the name.
func mediaType(name string) string {
	kind, _, err := mime.ParseMediaType(mime.TypeByExtension(strings.ToLower(filepath.Ext(name))))
	if err != nil {
		return "application/octet-stream"
	}
	return kind
}

func tooLarge(name string) error {
	return crm.Errorf(crm.CodeInvalid, "%s is larger than %d MB, the most for one file. Nothing was attached; share it another way and note the link.", name, crm.MostContent>>20)
}

func fileError(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return crm.Errorf(crm.CodeNotFound, "There is no file %s any more. Check its name; nothing was attached.", name)
	case errors.Is(err, fs.ErrPermission):
		return crm.Errorf(crm.CodeDenied, "You may not read %s. Nothing was attached: %w", name, err)
	}
	return crm.Errorf(crm.CodeUnavailable, "%s cannot be read. Nothing was attached: %w", name, err)
}

func writeError(name string, err error) error {
	return crm.Errorf(crm.CodeUnavailable, "%s cannot be written there. Choose another place: %w", name, err)
}
