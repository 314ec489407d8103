//go:build !linux

package storage

import "os"

// pushOut brings what was written to the disk and waits for it.
func pushOut(f *os.File) error { return f.Sync() }
