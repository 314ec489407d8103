package espotest

import (
	"reflect"
	"strconv"
	"strings"
)

// checkVersion refuses an update made from another version, if it would change
// something. The refusal holds all attributes of every field that differs.
func (s *Server) checkVersion(u *user, t *entityType, r *row, in *input, version string) *failure {
	if !t.versioned || version == "" {
		return nil
	}
	current, has := r.attrs["versionNumber"].(float64)
	if n, err := strconv.ParseFloat(version, 64); has && err == nil && n == current {
		return nil
	}
	shown := s.whole(u, t, r)
	values := map[string]any{}
	for attribute, sent := range in.values {
		if same(sent, shown[attribute]) {
			continue
		}
		for _, a := range t.together(attribute) {
			values[a] = shown[a]
		}
	}
	if len(values) == 0 {
		return nil
	}
	f := fail(409, "modified")
	f.body = map[string]any{"values": values, "versionNumber": r.attrs["versionNumber"]}
	return f
}

// same compares what was sent with what is shown.
func same(sent, shown any) bool {
	a, isText := sent.(string)
	b, wasText := shown.(string)
	if isText && wasText {
		return a == b
	}
	return reflect.DeepEqual(sent, shown)
}

// together are the attributes of the field an attribute belongs to.
func (t *entityType) together(attribute string) []string {
	if address := t.group[attribute]; address != "" {
		var all []string
		for _, part := range addressParts {
			all = append(all, address+part)
		}
		return all
	}
	f, _ := t.field(attribute)
	switch f.kind {
	case "email", "phone":
		return []string{f.name, f.name + "Data", f.name + "IsOptedOut", f.name + "IsInvalid"}
	case "currency":
		return []string{f.name, f.name + "Currency"}
	case "datetimeOptional":
		return []string{f.name, f.name + "Date"}
	}
	if name, is := strings.CutSuffix(attribute, "Currency"); is {
		if _, has := t.field(name); has {
			return []string{name, attribute}
		}
	}
	return f.attributes()
}
