package page

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// newMarkdown shows Markdown to be read. Nothing in it runs and nothing is loaded: HTML is left out, an image is its description, and a
// link leads to the web or nowhere.
func newMarkdown(text string) *widget.RichText {
	shown := widget.NewRichTextFromMarkdown(text)
	shown.Wrapping = fyne.TextWrapWord
	harmless(shown.Segments)
	return shown
}

// harmless keeps of a text what can only be read: links lead to the web or nowhere, and nothing is loaded.
func harmless(segments []widget.RichTextSegment) {
	for i, s := range segments {
		switch s := s.(type) {
		case *widget.HyperlinkSegment:
			if s.URL == nil || !isWeb(s.URL) {
				segments[i] = &widget.TextSegment{Style: widget.RichTextStyleInline, Text: s.Text}
			}
		case *widget.ImageSegment:
			segments[i] = &widget.TextSegment{Style: widget.RichTextStyleInline, Text: s.Title}
		case *widget.ListSegment:
			harmless(s.Items)
		case *widget.ParagraphSegment:
			harmless(s.Texts)
		}
	}
}

func isWeb(u *url.URL) bool { return strings.EqualFold(u.Scheme, "https") }
