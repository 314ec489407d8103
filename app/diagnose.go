package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Facts are what a database tells about itself without any value of a record.
type Facts struct {
	SQLite string           `json:"sqlite"`
	Schema int              `json:"schema"` // version of the file
	Bytes  int64            `json:"bytes"`  // of the database, without its write-ahead log
	Free   int64            `json:"free"`   // of them unused
	Rows   map[string]int64 `json:"rows"`   // of the tables that keep history and sync
}

// Diagnostics are what helps to find a fault: numbers, states and versions. They hold no value of a field, no title, name, address,
// key or host, and no sentence of the provider, which might quote one.
type Diagnostics struct {
	At       string            `json:"at"`
	Program  map[string]string `json:"program"`
	File     Facts             `json:"file"`
	Check    []string          `json:"check"` // what the check of the file found
	Records  map[string]int64  `json:"records"`
	Own      map[string]int    `json:"own_fields"` // how many there are
	Sync     *SyncDiagnostics  `json:"sync,omitempty"`
	Notes    []string          `json:"notes,omitempty"` // parts that could not be read, by name and class
	Redacted string            `json:"redacted"`
}

// SyncDiagnostics are the bookkeeping of the sync in numbers.
type SyncDiagnostics struct {
	Provider  string           `json:"provider"`
	Server    string           `json:"server"` // a hash, so that two reports about one server can be told to be so
	Plain     bool             `json:"plain_http"`
	Since     string           `json:"since"`
	Guarantee []string         `json:"guarantee"`
	Waiting   map[string]int64 `json:"waiting"` // by entity
	Refused   int64            `json:"refused"`
	Local     int64            `json:"local"`
	Tied      map[string]int64 `json:"tied"`
	Held      []HeldCount      `json:"held"`
	Conflicts map[string]int64 `json:"conflicts"` // by kind and entity
	Feeds     []replica.Cursor `json:"feeds"`
	Rounds    []RoundFacts     `json:"rounds"` // newest first
}

// HeldCount is how many records of an entity wait for one reason.
type HeldCount struct {
	Entity  string             `json:"entity"`
	Reason  replica.HoldReason `json:"reason"`
	Records int                `json:"records"`
	Tries   int                `json:"tries"`  // of the record that was tried most often
	Oldest  string             `json:"oldest"` // since when
}

// RoundFacts are a round without the sentence of its failure.
type RoundFacts struct {
	replica.Round
	Started string `json:"started"`
	Failure string `json:"failure,omitempty"` // left empty: it may name the server
}

const redacted = "Values, names, addresses, keys, host names and messages of the server are left out."

// Diagnose collects what helps to find a fault. What cannot be read is noted, so that a damaged file can be diagnosed too.
func (a *App) Diagnose(ctx context.Context) Diagnostics {
	d := Diagnostics{
		At: crm.InstantOf(a.Now()).String(), Program: program(), Records: map[string]int64{}, Own: map[string]int{},
		Check: []string{}, Redacted: redacted,
	}
	note := func(part string, err error) bool {
		if err != nil {
			d.Notes = append(d.Notes, part+": "+string(crm.CodeOf(err)))
		}
		return err == nil
	}
	var err error
	d.File, err = a.Facts(ctx)
	note("file", err)
	found, err := a.Check(ctx)
	if note("check", err) && found != nil {
		d.Check = found
	}
	for _, e := range a.Catalog().Entities() {
		n, err := a.Count(ctx, crm.Query{Entity: e.Name})
		if note(e.Name, err) {
			d.Records[e.Name] = n
		}
		for _, f := range e.Fields {
			if f.Own {
				d.Own[e.Name]++
			}
		}
	}
	st, err := a.SyncStatus(ctx)
	if note("status", err) && st.Connected {
		d.Sync, err = a.diagnoseSync(ctx, st)
		note("sync", err)
	}
	return d
}

func (a *App) diagnoseSync(ctx context.Context, st Status) (*SyncDiagnostics, error) {
	sum := sha256.Sum256([]byte(st.Account.URL))
	out := &SyncDiagnostics{
		Provider: st.Account.Provider, Server: hex.EncodeToString(sum[:6]), Plain: strings.HasPrefix(st.Account.URL, "http://"),
		Since: st.Account.Since.String(), Guarantee: st.Guarantee, Refused: st.Refused, Local: st.Local, Feeds: st.Feeds,
		Waiting: map[string]int64{}, Conflicts: map[string]int64{}, Held: []HeldCount{}, Rounds: []RoundFacts{},
	}
	entities, err := a.Sync.Entities(ctx)
	if err != nil {
		return out, err
	}
	for _, e := range entities {
		if out.Waiting[e], err = a.CountWaiting(ctx, []string{e}, false); err != nil {
			return out, err
		}
	}
	if out.Tied, err = a.Tied(ctx); err != nil {
		return out, err
	}
	held, err := a.Held(ctx, 100_000)
	if err != nil {
		return out, err
	}
	out.Held = countHeld(held)
	conflicts, err := a.Sync.Conflicts(ctx)
	if err != nil {
		return out, err
	}
	for _, c := range conflicts {
		out.Conflicts[string(c.Kind)+" "+c.Entity]++
	}
	rounds, err := a.Rounds(ctx, 50)
	for _, r := range rounds {
		out.Rounds = append(out.Rounds, RoundFacts{Round: r, Started: r.Started.String()})
	}
	return out, err
}

// countHeld sums held records up by entity and reason, in the order in which they appear.
func countHeld(held []replica.Item) []HeldCount {
	out := []HeldCount{}
	at := map[HeldCount]int{}
	for _, item := range held {
		if item.Hold == nil {
			continue
		}
		key := HeldCount{Entity: item.Entity, Reason: item.Hold.Reason}
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			key.Oldest = item.Hold.Since.String()
			out = append(out, key)
		}
		out[i].Records++
		out[i].Tries = max(out[i].Tries, item.Hold.Tries)
	}
	return out
}

// program says which program runs where.
func program() map[string]string {
	out := map[string]string{"os": runtime.GOOS, "arch": runtime.GOARCH, "go": runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		out["version"] = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" || s.Key == "vcs.modified" || s.Key == "CGO_ENABLED" {
				out[s.Key] = s.Value
			}
		}
	}
	return out
}

// WriteDiagnostics writes them as JSON into a new file that only this user can read.
func (a *App) WriteDiagnostics(ctx context.Context, file string) (err error) {
	raw, err := json.MarshalIndent(a.Diagnose(ctx), "", "  ")
	if err != nil {
		return crm.Errorf(crm.CodeInternal, "The diagnostics cannot be written: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the person chose it
	switch {
	case errors.Is(err, fs.ErrExist):
		return crm.Errorf(crm.CodeConflict, "%s exists already. Choose another name.", file)
	case err != nil:
		return crm.Errorf(crm.CodeUnavailable, "The file %s cannot be written: %w", file, err)
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Close()); err != nil {
		return crm.Errorf(crm.CodeFull, "The file %s cannot be written: %w", file, errors.Join(err, os.Remove(file)))
	}
	return nil
}
