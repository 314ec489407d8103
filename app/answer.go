package app

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"satchel/app/crm"
)

// Proposal is a text that a ticket can be answered with.
type Proposal struct {
	Title   string
	Body    string
	Article string // id of the article it is taken from; "" = a canned answer
}

// Proposals are the canned answers, with their places filled for the ticket, and before them the published articles that have most words
// of its subject, at most so many of these.
func (a *App) Proposals(ctx context.Context, ticket crm.Record, articles int) ([]Proposal, error) {
	out, err := a.ArticlesFor(ctx, ticket.Text("subject"), articles)
	if err != nil {
		return nil, err
	}
	list, err := a.List(ctx, crm.Query{Entity: "template"})
	if err != nil || len(list) == 0 {
		return out, err
	}
	values, err := a.places(ctx, ticket)
	for _, t := range list {
		out = append(out, Proposal{Title: t.Text("name"), Body: Fill(t.Text("body"), values)})
	}
	return out, err
}

// mostWords is how many words are looked for, the last ones.
const mostWords = 8

// ArticlesFor finds published articles by the words of a text: a subject, or what is being typed. Those with most of the words come first.
func (a *App) ArticlesFor(ctx context.Context, text string, most int) ([]Proposal, error) {
	hits, found := map[string]int{}, map[string]crm.Record{}
	var order []string
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 4 && w[0] < 0x80 })
	slices.Reverse(words)
	for _, word := range distinct(words, mostWords) {
		list, err := a.List(ctx, crm.Query{Entity: "article", Where: crm.Where("status", crm.Eq, "Published"), Text: word, Limit: 20})
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if hits[r.ID]++; hits[r.ID] == 1 {
				order = append(order, r.ID)
				found[r.ID] = r
			}
		}
	}
	slices.SortStableFunc(order, func(x, y string) int { return hits[y] - hits[x] })
	var out []Proposal
	for _, id := range order[:min(len(order), most)] {
		out = append(out, Proposal{Title: found[id].Text("name"), Body: found[id].Text("body"), Article: id})
	}
	return out, nil
}

// places are what the places of a canned answer become for a ticket.
func (a *App) places(ctx context.Context, ticket crm.Record) (map[string]string, error) {
	out := map[string]string{"subject": ticket.Text("subject"), "number": ticket.Text("number")}
	read := func(entity, id string, f func(crm.Record)) error {
		if id == "" {
			return nil
		}
		r, err := a.Get(ctx, crm.Ref{Entity: entity, ID: id})
		if crm.CodeOf(err) == crm.CodeNotFound {
			return nil
		}
		if err == nil {
			f(r)
		}
		return err
	}
	if err := read("contact", ticket.Text("contact"), func(r crm.Record) {
		out["first_name"], out["last_name"] = r.Text("first_name"), r.Text("last_name")
	}); err != nil {
		return nil, err
	}
	if err := read("organisation", ticket.Text("organisation"), func(r crm.Record) { out["organisation"] = r.Text("name") }); err != nil {
		return nil, err
	}
	me, err := a.Setting(ctx, SettingMe)
	if err != nil {
		return nil, err
	}
	return out, read("user", me, func(r crm.Record) { out["me"] = r.Text("name") })
}

// Fill puts values into the places of a text, written {name}. A place without a value stays as it is, so that whoever sends the answer
// sees it.
func Fill(text string, values map[string]string) string {
	var pairs []string
	for name, v := range values {
		if v != "" {
			pairs = append(pairs, "{"+name+"}", v)
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// distinct are the first different words of a list, at most so many.
func distinct(words []string, most int) (out []string) {
	for _, w := range words {
		if len(out) < most && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
