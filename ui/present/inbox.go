package present

import (
	"context"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/words"
)

// Question is one item of the inbox, in words.
type Question struct {
	ID       string
	Ref      crm.Ref
	Title    string // what happened
	Aside    string // what was before, or when
	Sentence string // what it means, "" where the two sides say it
	Theirs   Side   // empty for questions without two values
	Mine     Side
	Mineword string // on the button of each answer
	Theirsay string
	Gone     bool // there is no record here to open
	About    replica.Conflict
	Alike    []replica.Conflict // all that can be answered at once with this one, itself included
	Doubles  []Double           // records there that it may be, if there are several
	Editable bool               // another value than both can be typed
	Returns  bool               // an answer can be taken back
	Removes  bool               // the answer for theirs takes many records away
}

// Double is a record there that a new one may be the same as.
type Double struct{ ID, Text string }

// Side is one of two values: who, when, what.
type Side struct{ Who, Value string }

// asker writes conflicts for reading.
type asker struct {
	catalog *crm.Catalog
	people  map[string]string
	scene   Scene
}

// Questions puts conflicts into words.
func Questions(ctx context.Context, a *app.App, list []replica.Conflict, now time.Time) ([]Question, error) {
	ids := map[string][]string{"user": nil}
	for _, c := range list {
		ids["user"] = append(ids["user"], c.Who)
		linked(a.Catalog(), c, ids)
	}
	all := map[string]string{}
	for entity, of := range ids {
		if len(of) == 0 {
			continue
		}
		titles, err := a.Titles(ctx, entity, of)
		if err != nil {
			return nil, err
		}
		for id, t := range titles {
			all[id] = t
		}
	}
	q := asker{catalog: a.Catalog(), people: all, scene: Scene{Now: now, Titles: all}}
	out := make([]Question, 0, len(list))
	for _, c := range list {
		e, err := a.Catalog().Entity(c.Entity)
		if err != nil {
			return nil, err
		}
		asked := q.ask(e, c)
		asked.About, asked.Alike = c, app.Alike(list, c)
		if asked.Doubles, err = doubles(ctx, a, e, c); err != nil {
			return nil, err
		}
		out = append(out, asked)
	}
	return out, nil
}

// live names the side that counts now. It may be newer than the question, and then nobody knows whose it is.
func live(c replica.Conflict) string {
	if c.Who == "" && c.TheirsAt > c.Opened {
		return words.T("Live now, changed since")
	}
	return words.T("Theirs, live now")
}

