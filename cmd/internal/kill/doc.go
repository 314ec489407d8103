// Package kill tests that killing the program loses nothing: it builds the real satchelctl, lets it work against a model of EspoCRM on a
// bad line while a colleague works there too, kills it at random moments, and compares what was typed with what is left on both sides.
// The same is done with three people on a real team hub that is killed as well.
package kill
