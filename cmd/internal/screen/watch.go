package screen

import (
	"fmt"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"
)

// Watch is told by the screen of everything that is drawn on it. Whoever measures does not look again and again that way: that would take
// the processor from the program that draws.
type Watch struct {
	s     *Screen
	conn  *xgb.Conn
	drawn chan struct{} // one for each drawing

	now, before []byte // memory for pictures
}

// waiting is how many drawings may wait to be looked at.
const waiting = 1 << 12

// Watch connects to the screen; Close it in the end.
func (s *Screen) Watch() (*Watch, error) {
	conn, err := xgb.NewConnDisplay(s.Display)
	if err != nil {
		return nil, fmt.Errorf("reach the screen: %w", err)
	}
	w := &Watch{s: s, conn: conn, drawn: make(chan struct{}, waiting)}
	if err := w.subscribe(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("watch the screen: %w", err)
	}
	go w.listen()
	return w, nil
}

// subscribe asks for an event after each drawing on the root window or one of those in it.
func (w *Watch) subscribe() error {
	if err := xfixes.Init(w.conn); err != nil {
		return err
	}
	if _, err := xfixes.QueryVersion(w.conn, 5, 0).Reply(); err != nil {
		return err
	}
	if err := damage.Init(w.conn); err != nil {
		return err
	}
	if _, err := damage.QueryVersion(w.conn, 1, 1).Reply(); err != nil {
		return err
	}
	id, err := damage.NewDamageId(w.conn)
	if err != nil {
		return err
	}
	root := xproto.Setup(w.conn).DefaultScreen(w.conn).Root
	return damage.CreateChecked(w.conn, id, xproto.Drawable(root), damage.ReportLevelRawRectangles).Check()
}

// listen ends with the connection.
func (w *Watch) listen() {
	for {
		switch event, err := w.conn.WaitForEvent(); {
		case event == nil && err == nil:
			return
		case event != nil:
			if _, ok := event.(damage.NotifyEvent); ok {
				w.drawn <- struct{}{}
			}
		}
	}
}

// Close ends the connection.
func (w *Watch) Close() { w.conn.Close() }
