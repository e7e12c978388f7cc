package check

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/reception"
)

// placesSince gives the first centre places from days on.
func placesSince(places ...reception.DatedPlaces) edit {
	return func(f *Facts) { f.Centres[0].Dated = places }
}

// A centre whose places change in the month is full by day, not by month: 45
// guests in 40 places until the 15th, in 50 until the 29th, in 44 afterwards.
func TestPlacesOfTheDay(t *testing.T) {
	full := this(register(201, ccA, "RN-017", "2025-10", guests(45, "P31")))
	f := facts(full, placesSince(reception.DatedPlaces{FromOn: reception.Ever(), Places: 40},
		reception.DatedPlaces{FromOn: day("2025-10-16"), Places: 50}, reception.DatedPlaces{FromOn: day("2025-10-30"), Places: 44}))
	f.Centres[0].Places = 44 // today
	var got []Finding
	for _, x := range Run(f).Findings {
		if x.Rule == "R11" {
			got = append(got, x)
		}
	}
	if len(got) != 1 || !strings.Contains(got[0].It, "1–15, 30 e 31") || !strings.Contains(got[0].It, "fino a 45 su 40") || got[0].Difference != "+5" {
		t.Fatalf("%+v", got)
	}
	var cited []string
	for _, in := range got[0].Inputs {
		if in.Source == "registry" {
			cited = append(cited, in.Value+" "+in.ValidOn.String())
		}
	}
	if len(cited) != 2 || cited[0] != "40 " || cited[1] != "44 2025-10-30" {
		t.Errorf("cited: %q", cited)
	}
	for _, x := range Run(facts(full, placesSince(reception.DatedPlaces{FromOn: reception.Ever(), Places: 45}))).Findings {
		if x.Rule == "R11" {
			t.Errorf("45 guests in 45 places: %s", x.En)
		}
	}
}
