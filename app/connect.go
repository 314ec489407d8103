package app

import (
	"context"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Connect tests address and secret, ties the database to the account and keeps the secret in the keychain. Nothing is kept if the
// test or the keychain fails. A secret of this process only (App.Secret) is tested and not kept anywhere.
func (a *App) Connect(ctx context.Context, c replica.Connection, secret string) (Account, error) {
	var err error
	if c.URL, err = publicAddress(c.URL); err != nil {
		return Account{}, err
	}
	account, err := a.Remotes.Check(ctx, c, secret)
	if err != nil {
		return Account{}, err
	}
	c.Account, c.Since = account.ID, crm.InstantOf(a.Now())
	if account.Secret != "" {
		secret = account.Secret
	}
	if a.Secret == "" {
		if err := a.Keys.Set(ctx, c.Key(), secret); err != nil {
			return Account{}, err
		}
	}
	if err := a.Store.Connect(ctx, c); err != nil {
		return Account{}, err
	}
	if err := a.KeepGuarantee(ctx, account.Guarantee); err != nil {
		return account, err
	}
	err = a.adoptUser(ctx, account)
	a.tied()
	return account, err
}

func (a *App) tied() {
	if a.OnTie != nil {
		a.OnTie()
	}
}

// publicAddress takes off what follows the path of an address, and refuses one with a password: the address is stored, shown and part
// of the name in the keychain, so that it must hold no secret.
func publicAddress(address string) (string, error) {
	address = strings.TrimSpace(address)
	address, _, _ = strings.Cut(address, "#")
	address, _, _ = strings.Cut(address, "?")
	host := address
	if _, rest, ok := strings.Cut(address, "://"); ok {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	if strings.Contains(host, "@") {
		return "", crm.FieldErrorf("url", "A user name or password does not belong into the address. Enter the address alone, like https://crm.example.org.")
	}
	return address, nil
}

// adoptUser makes the account's user and the user of this copy one, so that records are owned by the same person on both sides.
func (a *App) adoptUser(ctx context.Context, account Account) error {
	me, err := a.Setting(ctx, SettingMe)
	if err != nil || me == "" || account.UserID == "" {
		return err
	}
	return a.Replicate(ctx, func(tx replica.Tx) error {
		known, err := tx.Local("user", account.UserID)
		if err != nil || known != "" {
			return err
		}
		return tx.Alias("user", account.UserID, me)
	})
}

// Disconnect unties the database and removes the secret; all records stay. A process with a secret of its own may have no keychain, in
// which nothing was kept then.
func (a *App) Disconnect(ctx context.Context) error {
	c, err := a.Connection(ctx)
	if err != nil {
		return err
	}
	if err := a.Store.Disconnect(ctx); err != nil {
		return err
	}
	a.tied()
	err = a.Keys.Delete(ctx, c.Key())
	if a.Secret != "" && crm.CodeOf(err) == crm.CodeUnavailable {
		return nil
	}
	return err
}

// ChangePassword gives the account another password. Its other computers are signed out; this one stays connected.
func (a *App) ChangePassword(ctx context.Context, old, fresh string) error {
	return a.resign(ctx, func(c replica.Connection, secret string) (string, error) {
		return a.Remotes.ChangePassword(ctx, c, secret, old, fresh)
	})
}

// SignOutOthers ends the account's sign-ins on other computers; this one stays connected.
func (a *App) SignOutOthers(ctx context.Context) error {
	return a.resign(ctx, func(c replica.Connection, secret string) (string, error) {
		return a.Remotes.SignOutOthers(ctx, c, secret)
	})
}

// resign replaces the secret by what an act on the account makes of it, while nothing is exchanged with the old one.
func (a *App) resign(ctx context.Context, act func(c replica.Connection, secret string) (string, error)) error {
	return a.Sync.Still(ctx, func(ctx context.Context) error {
		c, err := a.Connection(ctx)
		if err != nil {
			return err
		}
		secret := a.Secret
		if secret == "" {
			if secret, err = a.Keys.Get(ctx, c.Key()); err != nil {
				return err
			}
		}
		kept, err := act(c, secret)
		if err != nil {
			return err
		}
		if a.Secret == "" {
			err = a.Keys.Set(context.WithoutCancel(ctx), c.Key(), kept)
		} else {
			a.Secret = kept // of this process: the one from the environment is no good any more
		}
		a.tied()
		return err
	})
}

// settingGuarantee holds what the sync can promise with the connected provider, one sentence a line.
const settingGuarantee = "replica.guarantee"

// KeepGuarantee remembers what the sync can promise with the connected provider.
func (a *App) KeepGuarantee(ctx context.Context, sentences []string) error {
	text := strings.Join(sentences, "\n")
	if known, err := a.Setting(ctx, settingGuarantee); err != nil || known == text {
		return err
	}
	return a.SetSetting(ctx, settingGuarantee, text)
}

// Guarantee says in sentences what the sync can promise with the connected provider; nil = not known yet.
func (a *App) Guarantee(ctx context.Context) ([]string, error) {
	text, err := a.Setting(ctx, settingGuarantee)
	if text == "" {
		return nil, err
	}
	return strings.Split(text, "\n"), err
}

// SyncStatus is the state of the sync in numbers.
func (a *App) SyncStatus(ctx context.Context) (Status, error) {
	entities, err := a.Sync.Entities(ctx)
	if err != nil {
		return Status{}, err
	}
	out, err := a.Status(ctx, entities)
	if err != nil || !out.Connected {
		return out, err
	}
	state := a.Sync.State()
	if last := state.Last; last.Started > max(out.Last.Started, out.Account.Since) {
		out.Last = last
		if last.Failure == "" {
			out.Checked, out.Failing = last.Started, 0
		}
	}
	out.Offline = state.Offline
	out.Guarantee, err = a.Guarantee(ctx)
	return out, err
}
