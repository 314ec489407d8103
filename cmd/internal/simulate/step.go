package simulate

import (
	"fmt"
	"math/rand/v2"
)

// Verb is what a step does.
type Verb uint8

// The verbs.
const (
	Edit    Verb = iota // a person changes, makes or deletes a record at a client
	Undo                // a person takes the last action back
	Web                 // somebody works at the server
	Answer              // a person answers an item of the inbox
	Retry               // a person asks for a held record to be sent again
	Restart             // a client's program is started anew
	Other               // the other instance on the same store takes its turn
	Copy                // a client's database is copied to another computer
	Pass                // time passes
	Clock               // the server's clock is set
	Round               // a client runs a round
	Listing             // a client runs a round with a complete listing
	verbs
)

var verbNames = [verbs]string{
	"edit", "undo", "web", "answer", "retry", "restart", "other instance", "copy", "pass", "clock", "round", "complete round",
}

// Step is one thing that happens. Everything left open in it follows from Dice.
type Step struct {
	Do   Verb
	Who  int // client, counted modulo their number
	Dice uint64
}

func (s Step) String() string {
	return fmt.Sprintf("%-14s d%d  dice %016x", verbNames[s.Do], s.Who, s.Dice)
}

// weights of the verbs, in percent.
var weights = [verbs]int{29, 3, 17, 8, 2, 1, 2, 1, 3, 1, 32, 1}

// Schedule makes the steps of a seed.
func Schedule(seed uint64) []Step {
	rnd := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a schedule
	steps := make([]Step, 20+rnd.IntN(80))
	for i := range steps {
		n := rnd.IntN(100)
		v := Verb(0)
		for n >= weights[v] {
			n -= weights[v]
			v++
		}
		steps[i] = Step{Do: v, Who: rnd.IntN(6), Dice: rnd.Uint64()}
	}
	return steps
}

// mix hashes numbers into one.
func mix(parts ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h ^= p + 0x9e3779b97f4a7c15 + h<<6 + h>>2
		h ^= h >> 30
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 27
		h *= 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}
