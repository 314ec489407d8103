package present

import (
	"context"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/words"
)

// Sync is everything that the inbox shows.
type Sync struct {
	Status    app.Status
	Questions []Question
	Refused   []Refused
	Proof     []Proof
	Rounds    []string
	Decided   []Decision
	Unguarded int64 // updates that the last rounds sent where the provider compares no versions
}

// Decision is an answer to the inbox.
type Decision struct {
	ID, Text, When string
	Returns        bool // it can be taken back
}

// Refused is a record that was not sent, with the reason.
type Refused struct {
	Ref    crm.Ref
	Title  string
	Why    string // in the provider's own words
	Advice string // what can be done, in one sentence
	When   string
}

// Proof is one line of the comparison of both sides.
type Proof struct{ Kind, Here, There, Checked, Success, Healed string }

// LoadSync reads the state of the sync.
func LoadSync(ctx context.Context, a *app.App, now time.Time) (Sync, error) {
	var s Sync
	var err error
	if s.Status, err = a.SyncStatus(ctx); err != nil || !s.Status.Connected {
		return s, err
	}
	conflicts, err := a.Inbox(ctx)
	if err != nil {
		return s, err
	}
	if s.Questions, err = Questions(ctx, a, conflicts, now); err != nil {
		return s, err
	}
	if s.Refused, err = refused(ctx, a, now); err != nil {
		return s, err
	}
	if s.Proof, err = proof(ctx, a, s.Status.Feeds, now); err != nil {
		return s, err
	}
	rounds, err := a.Rounds(ctx, 200)
	if err != nil {
		return s, err
	}
	for i, r := range rounds {
		if s.Unguarded += int64(r.Unguarded); i < 10 {
			s.Rounds = append(s.Rounds, RoundText(r, now))
		}
	}
	s.Decided, err = decisions(ctx, a, now)
	return s, err
}

// decisions lists the last answers to the inbox.
func decisions(ctx context.Context, a *app.App, now time.Time) ([]Decision, error) {
	list, err := a.Decided(ctx, 20)
	if err != nil {
		return nil, err
	}
	var out []Decision
	for _, c := range list {
		e, err := a.Catalog().Entity(c.Entity)
		if err != nil {
			return nil, err
		}
		q := asker{catalog: a.Catalog(), scene: Scene{Now: now}}.ask(e, c.Conflict)
		word := map[replica.Choice]string{replica.Mine: q.Mineword, replica.Theirs: q.Theirsay, replica.Edited: words.T("Edit")}[c.Choice]
		out = append(out, Decision{ID: c.ID, Text: q.Title + ": " + word, When: Clock(c.At, now), Returns: q.Returns})
	}
	return out, nil
}

// Headline sums the inbox up: "2 need you · 3 to send · 1 refused".
func (s Sync) Headline() string {
	if !s.Status.Connected {
		return words.T("not connected")
	}
	return words.T("%s · %s to send · %s refused", words.N(int64(len(s.Questions)), "%s needs you", "%s need you"), Number(s.Status.Waiting), Number(s.Status.Refused))
}

// refused lists records that wait for a person; those that wait for another record or are asked about are left out.
func refused(ctx context.Context, a *app.App, now time.Time) ([]Refused, error) {
	items, err := a.Held(ctx, 100)
	if err != nil {
		return nil, err
	}
	var out []Refused
	for _, i := range items {
		if i.Hold == nil || !slices.Contains([]replica.HoldReason{replica.Refused, replica.NoAccess, replica.Hidden, replica.Failing}, i.Hold.Reason) {
			continue
		}
		e, err := a.Catalog().Entity(i.Entity)
		if err != nil {
			return nil, err
		}
		titles, err := a.Titles(ctx, i.Entity, []string{i.ID})
		if err != nil {
			return nil, err
		}
		title := titles[i.ID]
		if title == "" {
			title = words.T("without a name")
		}
		word, advice := advise(i.Hold, now)
		out = append(out, Refused{Ref: i.Ref, Title: words.T("%s “%s”", words.T(e.Label), title) + " " + word, Why: words.Stored(i.Hold.Message), Advice: advice, When: Clock(i.Hold.Since, now)})
	}
	return out, nil
}

