package form

import (
	"context"
	"maps"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Follow takes in that the record was changed elsewhere while the form is open. Fields that the person did not touch show the new
// values; one that was touched keeps what was typed and says below what stands there now, so that saving it again is a decision.
func (f *Form) Follow(now crm.Record) {
	seen := f.record
	f.record = now.Clone()
	both := map[string]any{}
	f.quiet = true
	for _, name := range f.names {
		switch v := now.Get(name); {
		case crm.Equal(v, seen.Get(name)):
		case f.typed[name]:
			both[name] = v
		default:
			f.editors[name].Set(v)
		}
	}
	f.quiet = false
	if len(both) > 0 {
		f.sayBoth(now, both)
	}
}

// sayBoth writes below each field what somebody else made of it.
func (f *Form) sayBoth(now crm.Record, both map[string]any) {
	async.Run(f.env.Context, f.env.Run, func(ctx context.Context) (map[string]string, error) {
		return present.Titles(ctx, f.env.App, f.entity, now)
	}, func(titles map[string]string, err error) {
		if err != nil {
			f.OnFail(err)
			return
		}
		s := present.Scene{Now: f.env.now(), Titles: titles}
		for name := range both {
			field, _ := f.entity.Field(name)
			theirs := s.Text(field, now)
			if theirs == "" {
				theirs = words.T("nothing")
			}
			f.fields[name].SetError(words.T("Somebody else changed this to “%s” meanwhile. Yours is above; saving puts it in its place.", theirs))
		}
		f.all.Refresh()
	})
}

// Orphan takes in that the record is gone: what the form holds becomes a new record when it is saved.
func (f *Form) Orphan() crm.Record {
	f.record = f.record.Clone()
	f.record.ID = ""
	maps.DeleteFunc(f.record.Values, func(name string, _ any) bool {
		field, ok := f.entity.Field(name)
		return !ok || field.ReadOnly
	})
	f.dirty = true
	for _, name := range f.names {
		f.typed[name] = true
	}
	return f.record
}
