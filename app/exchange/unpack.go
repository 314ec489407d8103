package exchange

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"

	"satchel/app/crm"
)

const (
	// everythingFile holds all records of an export.
	everythingFile = "everything.json"
	// mostExport is how many bytes an everything.json may have; it is read record by record.
	mostExport = 64 << 30
	// mostRecord is how many bytes one record of it may have, so that memory stays small whatever a file claims to be.
	mostRecord = 64 << 20
	// mostPacked is how many times smaller a file of an archive may be than what it becomes; ours become about ten times as large.
	mostPacked = 200
	// mostFiles is how many files an archive may hold.
	mostFiles = 2_000_000
)

// IsExport tells whether a file or folder may be an export of ours by its name: a folder, a .zip or a .json.
func IsExport(name string) bool {
	if isArchive(name) || strings.EqualFold(filepath.Ext(name), ".json") {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// Find tells why a file or folder is no export of ours that can be read; nil: it is one. Its records are checked when it is read back.
func Find(name string) error {
	var b backRead
	closeIt, err := b.open(name)
	if err == nil {
		closeIt()
	}
	return err
}

// open looks at an export: a folder, an archive or an everything.json with its folder. Nothing outside of it is ever read, whatever it
// holds.
func (b *backRead) open(from string) (closeIt func(), err error) {
	info, err := os.Stat(from)
	switch {
	case err != nil:
		return nil, fileError(from, err)
	case isArchive(from) && !info.IsDir():
		return b.openArchive(from)
	case info.IsDir():
		b.json = everythingFile
	case !info.Mode().IsRegular():
		return nil, crm.Errorf(crm.CodeInvalid, "%q is a device or a pipe, not a file.", filepath.Base(from))
	case info.Size() > mostExport:
		return nil, tooLarge(filepath.Base(from))
	default:
		from, b.json = filepath.Dir(from), filepath.Base(from)
	}
	root, err := os.OpenRoot(from)
	if err != nil {
		return nil, fileError(from, err)
	}
	b.from = root.FS()
	if _, err := fs.Stat(b.from, b.json); err != nil {
		_ = root.Close()
		if errors.Is(err, fs.ErrNotExist) {
			return nil, crm.Errorf(crm.CodeInvalid, "The folder %q is not an export of Satchel: it holds no %s.", filepath.Base(from), everythingFile)
		}
		return nil, fileError(b.json, err)
	}
	return func() { _ = root.Close() }, nil
}

func (b *backRead) openArchive(file string) (closeIt func(), err error) {
	f, err := os.Open(file) //nolint:gosec // the person chose the file
	if err != nil {
		return nil, fileError(file, err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, fileError(file, err)
	}
	name := filepath.Base(file)
	z, err := zip.NewReader(f, info.Size())
	if err == nil {
		err = b.archive(z)
	} else {
		err = crm.Errorf(crm.CodeInvalid, "%q is not a sound archive (%w). Copy it again.", name, err)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

// archive refuses an archive that could do harm, as a whole, and finds the export in it: at its top or in its one folder.
func (b *backRead) archive(z *zip.Reader) error {
	if len(z.File) > mostFiles {
		return crm.Errorf(crm.CodeInvalid, "The archive holds more than %d files, so it is no export of Satchel.", mostFiles)
	}
	seen := make(map[string]bool, len(z.File))
	for _, f := range z.File {
		if err := harmless(f); err != nil {
			return err
		}
		key := strings.ToLower(norm.NFC.String(strings.TrimSuffix(f.Name, "/"))) // as disks compare names
		if seen[key] {
			return crm.Errorf(crm.CodeInvalid, "The archive holds %q twice. Only an archive with each file once can be read.", clip(f.Name))
		}
		seen[key] = true
		if dir, base := path.Split(f.Name); base == everythingFile && strings.Count(f.Name, "/") <= 1 && b.from == nil {
			sub, err := fs.Sub(z, path.Clean(dir))
			if err != nil {
				return crm.Errorf(crm.CodeInvalid, "The archive cannot be read: %w.", err)
			}
			b.from, b.json = sub, base
		}
	}
	if b.from == nil {
		return crm.Errorf(crm.CodeInvalid, "The archive is not an export of Satchel: it holds no %s.", everythingFile)
	}
	return nil
}

// harmless refuses a file of an archive whose name leads elsewhere, that is no plain file, or that is far larger than it can honestly be.
func harmless(f *zip.File) error {
	name := strings.TrimSuffix(f.Name, "/")
	mode := f.Mode()
	switch {
	case strings.ContainsAny(name, "\\:\x00") || !fs.ValidPath(name) || name == ".":
		return crm.Errorf(crm.CodeInvalid, "The archive holds the name %q, which leads outside of its folder or is none. Nothing of it was read.", clip(f.Name))
	case !mode.IsRegular() && !mode.IsDir():
		return crm.Errorf(crm.CodeInvalid, "The archive holds %q, which is a link or a device and not a file. Nothing of it was read.", clip(f.Name))
	case f.UncompressedSize64 > mostExport:
		return tooLarge(f.Name)
	case path.Base(name) != everythingFile && strings.Contains(name, contentsFolder+"/") && f.UncompressedSize64 > crm.MostContent:
		return tooLarge(f.Name)
	case f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/mostPacked > f.CompressedSize64:
		return crm.Errorf(crm.CodeInvalid, "The archive says that %q becomes more than %d times as large as it is packed, which no export does. Nothing of it was read.", clip(f.Name), mostPacked)
	}
	return nil
}

func tooLarge(name string) error {
	return crm.Errorf(crm.CodeInvalid, "%q is larger than a file of an export can be.", clip(name))
}

// meter reads a file of JSON but no further than one record may be long beyond the last one that was passed.
type meter struct {
	from  io.Reader
	read  int64
	until int64
}

func newMeter(from io.Reader) *meter { return &meter{from: from, until: mostRecord} }

// passed tells that all before this byte was understood.
func (m *meter) passed(at int64) { m.until = at + mostRecord }

func (m *meter) Read(b []byte) (int, error) {
	if m.read >= m.until {
		return 0, crm.Errorf(crm.CodeInvalid, "A record of the file is larger than %d MB, so it is no export of Satchel.", mostRecord>>20)
	}
	n, err := m.from.Read(b[:min(int64(len(b)), m.until-m.read)])
	m.read += int64(n)
	return n, err
}
