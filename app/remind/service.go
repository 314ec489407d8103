package remind

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
)

// Names of stored settings.
const (
	settingBook = "reminders"
	SettingLead = "remind_before" // minutes before the time, "" = at the time, [Off] = never
	Off         = "off"
)

// Service reminds from the database. It may be used from any goroutine.
type Service struct{ App *app.App }

// day is how long before its ring the time of an item without an hour lies, at most.
const day = 24 * time.Hour

// horizon is how far ahead items are read; before that passes they are read again.
const horizon = 25 * time.Hour

// mostItems is how many items of each entity are looked at: the latest that are due.
const mostItems = 500

// Check finds what is due and marks it as shown. Of several programs on one database exactly one gets each reminder.
func (s *Service) Check(ctx context.Context) (Turn, error) {
	text, err := s.App.Setting(ctx, SettingLead)
	if err != nil || text == Off {
		return Turn{}, err
	}
	minutes, _ := strconv.Atoi(text)
	var turn Turn
	err = s.change(ctx, func(b Book, items []agenda.Item) Book {
		b, turn = b.Turn(items, crm.InstantOf(s.App.Now()), time.Duration(minutes)*time.Minute, s.App.Zone)
		return b
	})
	if err != nil {
		return Turn{}, err
	}
	return turn, nil
}

// Waiting lists what was shown and waits for a person.
func (s *Service) Waiting(ctx context.Context) ([]agenda.Item, error) {
	b, _, err := s.book(ctx)
	if err != nil || len(b.Marks) == 0 {
		return nil, err
	}
	items, err := s.items(ctx, b)
	return b.Waiting(items), err
}

// Snooze shows an item again later.
func (s *Service) Snooze(ctx context.Context, i agenda.Item, how Snooze) error {
	until := how.Until(s.App.Now().In(s.App.Zone))
	return s.change(ctx, func(b Book, _ []agenda.Item) Book { return b.Snooze(i, until) })
}

// Dismiss does not mention an item again.
func (s *Service) Dismiss(ctx context.Context, i agenda.Item) error {
	return s.change(ctx, func(b Book, _ []agenda.Item) Book { return b.Dismiss(i) })
}

// change stores a changed book. Whoever was slower than another program decides anew on what that one stored.
func (s *Service) change(ctx context.Context, f func(Book, []agenda.Item) Book) error {
	for {
		b, before, err := s.book(ctx)
		if err != nil {
			return err
		}
		items, err := s.items(ctx, b)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(f(b, items))
		if err != nil {
			return crm.Errorf(crm.CodeInternal, "The reminders cannot be stored: %w", err)
		}
		if string(raw) == before {
			return nil
		}
		if swapped, err := s.App.SwapSetting(ctx, settingBook, before, string(raw)); err != nil || swapped {
			return err
		}
	}
}

// book reads what is remembered, and its stored form.
func (s *Service) book(ctx context.Context) (Book, string, error) {
	text, err := s.App.Setting(ctx, settingBook)
	if err != nil || text == "" {
		return Book{}, text, err
	}
	var b Book
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return Book{}, text, crm.Errorf(crm.CodeCorrupt, "The stored reminders cannot be read: %w", err)
	}
	return b, text, nil
}

// items reads what may be due: the user's own open items since reminding began.
func (s *Service) items(ctx context.Context, b Book) ([]agenda.Item, error) {
	now := crm.InstantOf(s.App.Now())
	items, _, err := agenda.Read(ctx, s.App, agenda.Query{
		From: min(b.From, now) - crm.Instant(day.Milliseconds()), To: now + crm.Instant(horizon.Milliseconds()), Mine: true, Open: true, Steps: true, Most: mostItems, Latest: true,
	})
	return items, err
}

// Watch reminds until ctx ends: it tells ring what is due, from its own goroutine. It looks at the clock on the wall every so often, so
// it needs nobody to tell it that the computer slept or that its clock was set; it asks the database only when something may be due.
func (s *Service) Watch(ctx context.Context, every time.Duration, ring func(Turn), fail func(error)) {
	w := watch{service: s}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if turn, err := w.look(ctx); err != nil {
			if ctx.Err() == nil {
				fail(err)
			}
		} else if len(turn.Ring)+len(turn.Missed) > 0 {
			ring(turn)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// watch is what is known between two looks at the clock.
type watch struct {
	service *Service
	asked   time.Time // when the database was asked last; zero = never
	version int64     // of the data then
	next    crm.Instant
}

// fresh is how long an answer holds without a commit.
const fresh = time.Hour

// look asks what is due if that may have changed: a commit, a moment that came, time that passed, or a clock that was set.
func (w *watch) look(ctx context.Context) (Turn, error) {
	now, version := w.service.App.Now().Round(0), w.service.App.Version() // without the clock that stands still while the computer sleeps
	passed := now.Sub(w.asked)
	if !w.asked.IsZero() && version == w.version && passed >= 0 && passed < fresh && (w.next == 0 || crm.InstantOf(now) < w.next) {
		return Turn{}, nil
	}
	turn, err := w.service.Check(ctx)
	if err != nil {
		return Turn{}, err
	}
	w.asked, w.next, w.version = now, turn.Next, version // as before the question: what was committed meanwhile is looked at next time
	return turn, nil
}
