package desktop

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// Doubts connects the copy and asks every kind of question that [Troubles] does not: a provider that was set back, many records
// missing there, deleted here and changed there, a create that may have arrived, and a change of long texts.
func Doubts(ctx context.Context, a *app.App) error {
	if err := Conflict(ctx, a); err != nil {
		return err
	}
	contacts, err := a.List(ctx, crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: "last_name"}}})
	if err != nil {
		return err
	}
	long, err := a.List(ctx, crm.Query{Entity: "contact", Where: crm.Where("last_name", crm.Eq, "Alexander")})
	if err != nil {
		return err
	}
	var older []string
	for _, r := range contacts[8:] {
		older = append(older, r.ID)
	}
	now := crm.InstantOf(Moment)
	note := func(text string) crm.Values { return crm.Values{"description": text} }
	theirs := note("Met at the fair. Wants an offer for two hundred frames, delivered in three parts, the first one before the spring fair in Santander.")
	for _, r := range long {
		r.Set("description", theirs["description"])
		if _, _, err := a.Save(ctx, r); err != nil {
			return err
		}
	}
	return a.Replicate(ctx, func(tx replica.Tx) error {
		list := []replica.Conflict{
			{Ref: crm.Ref{Entity: "contact"}, Kind: replica.Rewound, Candidates: older},
			{Ref: crm.Ref{Entity: "deal"}, Kind: replica.ManyMissing, Message: "More than 25 of 96 deals are missing there. Nothing was removed here. Create them there again, or remove them here too?"},
			{Ref: contacts[6].Ref(), Kind: replica.GoneHere, Title: contacts[6].Text("name"), Theirs: crm.Values{"title": "Head of sales", "next_step": "Call about the order"}},
			{Ref: contacts[7].Ref(), Kind: replica.MaybeThere, Title: contacts[7].Text("name"), Mine: contacts[7].Values, Message: "The answer was lost, and several records there look like this one. Choose which it is, or send it again."},
		}
		for _, r := range long {
			list = append(list, replica.Conflict{
				Ref: r.Ref(), Kind: replica.BothEdited, Group: "description", Title: r.Text("name"),
				Base:   note("Met at the fair."),
				Theirs: theirs,
				Mine:   note("Met at the fair. Prefers to be called in the morning, and asks for drawings of the corner pieces before deciding on anything else."),
			})
		}
		for i, c := range list {
			c.Opened, c.TheirsAt, c.MineAt = now-crm.Instant(900_000-i*1000), now-1_000_000, now-4_000_000
			if err := tx.OpenConflict(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// Decided connects the copy and answers both questions, so that nothing needs a person.
func Decided(ctx context.Context, a *app.App) error {
	if err := Conflict(ctx, a); err != nil {
		return err
	}
	list, err := a.Inbox(ctx)
	if err != nil {
		return err
	}
	for _, c := range list {
		answer := replica.Answer{Choice: replica.Theirs}
		if c.Kind == replica.BothEdited {
			answer.Seen = c.Theirs
		}
		if err := a.Sync.Resolve(ctx, c.ID, answer); err != nil {
			return err
		}
	}
	_, err = a.Sync.Round(ctx, nil)
	return err
}

// Locked lets the last round of a connected copy fail because its key is refused.
func Locked(ctx context.Context, a *app.App) error {
	if err := Decided(ctx, a); err != nil {
		return err
	}
	return a.SaveRound(ctx, replica.Round{
		Started: crm.InstantOf(Moment), Requests: 1, Ms: 300, Failure: "The CRM refuses the key. Enter a new one.", Code: crm.CodeAuth,
	})
}
