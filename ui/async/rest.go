package async

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// Thinking is how long after a key its picture is drawn and the next one is not there yet: the time for what nobody waits for.
const Thinking = 150 * time.Millisecond

// CollectAtRest collects garbage while the person thinks: with a large file a collection has the processor for some 40 ms, for which one key
// in four to ten would wait. What it returns is called at each use of the window, on one goroutine, and calls used.
func CollectAtRest(used func()) func() {
	t := time.AfterFunc(Thinking, func() {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}, {Name: "/gc/heap/goal:bytes"}}
		metrics.Read(s)
		if worthCollecting(s[0].Value.Uint64(), s[1].Value.Uint64(), s[2].Value.Uint64()) {
			runtime.GC()
		}
	})
	return func() {
		t.Reset(Thinking)
		used()
	}
}

// worthCollecting tells whether a third of what may come before the next collection has come. All are bytes of memory: what is used, what of
// it was alive at the last collection, and at how much the next one begins by itself.
func worthCollecting(used, alive, goal uint64) bool {
	return used > alive && goal > alive && used-alive > (goal-alive)/3
}
