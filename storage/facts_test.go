package storage

import (
	"context"
	"testing"

	"satchel/app/crm"
)

func TestFactsCountWithoutValues(t *testing.T) {
	f := open(t)
	f.add("organisation", crm.Values{"name": "A"})
	got, err := f.Facts(context.Background())
	if err != nil || got.SQLite == "" || got.Schema == 0 || got.Bytes < 4096 || got.Rows["batch"] != 1 || got.Rows["change"] != 1 || got.Rows["item"] != 0 {
		t.Errorf("%+v %v", got, err)
	}
}
