package document

import (
	"math/rand/v2"
	"testing"
)

// formPage is an invented page: rules of a form in every fourth row, and marks.
func formPage(marks uint64) *SeenPage {
	r := rand.New(rand.NewPCG(7, marks))
	s := &SeenPage{Angle: 0.4, Left: 0.02, Top: 0.03, Right: 0.97, Bottom: 0.96}
	for i := range s.Ink {
		switch row := i / LookSide; {
		case row%4 == 0:
			s.Ink[i] = 2
		case row > 10 && r.IntN(3) > 0:
			s.Ink[i] = byte(r.IntN(4))
		}
	}
	return s
}

// changed is a page of which some places have other ink: a line of a date's size, and
// a share in 10 000 of the others.
func changed(s SeenPage, typed bool, share int) *SeenPage {
	r := rand.New(rand.NewPCG(3, uint64(share)))
	for i := range s.Ink {
		x, y := i%LookSide, i/LookSide
		if typed && x >= 60 && x < 74 && y >= 2 && y < 5 || r.IntN(10_000) < share {
			s.Ink[i] = (s.Ink[i] + 2) % 4
		}
	}
	return &s
}

func moved(s SeenPage) *SeenPage {
	s.Angle, s.Left = s.Angle-0.5, s.Left+0.01
	return &s
}

func TestTheSameScan(t *testing.T) {
	page := formPage(1)
	for name, c := range map[string]struct {
		other *SeenPage
		want  Likeness
	}{
		"itself":                            {page, SameScan},
		"upside down":                       {page.turned().turned(), SameScan},
		"on its side":                       {page.turned(), SameScan},
		"with some noise":                   {changed(*page, false, 15), SameScan},
		"typed over":                        {changed(*page, true, 15), SameScan},
		"askew":                             {moved(*changed(*page, false, 15)), SamePage},
		"askew, with too much noise":        {moved(*changed(*page, false, 120)), Unlike},
		"too much noise":                    {changed(*page, false, 300), Unlike},
		"the same form, other marks":        {formPage(2), Unlike},
		"the same form, other marks, askew": {moved(*formPage(2)), Unlike},
	} {
		if got := page.Look(1).Like(c.other.Look(9)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	for _, print := range []string{"", "AAAA", "not base64"} {
		if l := (Look{1, print}); l.Like(l) != Unlike || len(l.Bands()) != 0 || len(l.BandsTurned()) != 0 {
			t.Errorf("%q is like something", print)
		}
	}
}

// What is like another page is found by a band: one of the page's own among those of
// the other in its four turns.
func TestLooksAreFoundByTheirBands(t *testing.T) {
	for seed := range uint64(20) {
		page := formPage(seed)
		other := changed(*page, seed%2 == 0, 20).turned()
		a, b := page.Look(1), other.Look(1)
		if a.Like(b) == Unlike {
			t.Fatalf("page %d is not like itself", seed)
		}
		found := 0
		for _, x := range b.Bands() {
			for _, y := range a.BandsTurned() {
				if x == y {
					found++
				}
			}
		}
		if found == 0 {
			t.Errorf("page %d is not found", seed)
		}
	}
}

func TestALookIsPackedAndUnpacked(t *testing.T) {
	page := formPage(4)
	page.Angle = -3.25
	got, ok := page.Look(2).seen()
	if !ok || got != *page {
		t.Errorf("%v %+v", ok, got.Angle)
	}
}

// Of a copy in black and white more may differ than of one in grey, where both lay the
// same way; what lay otherwise is held to the same measure.
func TestACopyInBlackAndWhite(t *testing.T) {
	t.Parallel()
	page := formPage(1)
	copied := changed(*page, false, 110) // of 10 000 places; of those with ink more
	if got := page.Look(1).Like(copied.Look(1)); got != Unlike {
		t.Fatalf("in grey it is %d", got)
	}
	copied.Bilevel = true
	if got := page.Look(1).Like(copied.Look(1)); got != SameScan {
		t.Errorf("in black and white it is %d", got)
	}
	if got := copied.Look(1).Like(page.Look(1)); got != SameScan {
		t.Errorf("the other way round it is %d", got)
	}
	if got := page.Look(1).Like(moved(*copied).Look(1)); got != Unlike {
		t.Errorf("on a sheet that lay otherwise it is %d", got)
	}
	other := formPage(2)
	other.Bilevel = true
	if got := page.Look(1).Like(other.Look(1)); got != Unlike {
		t.Errorf("another page of the form is %d", got)
	}
	again, ok := copied.Look(1).seen()
	if !ok || !again.Bilevel || !again.turned().Bilevel {
		t.Error("that it is black and white is lost")
	}
}
