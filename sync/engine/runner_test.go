package engine_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/remote"
)

// starts runs a runner whose rounds end as told and returns when each began, in seconds.
type starts struct {
	at   []time.Duration
	errs []error // of the rounds in turn; after them nil
}

func (s *starts) run(begin time.Time) *engine.Runner {
	return engine.Start(engine.RunnerOptions{Round: func(context.Context) (replica.Round, error) {
		s.at = append(s.at, time.Since(begin))
		if n := len(s.at); n <= len(s.errs) {
			return replica.Round{}, s.errs[n-1]
		}
		return replica.Round{}, nil
	}})
}

// pause lets the bubble's clock run.
func pause(d time.Duration) { <-time.After(d) }

func TestRunnerPollsEverSlower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s starts
		r := s.run(time.Now())
		pause(2 * time.Hour)
		r.Stop()
		want(t, "first", s.at[0], 0)
		want(t, "second", s.at[1], 15*time.Second)
		want(t, "last pause", s.at[len(s.at)-1]-s.at[len(s.at)-2], 5*time.Minute)
	})
}

func TestRunnerStartsSoonAfterAnEdit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s starts
		r := s.run(time.Now())
		pause(5 * time.Second)
		r.Wake()
		r.Wake()
		pause(5 * time.Second)
		r.Stop()
		want(t, "rounds", len(s.at), 2)
		want(t, "second", s.at[1], 6500*time.Millisecond)
	})
}

func TestRunnerAlwaysTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fail := &remote.Error{Class: remote.Transient, Message: "down"}
		s := starts{}
		for range 30 {
			s.errs = append(s.errs, fail)
		}
		r := s.run(time.Now())
		pause(24 * time.Hour)
		r.Stop()
		if len(s.at) < 31 {
			t.Fatalf("only %d rounds in a day", len(s.at))
		}
		for i := 1; i < len(s.at); i++ {
			if gap := s.at[i] - s.at[i-1]; gap > 15*time.Minute {
				t.Fatalf("a pause of %v", gap)
			}
		}
	})
}

func TestRunnerNeverBreaksRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := starts{errs: []error{&remote.Error{Class: remote.Transient, Message: "busy", RetryAfter: 90 * time.Second}}}
		r := s.run(time.Now())
		pause(10 * time.Second)
		r.Wake()
		r.Now()
		pause(3 * time.Minute)
		r.Stop()
		want(t, "second", s.at[1], 90*time.Second)
	})
}

func TestRunnerStopEndsTheRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.Start(engine.RunnerOptions{Round: func(ctx context.Context) (replica.Round, error) {
			<-ctx.Done()
			return replica.Round{}, ctx.Err()
		}})
		pause(time.Second)
		r.Stop()
	})
}
