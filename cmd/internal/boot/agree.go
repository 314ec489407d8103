package boot

import (
	"context"
	"encoding/json"
	"slices"

	"satchel/app"
	"satchel/sync/remote"
)

// settingAgreed keeps the additions that this database and the connected CRM both had last, see [app.Agreed].
const settingAgreed = "remote.agreed"

type agreedServer struct {
	Connection string   `json:"connection"` // whose it is
	Names      []string `json:"names"`
}

// agree lets this database and a CRM whose users add fields themselves have the same additions; it tells whether the catalog changed.
// Where both agree nothing is asked and nothing written. It is called while nothing is exchanged.
func (s *syncer) agree(ctx context.Context) (changed bool, err error) {
	c, err := s.app.Connection(ctx)
	if err != nil {
		return false, err
	}
	cov, err := s.Coverage(ctx)
	if err != nil || !cov.Shapes {
		return false, err
	}
	if len(cov.Feeds) == 0 { // never asked: better known before the first reading than after it
		p, err := s.bare(ctx)
		if err != nil {
			return false, err
		}
		if _, err = p.Check(ctx); err != nil {
			return false, err
		}
		if cov, err = s.Coverage(ctx); err != nil {
			return false, err
		}
	}
	var last agreedServer
	text, err := s.app.Setting(ctx, settingAgreed)
	if err != nil {
		return false, err
	}
	if json.Unmarshal([]byte(text), &last) != nil || last.Connection != c.Key() {
		last = agreedServer{Connection: c.Key()}
	}
	before := s.app.Catalog()
	plan := app.Agree(before, cov.Feeds, last.Names)
	refused := s.carry(ctx, plan) // which keeps nobody from taking what is there
	if len(plan.Define) > 0 {
		if cov, err = s.Coverage(ctx); err != nil {
			return s.app.Catalog() != before, err
		}
		plan = app.Agree(s.app.Catalog(), cov.Feeds, last.Names)
	}
	if err := s.app.TakeIn(ctx, plan.Take); err != nil {
		return s.app.Catalog() != before, err
	}
	if now := app.Agreed(s.app.Catalog(), cov.Feeds); !slices.Equal(now, last.Names) {
		last.Names = now
		raw, failed := json.Marshal(last)
		if err = failed; err == nil {
			err = s.app.SetSetting(ctx, settingAgreed, string(raw))
		}
	}
	if err == nil {
		err = refused
	}
	return s.app.Catalog() != before, err
}

// carry does what an agreement says, but for what is to be taken.
func (s *syncer) carry(ctx context.Context, plan app.Agreement) error {
	for entity, what := range plan.Leave {
		e, err := s.app.Catalog().Entity(entity)
		if err != nil {
			return err
		}
		if err := s.app.SetOwnFields(ctx, entity, app.Without(e.Added(), what)); err != nil {
			return err
		}
	}
	if err := s.app.Part(ctx, plan.Lost); err != nil {
		return err
	}
	if len(plan.Define) == 0 {
		return nil
	}
	p, err := s.bare(ctx)
	if err != nil {
		return err
	}
	for feed, d := range plan.Define {
		if err := p.(remote.Definer).Define(ctx, feed, d.Add, d.Drop); err != nil {
			return err
		}
	}
	return nil
}
