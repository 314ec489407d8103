// Package shot turns widgets into pictures without a display, so that a screen
// can be looked at before it is called done. For tests and tools only.
package shot

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

// Canvas returns a canvas that shows o in the given size and look and can be
// captured. It changes the look of the whole test app.
func Canvas(o fyne.CanvasObject, size fyne.Size, theme *look.Theme) test.WindowlessCanvas {
	fyne.CurrentApp().Settings().SetTheme(theme)
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(o)
	// Text that wraps knows its height only once it has a width: lay out again
	// until heights have settled.
	for range 3 {
		software.RenderCanvas(c, theme)
		c.Resize(size.AddWidthHeight(1, 1))
		c.Resize(size)
	}
	return c
}

// Image draws o in the given size and look.
func Image(o fyne.CanvasObject, size fyne.Size, theme *look.Theme) image.Image {
	return Canvas(o, size, theme).Capture()
}

// Save writes img as PNG, making the folder if needed.
func Save(path string, img image.Image) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("save picture: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("save picture: %w", err)
	}
	if err := png.Encode(f, img); err != nil {
		_ = f.Close()
		return fmt.Errorf("save picture %s: %w", path, err)
	}
	return f.Close()
}

// Shot draws o in light and in dark and writes both pictures: path.png and
// path-dark.png.
func Shot(path string, o fyne.CanvasObject, size fyne.Size) error {
	for suffix, variant := range map[string]look.Variant{"": look.Light, "-dark": look.Dark} {
		if err := Save(path+suffix+".png", Image(o, size, &look.Theme{Variant: variant})); err != nil {
			return err
		}
	}
	return nil
}
