package hub

import (
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"

	"satchel/sync/hub/wire"
)

// changePassword gives the visitor another password, if the present one is known. Every other computer of the user is signed out.
func (h *Hub) changePassword(e *core.RequestEvent, v *visitor) (any, error) {
	var w wire.NewPassword
	if err := json.NewDecoder(e.Request.Body).Decode(&w); err != nil {
		return nil, e.BadRequestError("The passwords cannot be read.", err)
	}
	r, err := h.app.FindRecordById(users, v.user.Id)
	if err != nil {
		return nil, err
	}
	if err := h.guess(e, "password of "+r.Id, "", func() error {
		if !r.ValidatePassword(w.Old) {
			return &wire.Failure{Kind: wire.Rejected, Field: "old", Message: "The present password is another one."}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	r.SetPassword(w.New)
	if err := h.app.Validate(r); err != nil {
		return nil, &wire.Failure{Kind: wire.Rejected, Field: "new", Message: "A password has at least 8 characters."}
	}
	return h.signedIn(r)
}

// signOutOthers ends every sign-in of the visitor but this one.
func (h *Hub) signOutOthers(_ *core.RequestEvent, v *visitor) (any, error) {
	r, err := h.app.FindRecordById(users, v.user.Id)
	if err != nil {
		return nil, err
	}
	r.RefreshTokenKey()
	return h.signedIn(r)
}

// signedIn stores a user whose sign-ins ended, and makes a new one.
func (h *Hub) signedIn(r *core.Record) (any, error) {
	if err := h.app.Save(r); err != nil {
		return nil, err
	}
	token, err := r.NewAuthToken()
	return wire.Token{Token: token}, err
}
