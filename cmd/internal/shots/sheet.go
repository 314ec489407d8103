package main

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"sort"

	scaled "golang.org/x/image/draw"

	"satchel/ui/kit/shot"
)

// One sheet holds six pictures of one variant, in the order of their names.
const (
	sheetColumns, sheetRows = 2, 3
	cellWidth, sheetGap     = 780, 8
)

// sheets tiles the pictures of a folder whose name matches, so that many screens are seen at one glance.
func sheets(dir string, only *regexp.Regexp) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		return err
	}
	variants := map[string][]string{}
	variant := regexp.MustCompile(`-(light|dark)-\d+\.png$`)
	for _, file := range files {
		if v := variant.FindString(file); v != "" && only.MatchString(filepath.Base(file)) {
			variants[v] = append(variants[v], file)
		}
	}
	for v, list := range variants {
		sort.Strings(list)
		for n := 1; len(list) > 0; n++ {
			some := list[:min(len(list), sheetColumns*sheetRows)]
			list = list[len(some):]
			img, err := tile(some)
			if err != nil {
				return err
			}
			if err := shot.Save(filepath.Join(dir, "sheets", fmt.Sprintf("%02d%s", n, v)), img); err != nil {
				return err
			}
		}
	}
	return nil
}

// tile draws pictures of the same size side by side, made smaller.
func tile(files []string) (image.Image, error) {
	var sheet *image.RGBA
	var height int
	for i, file := range files {
		img, err := load(file)
		if err != nil {
			return nil, err
		}
		if sheet == nil {
			height = cellWidth * img.Bounds().Dy() / img.Bounds().Dx()
			rows := (len(files) + sheetColumns - 1) / sheetColumns
			sheet = image.NewRGBA(image.Rect(0, 0, sheetColumns*(cellWidth+sheetGap), rows*(height+sheetGap)))
		}
		at := image.Pt(i%sheetColumns*(cellWidth+sheetGap), i/sheetColumns*(height+sheetGap))
		scaled.CatmullRom.Scale(sheet, image.Rectangle{Min: at, Max: at.Add(image.Pt(cellWidth, height))}, img, img.Bounds(), scaled.Src, nil)
	}
	return sheet, nil
}

func load(file string) (image.Image, error) {
	f, err := os.Open(file) //nolint:gosec // a picture that this tool drew
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	return png.Decode(f)
}
