package boot

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
)

func TestOnlyOneInstanceSyncsAtATime(t *testing.T) {
	t.Setenv("SATCHEL_SECRET", "any")
	file := filepath.Join(t.TempDir(), "satchel.db")
	a, endA := openApp(t, file)
	defer endA()
	b, endB := openApp(t, file)
	defer endB()
	if _, err := a.Connect(t.Context(), replica.Connection{Provider: "memory", URL: memory.Scheme + uuid.NewString()}, "any"); err != nil {
		t.Fatal(err)
	}
	first := a.Sync.(*syncer)
	_, end, err := first.lease(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Sync.Round(t.Context(), nil)
	if crm.CodeOf(err) != crm.CodeBusy || !strings.Contains(err.Error(), "another Satchel") {
		t.Errorf("two instances sync at once: %v", err)
	}
	end()
	if _, err := b.Sync.Round(t.Context(), nil); err != nil {
		t.Errorf("after the other's round: %v", err)
	}
	if _, err := a.Sync.Round(t.Context(), nil); err != nil {
		t.Errorf("the lease stayed after a round: %v", err)
	}
}
