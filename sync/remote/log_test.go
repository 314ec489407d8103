package remote_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// talkative fails every request with words that quote what it was given.
type talkative struct {
	remote.Provider
	err error
}

func (p talkative) Check(context.Context) (remote.Account, error) { return remote.Account{}, p.err }
func (p talkative) List(context.Context, remote.Scan) (remote.Page, error) {
	return remote.Page{}, p.err
}

func (p talkative) Get(context.Context, string, string) (remote.Record, error) {
	return remote.Record{}, p.err
}

func (p talkative) Create(context.Context, string, string, crm.Values) (remote.Record, error) {
	return remote.Record{}, p.err
}

func (p talkative) Update(context.Context, string, string, string, crm.Values) (remote.Record, error) {
	return remote.Record{}, p.err
}
func (p talkative) Delete(context.Context, string, string) error { return p.err }
func (p talkative) Find(context.Context, string, string, crm.Values, crm.Instant) ([]remote.Record, error) {
	return nil, p.err
}

func (p talkative) Upload(context.Context, remote.Upload) (string, error) { return "", p.err }
func (p talkative) Download(context.Context, string, int64, func(done, total int64)) ([]byte, error) {
	return []byte("Hunter2"), p.err
}

func TestLogHoldsNoSecretAndNoValue(t *testing.T) {
	for _, err := range []error{nil, &remote.Error{Class: remote.Rejected, Message: "The key hunter2 may not set Hunter2.", Field: "name"}} {
		var out bytes.Buffer
		log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		p := remote.Log(talkative{err: err}, log, time.Now)
		ctx, values := context.Background(), crm.Values{"name": "Hunter2"}
		_, _ = p.Check(ctx)
		_, _ = p.List(ctx, remote.Scan{Feed: "lead"})
		_, _ = p.Get(ctx, "lead", "1")
		_, _ = p.Create(ctx, "lead", "m", values)
		_, _ = p.Update(ctx, "lead", "1", "", values)
		_ = p.Delete(ctx, "lead", "1")
		_, _ = p.Find(ctx, "lead", "m", values, 0)
		_, _ = p.Upload(ctx, remote.Upload{For: "lead", Name: "Hunter2.txt", Content: []byte("Hunter2")})
		_, _ = p.Download(ctx, "lead/1/2", 100, nil)
		if n := strings.Count(out.String(), "\n"); n != 9 {
			t.Errorf("%d lines for 9 requests:\n%s", n, out.String())
		}
		if strings.Contains(strings.ToLower(out.String()), "hunter2") {
			t.Errorf("a value is in the log:\n%s", out.String())
		}
	}
}
