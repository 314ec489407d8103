package espocrm

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"satchel/sync/remote"
)

// credentials say who we are: an API key alone, or a user name with its password. The password is exchanged for a token at the
// first request, because the server works ten times longer on a password than on a token.
type credentials struct {
	user, secret string
	token        string // "" = none yet
	basic        bool   // the server gives no tokens
}

func newCredentials(user, secret string) (credentials, error) {
	c := credentials{user: strings.TrimSpace(user), secret: secret}
	if c.user == "" {
		c.secret = strings.TrimSpace(secret)
	}
	printable := func(r rune) bool { return r < ' ' || r == 0x7f }
	switch {
	case c.secret == "":
		return c, &remote.Error{Class: remote.Auth, Message: "Enter the API key of an API user of EspoCRM, or a user name and its password."}
	case c.user == "" && strings.ContainsFunc(c.secret, printable):
		return c, &remote.Error{Class: remote.Auth, Message: "The API key holds characters that no key has. Copy it again from EspoCRM."}
	}
	return c, nil
}

// headers carry the credentials of every request but the login.
func (c *credentials) headers() map[string]string {
	switch {
	case c.user == "":
		return map[string]string{"X-Api-Key": c.secret}
	case c.token != "":
		return map[string]string{"Espo-Authorization": encode(c.user, c.token), "Espo-Authorization-By-Token": "true"}
	}
	return map[string]string{"Authorization": "Basic " + encode(c.user, c.secret)}
}

func encode(user, secret string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + secret))
}

// authenticate gets a token where a user name is given and there is none yet.
func (c *client) authenticate(ctx context.Context) error {
	l := &c.login
	if l.user == "" || l.token != "" || l.basic {
		return nil
	}
	a, err := c.send(ctx, request{method: http.MethodGet, path: "App/user"}, map[string]string{
		"Espo-Authorization": encode(l.user, l.secret), "Espo-Authorization-By-Token": "false",
	})
	if err != nil {
		return err
	}
	var got struct {
		Token *string `json:"token"`
	}
	if err := json.Unmarshal(a.body, &got); err != nil {
		return &remote.Error{Class: remote.Protocol, Message: "The answer to the login is not one of EspoCRM. Check the address.", Err: err}
	}
	if got.Token == nil || *got.Token == "" {
		l.basic = true
		return nil
	}
	l.token = *got.Token
	return nil
}
