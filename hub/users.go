package hub

import (
	"crypto/rand"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// User is somebody who may sign in.
type User struct {
	Email, Name, Role, Team string
	Disabled                bool
}

// AddUser makes a user. An empty password makes one up, which is returned.
func (h *Hub) AddUser(u User, password string) (string, error) {
	c, err := h.app.FindCollectionByNameOrId(users)
	if err != nil {
		return "", err
	}
	if _, err := h.app.FindAuthRecordByEmail(users, u.Email); err == nil {
		return "", crm.Errorf(crm.CodeConflict, "There is a user %s already.", u.Email)
	}
	r := core.NewRecord(c)
	r.SetEmail(u.Email)
	r.SetVerified(true)
	if u.Name == "" {
		u.Name = u.Email
	}
	r.Set("name", u.Name)
	r.Set("role", u.Role)
	r.Set("team", u.Team)
	return h.savePassword(r, password)
}

// Reset gives a user another password, lets it in again if it was switched off, and ends every session that it has.
func (h *Hub) Reset(email, password string) (string, error) {
	r, err := h.user(email)
	if err != nil {
		return "", err
	}
	r.Set("disabled", false)
	return h.savePassword(r, password)
}

func (h *Hub) savePassword(r *core.Record, password string) (string, error) {
	if password == "" {
		password = rand.Text()
	}
	r.SetPassword(password)
	if err := h.app.Save(r); err != nil {
		return "", crm.Errorf(crm.CodeInvalid, "The hub does not accept the user: %w", err)
	}
	return password, nil
}

// Disable switches a user off. It is out with its next request, which tells it why: so its sign-ins end only when it is let in again.
func (h *Hub) Disable(email string) error {
	r, err := h.user(email)
	if err != nil {
		return err
	}
	r.Set("disabled", true)
	return h.app.Save(r)
}

func (h *Hub) user(email string) (*core.Record, error) {
	r, err := h.app.FindAuthRecordByEmail(users, email)
	if err != nil {
		return nil, crm.Errorf(crm.CodeNotFound, "There is no user %s.", email)
	}
	return r, nil
}

// Users lists all users by address.
func (h *Hub) Users() ([]User, error) {
	records, err := h.app.FindRecordsByFilter(users, "", "email", 0, 0)
	if err != nil {
		return nil, err
	}
	var out []User
	for _, r := range records {
		out = append(out, User{r.Email(), r.GetString("name"), r.GetString("role"), r.GetString("team"), r.GetBool("disabled")})
	}
	return out, nil
}

// Roles are the roles of users.
func Roles() []string { return []string{wire.Owner, wire.Member, wire.Viewer} }

// SetSees sets what members and viewers see. Where that is more than before, clients read everything anew: no change of a record tells
// them that it came into their sight.
func (h *Hub) SetSees(sees string) error {
	wide := []string{SeesOwn, SeesTeam, SeesAll}
	if !slices.Contains(wide, sees) {
		return crm.Errorf(crm.CodeInvalid, "Members see %s, %s or %s.", SeesAll, SeesTeam, SeesOwn)
	}
	return h.app.RunInTransaction(func(tx core.App) error {
		before, err := fact(tx, factSees)
		if err != nil {
			return err
		}
		if err := setFact(tx, factSees, sees); err != nil {
			return err
		}
		if before == "" || slices.Index(wide, sees) <= slices.Index(wide, before) {
			return nil
		}
		if _, err := tx.DB().NewQuery("DELETE FROM hub_epoch").Execute(); err != nil {
			return err
		}
		return newEpoch(tx)
	})
}
