package espocrm

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
)

// people here, as ids of the server.
func (d *desk) participants(activity string) (out []string) {
	list, _ := d.local("activity", activity)["participants"].([]string)
	for _, c := range d.server.All(typeContact) {
		if slices.Contains(list, d.id("contact", c["id"].(string))) {
			out = append(out, c["lastName"].(string))
		}
	}
	return out
}

func (w *world) guests(id string) (out []string) {
	there := w.server.Get(typeMeeting, id)["contactsIds"].([]any)
	for _, c := range w.server.All(typeContact) {
		if slices.Contains(there, c["id"]) {
			out = append(out, c["lastName"].(string))
		}
	}
	return out
}

// Participants go both ways as a set: what both sides add and take out is merged, without a question.
func TestEngineParticipants(t *testing.T) {
	w := newWorld(t, nil)
	d := w.desk("ann")
	ids := map[string]string{}
	for _, name := range []string{"A", "B", "C", "D"} {
		ids[name] = d.put("contact", "", crm.Values{"last_name": name})
	}
	meeting := d.put("activity", "", crm.Values{
		"kind": "meeting", "subject": "All", "at": instant("2026-04-01 10:00:00"), "duration": int64(600),
		"contact": ids["B"], "participants": []string{ids["A"]},
	})
	lost := false
	w.server.Fail(func(r *espotest.Request) *espotest.Fault {
		if lost && r.Method == http.MethodPut {
			lost = false
			return &espotest.Fault{Drop: true}
		}
		return nil
	})
	d.round()
	there := w.server.All(typeMeeting)[0]["id"].(string)
	if got := w.guests(there); !slices.Equal(got, []string{"A", "B"}) || !slices.Equal(d.participants(meeting), got) {
		t.Fatalf("there %v, here %v", got, d.participants(meeting))
	}
	if d.local("activity", meeting)["contact"] != ids["B"] {
		t.Error("another contact was chosen")
	}
	w.pass(time.Hour)
	// here C comes and A goes, there D comes; the answer is lost once.
	d.put("activity", meeting, crm.Values{"participants": []string{ids["B"], ids["C"]}})
	all := []any{}
	for _, c := range w.server.All(typeContact) {
		if c["lastName"] != "C" {
			all = append(all, c["id"])
		}
	}
	if err := w.server.Update("admin", typeMeeting, there, map[string]any{"contactsIds": all}); err != nil {
		t.Fatal(err)
	}
	lost = true
	for range 4 {
		_, _ = d.engine.Round(t.Context())
		w.pass(10 * time.Minute)
	}
	want := []string{"B", "C", "D"}
	if got := w.guests(there); !slices.Equal(got, want) || !slices.Equal(d.participants(meeting), want) || d.questions() != 0 {
		t.Errorf("there %v, here %v, %d questions", got, d.participants(meeting), d.questions())
	}
	if d.local("activity", meeting)["contact"] != ids["B"] {
		t.Error("the contact changed")
	}
	other := w.desk("ben")
	other.round()
	w.pass(time.Hour)
	id := other.id("activity", typeMeeting+"/"+there)
	if got := other.participants(id); !slices.Equal(got, want) || crm.IsEmpty(other.local("activity", id)["contact"]) {
		t.Errorf("the other computer has %v", got)
	}
	writes := other.store.Writes
	if r := other.round(); r.Pulled+r.Pushed != 0 || other.store.Writes != writes {
		t.Errorf("a quiet round was %+v", r)
	}
	// a contact that is deleted there leaves the set.
	for _, c := range w.server.All(typeContact) {
		if c["lastName"] == "D" {
			if err := w.server.Delete("admin", typeContact, c["id"].(string)); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.put("activity", meeting, crm.Values{"participants": []string{}})
	for range 3 {
		d.round()
		w.pass(2 * time.Hour)
	}
	if got := w.guests(there); len(got) != 0 || d.questions() != 0 {
		t.Errorf("there %v, %d questions", got, d.questions())
	}
}
