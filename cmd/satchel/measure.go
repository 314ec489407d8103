package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"satchel/ui"
	"satchel/ui/page"
)

// measureVariable makes the program show the contact list, print what that took, and end: for `make bench`.
const measureVariable = "SATCHEL_MEASURE"

// began is when the program began to run.
var began = time.Now()

// measure waits for the first rows of the contact list, or the empty list, and until they are painted.
func measure(shell *ui.Shell, out io.Writer, done func(error)) {
	var look *fyne.Animation
	shown := false
	look = fyne.NewAnimation(time.Second, func(float32) { // before each picture of the window
		switch p, ok := shell.Page().(*page.Records); {
		case !ok: // still the page that the program begins with
			shell.Go(page.Route{Name: "records", Entity: "contact"})
		case shown: // and the picture with it was drawn
			look.Stop()
			done(report(out))
		default:
			shown = p.Shown()
		}
	})
	look.RepeatCount = fyne.AnimationRepeatForever
	look.Start()
}

func report(out io.Writer) error {
	resident, err := residentMB()
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(map[string]float64{
		"start_ms": float64(time.Since(began).Microseconds()) / 1000, "resident_mb": resident,
	})
}

// residentMB reads the resident memory from the kernel; 0 where the system does not tell it this way.
func residentMB() (float64, error) {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, nil //nolint:nilerr // not Linux
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				return 0, fmt.Errorf("read the memory in use: %w", err)
			}
			return kb / 1024, nil
		}
	}
	return 0, nil
}
