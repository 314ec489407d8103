package hub

import (
	"context"
	"encoding/json"
	"net/http"

	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

var _ remote.Keeper = (*Provider)(nil)

// ChangePassword implements [remote.Keeper].
func (p *Provider) ChangePassword(ctx context.Context, old, fresh string) (string, error) {
	body, err := json.Marshal(wire.NewPassword{Old: old, New: fresh})
	if err != nil {
		return "", &remote.Error{Class: remote.Rejected, Message: "This password cannot be sent.", Err: err}
	}
	return p.tokenFor(ctx, request{method: http.MethodPost, path: wire.Rekey, body: body})
}

// SignOutOthers implements [remote.Keeper].
func (p *Provider) SignOutOthers(ctx context.Context) (string, error) {
	return p.tokenFor(ctx, request{method: http.MethodPost, path: wire.SignOutOthers})
}

// tokenFor is the token that an act on the account gives in place of ours, which is no good any more.
func (p *Provider) tokenFor(ctx context.Context, r request) (string, error) {
	var got wire.Token
	r.into = &got
	err := p.client.do(ctx, r)
	if f := failureOf(err); f != nil && f.Kind == wire.Rejected {
		e := &remote.Error{Class: remote.Rejected, Field: f.Field, Message: "A password has at least 8 characters.", Err: f}
		if f.Field == "old" {
			e.Message = "The present password is another one."
		}
		return "", e
	}
	if err == nil {
		err = p.client.take(got)
	}
	return p.client.token, err
}
