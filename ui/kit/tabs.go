package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Tabs is a choice of one among a few, such as the parts of a timeline. Left and
// Right change it.
type Tabs struct {
	widget.BaseWidget
	OnChange func(i int)

	chips    []*Chip
	selected int
	all      *fyne.Container
}

var _ fyne.Widget = (*Tabs)(nil)

// NewTabs returns a choice among titles; the first one is on.
func NewTabs(changed func(i int), titles ...string) *Tabs {
	t := &Tabs{OnChange: changed, all: Flow(6)}
	for i, title := range titles {
		chip := &tabChip{tabs: t, Chip: Chip{Text: title, On: i == 0}}
		chip.do = func() { t.Select(i) }
		chip.ExtendBaseWidget(chip)
		t.chips = append(t.chips, &chip.Chip)
		t.all.Add(chip)
	}
	t.ExtendBaseWidget(t)
	return t
}

// Selected returns the number of the choice, from 0.
func (t *Tabs) Selected() int { return t.selected }

// Select makes choice i the one that is on; one that does not exist is ignored.
func (t *Tabs) Select(i int) {
	if i < 0 || i >= len(t.chips) || i == t.selected {
		return
	}
	t.selected = i
	for n, c := range t.chips {
		c.SetOn(n == i)
	}
	if t.OnChange != nil {
		t.OnChange(i)
	}
}

// SetText changes the title of choice i, for instance its count.
func (t *Tabs) SetText(i int, title string) {
	t.chips[i].Text = title
	t.chips[i].Refresh()
	t.all.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.all) }

// tabChip is a Chip that hands Left and Right to its Tabs.
type tabChip struct {
	Chip
	tabs *Tabs
}

// TypedKey implements fyne.Focusable.
func (c *tabChip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		c.tabs.Select(c.tabs.selected - 1)
	case fyne.KeyRight:
		c.tabs.Select(c.tabs.selected + 1)
	default:
		c.Chip.TypedKey(e)
	}
}
