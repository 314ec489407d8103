package present

import (
	"context"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Event is one line of a timeline or one message of a ticket.
type Event struct {
	Ref  crm.Ref
	Kind string // what the filter goes by: an activity's kind or an entity
	Icon string
	Text string
	Who  string
	When string
	Tone Tone // of the state, "" for none
	Open bool // a task still to be done
}

// Heads are the words of the timeline's filter, by kind.
var Heads = map[string]string{
	"call": words.Key("Calls"), "email": words.Key("E-mails"), "meeting": words.Key("Meetings"), "visit": words.Key("Visits"),
	"letter": words.Key("Letters"), "note": words.Key("Notes"), "task": words.Key("Tasks"),
	"ticket": words.Key("Tickets"), "deal": words.Key("Deals"), "lead": words.Key("Leads"), "consent": words.Key("Consents"),
}

// LoadEvents reads the newest events around a record, of one kind or all; kinds are those that occur, older tells that there are more.
func LoadEvents(ctx context.Context, a *app.App, ref crm.Ref, kind string, limit int, now time.Time) (events []Event, kinds []string, older bool, err error) {
	fail := func(err error) ([]Event, []string, bool, error) { return nil, nil, false, err }
	const first = 200 // enough to know what occurs
	var records []crm.Record
	for n := max(limit+1, first); ; n *= 4 {
		all, err := a.Timeline(ctx, ref, 0, n)
		if err != nil {
			return fail(err)
		}
		records, kinds = nil, nil
		for _, r := range all {
			k := kindOf(r)
			if !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
			if kind == "" || kind == k {
				records = append(records, r)
			}
		}
		if len(records) > limit || len(all) < n {
			break
		}
	}
	if older = len(records) > limit; older {
		records = records[:limit]
	}
	owners, err := names(ctx, a, records)
	if err != nil {
		return fail(err)
	}
	me, err := a.Setting(ctx, app.SettingMe)
	if err != nil {
		return fail(err)
	}
	delete(owners, me) // whose work it is needs saying only of others
	for _, r := range records {
		e, err := a.Catalog().Entity(r.Entity)
		if err != nil {
			return fail(err)
		}
		events = append(events, eventOf(e, r, owners[r.Text(crm.FieldOwner)], now))
	}
	return events, kinds, older, nil
}

// kindOf is what the filter of the timeline goes by: the kind of an activity, else the entity.
func kindOf(r crm.Record) string {
	if r.Entity == "activity" {
		return r.Text("kind")
	}
	return r.Entity
}

// names are those of the owners.
func names(ctx context.Context, a *app.App, records []crm.Record) (map[string]string, error) {
	var ids []string
	seen := map[string]bool{"": true}
	for _, r := range records {
		if id := r.Text(crm.FieldOwner); !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return a.Titles(ctx, "user", ids)
}

func eventOf(e *crm.Entity, r crm.Record, who string, now time.Time) Event {
	ev := Event{Ref: r.Ref(), Kind: e.Name, Icon: e.Icon, Who: who, Text: words.T(e.Label) + ": " + Title(e, r)}
	if e.Timeline != nil {
		ev.When = Ago(r.Instant(e.Timeline.At), now)
	}
	s := Scene{Now: now}
	if e.Name == "activity" {
		f, _ := e.Field("kind")
		ev.Kind = r.Text("kind")
		ev.Icon = iconOf(ev.Kind)
		ev.Text = s.Text(f, r) + ": " + Title(e, r)
		ev.Open = !r.Bool("done")
		return ev
	}
	if e.Name == "consent" {
		ev.Text = words.T(e.Label) + ": " + strings.Trim(consentSaid(s, e, r)+" · "+r.Text("source"), " ·")
		state, _ := e.Field("state")
		ev.Tone = s.Cell(e, state, r).Tone
		if r.Text("state") == "withdrawn" {
			ev.Icon = "close"
		}
		return ev
	}
	if number := r.Text("number"); number != "" {
		ev.Text = words.T(e.Label) + " " + number + ": " + Title(e, r)
	}
	if f, ok := StateField(e); ok {
		ev.Text += " · " + words.Small(s.Text(f, r))
	}
	return ev
}

// iconOf names the icon of a kind of activity.
func iconOf(kind string) string {
	if kind == "email" {
		return "mail"
	}
	return kind
}

// messages lists what was written on a ticket, oldest first.
func messages(ctx context.Context, a *app.App, ref crm.Ref, now time.Time) ([]Event, error) {
	if ref.Entity != "ticket" {
		return nil, nil
	}
	list, err := a.List(ctx, crm.Query{Entity: "message", Where: crm.Where("ticket", crm.Eq, ref.ID), Sort: []crm.Sort{{Field: "at", Desc: true}}, Limit: 50})
	if err != nil {
		return nil, err
	}
	owners, err := names(ctx, a, list)
	if err != nil {
		return nil, err
	}
	e, err := a.Catalog().Entity("message")
	if err != nil {
		return nil, err
	}
	f, _ := e.Field("direction")
	var out []Event
	for i := len(list) - 1; i >= 0; i-- {
		m := list[i]
		ev := Event{Ref: m.Ref(), Kind: m.Text("direction"), Text: m.Text("body"), Who: Scene{Now: now}.Text(f, m), When: Moment(m.Instant("at"), now)}
		if ev.Kind == "internal" {
			ev.Tone = "amber"
		}
		if name := owners[m.Text(crm.FieldOwner)]; name != "" && ev.Kind != "in" {
			ev.Who = name + " · " + ev.Who
		}
		out = append(out, ev)
	}
	return out, nil
}
