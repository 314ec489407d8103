//go:build !linux

package storage

import "os"

// flush brings what was written to the disk and waits for it.
func flush(f *os.File) error { return f.Sync() }