// doubles names the candidates of a record that may exist already, if there is more than one to choose from: by their title where they
// are here already. Those of another question are what it is about, none to choose.
func doubles(ctx context.Context, a *app.App, e *crm.Entity, c replica.Conflict) ([]Double, error) {
	if c.Kind != replica.MaybeTwice && c.Kind != replica.MaybeThere || len(c.Candidates) < 2 {
		return nil, nil
	}
	local := map[string]string{}
	err := a.Replicate(ctx, func(tx replica.Tx) error {
		for _, id := range c.Candidates {
			here, err := tx.Local(c.Entity, id)
			if err != nil {
				return err
			}
			local[id] = here
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, id := range local {
		ids = append(ids, id)
	}
	titles, err := a.Titles(ctx, c.Entity, ids)
	if err != nil {
		return nil, err
	}
	var out []Double
	for i, id := range c.Candidates {
		text := titles[local[id]]
		if text == "" && i == 0 {
			text = Title(e, crm.Record{Entity: c.Entity, Values: c.Theirs})
		}
		if text == "" {
			text = words.T("A record that is not here yet")
		}
		out = append(out, Double{ID: id, Text: words.T("%s (number %s there)", text, id)})
	}
	return out, nil
}

// linked collects the ids of records that the values of a conflict point to.
func linked(catalog *crm.Catalog, c replica.Conflict, ids map[string][]string) {
	e, err := catalog.Entity(c.Entity)
	if err != nil {
		return
	}
	for _, values := range []crm.Values{c.Mine, c.Theirs, c.Base} {
		for name, v := range values {
			f, ok := e.Field(name)
			if id, text := v.(string); ok && text && f.Kind == crm.Link && id != "" {
				for _, to := range f.To {
					ids[to] = append(ids[to], id)
				}
			}
		}
	}
}

func (q asker) ask(e *crm.Entity, c replica.Conflict) Question {
	title, one := c.Title, words.T(e.Label)
	if title == "" {
		title = words.T("without a name")
	}
	quoted, inside := words.T("%s “%s”", one, title), words.T("%s “%s”", words.Small(words.T(e.Label)), title)
	out := Question{ID: c.ID, Ref: c.Ref, Aside: q.when(c.Opened), Sentence: words.Stored(c.Message), Returns: c.Kind != replica.Rewound && c.Kind != replica.ManyMissing}
	switch c.Kind {
	case replica.BothEdited:
		out.Title = words.T("Two people changed the %s of %s", q.group(e, c.Group), title)
		out.Aside = words.T("before: %s", orNothing(q.values(e, c.Base)))
		out.Theirs = Side{join(live(c), q.who(c.Who), q.when(c.TheirsAt)), orNothing(q.values(e, c.Theirs))}
		out.Mine = Side{join(words.T("Mine"), q.when(c.MineAt)), orNothing(q.values(e, c.Mine))}
		out.Sentence, out.Mineword, out.Theirsay, out.Editable = "", words.T("Use mine"), words.T("Keep theirs"), true
	case replica.GoneThere:
		out.Title, out.Gone = words.T("%s was deleted%s, you edited it", quoted, q.by(c.Who)), true
		out.Sentence = words.T("Your change: %s. It is kept here and in the history.", orNothing(q.changes(e, c.Base, c.Mine)))
		out.Mineword, out.Theirsay = words.T("Create again with my change"), words.T("Let it go")
	case replica.GoneHere:
		out.Title, out.Gone = words.T("You deleted %s, it was changed there%s", inside, q.by(c.Who)), true
		out.Sentence = words.T("It is there now with: %s.", orNothing(q.values(e, c.Theirs)))
		out.Mineword, out.Theirsay = words.T("Delete it there too"), words.T("Bring it back")
	case replica.MaybeTwice:
		out.Title = words.T("%s may exist there already", quoted)
		out.Mineword, out.Theirsay = words.T("Create it as another one"), words.T("It is the same one")
	case replica.MaybeThere:
		out.Title = words.T("It is not certain that %s arrived there", inside)
		out.Mineword, out.Theirsay = words.T("Send it again"), words.T("It is there")
	case replica.Rewound:
		if c.Group == "" { // not answered yet
			out.Sentence = words.T("The online CRM looks as if it had been restored from a backup: %s of them are older there than what was seen before. Nothing was removed or replaced here, and nothing of them is sent. Send what is here again, or take what is there?", words.Number(int64(len(c.Candidates))))
		}
		out.Title = words.T("The online CRM was set back: %s are older there", words.Small(words.T(e.Plural)))
		out.Mineword, out.Theirsay, out.Gone = words.T("Send what is here again"), words.T("Take what is there"), true
	case replica.ManyMissing:
		out.Title = words.T("Many %s are missing there", words.Small(words.T(e.Plural)))
		out.Mineword, out.Theirsay, out.Gone, out.Removes = words.T("Create them there again"), words.T("Remove them here too"), true, true
	}
	return out
}

// group names the fields that were changed together. One that is made of the others stands for all.
func (q asker) group(e *crm.Entity, group string) string {
	return strings.Join(together(e, group), ", ")
}

// together are the fields of a group, or the one that stands for all.
func together(e *crm.Entity, group string) []string {
	group, _, _ = strings.Cut(group, " of ") // of a record that was merged into this one
	var labels []string
	for _, name := range e.Group(group) {
		if f, ok := e.Field(name); ok {
			if f.ReadOnly {
				return []string{words.Small(words.T(f.Label))}
			}
			labels = append(labels, words.Small(words.T(f.Label)))
		}
	}
	if len(labels) == 0 || len(labels) > 3 {
		return []string{words.T(strings.ReplaceAll(group, "_", " "))}
	}
	return labels
}

// values writes the fields of one side in the order of the entity; a single one goes without its label.
func (q asker) values(e *crm.Entity, values crm.Values) string {
	r := crm.Record{Entity: e.Name, Values: values}
	if whole := wholeName(values); whole != "" {
		return whole
	}
	var parts []string
	for _, f := range e.Fields {
		v, ok := values[f.Name]
		if !ok {
			continue
		}
		text := q.scene.Value(f, v, r.Text(f.Currency))
		switch {
		case len(values) == 1:
			return text
		case text != "" && !isCurrency(e, f.Name) && len(parts) < 6:
			parts = append(parts, words.Small(words.T(f.Label))+" "+text)
		}
	}
	return strings.Join(parts, ", ")
}

// wholeName writes a name that was changed alone as people write it; "" for all else.
func wholeName(values crm.Values) string {
	for name := range values {
		if name != "name" && name != "first_name" && name != "last_name" {
			return ""
		}
	}
	first, _ := values["first_name"].(string)
	last, _ := values["last_name"].(string)
	return strings.TrimSpace(first + " " + last)
}

// changes writes what differs: "status Working → Qualified".
func (q asker) changes(e *crm.Entity, before, after crm.Values) string {
	from, to := crm.Record{Values: before}, crm.Record{Values: after}
	var parts []string
	for _, f := range e.Fields {
		v, ok := after[f.Name]
		if !ok || crm.Equal(before[f.Name], v) {
			continue
		}
		old, text := q.scene.Value(f, before[f.Name], from.Text(f.Currency)), q.scene.Value(f, v, to.Text(f.Currency))
		if old != "" {
			text = old + " → " + orNothing(text)
		}
		parts = append(parts, words.Small(words.T(f.Label))+" "+orNothing(text))
	}
	return strings.Join(parts, ", ")
}

// who names a person; an id that nobody has is not shown.
func (q asker) who(id string) string { return q.people[id] }

func (q asker) by(id string) string {
	if name := q.who(id); name != "" {
		return words.T(" by %s", name)
	}
	return ""
}

// when writes the day and the hour.
func (q asker) when(i crm.Instant) string { return Clock(i, q.scene.Now) }

// Clock writes a past moment with its hour: "today 11:40", "12 Nov 09:12"; "" for none.
func Clock(i crm.Instant, now time.Time) string {
	if i == 0 {
		return ""
	}
	t := i.Time().In(now.Location())
	switch daysBetween(now, t) {
	case 0:
		return words.T("today") + " " + t.Format("15:04")
	case -1:
		return words.T("yesterday") + " " + t.Format("15:04")
	}
	return calendarDay(t, now) + " " + t.Format("15:04")
}

func join(first string, rest ...string) string {
	var parts []string
	for _, s := range rest {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return first
	}
	return first + " · " + strings.Join(parts, ", ")
}

func orNothing(s string) string {
	if s == "" {
		return words.T("nothing")
	}
	return s
}
