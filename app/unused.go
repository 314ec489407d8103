package app

import (
	"context"

	"satchel/app/crm"
)

// Unused is a field of a form that no record has filled, among as many records as are there.
type Unused struct {
	Entity  string `json:"entity"`
	Field   string `json:"field"`
	Label   string `json:"label"`
	Records int64  `json:"records"`
}

// UnusedFields lists the fields that people could fill and nobody does: there is no reason to ask for them. Entities without records
// are left out.
func (a *App) UnusedFields(ctx context.Context) ([]Unused, error) {
	out := []Unused{}
	for _, e := range a.Catalog().Entities() {
		if e.ReadOnly || e.Name == "user" || e.Name == "view" {
			continue
		}
		n, err := a.Count(ctx, crm.Query{Entity: e.Name})
		if err != nil {
			return nil, err
		}
		for _, f := range e.Fields {
			if n == 0 || f.ReadOnly || f.Derived || f.Required || f.Name == crm.FieldID || f.Name == crm.FieldOwner {
				continue
			}
			one, err := a.List(ctx, crm.Query{Entity: e.Name, Where: crm.Where(f.Name, crm.NotEmpty), Fields: []string{crm.FieldCreatedAt}, Limit: 1})
			if err != nil {
				return nil, err
			}
			if len(one) == 0 {
				out = append(out, Unused{e.Name, f.Name, f.Label, n})
			}
		}
	}
	return out, nil
}
