package storage

import (
	"errors"
	"sync"
	"testing"
)

// TestTheSameQuestionIsAnsweredOnce asks from several sides while the first still computes; one whose answer was broken off computes anew.
func TestTheSameQuestionIsAnsweredOnce(t *testing.T) {
	db := &DB{}
	q := question{table: &table{name: "contact"}}
	for _, broken := range []bool{false, true} {
		begun, goOn := make(chan struct{}), make(chan struct{})
		var first, others int
		var mu sync.Mutex
		var wait sync.WaitGroup
		wait.Go(func() {
			_, err := cached(db, "a", q, func() (int, error) {
				first++
				close(begun)
				<-goOn
				if broken {
					return 0, errors.New("cancelled")
				}
				return 7, nil
			})
			if (err != nil) != broken {
				t.Error(err)
			}
		})
		<-begun
		for range 3 {
			wait.Go(func() {
				n, err := cached(db, "a", q, func() (int, error) {
					mu.Lock()
					defer mu.Unlock()
					others++
					return 7, nil
				})
				if err != nil || n != 7 {
					t.Error(n, err)
				}
			})
		}
		close(goOn)
		wait.Wait()
		if first != 1 || !broken && others != 0 {
			t.Errorf("computed %d and %d times", first, others)
		}
		db.cache.answers = nil
	}
}
