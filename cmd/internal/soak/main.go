// Command soak lets a team work for months of simulated time on the real engine and real databases, with lost requests and answers, and
// watches what must not grow: differences between the computers, memory, files, open files and goroutines.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

func main() {
	o := options{}
	minutes := flag.Float64("minutes", 10, "how long to run at least, and until nine simulated days for each minute are over")
	flag.IntVar(&o.clients, "clients", 10, "computers")
	flag.IntVar(&o.records, "records", 300, "records to work on")
	flag.Uint64Var(&o.seed, "seed", 1, "the schedule follows from it")
	flag.Parse()
	o.length = time.Duration(*minutes * float64(time.Minute))
	o.days = int(9 * *minutes)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "soak")
	if err == nil {
		err = run(ctx, o, dir, os.Stdout)
		_ = os.RemoveAll(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1) //nolint:gocritic // the signal handler may be left behind
	}
}

// options say how much to do.
type options struct {
	clients, records int
	seed             uint64
	length           time.Duration // of the wall clock
	days             int           // least number of simulated days, 0 = any
}

// week is how many simulated days a computer runs before it is restarted; figures are taken then, when caches are empty.
const week = 7

// run works until the time is over. The error says what diverged or grew.
func run(ctx context.Context, o options, dir string, out io.Writer) error {
	t, err := newTeam(ctx, o, dir)
	if err != nil {
		return err
	}
	defer t.close()
	began, told := time.Now(), time.Time{}
	var figures []figure
	for day := 1; (time.Since(began) < o.length || day <= o.days) && ctx.Err() == nil; day++ {
		if err := t.day(); err != nil {
			return fmt.Errorf("day %d: %w", day, err)
		}
		if day%week == 0 {
			if err := t.restart(); err != nil {
				return err
			}
			figures = append(figures, t.measure(day))
		}
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			f := t.measure(day)
			fmt.Fprintf(out, "%4.0f s  %s\n", time.Since(began).Seconds(), f)
		}
		if len(t.diverged) > 0 {
			return fmt.Errorf("day %d: the computers differ: %v", day, t.diverged)
		}
	}
	return judge(figures, out)
}
