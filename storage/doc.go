// Package storage keeps everything in one SQLite file: the records in typed tables made from the catalog, their history, the search
// index and the bookkeeping of the sync. It alone writes SQL. Any SQLite tool can read the file.
package storage
