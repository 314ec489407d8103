package screen

import (
	"image"
	"os/exec"
	"testing"
)

func TestTheScreenIsReadFromItsMemory(t *testing.T) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skip("Xvfb is not installed")
	}
	s, err := Start(t.Context(), 320, 200)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Read(image.Rect(300, 190, 400, 400), nil)
	if err != nil || len(got) != 20*10*4 {
		t.Errorf("%d bytes, %v; want those of 20 by 10 pixels, the part that is on the screen", len(got), err)
	}
	img, err := s.Picture()
	if err != nil || img.Bounds() != s.All() {
		t.Errorf("the picture is %v, %v", img.Bounds(), err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
