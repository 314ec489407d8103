// Package crm holds the nouns of Satchel: what a record, a field, an entity and a query are, and one short file per entity.
//
// Everything else walks these descriptions: storage makes its tables from them, forms and lists are laid out from them, import,
// export, the command line and the sync read them. The package imports only the standard library and does no I/O.
//
// Values are plain Go values, one type per field kind (see [Kind]); nil means "not set" for every kind.
package crm
