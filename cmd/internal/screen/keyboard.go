package screen

import (
	"fmt"
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Keyboard presses keys on a screen at once, without a program to be started for each: for measurements.
type Keyboard struct {
	conn  *xgb.Conn
	codes map[xproto.Keysym]byte
}

// names are the keys that are no letter or digit, as X numbers them.
var names = map[string]xproto.Keysym{
	"ctrl": 0xffe3, "alt": 0xffe9, "shift": 0xffe1, "Return": 0xff0d, "Escape": 0xff1b, "Tab": 0xff09, "BackSpace": 0xff08, "Delete": 0xffff,
	"Up": 0xff52, "Down": 0xff54, "Left": 0xff51, "Right": 0xff53, "Next": 0xff56, "Prior": 0xff55, "End": 0xff57, "Home": 0xff50, "F2": 0xffbf, "F5": 0xffc2,
}

// Keyboard connects to the screen; Close it in the end.
func (s *Screen) Keyboard() (*Keyboard, error) {
	conn, err := xgb.NewConnDisplay(s.Display)
	if err != nil {
		return nil, fmt.Errorf("reach the screen: %w", err)
	}
	if err := xtest.Init(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("reach the keyboard: %w", err)
	}
	k := &Keyboard{conn: conn, codes: map[xproto.Keysym]byte{}}
	setup := xproto.Setup(conn)
	first, n := setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)
	table, err := xproto.GetKeyboardMapping(conn, first, n).Reply()
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("read the keyboard: %w", err)
	}
	for i := range int(n) {
		sym := table.Keysyms[i*int(table.KeysymsPerKeycode)]
		if _, known := k.codes[sym]; !known && sym != 0 {
			k.codes[sym] = byte(first) + byte(i)
		}
	}
	return k, nil
}

// Press presses and releases a key, such as "a" or "ctrl+k", and returns once the screen has it.
func (k *Keyboard) Press(key string) error {
	parts := strings.Split(key, "+")
	var down []byte
	for _, part := range parts {
		sym, ok := names[part]
		if !ok && len(part) == 1 {
			sym, ok = xproto.Keysym(part[0]), true
		}
		code, there := k.codes[sym]
		if !ok || !there {
			return fmt.Errorf("there is no key %q", part)
		}
		down = append(down, code)
	}
	for _, code := range down {
		xtest.FakeInput(k.conn, xproto.KeyPress, code, 0, 0, 0, 0, 0)
	}
	for i := len(down) - 1; i >= 0; i-- {
		xtest.FakeInput(k.conn, xproto.KeyRelease, down[i], 0, 0, 0, 0, 0)
	}
	if _, err := xproto.GetInputFocus(k.conn).Reply(); err != nil { // an answer comes after what was asked before
		return fmt.Errorf("press %s: %w", key, err)
	}
	return nil
}

// Close ends the connection.
func (k *Keyboard) Close() { k.conn.Close() }