// advise says what happened to a held record and what can be done.
func advise(h *replica.Hold, now time.Time) (happened, advice string) {
	switch h.Reason {
	case replica.Refused:
		return words.T("was refused"), words.T("Open it, put right what the CRM does not accept, and save: it is sent again then. Everything else goes on.")
	case replica.NoAccess:
		return words.T("may not be sent"), words.T("Ask whoever runs your CRM for this right, then press Retry. Until then it stays here, whole.")
	case replica.Hidden:
		return words.T("is not shown to you any more"), words.T("It stays here, whole, and goes on by itself once the CRM shows it again. Ask whoever runs your CRM for this right.")
	case replica.Failing:
		if h.NextTry != 0 {
			return words.T("could not be sent"), words.T("The CRM fails on it. It is tried again by itself %s; Retry tries at once.", Clock(h.NextTry, now))
		}
		return words.T("could not be sent"), words.T("The CRM fails on it. It is tried again with the next sync.")
	case replica.Dependency:
		return words.T("waits for another record"), words.T("It is sent by itself once that one is there. It can go first, without the link, which then follows.")
	case replica.Unsure:
		return words.T("waits for your answer"), words.T("The question is in the inbox.")
	}
	return words.T("is on its way"), words.T("It is sent with the next sync.")
}

// proof compares both sides for each entity that the provider can hold. An entity that lives in several feeds there is checked when
// all are.
func proof(ctx context.Context, a *app.App, feeds []replica.Cursor, now time.Time) ([]Proof, error) {
	entities, err := a.Sync.Entities(ctx)
	if err != nil {
		return nil, err
	}
	tied, err := a.Tied(ctx)
	if err != nil {
		return nil, err
	}
	var out []Proof
	for _, name := range entities {
		e, err := a.Catalog().Entity(name)
		if err != nil {
			return nil, err
		}
		p := Proof{Kind: words.T(e.Plural), Here: Number(tied[name]), There: "–", Checked: words.T("not yet"), Success: words.T("not yet"), Healed: "–"}
		var there, healed int64
		var swept, success crm.Instant
		complete := true
		for _, c := range feeds {
			if c.Entity != name {
				continue
			}
			there, healed = there+c.There, healed+c.Healed
			complete = complete && c.Swept != 0
			if swept == 0 || c.Swept < swept {
				swept = c.Swept
			}
			if success == 0 || c.Success < success {
				success = c.Success
			}
		}
		if success != 0 {
			p.Success = Clock(success, now)
		}
		if complete && swept != 0 {
			p.There, p.Checked, p.Healed = Number(there), Clock(swept, now), Number(healed)
		}
		out = append(out, p)
	}
	return out, nil
}

// RoundText writes what a round did: "today 14:02 · 412 received, 3 sent · 9 requests, 0.8 s".
func RoundText(r replica.Round, now time.Time) string {
	parts := []string{Clock(r.Started, now)}
	if r.Pulled+r.Pushed == 0 {
		parts = append(parts, words.T("nothing new"))
	} else {
		parts = append(parts, words.T("%s received, %s sent", Number(int64(r.Pulled)), Number(int64(r.Pushed))))
	}
	if r.Conflicts > 0 {
		parts = append(parts, words.N(int64(r.Conflicts), "%s needs you", "%s need you"))
	}
	if r.Refused > 0 {
		parts = append(parts, words.T("%s refused", Number(int64(r.Refused))))
	}
	if r.Unguarded > 0 {
		parts = append(parts, words.T("%s sent without a version check", Number(int64(r.Unguarded))))
	}
	parts = append(parts, words.N(int64(r.Requests), "%s request", "%s requests")+", "+words.Decimal(float64(r.Ms)/1000, 1)+" s")
	for _, sentence := range []string{r.Notice, r.Failure} {
		if sentence != "" {
			parts = append(parts, words.Stored(sentence))
		}
	}
	return strings.Join(parts, " · ")
}

// ProgressText writes how far long work is: "Reading contacts: 120 of 412".
func ProgressText(p app.Progress) string {
	switch {
	case p.Total > 0:
		return words.T("%s: %s of %s", p.What, Number(p.Done), Number(p.Total))
	case p.Done > 0:
		return p.What + ": " + Number(p.Done)
	}
	return p.What
}
