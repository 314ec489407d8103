package storage

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"satchel/app/crm"
)

// TestTheSameQuestionIsAnsweredOnce asks from several sides while the first still computes; one whose answer was broken off computes anew.
func TestTheSameQuestionIsAnsweredOnce(t *testing.T) {
	for _, broken := range []bool{false, true} {
		var c cache
		begun, goOn := make(chan struct{}), make(chan struct{})
		var first, others int
		var mu sync.Mutex
		var wait sync.WaitGroup
		wait.Go(func() {
			_, err := c.once("a", func() ([]crm.Row, error) {
				first++
				close(begun)
				<-goOn
				if broken {
					return nil, errors.New("cancelled")
				}
				return []crm.Row{{N: 7}}, nil
			})
			if (err != nil) != broken {
				t.Error(err)
			}
		})
		<-begun
		for range 3 {
			wait.Go(func() {
				rows, err := c.once("a", func() ([]crm.Row, error) {
					mu.Lock()
					defer mu.Unlock()
					others++
					return []crm.Row{{N: 7}}, nil
				})
				if err != nil || rows[0].N != 7 {
					t.Error(rows, err)
				}
			})
		}
		close(goOn)
		wait.Wait()
		if first != 1 {
			t.Errorf("computed %d and %d times", first, others)
		}
	}
}

