package main

import "slices"

// mutants are all planted mistakes.
var mutants = slices.Concat(reading, merging, sending, batches, missing, restored, files, around)

const engine = "sync/engine/"

// crashes are stories played again for every moment at which the program can end.
var crashes = suite{"cmd/internal/crash", "TestEveryMomentInMemory"}

// Tests of single promises, where the simulation has no say.
func engineTest(run string) suite  { return suite{"sync/engine", run} }
func storageTest(run string) suite { return suite{"storage", run} }

func one(file, before, after string) []edit { return []edit{{file, before, after}} }
