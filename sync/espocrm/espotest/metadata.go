package espotest

import "strings"

// metadataRoute serves one key of the metadata; what is absent or forbidden is
// an empty answer.
func metadataRoute(s *Server, u *user, r *Request, _ []string) (any, *failure) {
	key := asText(params(r.RawQuery)["key"])
	var at any = map[string]any{"entityDefs": s.definitions(u), "scopes": s.scopes(u)}
	if key == "" {
		return at, nil
	}
	for _, name := range strings.Split(key, ".") {
		m, is := at.(map[string]any)
		if !is || m[name] == nil {
			return nothing{}, nil
		}
		at = m[name]
	}
	return at, nil
}

func (s *Server) definitions(u *user) map[string]any {
	all := map[string]any{}
	for name, t := range s.types {
		if u.level(name, "read") != "no" {
			all[name] = t.definition()
		}
	}
	return all
}

func (s *Server) scopes(u *user) map[string]any {
	all := map[string]any{}
	for name, t := range s.types {
		if u.level(name, "read") == "no" {
			continue
		}
		scope := map[string]any{"entity": true}
		if t.stream {
			scope["stream"] = true
		}
		if t.starred {
			scope["stars"] = true
		}
		if len(t.duplicates) > 0 {
			scope["duplicateCheckFieldList"] = t.duplicates
		}
		if t.status != "" && t.name != "KnowledgeBaseArticle" {
			scope["statusField"] = t.status
		}
		all[name] = scope
	}
	return all
}

// definition is the entry of a type under entityDefs.
func (t *entityType) definition() map[string]any {
	fields, linked := map[string]any{}, map[string]any{}
	for _, f := range t.fields {
		fields[f.name] = f.definition()
		switch f.kind {
		case "link":
			linked[f.name] = map[string]any{"type": "belongsTo", "entity": f.entity}
		case "linkOne":
			linked[f.name] = map[string]any{"type": "hasOne", "entity": f.entity}
		case "linkParent":
			linked[f.name] = map[string]any{"type": "belongsToParent"}
		case "linkMultiple":
			linked[f.name] = map[string]any{"type": "hasMany", "entity": f.entity}
		}
	}
	for name, r := range t.manyToMany {
		linked[name] = map[string]any{"type": "hasMany", "entity": r.entity, "foreign": r.foreign}
	}
	for name, child := range t.hasMany {
		kind := "hasMany"
		if child[1] == "parentId" {
			kind = "hasChildren"
		}
		linked[name] = map[string]any{"type": kind, "entity": child[0]}
	}
	collection := map[string]any{"orderBy": t.orderBy, "order": t.order}
	if len(t.textFilter) > 0 {
		collection["textFilterFields"] = t.textFilter
	}
	if t.noTotal {
		collection["countDisabled"] = true
	}
	out := map[string]any{"fields": fields, "links": linked, "collection": collection}
	if t.versioned {
		out["optimisticConcurrencyControl"] = true
	}
	return out
}

// definition is the entry of a field.
func (f field) definition() map[string]any {
	if odd, is := f.raw.(map[string]any); is {
		return odd
	}
	kind := f.kind
	if kind == "file" {
		kind = "image"
	}
	out := map[string]any{"type": kind}
	for name, on := range map[string]bool{
		"required": f.required, "readOnly": f.readOnly, "notStorable": f.derived, "audited": f.audited, "isCustom": f.custom,
	} {
		if on {
			out[name] = true
		}
	}
	if f.maxLength > 0 {
		out["maxLength"] = f.maxLength
	}
	if f.strict {
		out["pattern"] = "$noBadCharacters"
	}
	if f.optional {
		out["suppressValidationList"] = []string{"required"}
	}
	if len(f.options) > 0 {
		out["options"] = f.options
	}
	if len(f.closed) > 0 {
		out["notActualOptions"] = f.closed
	}
	if len(f.chances) > 0 {
		out["probabilityMap"] = f.chances
	}
	if len(f.parents) > 0 {
		out["entityList"] = f.parents
	}
	if f.standard != nil {
		out["default"] = f.standard
	}
	if len(f.typeList) > 0 {
		out["typeList"], out["defaultType"] = f.typeList, f.typeList[0]
	}
	if f.min != nil {
		out["min"] = *f.min
	}
	if f.max != nil {
		out["max"] = *f.max
	}
	return out
}
