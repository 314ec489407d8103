package kit

import (
	"strings"

	"satchel/ui/look"
)

// worthMost is how many lines the amounts of a column take at most.
const worthMost = 3

// head is the height of the heads, which is the same for all columns.
func (d *boardBody) head() float32 { return laneHead(max(d.amounts, 1)) }

// count gives all heads room for the lines of amounts of the column with most of them.
func (d *boardBody) count() {
	d.amounts = 0
	for _, head := range d.b.cards.Columns() {
		d.amounts = max(d.amounts, len(head.worth(d.laneWidth()-2*lanePad)))
	}
}

var worthStyle = Style{Size: look.SizeSmall, Color: look.Dim}

// worth are the lines of a column's amounts.
func (head BoardColumn) worth(room float32) []string {
	return sums(head.Worth, room, worthMost, func(s string) float32 { return worthStyle.measure(s).Width })
}

// sums joins amounts into lines, as many as there is room for. None is ever parted: half a number is a wrong one.
func sums(amounts []string, room float32, most int, width func(string) float32) []string {
	var lines []string
	for len(amounts) > 0 && len(lines) < most {
		n := longest(1, len(amounts), 1, func(n int) bool { return width(sum(amounts, n, len(lines) == most-1)) <= room })
		lines = append(lines, sum(amounts, n, len(lines) == most-1))
		amounts = amounts[n:]
	}
	return lines
}

// sum is a line of the first n amounts; the last line says whether there are more.
func sum(amounts []string, n int, last bool) string {
	text := strings.Join(amounts[:n], " + ")
	switch {
	case n == len(amounts):
	case last:
		text += " + …"
	default:
		text += " +"
	}
	return text
}
