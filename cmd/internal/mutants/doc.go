// Command mutants proves that the tests of the sync notice the classic mistakes of a sync. Each mutant is one small change of the
// product that breaks a promise; the program builds the tests with it, without touching a file of ours, and runs the suite that has to
// fail. A mutant that survives is a hole in the tests, and the program ends with code 1.
package main
