package app

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// settingLayout keeps how the plain list of an entity looks: it belongs to no view, and resizing a column is no step to undo.
const settingLayout = "list."

// Views lists the ways to look at lists in the order of the sidebar, hidden ones too: those that the program brings and those that
// people saved, less the others' own.
func (a *App) Views(ctx context.Context) ([]crm.View, error) {
	me, err := a.Setting(ctx, SettingMe)
	if err != nil {
		return nil, err
	}
	records, err := a.List(ctx, crm.Query{Entity: "view", Sort: []crm.Sort{{Field: crm.FieldCreatedAt}}})
	if err != nil {
		return nil, err
	}
	var out []crm.View
	at := map[string]int{} // by origin
	for _, e := range a.Catalog().Entities() {
		if e.Views == nil {
			continue
		}
		for i, v := range e.Views(e) {
			v.Position = int64(i+1) * placeGap
			at[v.Origin] = len(out)
			out = append(out, v)
		}
	}
	for _, r := range records {
		v := crm.ViewOf(r)
		e, err := a.Catalog().Entity(v.Entity)
		if err != nil || !v.Shared && v.Owner != "" && v.Owner != me {
			continue
		}
		v = v.Fit(e)
		if i, ok := at[v.Origin]; ok { // it stands for the one that the program brings
			v.Late = out[i].Late
			out[i] = v
			continue
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(x, y crm.View) int { return int(x.Position - y.Position) })
	return out, nil
}

// placeGap leaves room between the positions of views.
const placeGap = 1000

// SaveView stores a view, new without an id, as one action that can be undone. A new one goes to the end of its list.
func (a *App) SaveView(ctx context.Context, v crm.View) (crm.View, crm.Batch, error) {
	e, err := a.Catalog().Entity(v.Entity)
	if err != nil {
		return v, crm.Batch{}, err
	}
	filter, err := crm.ParseFilter(v.Filter)
	if err == nil {
		_, err = a.Catalog().Bind(e.Name, filter, crm.Env{Now: a.Now(), Zone: a.Zone})
	}
	if err == nil && !v.Counting.IsZero() {
		_, err = a.Catalog().CountingQuery(e.Name, v.Counting)
	}
	if err != nil {
		return v, crm.Batch{}, err
	}
	if v.Name = strings.TrimSpace(v.Name); v.Name == "" {
		return v, crm.Batch{}, crm.FieldErrorf("name", "A view needs a name.")
	}
	fresh := v.ID == ""
	if fresh && v.Position == 0 {
		if v.Position, err = a.lastPlace(ctx, v.Entity); err != nil {
			return v, crm.Batch{}, err
		}
	}
	r := v.Record()
	if fresh {
		me, err := a.Setting(ctx, SettingMe)
		if err != nil {
			return v, crm.Batch{}, err
		}
		if me != "" {
			r.Set(crm.FieldOwner, me)
		}
	}
	r, batch, err := a.Save(ctx, r)
	if err != nil {
		return v, batch, err
	}
	late := v.Late
	v = crm.ViewOf(r)
	v.Late = late
	return v, batch, nil
}

// lastPlace is behind all views of an entity.
func (a *App) lastPlace(ctx context.Context, entity string) (int64, error) {
	list, err := a.Views(ctx)
	last := int64(0)
	for _, v := range list {
		if v.Entity == entity {
			last = max(last, v.Position)
		}
	}
	return last + placeGap, err
}

// MoveView moves a view up (-1) or down (+1) among those of its entity that are shown; at the end it stays.
func (a *App) MoveView(ctx context.Context, key string, by int) (crm.Batch, error) {
	all, err := a.Views(ctx)
	if err != nil {
		return crm.Batch{}, err
	}
	i := slices.IndexFunc(all, func(v crm.View) bool { return v.Key() == key })
	if i < 0 {
		return crm.Batch{}, crm.Errorf(crm.CodeNotFound, "This view is gone.")
	}
	moved := all[i]
	list := slices.DeleteFunc(all, func(v crm.View) bool { return v.Entity != moved.Entity || v.Hidden })
	from := slices.IndexFunc(list, func(v crm.View) bool { return v.Key() == key })
	to := from + by
	if from < 0 || to < 0 || to >= len(list) {
		return crm.Batch{}, nil
	}
	list = slices.Insert(slices.Delete(list, from, from+1), to, moved)
	return a.act(ctx, crm.Sayf("Moved view %s", moved.Name), func(tx crm.Tx) error { return a.number(tx, list) })
}

// number gives views the positions of their order; what is in place already is not written.
func (a *App) number(tx crm.Tx, list []crm.View) error {
	for i, v := range list {
		place := int64(i+1) * placeGap
		if v.Position == place {
			continue
		}
		v.Position = place
		r := v.Record()
		if r.ID == "" {
			r.ID = tx.NewID()
		}
		if err := tx.Put(r); err != nil {
			return err
		}
	}
	return nil
}

// HideView takes a view out of the sidebar, or puts it back.
func (a *App) HideView(ctx context.Context, v crm.View, hidden bool) (crm.Batch, error) {
	v.Hidden = hidden
	_, batch, err := a.SaveView(ctx, v)
	return batch, err
}

// DeleteView deletes a view that people made. One that the program brings becomes as it was at first; where it is that already, it is
// hidden.
func (a *App) DeleteView(ctx context.Context, v crm.View) (crm.Batch, error) {
	if v.ID == "" {
		return a.HideView(ctx, v, true)
	}
	return a.Delete(ctx, crm.Ref{Entity: "view", ID: v.ID})
}

// Layout is how the plain list of an entity looks; the zero view of the entity where nobody changed it.
func (a *App) Layout(ctx context.Context, entity string) (crm.View, error) {
	v := crm.View{Entity: entity}
	e, err := a.Catalog().Entity(entity)
	if err != nil {
		return v, err
	}
	text, err := a.Setting(ctx, settingLayout+entity)
	if err != nil || text == "" {
		return v, err
	}
	var kept layout
	if json.Unmarshal([]byte(text), &kept) == nil { // else it is of another program: the list looks as it does at first
		v.Sort, v.Columns, v.Compact = kept.Sort, kept.Columns, kept.Compact
	}
	return v.Fit(e), nil
}

// layout is what is kept of the plain list of an entity.
type layout struct {
	Sort    []crm.Sort       `json:"sort,omitempty"`
	Columns []crm.ViewColumn `json:"columns,omitempty"`
	Compact bool             `json:"compact,omitempty"`
}

// SetLayout keeps how the plain list of an entity looks.
func (a *App) SetLayout(ctx context.Context, v crm.View) error {
	raw, err := json.Marshal(layout{Sort: v.Sort, Columns: v.Columns, Compact: v.Compact})
	if err != nil {
		return crm.Errorf(crm.CodeInternal, "The list's look cannot be kept: %w.", err)
	}
	return a.SetSetting(ctx, settingLayout+v.Entity, string(raw))
}
