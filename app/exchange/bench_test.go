package exchange

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkPlan checks a file of 100,000 contacts, all new.
func BenchmarkPlan(b *testing.B) {
	var text strings.Builder
	text.WriteString("First name,Last name,E-mail,Phone,Company,Street,City,Birthday,Tags\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "Ana %d,de la Fuente %d,p%d@example.org,+49 30 555%05d,Firm %d,Hauptstraße %d,Köln,%d/%d/1980,vip; fair\n", i, i, i, i, i%9000, i%90, i%28+1, i%12+1)
	}
	file := write(b, "big.csv", text.String())
	b.ReportAllocs()
	for b.Loop() {
		p, err := NewPlan(context.Background(), newFake(b), "contact", file, Options{})
		if err != nil || p.New != 100_000 {
			b.Fatal(err, p.New, p.Refused[0])
		}
		_ = p.Close()
	}
}
