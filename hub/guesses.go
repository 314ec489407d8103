package hub

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Wrong passwords that one account takes, from wherever they come, before further ones have to wait.
const (
	guessesAtOnce = 20
	guessAgain    = time.Minute // until one more is taken
	mostHomes     = 50          // addresses that are remembered of an account
)

// guesses slows down who guesses one account's password from many addresses. Nobody is locked out by it: a computer that is signed in
// goes on, and an address at which the account was signed in since the hub began to answer is counted by itself alone.
type guesses struct {
	mu    sync.Mutex
	seed  maphash.Seed
	taken [1 << 12]taken      // by account; as many as that, so that guessed names fill no memory and tell nothing of who has an account
	homes map[string][]string // addresses by account, latest last
}

// taken are the wrong passwords of an account that are not forgotten.
type taken struct {
	n     int
	since time.Time // from when on they are being forgotten
}

func newGuesses() *guesses { return &guesses{seed: maphash.MakeSeed(), homes: map[string][]string{}} }

// take counts an attempt as wrong until [guesses.right]; false = it has to wait.
func (g *guesses) take(account, address string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if slices.Contains(g.homes[account], address) {
		return true
	}
	t := g.of(account)
	if past := int(now.Sub(t.since) / guessAgain); past >= t.n || past < 0 {
		*t = taken{since: now}
	} else {
		t.n, t.since = t.n-past, t.since.Add(time.Duration(past)*guessAgain)
	}
	if t.n >= guessesAtOnce {
		return false
	}
	t.n++
	return true
}

// right takes back that an attempt counts as wrong.
func (g *guesses) right(account, address string) {
	g.mu.Lock()
	if t := g.of(account); t.n > 0 && !slices.Contains(g.homes[account], address) {
		t.n--
	}
	g.mu.Unlock()
}

// home notes that an account is signed in at an address.
func (g *guesses) home(account, address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	list := g.homes[account]
	if slices.Contains(list, address) {
		return
	}
	if list = append(list, address); len(list) > mostHomes {
		list = list[1:]
	}
	g.homes[account] = list
}

func (g *guesses) of(account string) *taken {
	return &g.taken[maphash.String(g.seed, account)%uint64(len(g.taken))]
}

// accountOf names an account by its collection and address.
func accountOf(collection, email string) string { return collection + " " + strings.ToLower(email) }

// watchSignIns counts the attempts to sign in by account; PocketBase counts them by address.
func (h *Hub) watchSignIns() {
	h.app.OnRecordAuthWithPasswordRequest().BindFunc(func(e *core.RecordAuthWithPasswordRequestEvent) error {
		return h.guess(e.RequestEvent, accountOf(e.Collection.Name, e.Identity), e.RealIP(), e.Next)
	})
}

// guess carries out an attempt that asks for a password; an error of it is a wrong one. address "" = none makes a difference.
func (h *Hub) guess(e *core.RequestEvent, account, address string, attempt func() error) error {
	if !h.guesses.take(account, address, h.now()) {
		e.Response.Header().Set("Retry-After", "60")
		return e.TooManyRequestsError("Too many attempts to sign in as this user. Try again in a minute.", nil)
	}
	err := attempt()
	if err == nil {
		h.guesses.right(account, address)
		if address != "" {
			h.guesses.home(account, address)
		}
	}
	return err
}
