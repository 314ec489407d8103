package storage

import (
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// readCache is how many KB of pages a reading connection keeps. It forgets them all after each commit of another connection. Given back one
// by one, their memory goes to the system in pieces of 64 KB, each of which stops the other processors for a moment: the first read after
// a save took up to 130 ms on a virtual machine. So they lie in one piece, which a connection is given once.
const readCache = 1000

// readCacheSet is what SQLite answered; it must be asked before the first connection is opened.
var readCacheSet = setReadCache()

// setReadCache has each connection ask for the memory of its first pages at once: https://sqlite.org/c3ref/c_config_covering_index_scan.html
// (SQLITE_CONFIG_PAGECACHE without memory of ours, and a negative number of KB).
func setReadCache() int32 {
	tls := libc.NewTLS()
	defer tls.Close()
	const words = 3
	list := libc.Xmalloc(tls, words*libc.Tsize_t(unsafe.Sizeof(uintptr(0))))
	if list == 0 {
		return sqlite3.SQLITE_NOMEM
	}
	defer libc.Xfree(tls, list)
	return sqlite3.Xsqlite3_config(tls, sqlite3.SQLITE_CONFIG_PAGECACHE, libc.VaList(list, uintptr(0), int32(0), int32(-readCache)))
}
