package main

var runner = engineTest("TestRunner|TestSchedule")

// around are mistakes around a round: its timer, its lease, its database, its log.
var around = []mutant{
	{"Retry-After is ignored", "I17: the provider's wait is kept", one(engine+"schedule.go",
		`if after := retryAfter(e.err); after > 0 {`, `if after := retryAfter(e.err); after < 0 {`), runner},
	{"an edit breaks Retry-After", "I17: the provider's wait is kept", one(engine+"schedule.go",
		`if s.next.Before(s.notBefore) {`, `if e.what != edited && e.what != called && s.next.Before(s.notBefore) {`), runner},
	{"the breaker never opens", "I17: effort is bounded", one(engine+"schedule.go",
		`if s.breaker == halfOpen || s.failures >= breakAfter {`, `if s.breaker == halfOpen {`), runner},
	{"the breaker never closes", "I13: a provider that answers again is trusted again", one(engine+"schedule.go",
		`if s.successes++; s.successes >= trustAfter {`, `if s.successes++; s.successes >= 1<<30 {`), runner},
	{"Retry-After is forgotten by the next start", "I17: the provider's wait is kept", one(engine+"engine.go",
		`if wait := retryAfter(err); wait > 0 {`, `if wait := retryAfter(err); wait < 0 {`), engineTest("TestRetryAfter")},
	{"a quiet round stores its figures", "I5: without news nothing is written", one(engine+"engine.go",
		`if out.Quiet() && last.Failure == ""`, `if out.Quiet() && last.Failure != ""`), suite{"cmd/internal/boot", "TestQuietRounds"}},
	{"a round goes on while the provider is busy", "I17: the provider's wait is kept", one(engine+"round.go",
		`e.Class == remote.Canceled || e.RetryAfter > 0 ||`, `e.Class == remote.Canceled ||`), engineTest("TestRetryAfter")},
	{"the timer is not set again", "I13: a failed round is followed by another", one(engine+"runner.go",
		`if timer.Stop(); s.armed() {`, `if timer.Stop(); s.armed() && s.failures == 0 {`), runner},
	{"after a refused key it goes on", "I17: a refused key stops everything", one(engine+"round.go",
		`!errors.As(err, &e) || e.Class == remote.Auth ||`, `!errors.As(err, &e) ||`), engineTest("TestRefusedKey")},
	{"two instances sync at once", "I3: one round at a time", one("cmd/internal/boot/lock.go",
		"	if !held {", "	if !held && database == \"\" {"), suite{"cmd/internal/boot", "TestOnlyOneInstance"}},
	{"the lock is not taken", "I3: one round at a time", one("cmd/internal/boot/lock.go",
		`held, err := file.TryLock()`, `held, err := file != nil, error(nil)`), suite{"cmd/internal/boot", "TestOnlyOneInstance"}},
	{"commits are not flushed", "I2: what was saved survives a power cut", one("storage/open.go",
		`"journal_mode(WAL)", "synchronous(FULL)"`, `"journal_mode(WAL)", "synchronous(OFF)"`), storageTest("TestCommits")},
	{"an answer's words go to the log", "no value and no secret in a log", one("sync/remote/log.go",
		`"class", string(e.Class), "unknown"`, `"class", string(e.Class), "message", e.Message, "unknown"`), suite{"sync/remote", "TestLog"}},
	{"an edit of a refused record does not wake it", "I14: an edited record is tried again", one("storage/mark.go",
		`DO UPDATE SET edited = 1, hold = CASE hold WHEN 'unsure' THEN hold END`, `DO UPDATE SET edited = 1`), storageTest("TestEdits")},
}
