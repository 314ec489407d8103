package espocrm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// Files are records of a type of their own, Attachment, which belong to one record there; what belongs to none is cleared away after a
// while. The record names its files as a set, but only when it is read by itself, and an update replaces the set whole.

// Attributes of a record that has files. The server's name of the field is "attachments".
const (
	fieldFiles     = "attachments"
	attrFiles      = "attachmentsIds"
	attrFileNames  = "attachmentsNames"
	attrFileTypes  = "attachmentsTypes"
	filesInRecord  = 500 // files of one record; no record that people work with has more
	fileVersion    = "1" // a file never changes
	maxContentType = 100
)

// filesTries is how often a set of files is changed again after somebody else changed it meanwhile.
const filesTries = 5

// fileName is a name as every system takes it.
type fileName struct{}

func (fileName) attributes() []string { return []string{attrName} }
func (c fileName) read(r *reader) (any, bool) {
	return c.canon(nil, r.text(attrName)), r.has(attrName)
}
func (fileName) write(*writer, any) {}
func (fileName) canon(_ *schema, v any) any {
	s, ok := v.(string)
	if !ok {
		return nil
	}
	return crm.FileName(s)
}

// count is a whole number.
type count struct{ attr string }

func (c count) attributes() []string { return []string{c.attr} }
func (c count) read(r *reader) (any, bool) {
	n, ok := r.integer(c.attr)
	if !ok {
		return nil, false
	}
	return n, true
}
func (count) write(*writer, any)         {}
func (count) canon(_ *schema, v any) any { return v }

// holder is the record that a file belongs to.
type holder struct{}

func (holder) attributes() []string       { return []string{attrParentType, attrParentID} }
func (holder) write(*writer, any)         {}
func (holder) canon(_ *schema, v any) any { return canonRef(v) }
func (holder) read(r *reader) (any, bool) {
	o, ok := objectOf(r.text(attrParentType))
	if id := r.text(attrParentID); ok && id != "" {
		return remote.Ref{Entity: o.entity, ID: o.remoteID(id)}, true
	}
	return nil, false
}

// hasFiles tells whether records of a type have files that this user may see; before that is learned, as EspoCRM comes. Posts have
// some too, of which only the adding with a new post was seen: they stay there.
func (s *schema) hasFiles() bool {
	if s.def == nil {
		return s.name == typeCase || s.name == typeTask
	}
	return !s.plain && !s.reading && allows(s.rights.Read) &&
		s.def.Fields[fieldFiles].Type == "attachmentMultiple" && s.levels[fieldFiles].Read != "no"
}

// limitFiles lets the rights on files follow from those on the records that have them.
func (p *Provider) limitFiles() {
	mine, r := p.schemas[typeAttachment], rights{Read: "no", Create: "no", Edit: "no", Delete: "no"}
	for _, s := range p.schemas {
		if !s.hasFiles() || !allows(s.rights.Read) {
			continue
		}
		r.Read = "all"
		if allows(s.rights.Edit) && s.levels[fieldFiles].Edit != "no" {
			r.Create, r.Delete = "yes", "all"
		}
	}
	if !p.admin && !allows(p.creates) {
		r.Create = "no"
	}
	mine.rights = r
}

// mostFile is the most bytes of a file that this server takes; 0 = not told.
func (p *Provider) mostFile() int64 {
	n, ok := p.set.MostFile.(interface{ Int64() (int64, error) })
	if !ok {
		return 0
	}
	mb, err := n.Int64()
	if err != nil || mb <= 0 || mb > crm.MostContent>>20 {
		return 0
	}
	return mb << 20
}

// filesOf are the files that a record names.
func (r *reader) filesOf() []remote.Record {
	names, _ := r.row[attrFileNames].(map[string]any) // an empty one may come as a list
	types, _ := r.row[attrFileTypes].(map[string]any)
	out := []remote.Record{}
	for _, id := range r.ids(attrFiles) {
		if id == "" || strings.Contains(id, "/") || len(id) > maxID || len(out) == filesInRecord {
			r.wrong(attrFiles, "a list of ids")
			return nil
		}
		name, _ := names[id].(string)
		values := crm.Values{"name": crm.FileName(name), "about": remote.Ref{Entity: r.schema.entity, ID: r.schema.remoteID(r.id)}}
		if kind, ok := types[id].(string); ok {
			values["type"] = text{}.canon(nil, kind)
		}
		out = append(out, remote.Record{
			Feed: typeAttachment, ID: remote.Within(r.schema.name, r.id, id), Version: fileVersion, Marker: id, Values: values, Partial: []string{"size"},
		})
	}
	return out
}

// filed finds the type that a file's record has, its id and the file's own.
func (p *Provider) filed(file string) (s *schema, id, own string, err error) {
	feed, id, own := remote.Apart(file)
	if s = p.schemas[feed]; s == nil || own == "" {
		return nil, "", "", &remote.Error{Class: remote.Gone, Message: "There is no such file in EspoCRM."}
	}
	return s, id, own, nil
}

// filing finds the type of the record that a file is to belong to, and its id.
func (p *Provider) filing(values crm.Values) (s *schema, id string, err error) {
	ref, _ := values["about"].(remote.Ref)
	for _, o := range objects {
		if s := p.schemas[o.name]; o.entity == ref.Entity && s.hasFiles() && (!o.qualified || strings.HasPrefix(ref.ID, o.name+"/")) {
			return s, o.serverID(ref.ID), nil
		}
	}
	return nil, "", &remote.Error{Class: remote.Rejected, Field: "about", Message: "EspoCRM has no files for this kind of record."}
}

