package present

import (
	"context"
	"strings"

	"satchel/app"
	"satchel/app/crm"
)

// Reach is how the person of a record can be reached.
type Reach struct {
	Ref            crm.Ref
	Name           string
	Phone, Mail    string // "" = not known
	NoCall, NoMail bool   // the person does not want it
	Mails          bool   // prefers e-mail to the telephone
}

// LoadReach reads how the record, or the contact that it is about, can be reached.
func LoadReach(ctx context.Context, a *app.App, ref crm.Ref) (Reach, error) {
	r, err := a.Get(ctx, ref)
	if err != nil {
		return Reach{}, err
	}
	if id := r.Text("contact"); id != "" && ref.Entity != "contact" && ref.Entity != "lead" {
		if r, err = a.Get(ctx, crm.Ref{Entity: "contact", ID: id}); err != nil {
			return Reach{}, err
		}
	}
	e, err := a.Catalog().Entity(r.Entity)
	if err != nil {
		return Reach{}, err
	}
	out := Reach{Ref: ref, Name: Title(e, r), NoCall: r.Bool("do_not_call"), NoMail: r.Bool("do_not_mail"), Mails: r.Text("channel") == "E-mail"}
	if list := r.Reaches("phones"); len(list) > 0 {
		out.Phone = "tel:" + strings.ReplaceAll(list[0].Value, " ", "")
	}
	if list := r.Reaches("emails"); len(list) > 0 {
		out.Mail = "mailto:" + list[0].Value
	}
	return out, nil
}

// Preferred is the address of the channel that the person prefers, else of another one that they do not refuse; "" if there is none.
func (r Reach) Preferred() string {
	list := []string{r.Phone, r.Mail}
	if r.Mails {
		list = []string{r.Mail, r.Phone}
	}
	for _, address := range list {
		if address != "" && !r.Refuses(address) {
			return address
		}
	}
	return ""
}

// Refuses tells whether the person does not want to be reached at an address.
func (r Reach) Refuses(address string) bool {
	return r.NoCall && strings.HasPrefix(address, "tel:") || r.NoMail && strings.HasPrefix(address, "mailto:")
}
