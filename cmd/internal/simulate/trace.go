package simulate

import (
	"fmt"
	"hash/fnv"
)

// tracer sums up everything that happens, so that two runs can be compared.
type tracer struct {
	on  bool
	sum uint64
}

func (t *tracer) note(args ...any) {
	if !t.on {
		return
	}
	h := fnv.New64a()
	fmt.Fprint(h, args...)
	t.sum = mix(t.sum, h.Sum64())
}
