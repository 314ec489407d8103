package hub

import (
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"satchel/sync/hub/wire"
)

// signal wakes everybody who waits for it.
type signal struct {
	mu   sync.Mutex
	next chan struct{} // closed by the next signal
}

func (s *signal) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}

func (s *signal) raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.next)
	s.next = make(chan struct{})
}

// announce binds the hooks that tell waiting clients about a committed change.
func (h *Hub) announce(collections ...string) {
	tell := func(e *core.RecordEvent) error {
		h.moved.raise()
		return e.Next()
	}
	h.app.OnRecordAfterCreateSuccess(collections...).BindFunc(tell)
	h.app.OnRecordAfterUpdateSuccess(collections...).BindFunc(tell)
	h.app.OnRecordAfterDeleteSuccess(collections...).BindFunc(tell)
}

// wait keeps a request open until the sequence goes on. It tells nothing but that it did; what, the client asks for.
func (h *Hub) wait(e *core.RequestEvent, _ *visitor) (any, error) {
	timer := time.NewTimer(wire.WaitAtMost)
	defer timer.Stop()
	for {
		moved := h.moved.wait() // before looking, so that no change falls in between
		epoch, seq, err := h.here()
		if err != nil {
			return nil, err
		}
		if now := place(epoch, seq); now != e.Request.URL.Query().Get("place") {
			return wire.Place{Place: now}, nil
		}
		select {
		case <-moved:
		case <-timer.C:
			return wire.Place{Place: place(epoch, seq)}, nil
		case <-e.Request.Context().Done():
			return nil, e.Request.Context().Err()
		}
	}
}
