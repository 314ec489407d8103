package assets

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"testing"
)

// promised are the icons the screens ask for by name.
var promised = []string{
	"contact", "organisation", "lead", "deal", "ticket", "activity", "today", "calendar", "insight", "inbox",
	"article", "settings", "import", "export", "search", "call", "mail", "note", "meeting", "visit", "letter", "task",
	"plus", "undo", "sync", "trash", "close", "check", "warning", "menu", "down", "up", "sort-up", "sort-down",
}

func TestIcons(t *testing.T) {
	for _, name := range promised {
		if Icon(name) == nil {
			t.Errorf("no icon %q", name)
		}
	}
	for _, name := range Icons() {
		d := xml.NewDecoder(bytes.NewReader(Icon(name)))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("icon %q: %v", name, err)
			}
		}
	}
	if Icon("../assets") != nil || Icon("nonsense") != nil {
		t.Error("an unknown icon is not nil")
	}
}

func TestAppIcon(t *testing.T) {
	c, err := png.DecodeConfig(bytes.NewReader(AppIconPNG()))
	if err != nil || c.Width != 512 || c.Height != 512 {
		t.Errorf("icon.png: %dx%d, %v", c.Width, c.Height, err)
	}
	if len(AppIcon()) == 0 {
		t.Error("no icon.svg")
	}
}
