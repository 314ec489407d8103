package exchange

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// isArchive tells whether an export goes into one file, or comes from it.
func isArchive(name string) bool { return strings.EqualFold(filepath.Ext(name), ".zip") }

// packer makes an archive of files that are written at the same time: each is compressed into a file of its own as it comes, and they are
// put together at the end.
type packer struct {
	dir   string
	files []*zip.FileHeader // in the order in which they were begun
}

func (p *packer) part(i int) string { return filepath.Join(p.dir, fmt.Sprintf("part-%d", i)) }

// file compresses what write writes.
func (p *packer) file(name string, write func(*bufio.Writer) error) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Now()}
	h.SetMode(0o600)
	p.files = append(p.files, h)
	return makeFile(p.part(len(p.files)-1), false, func(out *bufio.Writer) error {
		sum, plain, packed := crc32.NewIEEE(), new(counter), new(counter)
		small, err := flate.NewWriter(io.MultiWriter(packed, out), flate.BestSpeed)
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(io.MultiWriter(sum, plain, small), 64<<10)
		if err := write(w); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		err = small.Close()
		h.CRC32, h.UncompressedSize64, h.CompressedSize64 = sum.Sum32(), uint64(*plain), uint64(*packed)
		return err
	})
}

// assemble puts the archive together; each file is gone once it is in.
func (p *packer) assemble(ctx context.Context, to string) error {
	return makeFile(to, true, func(out *bufio.Writer) error {
		z := zip.NewWriter(out)
		for i, h := range p.files {
			if err := ctx.Err(); err != nil {
				return canceled(err)
			}
			w, err := z.CreateRaw(h)
			if err == nil {
				err = copyFile(w, p.part(i))
			}
			if err == nil {
				err = os.Remove(p.part(i))
			}
			if err != nil {
				return err
			}
		}
		return z.Close()
	})
}

func copyFile(w io.Writer, name string) error {
	f, err := os.Open(filepath.Clean(name))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	_, err = io.Copy(w, f)
	return err
}

// counter counts bytes.
type counter uint64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