// questions are measured queries of every kind that an answer can follow.
func followable(t *testing.T) []crm.Query {
	filter := func(text string) crm.Expr {
		e, err := crm.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	cycle := func(fn crm.Fn) crm.Measure { return crm.Measure{Fn: fn, Field: "closed_at", Since: crm.FieldCreatedAt} }
	return []crm.Query{
		{},
		{Where: filter(`stage = "Won" and amount > 20`)},
		{Where: filter(`name contains "deal 1"`)},
		{Group: []crm.Group{{Field: "source"}}},
		{Group: []crm.Group{{Field: "currency"}, {Field: "stage"}}, Measure: []crm.Measure{
			{Fn: crm.Sum, Field: "amount"},
			{Fn: crm.Avg, Field: "amount"},
			{Fn: crm.Min, Field: "amount"},
			{Fn: crm.Max, Field: "amount"},
			{Fn: crm.Sum, Field: "amount", Weight: "probability"},
			{Fn: crm.Count, Field: "closed_at"},
		}},
		{Group: []crm.Group{{Field: "closed_at", Bucket: crm.ByMonth}}, Measure: []crm.Measure{cycle(crm.Median), cycle(crm.P90), cycle(crm.Avg)}},
		{Group: []crm.Group{{Field: "probability"}, {Field: "currency"}}, Measure: []crm.Measure{{Fn: crm.Median, Field: "amount"}}},
		{Group: []crm.Group{{Field: "currency"}}, Measure: []crm.Measure{{Fn: crm.Sum, Field: "amount"}}},
		{Group: []crm.Group{{Field: "currency"}}, Measure: []crm.Measure{{Fn: crm.Avg, Field: "amount"}}}, // made from the same columns
		{Where: filter(`organisation.name starts "O"`), Group: []crm.Group{{Field: "organisation.name"}}},
		{Where: filter(`x_size > 3`), Group: []crm.Group{{Field: "x_size"}}},
	}
}

// TestAnAnswerFollowsChanges changes deals by chance and compares each answer that followed with one that was read anew.
func TestAnAnswerFollowsChanges(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	if err := f.SetOwnFields(ctx, "deal", []crm.Field{{Name: "x_size", Label: "Size", Kind: crm.Integer}}); err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	var ids []string
	firms := []string{f.add("organisation", crm.Values{"name": "One"}), f.add("organisation", crm.Values{"name": "Other"}), f.add("organisation", crm.Values{"name": "Third"})}
	fill := func(r *crm.Record) {
		r.Values["organisation"] = firms[chance.IntN(len(firms))]
		r.Values["name"] = fmt.Sprintf("Deal %d", chance.IntN(30))
		r.Values["stage"] = []string{"Qualified", "Won", "Proposal"}[chance.IntN(3)]
		r.Values["source"] = []string{"Fair", "fair", "Web", "WÉB", ""}[chance.IntN(5)]
		r.Values["currency"] = []string{"EUR", "USD"}[chance.IntN(2)]
		r.Values["probability"] = float64(chance.IntN(4) * 25)
		r.Values["x_size"] = int64(chance.IntN(6))
		r.Values["amount"], r.Values["closed_at"] = nil, nil
		if chance.IntN(4) > 0 {
			r.Values["amount"] = int64(chance.IntN(50) * 100)
		}
		if chance.IntN(3) > 0 {
			r.Values["closed_at"] = crm.InstantOf(f.clock.AddDate(0, chance.IntN(4), 0))
		}
	}
	change := func() {
		f.must(crm.FromUser, func(tx crm.Tx) error {
			for range 1 + chance.IntN(3) {
				if len(ids) > 40 || len(ids) > 0 && chance.IntN(3) == 0 {
					i := chance.IntN(len(ids))
					id := ids[i]
					ids = append(ids[:i], ids[i+1:]...)
					if err := tx.Delete(crm.Ref{Entity: "deal", ID: id}); err != nil {
						return err
					}
					continue
				}
				r := crm.NewRecord("deal", tx.NewID())
				if len(ids) > 0 && chance.IntN(2) == 0 {
					var err error
					if r, err = tx.Get(crm.Ref{Entity: "deal", ID: ids[chance.IntN(len(ids))]}); err != nil {
						return err
					}
				} else {
					ids = append(ids, r.ID)
				}
				fill(&r)
				if err := tx.Put(r); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for range 20 {
		change()
	}
	folded := func(rows []crm.Row) []crm.Row { // of several ways of writing any is shown
		out := slices.Clone(rows)
		for i, r := range out {
			out[i].Keys = slices.Clone(r.Keys)
			for j, k := range r.Keys {
				if s, ok := k.(string); ok {
					out[i].Keys[j] = Fold(s)
				}
			}
		}
		return out
	}
	followed := 0
	for round := range 150 {
		for i, q := range followable(t) {
			q.Entity = "deal"
			g, err := f.group(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			now, _ := f.versions.now(g)
			if known, ok := f.cache.get(g.key()); ok && known.at != now {
				if _, ok := f.follow(ctx, g, known, now); ok {
					followed++
				}
			}
			got, err := f.answer(ctx, g)
			if err != nil {
				t.Fatal(err)
			}
			want, err := g.run(ctx, f.stmts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(folded(want.rows()), folded(got), cmpopts.EquateApprox(0, 1e-6), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("round %d, query %d:\n%s", round, i, diff)
			}
		}
		change()
	}
	if all := 149 * len(followable(t)); followed < all*9/10 { // only a least or greatest amount that goes is read anew
		t.Errorf("%d of %d answers followed", followed, all)
	}
}

// TestTheSearchIsTidiedBeforeTheFirstTransaction of a program that has just opened the file, as after an erasure that was broken off.
func TestTheSearchIsTidiedBeforeTheFirstTransaction(t *testing.T) {
	f := open(t)
	for i := range 50 {
		f.add("contact", crm.Values{"last_name": fmt.Sprintf("Name %d", i)})
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, f.File(), nil)
	if err := again.mergeAll(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
}

// TestACommitRightBehindOursIsSeen has another program commit after our commit was made and before it is taken note of.
func TestACommitRightBehindOursIsSeen(t *testing.T) {
	f := open(t)
	other := openAt(t, f.File(), nil)
	ctx := context.Background()
	count := func() int64 {
		rows, err := f.Rows(ctx, crm.Query{Entity: "deal", Measure: []crm.Measure{{Fn: crm.Count}}})
		if err != nil {
			t.Fatal(err)
		}
		return rows[0].N
	}
	add := func(to *fixture) { to.add("deal", crm.Values{"name": "Deal", "stage": "Won"}) }
	add(f)
	before := count()
	s, err := f.take(ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = f.versions.commit(s, nil, func() error {
		err := inTransaction(ctx, s, f.foreign)
		add(other)
		return err
	})
	f.give(s)
	if err != nil {
		t.Fatal(err)
	}
	if got := count(); got != before+1 {
		t.Errorf("%d deals, want %d", got, before+1)
	}
	foreign := f.versions.foreign
	add(f)
	if count() != before+2 || f.versions.foreign != foreign {
		t.Errorf("%d deals, want %d; %d commits of others, want %d", count(), before+2, f.versions.foreign, foreign)
	}
}

// TestOurOwnCommitIsNoOthers looks for commits of other programs between a commit of ours and its being taken note of.
func TestOurOwnCommitIsNoOthers(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	s, err := f.take(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer f.give(s)
	write := func() error {
		err := inTransaction(ctx, s, func(ctx context.Context, s *session) error {
			return errors.Join(f.foreign(ctx, s), setSetting(ctx, s.stmts, "a", fmt.Sprint(rand.Int())))
		})
		f.Version()
		return err
	}
	for name, commit := range map[string]func() error{
		"of records":  func() error { return f.versions.commit(s, nil, write) },
		"of the tidy": func() error { return f.versions.pass(s, write) },
	} {
		before := f.versions.foreign
		if err := commit(); err != nil {
			t.Fatal(err)
		}
		f.Version()
		if f.versions.foreign != before {
			t.Errorf("a commit %s counts as one of another program", name)
		}
	}
}
