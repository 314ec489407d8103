// Package docs hands the guide to the program, so that it can be read without a network.
package docs

import "embed"

// guides are the English guide and, with a language's name before the ending, those that say the same in others.
//
//go:embed guide.md guide.*.md
var guides embed.FS

// Guide returns the user's guide in Markdown, in a language by its name ("de"); where it has none, in English.
func Guide(language string) string {
	text, err := guides.ReadFile("guide." + language + ".md")
	if err != nil {
		text, _ = guides.ReadFile("guide.md") // embedded: the build fails without it
	}
	return string(text)
}
