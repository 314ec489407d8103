package espocrm

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"unicode/utf8"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// longCut is how many characters of a long text a list with chosen attributes gives; the rest is cut off without a mark.
const longCut = 10_000

// condition is one filter of a list.
type condition struct {
	Type      string `json:"type"`
	Attribute string `json:"attribute"`
	Value     any    `json:"value,omitempty"`
}

// query is what a list is asked for; sent as one JSON parameter, which is shorter than the server's other form.
type query struct {
	Where   []condition `json:"where,omitempty"`
	Select  []string    `json:"select"`
	OrderBy string      `json:"orderBy"`
	Order   string      `json:"order"`
	MaxSize int         `json:"maxSize"`
}

// List asks for one page, in order of id. It shows of addresses and numbers only the primary ones, and says so.
func (p *Provider) List(ctx context.Context, scan remote.Scan) (remote.Page, error) {
	p.recent = nil
	s, err := p.known(ctx, scan.Feed)
	if err != nil {
		return remote.Page{}, err
	}
	if s.inside {
		return remote.Page{}, &remote.Error{Class: remote.Protocol, Message: "EspoCRM lists files to administrators only."}
	}
	if s.relation {
		return p.listRoles(ctx, scan)
	}
	q := query{Where: window(s, scan), Select: s.selected(scan.Brief), OrderBy: attrID, Order: "asc", MaxSize: p.page}
	if scan.Limit > 0 {
		q.MaxSize = min(scan.Limit, p.page)
	}
	count := scan.Since == 0 && scan.After == ""
	rows, total, err := p.rows(ctx, s, q, count)
	if err != nil {
		return remote.Page{}, err
	}
	page := remote.Page{More: total == -1 || total > int64(len(rows)), Total: max(total, -1), At: p.now}
	if !count {
		page.Total = -1
	}
	for _, row := range rows {
		rec, err := p.listed(ctx, s, row, scan)
		if err != nil {
			return remote.Page{}, err
		}
		page.Records = append(page.Records, rec)
	}
	if s.name == typeUser {
		err = p.addMe(&page, scan)
	}
	return page, err
}

// window are the conditions of a scan.
func window(s *schema, scan remote.Scan) []condition {
	var out []condition
	if scan.Since > 0 {
		out = append(out, condition{"greaterThanOrEquals", attrModifiedAt, stamp(scan.Since)})
	}
	if scan.Until > 0 {
		out = append(out, condition{"lessThanOrEquals", attrModifiedAt, stamp(scan.Until)})
	}
	if scan.After != "" {
		out = append(out, condition{"greaterThan", attrID, s.serverID(scan.After)})
	}
	return out
}

// selected are the attributes to ask for.
func (s *schema) selected(brief bool) []string {
	out := []string{attrID, attrModifiedAt}
	if s.versions {
		out = append(out, attrVersion)
	}
	out = append(out, s.moved...)
	if brief {
		return out
	}
	out = append(out, attrModifiedBy, attrCreatedAt)
	if s.marker {
		out = append(out, attrMarker)
	}
	asked := map[string]bool{}
	for _, a := range out {
		asked[a] = true
	}
	for _, m := range s.fields {
		for _, a := range m.codec.attributes() {
			if !asked[a] && s.reads(m.field) {
				asked[a], out = true, append(out, a)
			}
		}
	}
	return out
}

