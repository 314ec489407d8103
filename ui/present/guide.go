package present

import (
	"strings"

	"satchel/app/fold"
)

// Chapter is one part of the guide.
type Chapter struct {
	Title string
	Text  string // Markdown
}

// Chapters takes a guide in Markdown apart at its headings of the second level; what stands before the first bears the guide's title.
func Chapters(markdown string) []Chapter {
	var out []Chapter
	now := Chapter{}
	keep := func() {
		if now.Text = strings.TrimSpace(now.Text); now.Text != "" {
			out = append(out, now)
		}
	}
	for line := range strings.Lines(markdown) {
		switch {
		case strings.HasPrefix(line, "# "):
			now.Title = strings.TrimSpace(line[2:])
		case strings.HasPrefix(line, "## "):
			keep()
			now = Chapter{Title: strings.TrimSpace(line[3:])}
		default:
			now.Text += line
		}
	}
	keep()
	return out
}

// FindChapters returns the chapters that hold all words of a text, in any case and with or without accents.
func FindChapters(all []Chapter, text string) []Chapter {
	wanted := strings.Fields(fold.Text(text))
	var out []Chapter
	for _, p := range all {
		have := fold.Text(p.Title + " " + p.Text)
		fits := true
		for _, w := range wanted {
			fits = fits && strings.Contains(have, w)
		}
		if fits {
			out = append(out, p)
		}
	}
	return out
}
