package engine_test

import (
	"context"
	"slices"
	"sync/atomic"
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

func (s *starts) run(begin time.Time, status ...func(engine.Status)) *engine.Runner {
	o := engine.RunnerOptions{Round: func(context.Context) (replica.Round, error) {
		s.at = append(s.at, time.Since(begin))
		if n := len(s.at); n <= len(s.errs) {
			return replica.Round{}, s.errs[n-1]
		}
		return replica.Round{}, nil
	}}
	for _, f := range status {
		o.Status = f
	}
	return engine.Start(o)
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

func TestRunnerNoticesSleepAndAnotherNetwork(t *testing.T) {
	for _, sleep := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			var s starts
			begin := time.Now()
			var slept atomic.Int64
			var moved atomic.Bool
			r := engine.Start(engine.RunnerOptions{
				Round: func(context.Context) (replica.Round, error) {
					s.at = append(s.at, time.Since(begin))
					return replica.Round{}, nil
				},
				Wall: func() time.Time { return time.Now().Add(time.Duration(slept.Load())) },
				Nets: func() ([]string, error) {
					if moved.Load() {
						return []string{"192.168.1.9/24"}, nil
					}
					return []string{"10.0.0.7/24"}, nil
				},
			})
			pause(time.Hour + 5*time.Second)
			if sleep {
				slept.Store(int64(8 * time.Hour))
			} else {
				moved.Store(true)
			}
			pause(20 * time.Second)
			r.Stop()
			want(t, "last round", s.at[len(s.at)-1], time.Hour+20*time.Second)
		})
	}
}

func TestRunnerTellsThatItIsOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var told []engine.Status
		s := starts{}
		for range 5 {
			s.errs = append(s.errs, &remote.Error{Class: remote.Transient, Message: "down"})
		}
		r := s.run(begin, func(st engine.Status) { told = append(told, st) })
		pause(25 * time.Second)
		want(t, "offline", r.Status().Offline.Equal(begin), true)
		pause(time.Minute)
		want(t, "online", r.Status().Offline.IsZero(), true)
		r.Stop()
		if !slices.ContainsFunc(told, func(s engine.Status) bool { return s.Failures == 5 && !s.Offline.IsZero() }) {
			t.Fatal("nobody was told")
		}
	})
}

func TestRunnerCanBeToldAfterItStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s starts
		r := s.run(time.Now())
		pause(time.Second)
		r.Stop()
		r.Wake()
		r.Now()
		r.Focus(true)
	})
}