// rows sends a query. total is the server's number, or -1 for "more follows" and -2 for "that is all".
func (p *Provider) rows(ctx context.Context, s *schema, q query, count bool) ([]map[string]any, int64, error) {
	q.Where = append(s.where[:len(s.where):len(s.where)], q.Where...)
	params, err := json.Marshal(q)
	if err != nil {
		return nil, 0, &remote.Error{Class: remote.Protocol, Message: "The question cannot be written as JSON.", Err: err}
	}
	r := request{method: http.MethodGet, path: s.typeName(), query: map[string]string{"searchParams": string(params)}}
	if !count {
		r.header = map[string]string{"X-No-Total": "true"}
	}
	a, err := p.do(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	var got struct {
		Total *int64           `json:"total"`
		List  []map[string]any `json:"list"`
	}
	if err := decode(a.body, &got); err != nil {
		return nil, 0, err
	}
	switch {
	case got.Total == nil || got.List == nil:
		return nil, 0, &remote.Error{Class: remote.Protocol, Message: "EspoCRM's answer is not a list of " + s.name + " records. Check the address."}
	case a.at.IsZero():
		return nil, 0, &remote.Error{Class: remote.Protocol, Message: "The server's answer does not say what time it is there, so changes cannot be told from old ones. Ask whoever runs the server."}
	case *got.Total < -2 || len(got.List) > q.MaxSize:
		return nil, 0, &remote.Error{Class: remote.Protocol, Message: "EspoCRM's answer is a list of an impossible length."}
	}
	return got.List, *got.Total, nil
}

// listed translates one row, and reads the record singly where a text was cut off.
func (p *Provider) listed(ctx context.Context, s *schema, row map[string]any, scan remote.Scan) (remote.Record, error) {
	r, err := newReader(s, row)
	if err != nil {
		return remote.Record{}, err
	}
	rec, err := r.record()
	if err != nil || scan.Brief {
		rec.Values = nil
		return rec, err
	}
	if s.codec("emails") == reaches(emails) {
		for _, field := range []string{"emails", "phones"} {
			if _, shown := rec.Values[field]; shown {
				rec.Partial = append(rec.Partial, field)
			}
		}
	}
	cut := s.cut(r)
	if len(cut) == 0 {
		return rec, r.err
	}
	whole, err := p.get(ctx, s, r.id)
	if e := remote.AsError(err); e != nil && (e.Class == remote.Gone || e.Class == remote.Denied) {
		for _, field := range cut { // it went away between the two; the sweep finds that out
			delete(rec.Values, field)
		}
		return rec, nil
	}
	return whole, err
}

// lengthy is a codec of an attribute that lists may cut off; "" if it is a short one.
type lengthy interface{ longAttr() string }

// cut names the fields with a text that the list cut off.
func (s *schema) cut(r *reader) (out []string) {
	for _, m := range s.fields {
		if c, ok := inner(m.codec).(lengthy); ok && c.longAttr() != "" && utf8.RuneCountInString(r.text(c.longAttr())) >= longCut {
			out = append(out, m.field)
		}
	}
	return out
}

// addMe puts our own record into its place among the users: the server lists no API users, but our records bear us as their owner.
func (p *Provider) addMe(page *remote.Page, scan remote.Scan) error {
	if p.me.row == nil {
		return nil
	}
	r, err := newReader(p.schemas[typeUser], p.me.row)
	if err != nil {
		return err
	}
	me, err := r.record()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(page.Records, func(rec remote.Record) bool { return rec.ID == me.ID }) {
		return nil
	}
	if scan.Since == 0 && scan.After == "" && page.Total >= 0 {
		page.Total++
	}
	at := len(page.Records)
	for i, rec := range page.Records {
		if rec.ID > me.ID && i < at {
			at = i
		}
	}
	in := me.ID > scan.After && me.ModifiedAt >= scan.Since-crm.Instant(grain.Milliseconds()) && (scan.Until == 0 || me.ModifiedAt <= scan.Until)
	if !in || at == len(page.Records) && page.More {
		return nil
	}
	if scan.Brief {
		me.Values = nil
	}
	page.Records = append(page.Records[:at:at], append([]remote.Record{me}, page.Records[at:]...)...)
	return nil
}

// Get reads one record whole.
func (p *Provider) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	p.recent = nil
	s, err := p.known(ctx, feed)
	if err != nil {
		return remote.Record{}, err
	}
	switch {
	case s.relation:
		return p.getRole(ctx, id)
	case s.inside:
		return p.getFile(ctx, id)
	}
	return p.get(ctx, s, s.serverID(id))
}

func (p *Provider) get(ctx context.Context, s *schema, id string) (remote.Record, error) {
	r, err := p.read(ctx, s, id)
	if err != nil {
		return remote.Record{}, err
	}
	rec, err := r.record()
	if err != nil {
		return remote.Record{}, err
	}
	p.recent = r
	return rec, nil
}

// read asks for one record. Administrators are shown deleted records too.
func (p *Provider) read(ctx context.Context, s *schema, id string) (*reader, error) {
	a, err := p.do(ctx, request{method: http.MethodGet, path: path(s.typeName(), id)})
	if err != nil {
		return nil, err
	}
	var row map[string]any
	if err := decode(a.body, &row); err != nil {
		return nil, err
	}
	r, err := newReader(s, row)
	if err != nil {
		return nil, err
	}
	if r.flag(attrDeleted) {
		return nil, &remote.Error{Class: remote.Gone, Message: "The record was deleted in EspoCRM."}
	}
	return r, r.err
}
