package stories

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/ui/present"
)

func (d *desk) attach(about crm.Ref, name, content string) crm.Ref {
	d.t.Helper()
	r, _, err := d.Attach(d.t.Context(), about, name, strings.NewReader(content))
	d.must(err)
	return r.Ref()
}

// files are what the page of a record shows of its files, by name.
func (d *desk) files(ref crm.Ref) map[string]present.File {
	d.t.Helper()
	page, err := present.LoadDetail(d.t.Context(), d.App, ref, "", 10, d.now())
	d.must(err)
	out := map[string]present.File{}
	for _, f := range page.Files {
		out[f.Name] = f
	}
	return out
}

// reads expects the contents of a file here.
func (d *desk) reads(f present.File, want string) {
	d.t.Helper()
	if _, got, err := d.ReadFile(d.t.Context(), f.ID); err != nil || string(got) != want {
		d.t.Errorf("%s reads %.20q, %v", f.Name, got, err)
	}
}

func (s *scene) theirFile(entity, id, name, content string) string {
	s.t.Helper()
	own, err := s.crm.Attach("ben", entity, id, name, "text/plain", []byte(content))
	s.must(err)
	return own
}

// A file added here arrives there, and a colleague's arrives here, on every computer.
func TestFilesOfATicketTravelBothWays(t *testing.T) {
	s := newScene(t)
	d, other := s.desk("anna"), s.desk("carl")
	ticket := d.add("ticket", crm.Values{"subject": "Mast"})
	d.attach(ticket, "Photo.jpg", "a photo")
	d.rounds()
	id := s.there("Case")["id"].(string)
	if got := s.crm.Files("Case", id); len(got) != 1 || got["Photo.jpg"] != "a photo" {
		t.Fatalf("at the server: %v", got)
	}
	s.theirFile("Case", id, "Offer.pdf", "an offer")
	for _, desk := range []*desk{d, other} {
		desk.rounds()
		files := desk.files(desk.only("ticket"))
		if len(files) != 2 || !files["Offer.pdf"].Here || !strings.Contains(files["Offer.pdf"].Note, "8 bytes") || !strings.Contains(files["Offer.pdf"].Note, "Ben Okoro") {
			t.Fatalf("here: %+v", files)
		}
		desk.reads(files["Photo.jpg"], "a photo")
		desk.reads(files["Offer.pdf"], "an offer")
		desk.calm()
	}
	d.remove(crm.Ref{Entity: "file", ID: d.files(ticket)["Offer.pdf"].ID})
	d.rounds()
	other.rounds()
	if got := s.crm.Files("Case", id); len(got) != 1 || len(other.files(other.only("ticket"))) != 1 {
		t.Errorf("after Anna deleted the offer: %v there, %v at Carl's", got, other.files(other.only("ticket")))
	}
	d.calm()
}

// Tasks have files too; what EspoCRM has no files for stays here, is listed, and waits for nothing.
func TestFilesOfATaskTravelAndThoseOfAContactStay(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	task := d.add("activity", crm.Values{"kind": "task", "subject": "Call back", "at": crm.InstantOf(s.now().Add(time.Hour))})
	ada := d.add("contact", contact("Ada", "King"))
	d.attach(task, "Notes.txt", "notes")
	d.attach(ada, "Card.vcf", "card")
	d.rounds()
	if got := s.crm.Files("Task", s.there("Task")["id"].(string)); got["Notes.txt"] != "notes" {
		t.Errorf("at the server: %v", got)
	}
	stays, err := d.Stays(t.Context())
	s.must(err)
	said := false
	for _, stay := range stays {
		said = said || stay.Sentence(d.Catalog()).String() == "Files of contacts, organisations, leads and deals (1)"
	}
	if shown := d.shown().Status; !said || shown.Waiting != 0 || shown.Local != 1 {
		t.Errorf("said %v, %d wait, %d stay: %+v", said, shown.Waiting, shown.Local, stays)
	}
	d.calm()
}

// Two people attach a file at the same moment.
func TestTwoFilesAttachedAtOnce(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	ticket := d.add("ticket", crm.Values{"subject": "Mast"})
	d.rounds()
	id := s.there("Case")["id"].(string)
	d.attach(ticket, "mine.txt", "mine")
	s.meanwhile(http.MethodPut, "Case", func() { s.theirFile("Case", id, "theirs.txt", "theirs") })
	d.rounds()
	if got := s.crm.Files("Case", id); len(got) != 2 || got["mine.txt"] != "mine" || got["theirs.txt"] != "theirs" {
		t.Errorf("at the server: %v", got)
	}
	if files := d.files(ticket); len(files) != 2 || !files["theirs.txt"].Here {
		t.Errorf("here: %+v", files)
	}
	d.calm()
}

