package crm

import "testing"

// Nobody types into what is only read here; the sync, an import and sample data bring it.
func TestReadOnlyEntities(t *testing.T) {
	e := article()
	for source, may := range map[Source]bool{FromUser: false, FromSync: true, FromImport: true, FromSample: true, FromUndo: true} {
		before := Record{Entity: "article", ID: "a", Values: Values{"name": "Old"}}
		r := Record{Entity: "article", ID: "a", Values: Values{"name": "Reset"}}
		err := e.Settle(nil, before, &r, source, 1)
		if (err == nil) != may || !may && CodeOf(err) != CodeDenied {
			t.Errorf("%s: %v", source, err)
		}
	}
}

// TestArticlesOfOursAreWritten: one that is made here is ours and can be changed, and nobody makes one of the CRM's ours.
func TestArticlesOfOursAreWritten(t *testing.T) {
	e := article()
	r := Record{Entity: "article", ID: "a", Values: Values{"name": "Reset"}}
	if err := e.Settle(nil, NewRecord("article", "a"), &r, FromUser, 1); err != nil || !r.Bool(FieldOurs) {
		t.Errorf("made: %v %v", err, r.Values)
	}
	changed := r.Clone()
	changed.Set("name", "Restart")
	if err := e.Settle(nil, r, &changed, FromUser, 1); err != nil {
		t.Errorf("changed: %v", err)
	}
	theirs := Record{Entity: "article", ID: "b", Values: Values{"name": "Old"}}
	stolen := theirs.Clone()
	stolen.Set(FieldOurs, true)
	if err := e.Settle(nil, theirs, &stolen, FromUser, 1); CodeOf(err) != CodeDenied {
		t.Errorf("made ours: %v", err)
	}
}
