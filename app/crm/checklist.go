package crm

import "strings"

// Step is a line of a checklist.
type Step struct {
	Text string
	Done bool
}

// Steps reads a checklist: a step on each line, "[x]" before what is done. Dashes and "[ ]" are left out, and so are empty lines.
func Steps(text string) []Step {
	var out []Step
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		for _, mark := range []string{"- ", "* "} {
			line = strings.TrimSpace(strings.TrimPrefix(line, mark))
		}
		s := Step{Text: line}
		for mark, done := range map[string]bool{"[ ]": false, "[]": false, "[x]": true, "[X]": true} {
			if rest, ok := strings.CutPrefix(line, mark); ok {
				s = Step{strings.TrimSpace(rest), done}
			}
		}
		if s.Text != "" {
			out = append(out, s)
		}
	}
	return out
}

// Checklist writes steps as [Steps] reads them.
func Checklist(steps []Step) string {
	lines := make([]string, len(steps))
	for i, s := range steps {
		lines[i] = "[ ] " + s.Text
		if s.Done {
			lines[i] = "[x] " + s.Text
		}
	}
	return strings.Join(lines, "\n")
}
