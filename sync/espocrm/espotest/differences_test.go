package espotest_test

// differences are the exchanges the model answers differently from the
// recording, and why. One that is not listed fails the test, and so does one
// that is listed and no longer differs.
var differences = map[string]string{}
