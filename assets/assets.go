// Package assets holds the files that travel inside the programs. It imports no
// toolkit: what is an image or a font to whom is the reader's affair.
package assets

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed icons/*.svg
var icons embed.FS

//go:embed words/*.json
var words embed.FS

//go:embed icon.svg
var appIcon []byte

//go:embed icon.png
var appIconPNG []byte

// Icon returns the named icon as SVG, 20x20 in black on transparent, to be
// coloured by the theme; nil if there is no icon of that name.
func Icon(name string) []byte {
	data, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil
	}
	return data
}

// Icons returns the names of all icons in alphabetical order.
func Icons() []string {
	files, _ := fs.Glob(icons, "icons/*.svg") // the pattern is valid, so there is no error
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".svg")
	}
	return files
}

// AppIcon returns the program's own icon as SVG in its own colours.
func AppIcon() []byte { return appIcon }

// AppIconPNG returns the program's own icon as a PNG of 512x512 pixels.
func AppIconPNG() []byte { return appIconPNG }

// Words returns the catalogues of the languages: a JSON file for each, such as de.json, from English texts to those of the language.
func Words() fs.FS {
	files, _ := fs.Sub(words, "words") // the name is valid, so there is no error
	return files
}
