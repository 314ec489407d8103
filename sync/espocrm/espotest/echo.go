package espotest

import (
	"slices"
	"strings"
)

// afterUpdate is the answer to an update: the record as stored in its plain
// fields, as sent or as before in those the server loads before it saves.
func (s *Server) afterUpdate(c *change, before, after map[string]any) map[string]any {
	for _, f := range c.t.fields {
		switch f.kind {
		case "email", "phone":
			c.echoContact(f, before, after)
		case "linkMultiple", "attachmentMultiple":
			s.echoMany(c, f, before, after)
		case "linkParent":
			if value, sent := c.in.echo[f.name+"Id"]; sent && value == nil {
				after[f.name+"Name"] = before[f.name+"Name"]
			}
		case "currencyConverted":
			if value, sent := c.in.echo[strings.TrimSuffix(f.name, "Converted")]; sent {
				after[f.name] = value
			}
		case "bool", "varchar", "duration", "autoincrement":
			if f.derived || f.kind == "autoincrement" {
				echo(c, f.name, before, after)
			} else if value, sent := c.in.echo[f.name]; sent {
				after[f.name] = value
			}
		default:
			if value, sent := c.in.echo[f.name]; sent {
				after[f.name] = value
			}
		}
	}
	for _, a := range []string{"isFollowed", "followersIds", "followersNames"} {
		if value, was := before[a]; was {
			after[a] = value
		} else {
			delete(after, a)
		}
	}
	return after
}

// echo shows what was sent, else what was there before.
func echo(c *change, attribute string, before, after map[string]any) {
	if value, sent := c.in.echo[attribute]; sent {
		after[attribute] = value
	} else if value, was := before[attribute]; was {
		after[attribute] = value
	}
}

func (c *change) echoContact(f field, before, after map[string]any) {
	echo(c, f.name, before, after)
	echo(c, f.name+"Data", before, after)
	echo(c, f.name+"IsOptedOut", before, after)
	echo(c, f.name+"IsInvalid", before, after)
	if value, sent := c.in.values[f.name+"Data"]; sent {
		after[f.name] = before[f.name]
		if list := entries(value, f.name); len(list) > 0 {
			after[f.name] = primaryOf(list)
			if f.kind == "email" {
				after[f.name] = strings.ToLower(primaryOf(list))
			}
		}
	}
}

func (s *Server) echoMany(c *change, f field, before, after map[string]any) {
	sent, is := c.in.echo[f.name+"Ids"]
	if f.kind == "attachmentMultiple" {
		after[f.name+"Types"] = before[f.name+"Types"]
		return
	}
	echo(c, f.name+"Columns", before, after)
	if !is {
		after[f.name+"Ids"], after[f.name+"Names"] = before[f.name+"Ids"], before[f.name+"Names"]
		return
	}
	ids := slices.Clone(asList(sent))
	if assigned := c.row.attrs["assignedUserId"]; c.t.attended() && f.name == "users" && assigned != nil {
		if !slices.Contains(ids, assigned) {
			ids = append(ids, assigned)
		}
	}
	named := map[string]any{}
	for _, id := range ids {
		named[asText(id)] = s.nameOf(f.entity, asText(id))
	}
	after[f.name+"Ids"], after[f.name+"Names"] = ids, named
}

// attended: meetings and calls have people.
func (t *entityType) attended() bool { return t.name == "Meeting" || t.name == "Call" }

// afterCreate is the answer to a create: only what was sent, what the server
// set and what it always loads.
func (s *Server) afterCreate(c *change) map[string]any {
	out := s.whole(c.user, c.t, c.row)
	for _, f := range c.t.fields {
		for _, a := range f.attributes() {
			_, sent := c.in.echo[a]
			switch {
			case f.kind == "bool" && out[a] == nil:
				out[a] = false
			case f.kind == "duration":
				out[a] = f.standard
				echo(c, a, nil, out)
			case f.kind == "autoincrement" && !sent, f.kind == "linkOne":
				delete(out, a)
			case f.kind == "personName":
				if parts := nonEmpty(c.row.text("firstName"), c.row.text("lastName")); len(parts) == 1 {
					delete(out, a)
				}
				echo(c, a, nil, out)
			case out[a] != nil || sent || c.touched[a] || len(nonEmpty(asText(f.standard))) > 0:
			case strings.HasSuffix(a, "Name") && (f.kind == "link" || f.kind == "linkParent"):
			case c.t.alwaysShown(a):
			default:
				delete(out, a)
			}
		}
	}
	if value, sent := c.in.echo["title"]; sent && c.t.name == "Contact" {
		out["title"] = value
	}
	for _, name := range []string{"emailAddress", "phoneNumber"} {
		value, sent := c.in.values[name+"Data"]
		if list := entries(value, name); sent && len(list) > 0 {
			out[name] = primaryOf(list)
			if name == "emailAddress" {
				out[name] = strings.ToLower(primaryOf(list))
			}
		} else {
			echo(c, name, nil, out)
		}
	}
	for _, a := range slices.Concat(c.t.byIDOnly, c.t.quiet) {
		delete(out, a)
	}
	return out
}

// alwaysShown are attributes the answer to a create holds although they are null.
func (t *entityType) alwaysShown(attribute string) bool {
	switch t.name {
	case "Task":
		return attribute == "dateCompleted"
	case "Meeting":
		return attribute == "joinUrl"
	case "Note":
		return attribute == "reactionCounts"
	case "Attachment":
		return attribute == "storageFilePath"
	}
	return false
}
