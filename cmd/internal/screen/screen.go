// Package screen is a virtual screen with a session of its own: an X server without a display whose pixels are read from its memory, a
// message bus and a keychain. End-to-end tests and measurements show the real window on it.
package screen

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Screen is a running X server.
type Screen struct {
	Display       string // as in $DISPLAY
	Width, Height int    // in pixels

	server *exec.Cmd
	memory string // folder of the file with the pixels
	pixels *os.File
	begin  int64 // of the pixels in the file
	stride int   // bytes of a line
}

// Start starts a screen of so many pixels. Stop ends it.
func Start(ctx context.Context, width, height int) (*Screen, error) {
	s := &Screen{Width: width, Height: height}
	var err error
	if s.memory, err = os.MkdirTemp(inMemory(), "satchel-screen"); err != nil {
		return nil, fmt.Errorf("start the screen: %w", err)
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start the screen: %w", err), s.Stop())
	}
	return s, nil
}

// inMemory is a folder that is never written to a disk. On a disk every drawing would wait, now and then for seconds, until what was drawn
// before is written.
func inMemory() string {
	const shm = "/dev/shm"
	if at, err := os.Stat(shm); err == nil && at.IsDir() {
		return shm
	}
	return ""
}

func (s *Screen) start(ctx context.Context) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	s.server = exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-fbdir", s.memory, "-nolisten", "tcp", "-noreset", "-nocursor", //nolint:gosec // fixed words and numbers
		"-screen", "0", fmt.Sprintf("%dx%dx24", s.Width, s.Height))
	s.server.ExtraFiles = []*os.File{w}
	err = s.server.Start()
	_ = w.Close()
	if err != nil {
		s.server = nil
		return err
	}
	number, err := bufio.NewReader(r).ReadString('\n')
	_ = r.Close()
	if err != nil {
		return err
	}
	s.Display = ":" + strings.TrimSpace(number)
	return s.open(filepath.Join(s.memory, "Xvfb_screen0"))
}

// open reads the head of the memory's format, XWD: big-endian words, a table of colours, the pixels.
func (s *Screen) open(file string) error {
	const size, bytesPerLine, colours = 0, 12, 19 // places of words in the head
	var err error
	if s.pixels, err = os.Open(file); err != nil { //nolint:gosec // in the folder that was given
		return fmt.Errorf("read the screen: %w", err)
	}
	var head [25]uint32
	if err := binary.Read(s.pixels, binary.BigEndian, &head); err != nil {
		return fmt.Errorf("read the screen: %w", err)
	}
	s.begin = int64(head[size]) + 12*int64(head[colours])
	s.stride = int(head[bytesPerLine])
	return nil
}

// Stop ends the server and waits for it.
func (s *Screen) Stop() error {
	if s.pixels != nil {
		_ = s.pixels.Close()
	}
	var err error
	if s.server != nil {
		err = stop(s.server)
	}
	return errors.Join(err, os.RemoveAll(s.memory))
}

// stop ends a server that it started, politely.
func stop(p *exec.Cmd) error {
	if err := p.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end %s: %w", filepath.Base(p.Path), err)
	}
	late := time.AfterFunc(5*time.Second, func() { _ = p.Process.Kill() })
	defer late.Stop()
	_ = p.Wait() // how it ended does not matter
	return nil
}

// Read returns the pixels of an area, four bytes each, line by line; buf is used again where it is large enough.
func (s *Screen) Read(area image.Rectangle, buf []byte) ([]byte, error) {
	area = area.Intersect(s.All())
	if area.Empty() {
		return buf[:0], nil
	}
	line := 4 * area.Dx()
	need := s.stride*(area.Dy()-1) + line // all lines in one piece: to ask the system for each takes longer
	if cap(buf) < need {
		buf = make([]byte, need)
	}
	buf = buf[:need]
	if _, err := s.pixels.ReadAt(buf, s.begin+int64(area.Min.Y*s.stride+4*area.Min.X)); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the screen: %w", err)
	}
	for y := 1; y < area.Dy(); y++ {
		copy(buf[y*line:(y+1)*line], buf[y*s.stride:])
	}
	return buf[:line*area.Dy()], nil
}

// All is the whole screen.
func (s *Screen) All() image.Rectangle { return image.Rect(0, 0, s.Width, s.Height) }

// Picture is what is to be seen now.
func (s *Screen) Picture() (image.Image, error) {
	raw, err := s.Read(s.All(), nil)
	if err != nil {
		return nil, err
	}
	img := image.NewNRGBA(s.All())
	for i := 0; i < len(raw); i += 4 {
		img.SetNRGBA(i/4%s.Width, i/4/s.Width, color.NRGBA{R: raw[i+2], G: raw[i+1], B: raw[i], A: 0xff})
	}
	return img, nil
}
