//go:build unix

package kill

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// number is a setting from the environment.
func number(t *testing.T, name string, otherwise int) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv(name), strconv.Itoa(otherwise)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// build makes the real program.
func build(t *testing.T) string {
	binary := filepath.Join(t.TempDir(), "satchelctl")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "satchel/cmd/satchelctl")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// TestKills kills the program SATCHEL_KILLS times, on servers of every kind.
func TestKills(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	binary := build(t)
	kills, seed := number(t, "SATCHEL_KILLS", 10), uint64(number(t, "SATCHEL_KILL_SEED", 1))
	for i := range 4 {
		versions, marker := i&1 == 0, i&2 == 0
		t.Run(fmt.Sprintf("versions=%v,marker=%v", versions, marker), func(t *testing.T) {
			killing(t, binary, seed*4+uint64(i), (kills+3)/4, versions, marker)
		})
	}
}

func killing(t *testing.T, binary string, seed uint64, kills int, versions, marker bool) {
	began := time.Now()
	s := newServer(t, seed, versions, marker)
	p := newPerson(t, s, binary, seed)
	p.secret = apiKey
	for p.run(never, "connect", "espocrm", "--url", s.url).code != 0 { // the line is bad from the start
		if time.Since(began) > time.Minute {
			t.Fatal("cannot connect")
		}
	}
	for range 20 { // something to work on
		p.add(never)
		s.eve()
	}
	for p.kills < kills && !t.Failed() {
		p.step()
	}
	p.settle(s)
	f := p.compare()
	p.tell(f)
	t.Logf("seed %d: %d kills (%s), %d words typed, %d lost, %d doubled, %d apart, %d in the inbox; the line: %s; %.1f s", seed, p.kills,
		counts(p.where), len(p.words), len(f.lost), len(f.doubled), len(f.apart), p.boxed, counts(s.hurt), time.Since(began).Seconds())
}

// tell reports what the comparison found, and tests the file.
func (p *person) tell(f found) {
	for what, list := range map[string][]string{"lost": f.lost, "doubled": f.doubled, "apart": f.apart} {
		for _, line := range list {
			p.t.Errorf("%s: %s", what, line)
		}
	}
	if r := p.run(never, "check"); r.code != 0 {
		p.t.Errorf("check: %s%s", r.out, r.err)
	}
}

func counts(m map[string]int) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, fmt.Sprintf("%s %d", name, m[name]))
	}
	return strings.Join(out, ", ")
}

// TestImportsAreWholeOrNothing kills imports at moments spread over all of their time: each is there whole or not at all, and importing
// the same file again completes it without a double.
func TestImportsAreWholeOrNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	rows, seed := 500, uint64(number(t, "SATCHEL_KILL_SEED", 1))
	p := &person{
		t: t, rnd: rand.New(rand.NewPCG(seed, 3)), binary: build(t), db: filepath.Join(t.TempDir(), "satchel.db"), where: map[string]int{},
	}
	p.run(never, "init")
	count := func() int {
		got := p.run(never, "count", "contact").objects()
		if len(got) != 1 {
			t.Fatal("no count after a kill")
		}
		return int(got[0]["count"].(float64))
	}
	began := time.Now()
	p.run(never, "import", "contact", people(t, 0, rows))
	took, want := time.Since(began), count()
	if want != rows {
		t.Fatalf("%d contacts", want)
	}
	whole, kills := 0, max(3, number(t, "SATCHEL_KILLS", 6)/2)
	for i := 1; p.kills < kills && i < 3*kills; i++ {
		file := people(t, i, rows)
		kill := time.Duration(p.rnd.Float64() * float64(took))
		r := p.run(kill, "import", "contact", file)
		switch n := count(); {
		case n == want+rows:
			whole++
		case n != want || len(r.objects()) > 0:
			t.Fatalf("after an import was killed at %v there are %d contacts, want %d or %d", kill, n, want, want+rows)
		}
		if r.killed {
			p.hit("import")
		}
		want += rows
		if r := p.run(never, "import", "contact", file); r.code != 0 || count() != want {
			t.Fatalf("imported again there are %d contacts, want %d: %s", count(), want, r.err)
		}
	}
	if r := p.run(never, "check"); r.code != 0 {
		t.Errorf("check: %s%s", r.out, r.err)
	}
	t.Logf("%d imports of %d rows killed within %v, %d were whole, the others had left nothing", p.kills, rows, took.Round(time.Millisecond), whole)
}

// people writes a file of contacts.
func people(t *testing.T, i, rows int) string {
	file := filepath.Join(t.TempDir(), "rows.csv")
	var b strings.Builder
	b.WriteString("Last name;First name;E-Mail;Company\n")
	for j := range rows {
		fmt.Fprintf(&b, "Row %d;Import %d;r%d.%d@firm.example;Firm %d.%d\n", j, i, j, i, i, j%20)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
