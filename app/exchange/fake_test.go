package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"sort"
	"strings"
	"testing"

	"satchel/app/crm"
)

// fakeStore keeps records in memory. Its transactions commit whole or not at all and settle records as the real storage does.
type fakeStore struct {
	catalog  *crm.Catalog
	records  map[crm.Ref]crm.Record
	contents map[string][]byte
	settings map[string]string
	merged   []crm.Merged
	batches  int
	serial   int
	puts     int
}

func newFake(t testing.TB, records ...crm.Record) *fakeStore {
	t.Helper()
	s := &fakeStore{catalog: crm.Base(), records: map[crm.Ref]crm.Record{}, contents: map[string][]byte{}, settings: map[string]string{}}
	for _, r := range records {
		s.records[r.Ref()] = r
	}
	return s
}

func (s *fakeStore) Setting(_ context.Context, key string) (string, error) {
	return s.settings[key], nil
}

func (s *fakeStore) SetSetting(_ context.Context, key, value string) error {
	s.settings[key] = value
	return nil
}

func (s *fakeStore) Catalog() *crm.Catalog { return s.catalog }

func (s *fakeStore) SetOwnFields(_ context.Context, entity string, fields []crm.Field) error {
	c, err := s.catalog.With(entity, fields)
	if err == nil {
		s.catalog = c
	}
	return err
}

func (s *fakeStore) Each(_ context.Context, q crm.Query, f func(crm.Record) error) error {
	for _, r := range query(s.records, q) {
		if q.Fields != nil {
			part := crm.NewRecord(r.Entity, r.ID)
			for _, name := range q.Fields {
				part.Set(name, r.Get(name))
			}
			r = part
		}
		if err := f(r.Clone()); err != nil {
			return err
		}
	}
	return nil
}

func (s *fakeStore) Content(_ context.Context, hash string) ([]byte, error) {
	if content, ok := s.contents[hash]; ok {
		return content, nil
	}
	return nil, crm.Errorf(crm.CodeNotFound, "There are no such contents.")
}

func (s *fakeStore) Count(_ context.Context, q crm.Query) (int64, error) {
	return int64(len(query(s.records, q))), nil
}

func (s *fakeStore) Titles(_ context.Context, entity string, ids []string) (map[string]string, error) {
	e, err := s.catalog.Entity(entity)
	out := map[string]string{}
	for _, id := range ids {
		if r, ok := s.records[crm.Ref{Entity: entity, ID: id}]; ok {
			out[id] = e.TitleOf(r)
		}
	}
	return out, err
}

func (s *fakeStore) Merged(context.Context, string) ([]crm.Merged, error) { return s.merged, nil }

func (s *fakeStore) Do(_ context.Context, a crm.Action, f func(crm.Tx) error) (crm.Batch, error) {
	tx := &fakeTx{store: s, source: a.Source, records: maps.Clone(s.records)}
	if err := f(tx); err != nil {
		return crm.Batch{}, err
	}
	if tx.changes == 0 {
		return crm.Batch{Action: a}, nil
	}
	s.records = tx.records
	s.batches++
	return crm.Batch{Action: a, ID: fmt.Sprintf("batch-%d", s.batches), Changes: tx.changes}, nil
}

func query(records map[crm.Ref]crm.Record, q crm.Query) []crm.Record {
	var out []crm.Record
	for _, r := range records {
		if r.Entity != q.Entity {
			continue
		}
		if c, ok := q.Where.(crm.Cond); ok && c.Op == crm.Eq && r.Text(c.Path) != c.Args[0].Text {
			continue
		}
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

type fakeTx struct {
	store   *fakeStore
	source  crm.Source
	records map[crm.Ref]crm.Record
	changes int64
}

func (tx *fakeTx) Get(ref crm.Ref) (crm.Record, error) {
	if r, ok := tx.records[ref]; ok {
		return r.Clone(), nil
	}
	return crm.Record{}, crm.Errorf(crm.CodeNotFound, "There is no such record.")
}

func (tx *fakeTx) List(q crm.Query) ([]crm.Record, error) { return query(tx.records, q), nil }

func (tx *fakeTx) Put(r crm.Record) error {
	tx.store.puts++
	e, err := tx.store.catalog.Entity(r.Entity)
	if err != nil {
		return err
	}
	before := tx.records[r.Ref()]
	after := before.Clone()
	after.Entity, after.ID = r.Entity, r.ID
	maps.Copy(after.Values, r.Values)
	if err := e.Settle(tx, before, &after, tx.source, tx.Now()); err != nil {
		return err
	}
	same := before.Entity != ""
	for name, v := range after.Values {
		same = same && crm.Equal(v, before.Get(name))
		if crm.IsEmpty(v) {
			delete(after.Values, name)
		}
	}
	if !same {
		tx.changes++
		if after.Values[crm.FieldCreatedAt] == nil {
			after.Values[crm.FieldCreatedAt] = tx.Now()
		}
		if after.Values[crm.FieldModifiedAt] == nil {
			after.Values[crm.FieldModifiedAt] = tx.Now()
		}
		tx.records[r.Ref()] = after
	}
	return nil
}

func (tx *fakeTx) Delete(ref crm.Ref) error {
	delete(tx.records, ref)
	tx.changes++
	return nil
}

func (tx *fakeTx) Join(ref, into crm.Ref) error {
	tx.store.merged = append(tx.store.merged, crm.Merged{Ref: ref, Into: into.ID, OutsideID: tx.records[ref].Text("outside_id")})
	return tx.Delete(ref)
}

func (tx *fakeTx) Joined(ref crm.Ref) (crm.Ref, error) { return ref, nil }

func (tx *fakeTx) Same(entity, field string, value any) ([]string, error) {
	var out []string
	for _, r := range query(tx.records, crm.Query{Entity: entity}) {
		if strings.EqualFold(r.Text(field), fmt.Sprint(value)) {
			out = append(out, r.ID)
		}
	}
	return out, nil
}

func (tx *fakeTx) NextNumber(string) (string, error) {
	tx.store.serial++
	return fmt.Sprint(1000 + tx.store.serial), nil
}

func (tx *fakeTx) Keep(content []byte) (string, error) {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	tx.store.contents[hash] = content
	return hash, nil
}

func (tx *fakeTx) Keeps(hash string) (bool, error) {
	_, ok := tx.store.contents[hash]
	return ok, nil
}

func (tx *fakeTx) NewID() string {
	tx.store.serial++
	return fmt.Sprintf("0190a0b0-0000-7000-8000-%012d", tx.store.serial)
}

func (tx *fakeTx) Now() crm.Instant { return 1_790_000_000_000 }

// all returns the records of an entity.
func (s *fakeStore) all(entity string) []crm.Record {
	return query(s.records, crm.Query{Entity: entity})
}

// one returns the only record whose field has a text.
func (s *fakeStore) one(t testing.TB, entity, field, text string) crm.Record {
	t.Helper()
	var found []crm.Record
	for _, r := range s.all(entity) {
		if r.Text(field) == text {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d records of %s with %s = %q", len(found), entity, field, text)
	}
	return found[0]
}
