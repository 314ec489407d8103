package remote

import "sync/atomic"

// Meter counts what a provider sent and received, for the round's figures. The zero Meter is ready.
type Meter struct{ requests, bytes atomic.Int64 }

// Count adds one request and the bytes of its bodies.
func (m *Meter) Count(bytes int64) {
	m.requests.Add(1)
	m.bytes.Add(bytes)
}

// Read returns the totals so far.
func (m *Meter) Read() (requests, bytes int64) { return m.requests.Load(), m.bytes.Load() }
