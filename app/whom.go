package app

import (
	"context"
	"strings"

	"satchel/app/crm"
	"satchel/app/fold"
)

// Whom is who a text may begin with.
type Whom struct {
	Hits  []crm.Hit // contacts, else organisations, at most [mostWhom]
	Words int       // how many of the first words name them
	Whole bool      // all these words are whole ones of the name, not begun ones
}

// mostWhom is how many people a text may begin with; nameWords how many words name one.
const (
	mostWhom  = 6
	nameWords = 4
)

// Whom finds the people or organisations whom the first words of a text name: "Anna Kanco wants an offer" is Anna who works for Kanco.
// The more words name somebody the better; a last word that is only begun counts at the end of the text.
func (a *App) Whom(ctx context.Context, text string) (Whom, error) {
	list := strings.Fields(text)
	for n := min(nameWords, len(list)); n > 0; n-- {
		words := make([]string, n)
		for i := range words {
			words[i] = strings.Trim(list[i], ".,:;!?\"“”()")
		}
		if len([]rune(strings.Join(words, ""))) < 2 {
			continue
		}
		w := Whom{Words: n, Whole: true}
		if err := a.named(ctx, &w, words); err != nil {
			return Whom{}, err
		}
		if len(w.Hits) == 0 && n == len(list) {
			w.Whole = false
			if err := a.named(ctx, &w, words); err != nil {
				return Whom{}, err
			}
		}
		if len(w.Hits) > 0 {
			return w, nil
		}
	}
	return Whom{}, nil
}

// named looks for contacts by their name and that of their organisation, else for organisations.
func (a *App) named(ctx context.Context, w *Whom, words []string) error {
	for i := len(words); i > 0; i-- {
		where := crm.And{namedBy("name", words[:i])}
		if i < len(words) {
			where = append(where, namedBy("organisation.name", words[i:]))
		}
		if err := a.collect(ctx, w, crm.Query{Entity: "contact", Text: strings.Join(words[:i], " "), Where: where}, "name", words[:i]); err != nil || len(w.Hits) > 0 {
			return err
		}
	}
	return a.collect(ctx, w, crm.Query{Entity: "organisation", Text: strings.Join(words, " "), Where: namedBy("name", words)}, "name", words)
}

func namedBy(field string, words []string) crm.Expr {
	var all crm.And
	for _, word := range words {
		all = append(all, crm.Where(field, crm.Contains, word))
	}
	return all
}

// collect takes those in whose name every word is a whole one, or the beginning of one.
func (a *App) collect(ctx context.Context, w *Whom, q crm.Query, field string, words []string) error {
	q.Limit, q.Fields = 4*mostWhom, []string{field}
	found, err := a.List(ctx, q)
	for _, r := range found {
		if len(w.Hits) < mostWhom && isNamed(r.Text(field), words, w.Whole) {
			w.Hits = append(w.Hits, crm.Hit{Ref: r.Ref(), Title: r.Text(field)})
		}
	}
	return err
}

func isNamed(name string, words []string, whole bool) bool {
	parts := strings.Fields(fold.Text(strings.NewReplacer("-", " ", ".", " ", ",", " ").Replace(name)))
	for _, word := range words {
		for _, key := range strings.Fields(fold.Text(strings.ReplaceAll(word, "-", " "))) {
			if !hasWord(parts, key, whole) {
				return false
			}
		}
	}
	return len(words) > 0
}

func hasWord(parts []string, key string, whole bool) bool {
	for _, p := range parts {
		if p == key || !whole && strings.HasPrefix(p, key) {
			return true
		}
	}
	return false
}