// The answer to the upload, or to what attaches it, is lost on the way: the file is there once.
func TestLostAnswersMakeNoSecondFile(t *testing.T) {
	for _, lost := range []struct{ method, path string }{{http.MethodPost, "Attachment"}, {http.MethodPut, "Case"}} {
		for _, f := range []espotest.Fault{{Drop: true}, {Lose: true}} {
			s := newScene(t)
			d := s.desk("anna")
			ticket := d.add("ticket", crm.Values{"subject": "Mast"})
			d.rounds()
			d.attach(ticket, "Photo.jpg", "a photo")
			s.once(lost.method, lost.path, f)
			_, _ = d.Sync.Round(t.Context(), nil)
			s.pass(time.Minute)
			d.rounds()
			id := s.there("Case")["id"].(string)
			ids, _ := s.crm.Get("Case", id)["attachmentsIds"].([]any)
			if got := s.crm.Files("Case", id); len(ids) != 1 || got["Photo.jpg"] != "a photo" || len(d.files(ticket)) != 1 {
				t.Errorf("%v %+v: at the server %v", lost, f, ids)
			}
			d.calm()
		}
	}
}

// A file that the server does not take waits, with the reason; everything else goes on, and the person can take it back.
func TestAFileThatIsTooLargeForTheServer(t *testing.T) {
	s := newScene(t)
	s.crm.Set("attachmentUploadMaxSize", 1.0)
	d := s.desk("anna")
	ticket := d.add("ticket", crm.Values{"subject": "Mast"})
	large := d.attach(ticket, "Film.mp4", strings.Repeat("x", 1<<20+1))
	d.attach(ticket, "Photo.jpg", "a photo")
	d.rounds()
	shown := d.shown()
	if len(shown.Refused) != 1 || !strings.Contains(shown.Refused[0].Title, "Film.mp4") || !strings.Contains(shown.Refused[0].Why, "up to 1 MB") {
		t.Fatalf("shown: %+v", shown.Refused)
	}
	if got := s.crm.Files("Case", s.there("Case")["id"].(string)); len(got) != 1 {
		t.Errorf("at the server: %v", got)
	}
	if !d.files(ticket)["Film.mp4"].Here {
		t.Error("the film is not here any more")
	}
	d.remove(large)
	d.calm()
}

// A large file is known with its size and not here; it says so, and comes when it is wanted.
func TestALargeFileComesWhenItIsWanted(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	film := strings.Repeat("film", 1<<20)
	id := s.theirs("Case", map[string]any{"name": "Mast"})
	s.theirFile("Case", id, "Film.mp4", film)
	d.rounds()
	ticket := d.only("ticket")
	file := d.files(ticket)["Film.mp4"]
	if file.Here || !strings.Contains(file.Note, "4.0 MB") || !strings.Contains(file.Note, "not here yet") {
		t.Fatalf("shown: %+v", file)
	}
	_, _, err := d.ReadFile(t.Context(), file.ID)
	if crm.CodeOf(err) != crm.CodeUnavailable || !strings.Contains(err.Error(), "Fetch") {
		t.Errorf("reading it says %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	err = d.FetchFile(ctx, file.ID, func(done, _ int64) { stop() }) // the person stops it half way
	if err == nil || d.files(ticket)["Film.mp4"].Here {
		t.Errorf("stopped, it is here: %v", err)
	}
	var last, of int64
	d.must(d.FetchFile(t.Context(), file.ID, func(done, total int64) { last, of = done, total }))
	d.reads(d.files(ticket)["Film.mp4"], film)
	if last != int64(len(film)) || of != last {
		t.Errorf("told %d of %d", last, of)
	}
	d.calm()
}

// A right that is taken away hides the file's contents, and nothing else.
func TestAFileThatMayNotBeRead(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	id := s.theirs("Case", map[string]any{"name": "Mast"})
	own := s.theirFile("Case", id, "Secret.txt", "secret")
	s.crm.Fail(func(r *espotest.Request) *espotest.Fault {
		if r.Path == "Attachment/file/"+own {
			return &espotest.Fault{Status: http.StatusForbidden}
		}
		return nil
	})
	d.rounds()
	file := d.files(d.only("ticket"))["Secret.txt"]
	if file.Here || file.ID == "" {
		t.Fatalf("%+v", file)
	}
	if err := d.FetchFile(t.Context(), file.ID, nil); crm.CodeOf(err) != crm.CodeDenied {
		t.Errorf("%v", err)
	}
	s.crm.Heal()
	d.must(d.FetchFile(t.Context(), file.ID, nil))
	d.reads(file, "secret")
	d.calm()
}
