package workflow

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// What is proposed for documents that found no slot by themselves.
func TestPropose(t *testing.T) {
	t.Parallel()
	october, november := calendar.MonthOf(calendar.MustDate(2026, 10, 1)), calendar.MonthOf(calendar.MustDate(2026, 11, 1))
	slots := []Obligation{
		{ID: 1, Kind: document.Register, For: october, CentreID: 3},
		{ID: 2, Kind: document.Register, For: october, CentreID: 4},
		{ID: 3, Kind: document.Register, For: november, CentreID: 3},
		{ID: 4, Kind: document.Invoice, For: october},
		{ID: 5, Kind: document.Insurance},
	}
	register := Unplaced{Kind: document.Register}
	inOctober := Unplaced{Kind: document.Register, Hints: Hints{For: october}}
	here := Unplaced{Kind: document.Register, Hints: Hints{For: october, Centre: 3}}
	guessed := Unplaced{Guesses: []document.Kind{document.Insurance, document.DURC}}
	for _, c := range []struct {
		name   string
		papers []Unplaced
		want   []Proposal
	}{
		{"kind, month and centre", []Unplaced{here}, []Proposal{{1, []ObligationID{1}, OneFits}}},
		{"two centres", []Unplaced{inOctober}, []Proposal{{0, []ObligationID{1, 2}, SeveralFit}}},
		{"a kind alone", []Unplaced{register}, []Proposal{{0, []ObligationID{1, 2, 3}, SeveralFit}}},
		{"the only slot of its kind", []Unplaced{{Kind: document.Invoice}}, []Proposal{{4, []ObligationID{4}, LeftOver}}},
		{"what it looks like", []Unplaced{guessed}, []Proposal{{5, []ObligationID{5, 1, 2, 3, 4}, LooksLike}}},
		{"nothing known", []Unplaced{{}}, []Proposal{{0, []ObligationID{1, 2, 3, 4, 5}, KindUnknown}}},
		{"a kind that is not expected", []Unplaced{{Kind: document.DURC}}, []Proposal{{0, nil, NoSlotFits}}},
		{"guesses that are not expected", []Unplaced{{Guesses: []document.Kind{document.DURC}}}, []Proposal{{0, []ObligationID{1, 2, 3, 4, 5}, NoSlotFits}}},
		{"another month", []Unplaced{{Kind: document.Invoice, Hints: Hints{For: november}}}, []Proposal{{0, nil, NoSlotFits}}},
		{"two that fit one slot alike", []Unplaced{here, here}, []Proposal{{0, []ObligationID{1}, WantedBySeveral}, {0, []ObligationID{1}, WantedBySeveral}}},
		{"the better of two", []Unplaced{guessed, {Kind: document.Insurance}}, []Proposal{{0, []ObligationID{5, 1, 2, 3, 4}, WantedBySeveral}, {5, []ObligationID{5}, OneFits}}},
	} {
		got := Propose(slots, c.papers)
		for i := range c.want {
			if got[i].Best != c.want[i].Best || !slices.Equal(got[i].Likely, c.want[i].Likely) || got[i].Reason != c.want[i].Reason {
				t.Errorf("%s: %+v, want %+v", c.name, got[i], c.want[i])
			}
		}
	}
	if got := Propose(nil, []Unplaced{here})[0]; got.Best != 0 || got.Reason != NothingExpected {
		t.Errorf("without slots: %+v", got)
	}
}

// The order of the documents does not change what is proposed for each.
func TestProposeWhateverTheOrder(t *testing.T) {
	t.Parallel()
	slots := []Obligation{{ID: 1, Kind: document.Insurance}, {ID: 2, Kind: document.DURC}}
	papers := []Unplaced{{Kind: document.Insurance}, {Guesses: []document.Kind{document.Insurance}}, {Kind: document.Insurance}, {Kind: document.DURC}}
	want := Propose(slots, papers)
	slices.Reverse(papers)
	got := Propose(slots, papers)
	slices.Reverse(got)
	for i := range want {
		if want[i].Best != got[i].Best || want[i].Reason != got[i].Reason {
			t.Errorf("document %d: %+v, and %+v in the reverse order", i, want[i], got[i])
		}
	}
}
