package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"satchel/cmd/internal/boot"
)

func main() {
	ctx := context.Background()
	a, end, err := boot.Open(ctx, boot.Options{File: os.Args[1], Zone: time.UTC})
	if err != nil {
		panic(err)
	}
	defer end()
	for range 2 {
		for _, w := range []string{"anna", "muel", "kowal", "garcia", "okafor", "berlin", "schmidt", "li", "invoice"} {
			for i := range w {
				t := time.Now()
				h, err := a.Search(ctx, w[:i+1], 6)
				fmt.Printf("%s %.1f (%d %v)  ", w[:i+1], float64(time.Since(t).Microseconds())/1000, len(h), err)
			}
			fmt.Println()
		}
	}
}
