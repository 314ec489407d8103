//go:build unix

package kill

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/hub"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

func TestMain(m *testing.M) { hubtest.Main(m) }

// gate stands before a hub and notes every word that the hub shows. Where versions are checked, nobody can replace a word that it
// accepted without having been shown it.
type gate struct {
	t        *testing.T
	url      string
	hub      *hub.Provider
	requests atomic.Int64
	sent     chan struct{} // somebody sends changes

	mu   sync.Mutex
	seen map[string]bool
}

func newGate(t *testing.T, to string) *gate {
	g := &gate{t: t, sent: make(chan struct{}, 1), seen: map[string]bool{}}
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Header.Set("Accept-Encoding", "identity") // to read what is shown
		},
		ModifyResponse: g.note,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // as a dead hub breaks a line
	}
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.requests.Add(1)
		if r.URL.Path == wire.Batch {
			select {
			case g.sent <- struct{}{}:
			default:
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	web.Start()
	t.Cleanup(web.Close)
	g.url = web.URL
	return g
}

func (g *gate) note(r *http.Response) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, w := range typedWord.FindAllString(string(body), -1) {
		g.seen[w] = true
	}
	return nil
}

func (g *gate) reset()                { g.requests.Store(0) }
func (g *gate) asked() int            { return int(g.requests.Load()) }
func (g *gate) took(word string) bool { g.mu.Lock(); defer g.mu.Unlock(); return g.seen[word] }

func (g *gate) all(k kind) (out []map[string]any) {
	for scan := (remote.Scan{Feed: k.entity}); ; {
		page, err := g.hub.List(context.Background(), scan)
		if err != nil {
			g.t.Fatal(err)
		}
		for _, r := range page.Records {
			out = append(out, r.Values)
			scan.After = r.ID
		}
		if !page.More {
			return out
		}
	}
}

func (g *gate) doubles() (out []string) {
	seen := map[string]bool{}
	for _, k := range kinds {
		for _, r := range g.all(k) {
			mark := text(r[k.notes])
			if seen[mark] {
				out = append(out, mark)
			}
			seen[mark] = true
		}
	}
	return out
}

// TestTeamIsKilled kills a hub SATCHEL_KILLS times while three people work on it, whose programs are killed at least as often.
func TestTeamIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	began, binary := time.Now(), build(t)
	kills, seed := number(t, "SATCHEL_KILLS", 4), uint64(number(t, "SATCHEL_KILL_SEED", 1))
	h := hubtest.Start(t)
	g := newGate(t, h.URL)
	var team []*person
	for i, user := range []string{"owner", "member", "other"} {
		p := newPerson(t, g, binary, seed*3+uint64(i))
		p.n = i * 1_000_000 // nobody's words are anybody else's
		p.secret, g.hub = signIn(t, h, user)
		if r := p.run(never, "connect", "hub", "--url", g.url, "--user", user+"@example.org"); r.code != 0 {
			t.Fatal(r.err)
		}
		team = append(team, p)
	}
	var done atomic.Bool
	var all sync.WaitGroup
	for _, p := range team {
		all.Go(func() {
			for !t.Failed() && (!done.Load() || p.kills < kills/len(team)+1) {
				p.step()
			}
		})
	}
	hits := strike(h, g, kills, rand.New(rand.NewPCG(seed, 4)))
	done.Store(true)
	all.Wait()
	rest(t, team)
	gone, again := map[string]bool{}, map[string]bool{}
	for _, p := range team {
		for mark := range p.gone {
			gone[mark] = true
		}
		for mark := range p.again {
			again[mark] = true
		}
	}
	words, clients := 0, 0
	var sum found
	for _, p := range team {
		p.gone, p.again = gone, again
		f := p.compare()
		p.tell(f)
		words, clients = words+len(p.words), clients+p.kills
		sum.lost, sum.doubled, sum.apart = append(sum.lost, f.lost...), append(sum.doubled, f.doubled...), append(sum.apart, f.apart...)
		t.Logf("one's programs: %d kills (%s), %d in the inbox", p.kills, counts(p.where), p.boxed)
	}
	t.Logf("seed %d: the hub killed %d times, %d of them while changes were sent, programs %d times; %d words typed, %d lost, %d doubled, %d apart; %.1f s",
		seed, kills, hits, clients, words, len(sum.lost), len(sum.doubled), len(sum.apart), time.Since(began).Seconds())
}

// signIn gets a user's token, since the hub allows a few sign-ins a minute only.
func signIn(t *testing.T, h *hubtest.Hub, user string) (token string, p *hub.Provider) {
	p, err := hub.OpenWith(remote.Options{
		Catalog: crm.Base(), URL: h.URL, User: user + "@example.org", Secret: hubtest.Password, Meter: &remote.Meter{},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	account, err := p.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return account.Secret, p
}

// strike kills the hub and starts it again, just after somebody began to send if that is soon.
func strike(h *hubtest.Hub, g *gate, kills int, rnd *rand.Rand) (hits int) {
	for range kills {
		select {
		case <-g.sent:
			hits++
		case <-time.After(time.Duration(200+rnd.IntN(2500)) * time.Millisecond):
		}
		<-time.After(time.Duration(rnd.IntN(25_000)) * time.Microsecond)
		h.Kill()
		<-time.After(time.Duration(rnd.IntN(100)) * time.Millisecond)
		h.Serve("")
		select { // what was sent to the dead one
		case <-g.sent:
		default:
		}
	}
	return hits
}

// rest lets everybody sync until nothing moves any more.
func rest(t *testing.T, team []*person) {
	for quiet, n := 0, 0; quiet < 2; n++ {
		if n == 20 {
			t.Fatal("the team does not come to rest")
		}
		quiet++
		for _, p := range team {
			r := p.run(never, "sync")
			rounds := r.objects()
			if len(rounds) != 1 || r.code == 1 {
				t.Fatalf("a round on a good line: exit %d, %s%s", r.code, r.out, r.err)
			}
			if rounds[0]["pulled"] != 0.0 || rounds[0]["pushed"] != 0.0 {
				quiet = 0
			}
			if i := slices.IndexFunc(p.inbox(), func(item map[string]any) bool { return item["kind"] == "mass_delete" }); i >= 0 {
				p.decide(p.inbox()[i], "--theirs", never)
				quiet = 0
			}
		}
	}
}
