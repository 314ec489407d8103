package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"satchel/app/crm"
)

// ErasePlan says what erasing a person would do. A person may have several records, such as the lead that became a contact.
type ErasePlan struct {
	Person   crm.Ref     `json:"person"`
	Title    string      `json:"title"`
	Records  []crm.Ref   `json:"records"` // of the person, Person first
	Parts    []ErasePart `json:"parts"`   // what points to them
	Trash    []crm.Ref   `json:"trash"`   // deleted records that pointed to them; they go with them
	Mentions []crm.Hit   `json:"mentions"`
	words    []string    // names that actions and messages must not keep
	traces   []trace
}

// ErasePart are the records of one entity that point to the person.
type ErasePart struct {
	Entity string    `json:"entity"`
	Refs   []crm.Ref `json:"records"`
	Always bool      `json:"always"` // they are nothing without the person
	Erase  bool      `json:"erase"`  // they go: the person's choice unless Always
}

// mostMentions is how many records that name the person elsewhere are listed.
const mostMentions = 50

// PlanErase finds what there is of a person, who may be in the trash, and what goes unless the person at the screen decides otherwise:
// conversations go, business such as deals and tickets stays. It changes nothing.
func (a *App) PlanErase(ctx context.Context, person crm.Ref) (ErasePlan, error) {
	e, err := a.Catalog().Entity(person.Entity)
	if err != nil {
		return ErasePlan{}, err
	}
	if !e.Person {
		return ErasePlan{}, crm.Errorf(crm.CodeInvalid, "Only people can be erased. Delete other records instead.")
	}
	p := ErasePlan{Person: crm.Ref{Entity: e.Name, ID: person.ID}, Trash: []crm.Ref{}, Mentions: []crm.Hit{}}
	if err := a.samePerson(ctx, &p, p.Person); err != nil {
		return p, err
	}
	if err := a.eraseParts(ctx, &p); err != nil {
		return p, err
	}
	for _, ref := range p.Records {
		list, err := a.Trashed(ctx, ref.ID)
		if err != nil {
			return p, err
		}
		for _, t := range list {
			if !slices.Contains(p.Records, t) && !slices.Contains(p.Trash, t) {
				p.Trash = append(p.Trash, t)
			}
		}
	}
	return p, a.mentions(ctx, &p)
}

// samePerson adds a record of the person, and those that say to be the same person.
func (a *App) samePerson(ctx context.Context, p *ErasePlan, ref crm.Ref) error {
	if slices.Contains(p.Records, ref) {
		return nil
	}
	r, err := a.lastSeen(ctx, ref)
	if err != nil {
		return err
	}
	e, err := a.Catalog().Entity(ref.Entity)
	if err != nil {
		return err
	}
	if len(p.Records) == 0 {
		p.Title = e.TitleOf(r)
	}
	p.Records = append(p.Records, ref)
	p.words = append(p.words, e.TitleOf(r))
	if err := a.addTraces(ctx, p, e, r); err != nil {
		return err
	}
	for _, f := range e.Fields {
		for _, to := range f.To {
			other, err := a.Catalog().Entity(to)
			if id := r.Text(f.Name); err == nil && other.Person && f.Kind == crm.Link && id != "" {
				err = a.samePerson(ctx, p, crm.Ref{Entity: to, ID: id})
			}
			if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
				return err
			}
		}
	}
	merged, err := a.Merged(ctx, ref.Entity)
	if err != nil {
		return err
	}
	for _, m := range merged { // what went into it was the person, too
		if m.Into == ref.ID {
			if err := a.samePerson(ctx, p, m.Ref); err != nil {
				return err
			}
		}
	}
	return a.pointing(ctx, ref, func(e *crm.Entity, r crm.Record) error {
		if !e.Person {
			return nil
		}
		return a.samePerson(ctx, p, r.Ref())
	})
}

// lastSeen returns a record as it is, or as it was when it was deleted.
func (a *App) lastSeen(ctx context.Context, ref crm.Ref) (crm.Record, error) {
	r, err := a.Get(ctx, ref)
	if crm.CodeOf(err) != crm.CodeNotFound {
		return r, err
	}
	lines, readErr := a.History(ctx, ref, 1)
	if readErr != nil || len(lines) == 0 || lines[0].Kind != crm.Deleted {
		return r, err
	}
	r = crm.NewRecord(ref.Entity, ref.ID)
	for _, f := range lines[0].Fields {
		r.Set(f.Field, f.Before)
	}
	return r, nil
}

