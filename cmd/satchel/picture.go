package main

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
)

// picture is what the window shows. Where the graphics driver does not give its pixels back, as on a virtual screen, the same
// objects are drawn once more in memory.
func picture(c fyne.Canvas) image.Image {
	if shown := c.Capture(); !isBlank(shown) {
		return shown
	}
	content := c.Content()
	place, size := content.Position(), content.Size()
	defer func() {
		content.Move(place)
		content.Resize(size)
	}()
	memory := software.NewCanvas()
	memory.SetPadded(false)
	memory.SetContent(content)
	for _, o := range c.Overlays().List() {
		memory.Overlays().Add(o)
	}
	memory.Resize(c.Size())
	return memory.Capture()
}

// isBlank tells whether every pixel that is looked at is transparent.
func isBlank(img image.Image) bool {
	b := img.Bounds()
	for x := b.Min.X; x < b.Max.X; x += 16 {
		for y := b.Min.Y; y < b.Max.Y; y += 16 {
			if _, _, _, a := img.At(x, y).RGBA(); a != 0 {
				return false
			}
		}
	}
	return true
}
