package crm

import (
	"slices"
	"testing"
)

func TestAChecklistIsReadAsPeopleWriteIt(t *testing.T) {
	text := "call back\n\n- [x] ask for the log\n* [ ]  send a part \n[X] done [x] twice\n[ ]\n"
	want := []Step{{"call back", false}, {"ask for the log", true}, {"send a part", false}, {"done [x] twice", true}}
	if got := Steps(text); !slices.Equal(got, want) || !slices.Equal(Steps(Checklist(got)), want) {
		t.Errorf("%+v", got)
	}
	if Steps("") != nil || Checklist(nil) != "" {
		t.Error("nothing is no checklist")
	}
}
