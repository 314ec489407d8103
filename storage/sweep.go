package storage

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/maphash"
	"time"

	"satchel/app/crm"
)

// sweep empties the bytes of the file that nothing uses: between the rows of pages, behind the ends of long rows, and in free pages. It goes
// in short transactions that each find their way from the roots, since saves between them may move everything: what it remembers only
// spares looking twice.
type sweep struct {
	ctx    context.Context //nolint:containedctx // of the one sweep
	left   []string        // trees by their names, and free pages
	seen   map[uint32]swept
	seed   maphash.Seed
	last   bool  // free pages are looked through once more
	looked int64 // pages
	wrote  int64 // of them

	on     *statements // in whose transaction this step is
	until  time.Time   // its end
	time   time.Duration
	usable int    // bytes of a page
	count  uint32 // pages of the file
}

// swept tells of a page with these bytes, by their hash, how much of what it leads to is empty.
type swept struct {
	sum   uint64
	parts int  // ends of rows, or free pages
	whole bool // the pages below, with all of theirs
}

// newSweep begins one. Free pages come first: what SQLite frees or takes meanwhile must not bring anything of them into a tree that is done;
// and once more at last, for those that another program freed.
func newSweep(ctx context.Context, on *statements) (*sweep, error) {
	w := &sweep{ctx: ctx, time: stepTime, left: []string{freePages, everyObject}, seen: map[uint32]swept{}, seed: maphash.MakeSeed()}
	err := on.each(ctx, func(scan func(...any) error) error {
		w.left = append(w.left, "")
		return scan(&w.left[len(w.left)-1])
	}, `SELECT name FROM sqlite_schema WHERE rootpage > 0`)
	w.left = append(w.left, freePages)
	return w, err
}

const (
	freePages   = ""
	everyObject = "sqlite_schema" // the table at the beginning of the file
	deepest     = 20              // more levels than a tree can have
)

// step empties what is unused of what is left to do, as far as the time of a step goes. Nothing else may be done in the transaction.
func (w *sweep) step(on *statements) (whole bool, err error) {
	w.on, w.until = on, time.Now().Add(w.time)
	var head []byte
	if err := on.row(w.ctx, `SELECT page_count, data FROM pragma_page_count, sqlite_dbpage WHERE pgno = 1`, nil, &w.count, &head); err != nil {
		return false, err
	}
	w.usable = len(head) - int(head[20])
	if w.usable < 480 || binary.BigEndian.Uint32(head[52:]) != 0 { // a file that shrinks by itself has pages of another kind
		return false, crm.Errorf(crm.CodeInternal, "The database was made in a way that this program does not know.")
	}
	for len(w.left) > 0 {
		if w.left[0] == freePages {
			if len(w.left) == 1 && !w.last {
				w.last = true
				clear(w.seen) // pages were used and freed since
			}
			whole, err = w.free(head)
		} else {
			whole, err = w.tree(w.left[0])
		}
		if err != nil || !whole {
			return false, err
		}
		if w.left = w.left[1:]; w.late() {
			break
		}
	}
	return len(w.left) == 0, nil
}

// tree empties what is unused in the tree of a table or an index.
func (w *sweep) tree(name string) (whole bool, err error) {
	root := uint32(1)
	if name != everyObject {
		err = w.on.row(w.ctx, `SELECT rootpage FROM sqlite_schema WHERE name = ? AND rootpage > 0`, []any{name}, &root)
		if errors.Is(err, sql.ErrNoRows) { // it is no more
			return true, nil
		} else if err != nil {
			return false, err
		}
	}
	levels := 0
	for no, leaf := root, false; !leaf; levels++ {
		if levels == deepest {
			return false, oddPage(no)
		}
		err = w.pages([]uint32{no}, func(_ uint32, data []byte) (bool, error) {
			n, _, err := sift(no, data, w.usable)
			if leaf = n.leaf; err == nil && !leaf {
				no = n.below[0]
			}
			return false, err
		})
		if err != nil {
			return false, err
		}
	}
	return w.level([]uint32{root}, levels-1)
}

// level empties pages that are so many levels above the lowest ones, and all that is below them.
func (w *sweep) level(list []uint32, above int) (whole bool, err error) {
	type known struct {
		node
		no  uint32
		sum uint64
	}
	var nodes []known
	err = w.pages(list, func(no uint32, data []byte) (emptied bool, err error) {
		k := known{no: no, sum: maphash.Bytes(w.seed, data)}
		if s := w.seen[no]; s.whole && s.sum == k.sum {
			return false, nil
		}
		if k.node, emptied, err = sift(no, data, w.usable); err != nil || k.leaf != (above == 0) {
			return false, orOdd(err, no)
		}
		if emptied {
			k.sum = maphash.Bytes(w.seed, data)
		}
		nodes = append(nodes, k)
		return emptied, nil
	})
	if err != nil {
		return false, err
	}
	for _, n := range nodes {
		parts := len(n.tails)
		if above == 1 {
			parts += (len(n.below) + pagesOfPart - 1) / pagesOfPart
		}
		if whole, err = w.parts(n.no, n.sum, parts, func(i int) (bool, error) {
			if i < len(n.tails) {
				return true, w.tail(n.tails[i])
			}
			return w.leaves(piece(n.below, i-len(n.tails)))
		}); err != nil || !whole {
			return false, err
		}
		if above > 1 {
			if whole, err = w.level(n.below, above-1); err != nil || !whole {
				return false, err
			}
		}
		if above == 1 {
			w.seen[n.no] = swept{sum: n.sum, parts: parts, whole: true}
			w.looked++
		}
	}
	return true, nil
}