// getFile reads a file by itself. Where only the record that has it may be read, that one tells.
func (p *Provider) getFile(ctx context.Context, file string) (remote.Record, error) {
	s, id, own, err := p.filed(file)
	if err != nil {
		return remote.Record{}, err
	}
	r, err := p.read(ctx, p.schemas[typeAttachment], own)
	if e := remote.AsError(err); e != nil && e.Class == remote.Denied {
		return p.namedFile(ctx, s, id, own)
	}
	if err != nil {
		return remote.Record{}, err
	}
	if r.text(attrParentType) != s.typeName() || r.text(attrParentID) != id {
		return remote.Record{}, &remote.Error{Class: remote.Gone, Message: "The file no longer belongs to this record in EspoCRM."}
	}
	rec, err := r.record()
	if rec.ID != own {
		return remote.Record{}, unreadable(errors.New("another record was given"))
	}
	rec.ModifiedAt, _ = r.instant(attrCreatedAt)
	rec.ID, rec.Version, rec.Marker = file, fileVersion, own
	return rec, err
}

// namedFile is a file as its record shows it.
func (p *Provider) namedFile(ctx context.Context, s *schema, id, own string) (remote.Record, error) {
	r, err := p.read(ctx, s, id)
	if err != nil {
		return remote.Record{}, err
	}
	for _, rec := range r.filesOf() {
		if rec.Marker == own {
			rec.Partial = nil
			rec.ModifiedAt, _ = r.instant(attrModifiedAt)
			return rec, nil
		}
	}
	if r.err != nil {
		return remote.Record{}, r.err
	}
	return remote.Record{}, &remote.Error{Class: remote.Gone, Message: "The file no longer belongs to this record in EspoCRM."}
}

// createFile makes an upload part of a record. It can be repeated.
func (p *Provider) createFile(ctx context.Context, own string, values crm.Values) (remote.Record, error) {
	s, id, err := p.filing(values)
	if err != nil {
		return remote.Record{}, err
	}
	r, err := p.changeFiles(ctx, s, id, func(ids []string) []string {
		if slices.Contains(ids, own) {
			return ids
		}
		return append(ids, own)
	})
	if e := remote.AsError(err); e != nil && e.Class == remote.Gone { // the record is, not the file
		e.Class, e.Field = remote.Rejected, "about"
		return remote.Record{}, e
	}
	if err != nil {
		return remote.Record{}, err
	}
	for _, rec := range r.filesOf() {
		if rec.Marker == own {
			rec.Partial, rec.ModifiedBy = nil, p.me.id
			rec.ModifiedAt, _ = r.instant(attrModifiedAt)
			rec.Values = maps.Clone(rec.Values)
			rec.Values["size"] = values["size"]
			return rec, nil
		}
	}
	return remote.Record{}, cmpErr(r.err, unreadable(errors.New("a file is missing")))
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// changeFiles replaces the files of a record by others, so that none that somebody else attached is lost: what is there is read just
// before, the server compares versions where it has them, and it is read again until it is as wanted.
func (p *Provider) changeFiles(ctx context.Context, s *schema, id string, change func(ids []string) []string) (*reader, error) {
	for range filesTries {
		r, err := p.read(ctx, s, id)
		if err != nil {
			return nil, err
		}
		if !r.has(attrFiles) {
			break
		}
		before := r.ids(attrFiles)
		if r.err != nil {
			return nil, r.err
		}
		after := change(slices.Clone(before))
		if slices.Equal(before, after) {
			return r, nil
		}
		q := request{method: http.MethodPut, path: path(s.typeName(), id), body: map[string]any{attrFiles: after}}
		if version := r.version(); s.versions && version != "" {
			q.header = map[string]string{"X-Version-Number": version}
		}
		_, err = p.do(ctx, q)
		var why *refusal
		if errors.As(err, &why) && why.status == http.StatusConflict {
			continue
		}
		if err != nil {
			return nil, p.explained(ctx, s, id, err)
		}
	}
	return nil, &remote.Error{Class: remote.Denied, Message: "EspoCRM does not keep what is attached here: your user may not change the files of this record."}
}

// deleteFile takes a file off its record; the server then deletes it.
func (p *Provider) deleteFile(ctx context.Context, file string) error {
	s, id, own, err := p.filed(file)
	if err == nil {
		_, err = p.changeFiles(ctx, s, id, func(ids []string) []string {
			return slices.DeleteFunc(ids, func(id string) bool { return id == own })
		})
	}
	if e := remote.AsError(err); e != nil && e.Class != remote.Gone {
		return e
	}
	return nil
}

// findFile tells for certain whether a file is part of its record.
func (p *Provider) findFile(ctx context.Context, own string, values crm.Values) ([]remote.Record, error) {
	s, id, err := p.filing(values)
	if err != nil {
		return nil, nil
	}
	rec, err := p.namedFile(ctx, s, id, own)
	if e := remote.AsError(err); e != nil {
		if e.Class == remote.Gone || e.Class == remote.Denied {
			return nil, nil
		}
		return nil, e
	}
	return []remote.Record{rec}, nil
}

// filesSentence says what the user may do with files; "" if there are none.
func (p *Provider) filesSentence() string {
	var types []string
	for _, o := range objects {
		if s := p.schemas[o.name]; s.hasFiles() && allows(s.rights.Read) {
			types = append(types, p.things(o))
		}
	}
	if n := len(types) - 1; n > 0 {
		types = []string{strings.Join(types[:n], ", ") + " and " + types[n]}
	}
	switch mine := p.schemas[typeAttachment].rights; {
	case len(types) == 0:
		return ""
	case allows(mine.Create):
		return fmt.Sprintf("Files of %s: you may see them and attach new ones.", types[0])
	}
	return fmt.Sprintf("Files of %s: you may see them.", types[0])
}
