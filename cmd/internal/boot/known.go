package boot

import (
	"context"
	"encoding/json"

	"satchel/app"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// settingKnown keeps what a provider learned of the connected server, so that a start needs no questions for it.
const settingKnown = "remote.known"

type knownServer struct {
	Connection string `json:"connection"` // whose it is
	Known      string `json:"known"`
}

// known is what was learned of the connection's server; "" for nothing.
func (s *syncer) known(ctx context.Context, c replica.Connection) (string, error) {
	text, err := s.app.Setting(ctx, settingKnown)
	var k knownServer
	if err != nil || json.Unmarshal([]byte(text), &k) != nil || k.Connection != c.Key() {
		return "", err
	}
	return k.Known, nil
}

// learned stores it. Should that fail, the server is asked again at the next start.
func (s *syncer) learned(ctx context.Context, c replica.Connection, known string) {
	s.moved = true
	text := ""
	if raw, err := json.Marshal(knownServer{c.Key(), known}); err == nil && known != "" {
		text = string(raw)
	}
	_ = s.app.SetSetting(context.WithoutCancel(ctx), settingKnown, text)
}

// Coverage opens the provider with what is known, without a secret: nothing is asked.
func (s *syncer) Coverage(ctx context.Context) (app.Coverage, error) {
	c, err := s.app.Connection(ctx)
	if err != nil {
		return app.Coverage{}, err
	}
	known, err := s.known(ctx, c)
	if err != nil {
		return app.Coverage{}, err
	}
	p, err := openWith(c, remote.Options{Catalog: s.app.Catalog(), Secret: "none", Meter: &remote.Meter{}, Known: known})
	if err != nil {
		return app.Coverage{}, err
	}
	caps := p.Capabilities()
	_, shapes := p.(remote.Definer)
	return app.Coverage{Feeds: feedsOf(caps), Canon: p.Canon, FeedOf: p.FeedOf, Erases: caps.Erases, Shapes: shapes}, nil
}

func feedsOf(caps remote.Capabilities) []app.Feed {
	var out []app.Feed
	for _, f := range caps.Feeds {
		out = append(out, app.Feed{Name: f.Name, Entity: f.Entity, Fields: f.Fields, Files: f.Files, Own: f.Own, Define: f.Define, Keep: f.Keep, Dropped: f.Dropped})
	}
	return out
}

// part ends the exchange of own fields that the CRM no longer has, after a round that found its definitions changed.
func (s *syncer) part(ctx context.Context, failed error) error {
	if !s.moved || ctx.Err() != nil {
		return failed
	}
	s.moved = false
	cov, err := s.Coverage(ctx)
	if err == nil && !cov.Shapes { // otherwise see agree
		err = s.app.Part(ctx, app.Lost(s.app.Catalog(), cov.Feeds))
	}
	if failed != nil {
		return failed
	}
	return err
}
