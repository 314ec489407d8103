package storage

import "testing"

// TestCommitsAreFlushed: in any lesser mode a power cut may take what a person was told is saved.
func TestCommitsAreFlushed(t *testing.T) {
	f := open(t)
	s := <-f.writer
	defer f.give(s)
	var mode int
	if err := s.conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&mode); err != nil || mode != 2 {
		t.Errorf("synchronous is %d, not FULL: %v", mode, err)
	}
}
