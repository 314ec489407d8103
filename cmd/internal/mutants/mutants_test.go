package main

import "testing"

// TestEveryMutantApplies keeps the list from rotting: the text that a mutant replaces is there exactly once, and what it becomes is
// still a program.
func TestEveryMutantApplies(t *testing.T) {
	root, err := repository(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, m := range mutants {
		if names[m.name] || m.breaks == "" || len(m.edits) == 0 {
			t.Errorf("%q is listed twice, or breaks nothing", m.name)
		}
		names[m.name] = true
		if _, err := m.mutate(root); err != nil {
			t.Error(err)
		}
	}
	if len(mutants) < 30 {
		t.Errorf("only %d mutants", len(mutants))
	}
}

func TestFigures(t *testing.T) {
	for words, want := range map[string][2]string{
		"x\nFAILED seed 12 after 3456 operations in total\nSATCHEL_SIM_SEED=12:": {"12", "3456"},
		"simulate_test.go:63: 100011 operations, 150 seeds":                      {"150", "100011"},
		"SATCHEL_SIM_SEED=7:\nI1: lost":                                          {"7", "-"},
		"--- FAIL: TestSomething":                                                {"-", "-"},
	} {
		if seeds, operations := figures(words); seeds != want[0] || operations != want[1] {
			t.Errorf("%q: %s %s", words, seeds, operations)
		}
	}
}
