package desktop

import (
	"reflect"
	"sync"
	"testing"

	"satchel/app"
)

// TestTheGuardLeavesNothingOut calls every method as a page would on the UI goroutine: one that the guard does not know would let a
// query pass there.
func TestTheGuardLeavesNothingOut(t *testing.T) {
	free := map[string]bool{"Version": true, "VersionOf": true, "OnCommit": true, "Close": true, "Catalog": true, "State": true, "Watch": true} // wait for nothing
	g := &Guard{Runner: &Runner{}}
	for guarded, port := range map[any]reflect.Type{g: reflect.TypeFor[app.Store](), &GuardSync{Guard: g}: reflect.TypeFor[app.Syncer]()} {
		for i := range port.NumMethod() {
			name := port.Method(i).Name
			if free[name] {
				continue
			}
			before := len(g.Caught())
			call(reflect.ValueOf(guarded).MethodByName(name))
			if len(g.Caught()) != before+1 {
				t.Errorf("%v.%s passes the guard", port, name)
			}
		}
	}
}

// TestTheGuardCountsReadsOfSeveralGoroutines reads as the charts do, which count side by side.
func TestTheGuardCountsReadsOfSeveralGoroutines(t *testing.T) {
	g := &Guard{Runner: &Runner{}}
	const each = 1000
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range each {
				g.check("Rows")
			}
		})
	}
	all.Wait()
	if n := g.Calls()["Rows"]; n != 4*each {
		t.Errorf("%d of %d calls were counted", n, 4*each)
	}
}

// call calls a method with zero values; there is nothing behind the guard, so it panics once it is through.
func call(m reflect.Value) {
	defer func() { _ = recover() }()
	args := make([]reflect.Value, m.Type().NumIn())
	for i := range args {
		args[i] = reflect.Zero(m.Type().In(i))
	}
	m.Call(args)
}
