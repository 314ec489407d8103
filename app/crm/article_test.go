package crm

import "testing"

// Nobody types into what is only read here; the sync, an import and sample data bring it.
func TestReadOnlyEntities(t *testing.T) {
	e := article()
	for source, may := range map[Source]bool{FromUser: false, FromSync: true, FromImport: true, FromSample: true, FromUndo: true} {
		r := Record{Entity: "article", ID: "a", Values: Values{"name": "Reset"}}
		err := e.Settle(nil, NewRecord("article", "a"), &r, source, 1)
		if (err == nil) != may || !may && CodeOf(err) != CodeDenied {
			t.Errorf("%s: %v", source, err)
		}
	}
}
