package main

import (
	"strings"
	"unicode"
)

// printable makes text safe for a terminal: values come from files and servers, and their control characters could write over the
// screen or turn the reading order around.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// cell is text that keeps to its place in a line of columns.
func cell(text string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(text)
}