// leaves empties some pages of the lowest level, which need not be remembered one by one then.
func (w *sweep) leaves(list []uint32) (whole bool, err error) {
	if whole, err = w.level(list, 0); err != nil || !whole {
		return false, err
	}
	for _, no := range list {
		delete(w.seen, no)
	}
	w.looked += int64(len(list))
	return true, nil
}

// pagesOfPart is how many pages are looked through at once.
const pagesOfPart = 64

func piece(list []uint32, i int) []uint32 {
	return list[i*pagesOfPart : min((i+1)*pagesOfPart, len(list))]
}

// parts does what is left to do of a page.
func (w *sweep) parts(no uint32, sum uint64, n int, do func(i int) (whole bool, err error)) (whole bool, err error) {
	from := 0
	if s := w.seen[no]; s.sum == sum {
		from = s.parts
	}
	for i := from; i < n; i++ {
		if whole, err := do(i); err != nil || !whole {
			return false, err
		}
		w.seen[no] = swept{sum: sum, parts: i + 1}
		if w.late() {
			return false, nil
		}
	}
	return true, nil
}

// tail empties what is behind the end of a long row.
func (w *sweep) tail(t tail) error {
	on := w.usable - 4
	last := t.first
	pages := (t.bytes + on - 1) / on
	if pages > 1 {
		if err := w.on.row(w.ctx, alongTail, []any{t.first, pages - 1, everyByte}, &last); err != nil {
			return err
		}
	}
	w.looked += int64(pages)
	return w.pages([]uint32{last}, func(no uint32, data []byte) (bool, error) {
		if binary.BigEndian.Uint32(data) != 0 {
			return false, oddPage(no)
		}
		return empty(data[4+t.bytes-(pages-1)*on:]), nil
	})
}

// alongTail follows ?2 pages from page ?1, each of which begins with the number of the next; ?3 are all bytes, to read numbers by.
const alongTail = `WITH RECURSIVE along (no, n) AS (
	SELECT ?1, 0
	UNION ALL
	SELECT (SELECT ((instr(?3, substr(head, 1, 1)) - 1) << 24) + ((instr(?3, substr(head, 2, 1)) - 1) << 16)
			+ ((instr(?3, substr(head, 3, 1)) - 1) << 8) + instr(?3, substr(head, 4, 1)) - 1
		FROM (SELECT substr(data, 1, 4) AS head FROM sqlite_dbpage WHERE pgno = no)), n + 1
	FROM along WHERE n < ?2
) SELECT ifnull(no, 0) FROM along WHERE n = ?2`

var everyByte = func() (out []byte) {
	for b := range 256 {
		out = append(out, byte(b))
	}
	return out
}()

// free empties the pages that nothing uses: each that lists others, and those.
func (w *sweep) free(head []byte) (whole bool, err error) {
	next := binary.BigEndian.Uint32(head[32:])
	for range w.count {
		if next == 0 {
			return true, nil
		}
		var list []uint32
		var sum uint64
		no := next
		if err := w.pages([]uint32{no}, func(_ uint32, data []byte) (emptied bool, err error) {
			next = binary.BigEndian.Uint32(data)
			n := int(binary.BigEndian.Uint32(data[4:]))
			if n > w.usable/4-2 {
				return false, oddPage(no)
			}
			for i := range n {
				list = append(list, binary.BigEndian.Uint32(data[8+4*i:]))
			}
			emptied = empty(data[8+4*n:])
			sum = maphash.Bytes(w.seed, data)
			return emptied, nil
		}); err != nil {
			return false, err
		}
		whole, err := w.parts(no, sum, (len(list)+pagesOfPart-1)/pagesOfPart, func(i int) (bool, error) {
			some := piece(list, i)
			w.looked += int64(len(some))
			return true, w.pages(some, func(_ uint32, data []byte) (bool, error) { return empty(data), nil })
		})
		if err != nil || !whole {
			return false, err
		}
	}
	return false, oddPage(next)
}

// late tells whether the time of the step is over. It is asked after something was done.
func (w *sweep) late() bool {
	return time.Now().After(w.until)
}

// pages reads pages, and writes those of which look emptied something.
func (w *sweep) pages(list []uint32, look func(no uint32, data []byte) (emptied bool, err error)) error {
	numbers, err := json.Marshal(list)
	if err != nil {
		return err
	}
	emptied := map[uint32][]byte{}
	n := 0
	err = w.on.each(w.ctx, func(scan func(...any) error) error {
		var no uint32
		var data []byte
		if err := scan(&no, &data); err != nil {
			return err
		}
		n++
		is, err := look(no, data)
		if is {
			emptied[no] = data
		}
		return err
	}, `SELECT pgno, data FROM json_each(?) CROSS JOIN sqlite_dbpage WHERE pgno = value`, string(numbers))
	if err == nil && n < len(list) {
		err = oddPage(list[0])
	}
	for no, data := range emptied {
		if err != nil {
			break
		}
		w.wrote++
		_, err = w.on.exec(w.ctx, `UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?`, data, no)
	}
	return err
}

func orOdd(err error, no uint32) error {
	if err == nil {
		err = oddPage(no)
	}
	return err
}
