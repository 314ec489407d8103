// Package docs hands the guide to the program, so that it can be read without a network.
package docs

import _ "embed"

//go:embed guide.md
var guide string

// Guide returns the user's guide in Markdown.
func Guide() string { return guide }
