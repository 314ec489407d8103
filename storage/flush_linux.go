package storage

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// flush brings what was written to the disk and waits for it. It does not end the transaction of the file system, as a sync does, in which
// a save beside it would have to take part; the file is synced once at its end.
func flush(f *os.File) error {
	err := unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WAIT_BEFORE|unix.SYNC_FILE_RANGE_WRITE|unix.SYNC_FILE_RANGE_WAIT_AFTER)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ESPIPE) { // a file system that cannot
		return f.Sync()
	}
	return err
}
