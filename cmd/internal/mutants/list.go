package main

import "slices"

// mutants are all planted mistakes.
var mutants = slices.Concat(reading, merging, sending, missing, around)

const engine = "sync/engine/"

// Tests of single promises, where the simulation has no say.
func engineTest(run string) suite  { return suite{"sync/engine", run} }
func storageTest(run string) suite { return suite{"storage", run} }

func one(file, old, new string) []edit { return []edit{{file, old, new}} }
