package match

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"satchel/app/crm"
)

// Source is where records are looked for.
type Source interface {
	Catalog() *crm.Catalog
	List(ctx context.Context, q crm.Query) ([]crm.Record, error)
	Each(ctx context.Context, q crm.Query, f func(crm.Record) error) error
	Count(ctx context.Context, q crm.Query) (int64, error)
	Titles(ctx context.Context, entity string, ids []string) (map[string]string, error)
	// Apart lists the pairs that somebody said to be two, those with the given record; "" = all.
	Apart(ctx context.Context, id string) ([][2]string, error)
}

// Twin is a record that may be about the same as another one.
type Twin struct {
	crm.Record // only what it is recognised by
	Title      string
	Why        Why
}

// Twins finds the records that may be about the same as a record, which need not be stored yet: persons for a person, whether contact or
// lead, and organisations for an organisation; the surest first, at most 10.
func Twins(ctx context.Context, src Source, r crm.Record) ([]Twin, error) {
	e, err := src.Catalog().Entity(r.Entity)
	if err != nil {
		return nil, err
	}
	mine, ok := Of(e)
	if !ok {
		return nil, nil
	}
	places, err := placesOf(ctx, src, mine, r)
	if err != nil {
		return nil, err
	}
	f := mine.Face(r, places[r.Text(mine.place)])
	apart, err := apartOf(ctx, src, r.ID)
	if err != nil {
		return nil, err
	}
	asked, err := askAll(ctx, src, f, mine.Named(r))
	if err != nil {
		return nil, err
	}
	var out []Twin
	seen := map[string]bool{f.ID: true}
	for _, a := range asked {
		found, err := a.twins(ctx, src, f, seen, apart)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	slices.SortStableFunc(out, func(a, b Twin) int { return b.Why.Strength - a.Why.Strength })
	return out[:min(len(out), mostTwins)], nil
}

const mostTwins = 10

// few is how many records may share an address or a number that still tells who it is. What more of them have belongs to an office, and
// the names have to agree as well.
const few = 5

// asked is a question about a face with its answer.
type asked struct {
	kind  Kind
	query crm.Query
	list  []crm.Record
}

// askAll asks all questions about a face side by side, because somebody waits who types.
func askAll(ctx context.Context, src Source, f Face, name string) ([]asked, error) {
	var all []asked
	for _, e := range src.Catalog().Entities() {
		k, ok := Of(e)
		if !ok || (k.place == "") != f.Firm {
			continue
		}
		for _, q := range k.Queries(f, name) {
			all = append(all, asked{kind: k, query: q})
		}
	}
	work, ctx := errgroup.WithContext(ctx)
	for i := range all {
		work.Go(func() (err error) {
			all[i].list, err = src.List(ctx, all[i].query)
			return err
		})
	}
	return all, work.Wait()
}

func (a asked) twins(ctx context.Context, src Source, f Face, seen, apart map[string]bool) (out []Twin, err error) {
	k, crowd := a.kind, len(a.list) > few
	var places map[string]string
	if k.Link() && f.PlaceID == "" && f.Place != "" { // compared by their names then
		if places, err = placesOf(ctx, src, k, a.list...); err != nil {
			return nil, err
		}
	}
	for _, r := range a.list {
		if seen[r.ID] || apart[r.ID] {
			continue
		}
		seen[r.ID] = true
		g := k.Face(r, places[r.Text(k.place)])
		if crowd && Alike(f.Words, g.Words) == Unlike {
			continue
		}
		if why := Compare(f, g); why.Strength > 0 {
			out = append(out, Twin{r, k.Entity.TitleOf(r), why})
		}
	}
	return out, nil
}

// Alikes finds, by what list answers, the records of the same entity that may be about the same as a record. Of records that stand for
// nobody, such as deals, there are none.
func Alikes(list func(crm.Query) ([]crm.Record, error), e *crm.Entity, r crm.Record) (out []crm.Record, err error) {
	k, ok := Of(e)
	if !ok {
		return nil, nil
	}
	f, seen := k.Face(r, ""), map[string]bool{r.ID: true}
	for _, q := range k.Queries(f, k.Named(r)) {
		found, err := list(q)
		if err != nil {
			return nil, err
		}
		for _, other := range found {
			if !seen[other.ID] && Compare(f, k.Face(other, "")).Strength > 0 {
				seen[other.ID] = true
				out = append(out, other)
			}
		}
	}
	return out, nil
}

// placesOf names the organisations of records, by their ids.
func placesOf(ctx context.Context, src Source, k Kind, list ...crm.Record) (map[string]string, error) {
	var ids []string
	for _, r := range list {
		if id := r.Text(k.place); k.Link() && id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	f, _ := k.Entity.Field(k.place)
	return src.Titles(ctx, f.To[0], ids)
}

func apartOf(ctx context.Context, src Source, id string) (map[string]bool, error) {
	out := map[string]bool{}
	if id == "" {
		return out, nil
	}
	pairs, err := src.Apart(ctx, id)
	for _, p := range pairs {
		out[p[0]], out[p[1]] = true, true
	}
	return out, err
}
