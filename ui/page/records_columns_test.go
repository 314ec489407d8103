package page

import (
	"slices"
	"testing"

	"satchel/app/crm"
)

// TestANameIsWorthMoreThanAnAmount: where a list has little room, names of deals stay whole and the deadline stays.
func TestANameIsWorthMoreThanAnAmount(t *testing.T) {
	deal, err := crm.Base().Entity("deal")
	if err != nil {
		t.Fatal(err)
	}
	for width, want := range map[float32][]string{504: {"name", "stage", "close_date"}, 643: {"name", "stage", "amount", "close_date"}} {
		var got []string
		for _, n := range columnsFor(deal, width) {
			got = append(got, deal.Columns[n].Field)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v wide: %v, want %v", width, got, want)
		}
	}
}

// TestANameIsWorthMoreThanAThirdColumn: in large text names of people stay whole, and go on beside their organisation where there is room.
func TestANameIsWorthMoreThanAThirdColumn(t *testing.T) {
	contact, err := crm.Base().Entity("contact")
	if err != nil {
		t.Fatal(err)
	}
	for width, want := range map[float32]int{465: 3, 387: 2, 643: 4} {
		if got := columnsFor(contact, width); len(got) != want {
			t.Errorf("%v wide: %d columns, want %d", width, len(got), want)
		}
	}
}

// TestAConsentIsListedWithItsAnswer: beside a form in a small window, too.
func TestAConsentIsListedWithItsAnswer(t *testing.T) {
	consent, err := crm.Base().Entity("consent")
	if err != nil {
		t.Fatal(err)
	}
	if got := columnsFor(consent, 465); len(got) != len(consent.Columns) {
		t.Errorf("%d columns, want all %d", len(got), len(consent.Columns))
	}
}

// TestWhoseATicketIsStandsInTheList: two of one subject were alike in a small window.
func TestWhoseATicketIsStandsInTheList(t *testing.T) {
	ticket, err := crm.Base().Entity("ticket")
	if err != nil {
		t.Fatal(err)
	}
	for width, want := range map[float32][]string{465: {"subject", "organisation", "due_at"}, 643: {"subject", "organisation", "status", "due_at"}} {
		var got []string
		for _, n := range columnsFor(ticket, width) {
			got = append(got, ticket.Columns[n].Field)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v wide: %v, want %v", width, got, want)
		}
	}
}

// TestWhenSomethingHappenedStaysInTheList: in large text, too.
func TestWhenSomethingHappenedStaysInTheList(t *testing.T) {
	activity, err := crm.Base().Entity("activity")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range columnsFor(activity, 390) {
		got = append(got, activity.Columns[n].Field)
	}
	if want := []string{"at", "subject"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
