package storage

import "sync"

// inUse counts the handles of this process on each file. On POSIX systems closing any descriptor of a file drops all locks that the
// process holds on it, so a file that is in use must not be opened by anything but SQLite (sqlite.org/howtocorrupt.html, section 2.2).
var inUse = struct {
	sync.Mutex
	files map[string]int
}{files: map[string]int{}}

// use counts a handle and prepares the file for the first one. The function returned ends the use; it may be called again.
func use(file string) (end func(), err error) {
	inUse.Lock()
	defer inUse.Unlock()
	if inUse.files[file] == 0 {
		if err := prepareFile(file); err != nil {
			return nil, err
		}
	}
	inUse.files[file]++
	return sync.OnceFunc(func() {
		inUse.Lock()
		defer inUse.Unlock()
		if inUse.files[file]--; inUse.files[file] == 0 {
			delete(inUse.files, file)
		}
	}), nil
}
