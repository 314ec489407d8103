package espocrm

import (
	"strings"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// A post in the stream of a record is a note of ours about it, or where it is an internal one about a case, an internal note of the
// ticket. Which of the two it is can never change there, and neither can the record that it is about.

// Conditions of the two feeds. Other entries of a stream tell what the server did and are no one's words.
var (
	openPosts = []condition{
		{"equals", attrType, "Post"},
		{"in", attrParentType, []string{typeAccount, typeContact, typeLead, typeOpportunity, typeCase}},
		{Type: "isFalse", Attribute: attrInternal},
	}
	internalPosts = []condition{
		{"equals", attrType, "Post"},
		{"equals", attrParentType, typeCase},
		{Type: "isTrue", Attribute: attrInternal},
	}
)

var noteFields = []mapping{
	{"kind", kind{"note", nil}},
	{"subject", headline{}},
	{"body", rest{}},
	{"at", posted{}},
	{"done", over{}},
	{"about", parent{aboutEntities}},
	{"contact", parent{[]string{"contact"}}},
	{"organisation", parent{[]string{"organisation"}}},
	{crm.FieldOwner, fixed{link{attrCreatedBy, "user"}}},
	{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
}

var caseNoteFields = []mapping{
	{"ticket", parent{[]string{"ticket"}}},
	{"direction", kind{"internal", nil}},
	{"at", posted{}},
	{"body", text{attr: attrPost, long: true}},
	{crm.FieldOwner, fixed{link{attrCreatedBy, "user"}}},
	{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
}

// hasParent: a note about nothing has no place there.
func hasParent(r crm.Record) bool {
	return r.Text("about") != "" || r.Text("contact") != "" || r.Text("organisation") != ""
}

// isInternal: what customers wrote cannot be made there, and an answer is an e-mail.
func isInternal(r crm.Record) bool { return r.Text("direction") == "internal" }

// fillPost refuses a post about nothing, which would be seen by its writer alone.
func fillPost(w *writer) {
	w.out[attrType] = "Post"
	if w.out[attrParentID] == nil {
		w.field = "about"
		w.reject("EspoCRM keeps a note with the record that it is about. Choose one.")
	}
}

func fillInternalPost(w *writer) {
	fillPost(w)
	w.out[attrInternal] = true
}

// headline and rest are the two parts of a post: its first line, and what follows.
type (
	headline struct{}
	rest     struct{}
)

func (headline) attributes() []string   { return []string{attrPost} }
func (headline) longAttr() string       { return attrPost }
func (headline) peeks(w *writer) bool   { return !w.given("body") }
func (headline) write(w *writer, _ any) { writePost(w) }
func (headline) read(r *reader) (any, bool) {
	line, _ := splitPost(r.text(attrPost))
	return text{}.canon(nil, line), r.has(attrPost)
}

func (headline) canon(_ *schema, v any) any {
	s, _ := v.(string)
	line, _ := splitPost(s)
	return text{}.canon(nil, line)
}

func (rest) attributes() []string       { return []string{attrPost} }
func (rest) longAttr() string           { return attrPost }
func (rest) peeks(w *writer) bool       { return !w.given("subject") }
func (rest) write(w *writer, _ any)     { writePost(w) }
func (rest) canon(_ *schema, v any) any { return text{}.canon(nil, v) }
func (rest) read(r *reader) (any, bool) {
	_, more := splitPost(r.text(attrPost))
	return text{}.canon(nil, more), r.has(attrPost)
}

// splitPost takes a post apart. A first line that is too long for a subject is shortened there, and the text is the whole post.
func splitPost(post string) (line, more string) {
	post = strings.TrimSpace(post)
	line, more, _ = strings.Cut(post, "\n")
	line, more = strings.TrimSpace(line), strings.TrimSpace(more)
	if r := []rune(line); len(r) > crm.MaxText {
		return strings.TrimSpace(string(r[:crm.MaxText-1])) + "…", post
	}
	return line, more
}

// joinPost puts a post together, so that it comes apart as it was.
func joinPost(line, more string) string {
	if a, b := splitPost(more); a == line && b == more {
		return more
	}
	return strings.TrimSpace(line + "\n" + more)
}

// writePost makes the post of both parts. Where the subject was shortened from the text, a new text brings its own.
func writePost(w *writer) {
	line, more := w.text(w.value("subject")), w.text(w.value("body"))
	if w.before != nil && !w.given("subject") {
		if _, whole := splitPost(w.before.text(attrPost)); whole != "" && whole == strings.TrimSpace(w.before.text(attrPost)) && more != "" {
			w.out[attrPost] = strings.TrimSpace(more)
			return
		}
	}
	w.out[attrPost] = text{}.canon(nil, joinPost(strings.TrimSpace(line), strings.TrimSpace(more)))
}

// posted is when a note was made. There it is the moment of the post; one that is known here better is kept, so any two count as the
// same.
type posted struct{}

func (posted) attributes() []string       { return []string{attrCreatedAt} }
func (posted) read(r *reader) (any, bool) { return moment{attrCreatedAt}.read(r) }
func (posted) write(*writer, any)         {}
func (posted) canon(_ *schema, v any) any {
	if v == nil {
		return nil
	}
	return crm.Instant(1)
}

// over is done: with a note nothing is left to do.
type over struct{}

func (over) attributes() []string     { return nil }
func (over) read(*reader) (any, bool) { return true, true }
func (over) write(*writer, any)       {}
func (over) canon(_ *schema, v any) any {
	if v == nil {
		return nil
	}
	return true
}

// parent is the record that a post is about, if it is of one of some entities.
type parent struct{ entities []string }

func (parent) attributes() []string       { return []string{attrParentType, attrParentID} }
func (parent) canon(_ *schema, v any) any { return canonRef(v) }
func (parent) peeks(*writer) bool         { return true }
func (c parent) read(r *reader) (any, bool) {
	for _, entity := range c.entities {
		if id := r.text(attrParentID); r.text(attrParentType) == parents[entity] && id != "" {
			return remote.Ref{Entity: entity, ID: id}, true
		}
	}
	return nil, false // there is one parent only: further links stay here
}

// write chooses the parent of a new post. Of one that is there it cannot change.
func (parent) write(w *writer, _ any) {
	var ref remote.Ref
	for _, field := range []string{"ticket", "about", "contact", "organisation"} {
		if v, ok := w.value(field).(remote.Ref); ok && ref.ID == "" {
			ref = v
		}
	}
	switch {
	case w.before != nil && (parents[ref.Entity] != w.before.text(attrParentType) || ref.ID != w.before.text(attrParentID)):
		w.reject("EspoCRM keeps a note where it was posted. Take the change back, or write another note and delete this one.")
	case w.before == nil && ref.ID != "":
		w.out[attrParentType], w.out[attrParentID] = parents[ref.Entity], ref.ID
	}
}