// pointing calls f for every record with a link to another one.
func (a *App) pointing(ctx context.Context, to crm.Ref, f func(*crm.Entity, crm.Record) error) error {
	for _, e := range a.Catalog().Entities() {
		for _, field := range e.Fields {
			if field.Kind != crm.Link || !slices.Contains(field.To, to.Entity) {
				continue
			}
			list, err := a.List(ctx, crm.Query{Entity: e.Name, Where: crm.Where(field.Name, crm.Eq, to.ID)})
			if err != nil {
				return err
			}
			for _, r := range list {
				if err := f(e, r); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// eraseParts finds what points to the person.
func (a *App) eraseParts(ctx context.Context, p *ErasePlan) error {
	for _, ref := range p.Records {
		if err := a.pointing(ctx, ref, func(e *crm.Entity, r crm.Record) error {
			if e.Person {
				return nil
			}
			i := slices.IndexFunc(p.Parts, func(part ErasePart) bool { return part.Entity == e.Name })
			if i < 0 {
				talk := e.Timeline != nil && e.Timeline.Touch != nil
				p.Parts = append(p.Parts, ErasePart{Entity: e.Name, Always: e.Child, Erase: e.Child || talk})
				i = len(p.Parts) - 1
			}
			if !slices.Contains(p.Parts[i].Refs, r.Ref()) {
				p.Parts[i].Refs = append(p.Parts[i].Refs, r.Ref())
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// mentions finds records of others in which the search finds the person's name, addresses or numbers.
func (a *App) mentions(ctx context.Context, p *ErasePlan) error {
	known := map[crm.Ref]bool{}
	for _, ref := range p.Records {
		known[ref] = true
	}
	for _, part := range p.Parts {
		for _, ref := range part.Refs {
			known[ref] = true
		}
	}
	for _, t := range p.traces {
		if t.look == "" || !t.who {
			continue
		}
		hits, err := a.Search(ctx, t.look, mostMentions)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if !known[h.Ref] && len(p.Mentions) < mostMentions {
				known[h.Ref] = true
				p.Mentions = append(p.Mentions, h)
			}
		}
	}
	return nil
}

// goes lists every record that goes: those of the person, the parts chosen, and what lives inside of those.
func (a *App) goes(ctx context.Context, p ErasePlan) ([]crm.Ref, error) {
	all := slices.Clone(p.Records)
	for _, part := range p.Parts {
		if part.Erase || part.Always {
			all = append(all, part.Refs...)
		}
	}
	seen := map[crm.Ref]bool{}
	for _, ref := range all {
		seen[ref] = true
	}
	for i := 0; i < len(all); i++ {
		if err := a.pointing(ctx, all[i], func(e *crm.Entity, r crm.Record) error {
			if e.Child && !seen[r.Ref()] {
				seen[r.Ref()] = true
				all = append(all, r.Ref())
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	for _, ref := range p.Trash {
		if !seen[ref] {
			all = append(all, ref)
		}
	}
	return all, nil
}

// Erase removes a person for good as the plan says, tells the online CRM, empties the bytes of what was removed, and proves it by searching
// those of the file. No undo takes it back. If it fails after the records are gone, the [Erasure] says so by Unproved, and FinishErase does
// the rest.
func (a *App) Erase(ctx context.Context, p ErasePlan, told func(Progress)) (out Erasure, err error) {
	began := time.Now()
	err = a.Sync.Still(ctx, func(ctx context.Context) error {
		refs, err := a.goes(ctx, p)
		if err != nil {
			return err
		}
		if out, err = a.erasure(ctx, p, refs); err != nil {
			return err
		}
		entry, err := a.entry(ctx, Erased, out)
		if err != nil {
			return err
		}
		return a.Store.Erase(ctx, refs, p.words, entry)
	})
	if err != nil {
		return out, err
	}
	removeOld(a.File+"-open", time.Now().Add(time.Hour)) // copies for other programs
	if err := a.Scrub(ctx, told); err != nil {
		return out, err
	}
	err = a.prove(ctx, p, &out, told)
	out.Seconds = time.Since(began).Seconds()
	return out, err
}

// FinishErase empties the bytes of what was removed where an Erase did not come to its end.
func (a *App) FinishErase(ctx context.Context, told func(Progress)) (done bool, err error) {
	open, err := a.Unscrubbed(ctx)
	if err != nil || !open {
		return false, err
	}
	return true, a.Scrub(ctx, told)
}

// erasure begins the report, before anything is done.
func (a *App) erasure(ctx context.Context, p ErasePlan, refs []crm.Ref) (Erasure, error) {
	out := Erasure{
		Record: p.Person, At: crm.InstantOf(a.Now()), Erased: map[string]int{}, Kept: map[string]int{},
		Mentions: len(p.Mentions), Backups: []string{}, Closed: []string{}, Left: []string{}, Unproved: true,
	}
	for _, ref := range refs {
		out.Erased[ref.Entity]++
	}
	for _, part := range p.Parts {
		if !part.Erase && !part.Always {
			out.Kept[part.Entity] += len(part.Refs)
		}
	}
	me, err := a.Setting(ctx, SettingMe)
	if err != nil {
		return out, err
	}
	names, err := a.Titles(ctx, "user", []string{me})
	if err != nil {
		return out, err
	}
	out.Who = names[me]
	if out.Backups, out.Closed, err = a.Holding(ctx, a.copies(), refs); err != nil {
		return out, err
	}
	cov, err := a.Sync.Coverage(ctx)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return out, nil
	} else if err != nil {
		return out, err
	}
	c, err := a.Connection(ctx)
	out.Provider, out.There = c.Provider, cov.Erases
	for _, info := range a.Remotes.Providers() {
		if info.Name == c.Provider {
			out.Provider = info.Label
		}
	}
	return out, err
}

// prove searches the bytes of the file for the person's values. What is found must be explained by a record of somebody else.
func (a *App) prove(ctx context.Context, p ErasePlan, out *Erasure, told func(Progress)) error {
	byText := map[string]trace{}
	for _, t := range p.traces {
		byText[t.text] = t
	}
	texts := slices.Sorted(maps.Keys(byText))
	found, err := a.Traces(ctx, texts, told)
	if err != nil {
		return err
	}
	out.Searched, out.Unproved = len(texts), false
	for _, text := range found {
		t := byText[text]
		hits, err := a.Search(ctx, t.look, 1)
		if err != nil {
			return err
		}
		if !slices.Contains(out.Left, t.field) {
			out.Left = append(out.Left, t.field)
		}
		if len(hits) == 0 || t.look == "" {
			out.Unexplained++
		}
	}
	return nil
}
