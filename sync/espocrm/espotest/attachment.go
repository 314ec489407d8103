package espotest

import (
	"encoding/base64"
	"slices"
	"strings"
)

// upload stores the content of a new attachment, a data URL.
func (s *Server) upload(c *change, dataURL string) {
	_, encoded, _ := strings.Cut(dataURL, "base64,")
	content, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		content = nil
	}
	s.contents[c.row.id] = content
	c.row.attrs["size"] = float64(len(content))
	c.row.attrs["storage"] = "EspoUploadDir"
}

func (s *Server) download(u *user, id string) (any, *failure) {
	r := s.find("Attachment", id)
	if r == nil {
		return nil, fail(404, "").html()
	}
	if !s.allowed(u, "read", "Attachment", r) {
		return nil, fail(403, "").html()
	}
	kind := r.text("type")
	if strings.HasPrefix(kind, "text/") {
		kind += ";charset=UTF-8"
	}
	return file{kind: kind, name: r.text("name"), body: s.contents[id]}, nil
}

// attachedReadably: whoever may read a record may read its files, and what is known about them. Unverified: only own files were seen
// to be read by an ordinary user; the check is the one of EspoCRM's source (Classes/Acl/Attachment/AccessChecker, 9.3.10) for both.
func (s *Server) attachedReadably(u *user, file *row) bool {
	entity := file.text("parentType")
	holder := s.find(entity, file.text("parentId"))
	return holder != nil && s.allowed(u, "read", entity, holder)
}

// attachedTo lists the files of a record.
func (s *Server) attachedTo(t *entityType, r *row) []*row {
	var files []*row
	for _, id := range s.tables["Attachment"].order {
		a := s.tables["Attachment"].rows[id]
		if !a.deleted && a.text("parentId") == r.id && a.text("parentType") == t.name {
			files = append(files, a)
		}
	}
	return files
}

func (s *Server) attachmentValue(t *entityType, r *row, f field, attribute string) any {
	ids, shown := []any{}, map[string]any{}
	for _, a := range s.attachedTo(t, r) {
		ids = append(ids, a.id)
		if shown[a.id] = a.attrs["name"]; attribute == f.name+"Types" {
			shown[a.id] = a.attrs["type"]
		}
	}
	if attribute == f.name+"Ids" {
		return ids
	}
	return shown
}

// saveAttachments makes the files named belong to the record, and no others. Unverified: that those left out are deleted is EspoCRM's
// source (Core/FieldProcessing/AttachmentMultiple), as is that ids of no file are passed over.
func (s *Server) saveAttachments(c *change, f field) {
	sent, is := c.in.values[f.name+"Ids"]
	if !is {
		return
	}
	ids := names(sent)
	for _, a := range s.attachedTo(c.t, c.row) {
		if !slices.Contains(ids, a.id) {
			a.deleted = true
		}
	}
	for _, id := range ids {
		if a := s.stored("Attachment", id); a != nil {
			a.attrs["parentType"], a.attrs["parentId"] = c.t.name, c.row.id
		}
	}
}

// activitiesRoute lists meetings and calls around a record.
func activitiesRoute(s *Server, u *user, r *Request, parts []string) (any, *failure) {
	if len(parts) != 4 || s.types[parts[1]] == nil {
		return nil, fail(403, "").html()
	}
	statuses := []string{"Planned"}
	if parts[3] == "history" {
		statuses = []string{"Held", "Not Held"}
	}
	rows := []any{}
	for _, name := range []string{"Meeting", "Call"} {
		t := s.types[name]
		for _, id := range s.tables[name].order {
			row := s.find(name, id)
			if row == nil || !slices.Contains(statuses, row.text("status")) || !s.allowed(u, "read", name, row) {
				continue
			}
			if row.text("parentId") == parts[2] || row.text("accountId") == parts[2] {
				rows = append(rows, s.activity(u, t, row))
			}
		}
	}
	return map[string]any{"total": len(rows), "list": rows}, nil
}

// activityAttributes are what a row of activities or history holds.
var activityAttributes = []string{
	"name", "status", "dateStart", "dateEnd", "joinUrl", "createdAt", "dateStartDate", "dateEndDate", "parentId", "parentType",
	"assignedUserId", "assignedUserName",
}

// activity shows a meeting or call among others; what is not loaded there has
// the value of a new record.
func (s *Server) activity(u *user, t *entityType, r *row) map[string]any {
	shown := s.show(u, t, r, func(_ field, a string) bool { return slices.Contains(activityAttributes, a) }, false)
	for _, name := range []string{"duration", "isAllDay"} {
		if f, has := t.named(name); has {
			if shown[name] = f.standard; f.kind == "bool" {
				shown[name] = false
			}
		}
	}
	if t.stream {
		shown["isFollowed"] = slices.Contains(r.followers, u.id)
	}
	shown["_scope"] = t.name
	return shown
}
