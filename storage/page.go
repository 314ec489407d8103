package storage

import (
	"encoding/binary"
	"slices"

	"satchel/app/crm"
)

// Pages of SQLite's b-trees, as https://sqlite.org/fileformat2.html describes them: as much as it takes to find the bytes that nothing uses.

// node is what a page of a b-tree leads to.
type node struct {
	leaf  bool
	below []uint32 // the pages one level down
	tails []tail
}

// tail is the rest of a long row, on pages of its own.
type tail struct {
	first uint32
	bytes int
}

// The kinds of pages.
const (
	indexInner = 2
	tableInner = 5
	indexLeaf  = 10
	tableLeaf  = 13
)

// span is a part of a page.
type span struct{ from, to int }

// sift finds what a page of a b-tree leads to, and empties what nothing uses: what lies between the rows and in rows that were removed.
// usable is how many bytes of a page SQLite uses. If the page does not add up to the byte it stays as it is and the error is CodeCorrupt.
func sift(no uint32, data []byte, usable int) (n node, emptied bool, err error) {
	head := 0
	if no == 1 {
		head = 100 // of the file
	}
	kind := data[head]
	inner := kind == indexInner || kind == tableInner
	if !inner && kind != indexLeaf && kind != tableLeaf {
		return n, false, oddPage(no)
	}
	n.leaf = !inner
	pointers := head + 8
	if inner {
		pointers += 4
	}
	cells, start := u16(data, head+3), u16(data, head+5)
	if start == 0 {
		start = 65536
	}
	end := pointers + 2*cells
	if end > start || start > usable {
		return n, false, oddPage(no)
	}
	used := []span{{0, end}}
	unused := start - end + int(data[head+7]) // as the page itself counts
	for at := u16(data, head+1); at != 0; {
		if at < start || at+4 > usable {
			return n, false, oddPage(no)
		}
		next, size := u16(data, at), u16(data, at+2)
		if size < 4 || at+size > usable || next != 0 && next < at+size {
			return n, false, oddPage(no)
		}
		used, unused = append(used, span{at, at + 4}), unused+size-4
		at = next
	}
	for i := range cells {
		at := u16(data, pointers+2*i)
		if at < start || at >= usable {
			return n, false, oddPage(no)
		}
		size, ok := n.cell(kind, data[at:usable], usable)
		if !ok {
			return n, false, oddPage(no)
		}
		used = append(used, span{at, at + size})
	}
	if inner {
		n.below = append(n.below, binary.BigEndian.Uint32(data[head+8:]))
	}
	gaps, ok := between(used, usable)
	for _, g := range gaps {
		unused -= g.to - g.from
	}
	if !ok || unused != 0 {
		return n, false, oddPage(no)
	}
	for _, g := range gaps {
		emptied = empty(data[g.from:g.to]) || emptied
	}
	return n, emptied, nil
}

// cell reads one cell and tells its size.
func (n *node) cell(kind byte, data []byte, usable int) (size int, ok bool) {
	if kind == indexInner || kind == tableInner {
		if len(data) < 4 {
			return 0, false
		}
		n.below = append(n.below, binary.BigEndian.Uint32(data))
		size = 4
	}
	first, more := varint(data[size:])
	size += more
	if more == 0 || kind == tableInner {
		return max(size, 4), more > 0 && size <= len(data)
	}
	if kind == tableLeaf {
		_, more := varint(data[size:])
		if size += more; more == 0 {
			return 0, false
		}
	}
	if first > 1<<31 {
		return 0, false
	}
	payload := int(first)
	local := localBytes(payload, usable, kind == tableLeaf)
	size += local
	if local < payload {
		if size+4 > len(data) {
			return 0, false
		}
		n.tails = append(n.tails, tail{first: binary.BigEndian.Uint32(data[size:]), bytes: payload - local})
		size += 4
	}
	size = max(size, 4)
	return size, size <= len(data)
}

// localBytes is how many bytes of a row are on its page.
func localBytes(payload, usable int, table bool) int {
	most := (usable-12)*64/255 - 23
	if table {
		most = usable - 35
	}
	if payload <= most {
		return payload
	}
	least := (usable-12)*32/255 - 23
	if local := least + (payload-least)%(usable-4); local <= most {
		return local
	}
	return least
}

// between lists what is between the spans, up to the end; false if two of them overlap or one passes the end.
func between(used []span, end int) (gaps []span, ok bool) {
	slices.SortFunc(used, func(a, b span) int { return a.from - b.from })
	at := 0
	for _, s := range used {
		if s.from < at {
			return nil, false
		}
		if s.from > at {
			gaps = append(gaps, span{at, s.from})
		}
		at = s.to
	}
	if at < end {
		gaps = append(gaps, span{at, end})
	}
	return gaps, at <= end
}

// empty tells whether there was anything.
func empty(data []byte) bool {
	for i, b := range data {
		if b != 0 {
			clear(data[i:])
			return true
		}
	}
	return false
}

func u16(data []byte, at int) int { return int(binary.BigEndian.Uint16(data[at:])) }

// varint reads a number as SQLite writes it; n is 0 where it does not end.
func varint(data []byte) (v uint64, n int) {
	for i, b := range data {
		if i == 8 {
			return v<<8 | uint64(b), 9
		}
		v = v<<7 | uint64(b&0x7f)
		if b < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}

func oddPage(no uint32) error {
	return crm.Errorf(crm.CodeCorrupt, "The file is damaged: page %d does not add up. Restore a backup, or read out what can be read.", int64(no))
}
