package reception_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func amend[T reception.Row](t *testing.T, e reception.Entity, h reception.Versions[T], from string, edit func(*T), shown ...string) reception.Versions[T] {
	t.Helper()
	seen := from
	if len(shown) > 0 {
		seen = shown[0]
	}
	was, _ := h.On(day(seen))
	is := was
	edit(&is)
	next, err := reception.Amend(e, h, was, is, day(from))
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func since[T any](row T) reception.Versions[T] {
	return reception.Versions[T]{{FromOn: reception.Ever(), Is: row}}
}

// A change with an earlier day than one that is known takes hold in the later
// version too, except in the fields that the later one changed itself.
func TestAmendPropagatesFieldByField(t *testing.T) {
	h := since(body())
	h = amend(t, reception.EntityBody, h, "2027-01-01", func(b *reception.Body) { b.IBAN, b.Name = "IT84S0542811101000000654321", "Nuovo nome" })
	h = amend(t, reception.EntityBody, h, "2026-06-01", func(b *reception.Body) { b.Name, b.Email = "Nome di giugno", "giugno@prova.example" })
	for _, tc := range []struct{ on, name, email, iban string }{
		{"1999-01-01", "Cooperativa di Prova", "info@prova.example", "IT60X0542811101000000123456"},
		{"2026-05-31", "Cooperativa di Prova", "info@prova.example", "IT60X0542811101000000123456"},
		{"2026-06-01", "Nome di giugno", "giugno@prova.example", "IT60X0542811101000000123456"},
		{"2026-12-31", "Nome di giugno", "giugno@prova.example", "IT60X0542811101000000123456"},
		{"2027-01-01", "Nuovo nome", "giugno@prova.example", "IT84S0542811101000000654321"},
	} {
		if b, ok := h.On(day(tc.on)); !ok || b.Name != tc.name || b.Email != tc.email || b.IBAN != tc.iban {
			t.Errorf("on %s: %s, %s, %s", tc.on, b.Name, b.Email, b.IBAN)
		}
	}
	if b, _ := h.On(day("2027-01-01")); b.ID != 1 || b.OfficeID != 1 {
		t.Errorf("the ids are lost: %+v", b)
	}
	// A correction holds since ever, but for what changed later.
	h = amend(t, reception.EntityBody, h, reception.Ever().String(), func(b *reception.Body) { b.IBAN, b.LegalForm = "", "cooperativa sociale" })
	for on, iban := range map[string]string{"2000-01-01": "", "2026-12-31": "", "2027-01-01": "IT84S0542811101000000654321"} {
		if b, _ := h.On(day(on)); b.IBAN != iban || b.LegalForm != "cooperativa sociale" {
			t.Errorf("on %s after the correction: %q, %q", on, b.IBAN, b.LegalForm)
		}
	}
	if len(h) != 3 {
		t.Errorf("%d versions", len(h))
	}
}

// Only what differs from what was shown is a change: a field that another version
// has, and that nobody touched, stays.
func TestAmendComparesWithWhatWasShown(t *testing.T) {
	h := since(centre())
	h = amend(t, reception.EntityCentre, h, "2026-10-15", func(c *reception.Centre) { c.Places = 50 })
	// In November somebody renames the centre from September on: the form shows 50.
	h = amend(t, reception.EntityCentre, h, "2026-09-01", func(c *reception.Centre) { c.Name = "Casa Nuova" }, "2026-11-03")
	for on, places := range map[string]int{"2026-09-15": 40, "2026-10-14": 40, "2026-10-15": 50, "2026-11-03": 50} {
		if c, _ := h.On(day(on)); c.Places != places || c.Name != "Casa Nuova" {
			t.Errorf("on %s: %d places, %s", on, c.Places, c.Name)
		}
	}
}

// What carries its own days changes in every version, and makes none.
func TestTimelessFieldsHaveNoVersions(t *testing.T) {
	h := since(agreement())
	h = amend(t, reception.EntityAgreement, h, "2026-07-01", func(a *reception.Agreement) { a.PaymentDays = 60 })
	h = amend(t, reception.EntityAgreement, h, "2026-11-03", func(a *reception.Agreement) {
		a.CIG, a.Tariffs = "A000207D1A", append(a.Tariffs, tariff("UA", "2026-12-01", "", "26"))
	})
	if len(h) != 2 {
		t.Fatalf("%d versions", len(h))
	}
	for on, days := range map[string]int{"2026-06-30": 30, "2026-07-01": 60} {
		a, _ := h.On(day(on))
		if got, ok := a.TariffOn("UA", day("2026-12-24")); a.CIG != "A000207D1A" || a.PaymentDays != days || !ok || got.DailyRate.String() != "26" {
			t.Errorf("on %s: %+v", on, a)
		}
	}
}

// A row survives being taken apart and put together again, and shares nothing.
func TestRestore(t *testing.T) {
	q := requirement()
	q.ID, q.Version, q.Ladder = 7, 3, &reception.Ladder{Steps: []int{-7, 0}}
	back, err := reception.Restore(reception.EntityRequirement, q, reception.Snapshot(reception.EntityRequirement, q))
	if err != nil || !reflect.DeepEqual(back, q) || back.Ladder == q.Ladder {
		t.Errorf("%+v, %v", back, err)
	}
	o := office()
	was := reception.Snapshot(reception.EntityOffice, o)
	back2, err := reception.Restore(reception.EntityOffice, o, was)
	if err != nil || !reflect.DeepEqual(back2, o) {
		t.Errorf("%+v, %v", back2, err)
	}
	back2.Rules.Ladder.Steps[0] = 99
	if o.Rules.Ladder.Steps[0] == 99 {
		t.Error("the steps are shared")
	}
	// A version from before a field was known keeps what the row has.
	delete(was, "rules")
	o.Rules.HorizonDays = 60
	if back2, _ = reception.Restore(reception.EntityOffice, o, was); back2.Rules.HorizonDays != 60 {
		t.Errorf("%+v", back2.Rules)
	}
	if _, err := reception.Restore(reception.EntityOffice, o, reception.Fields{"name": json.RawMessage("12")}); err == nil {
		t.Error("a version that can't be read was taken")
	}
}

// However changes fall, a day before a change never sees it, its day does, and
// the last change of a field on the latest day holds for ever after.
func TestAmendNeverChangesThePast(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		h := since(centre())
		for range 6 {
			from := day("2026-01-01").AddDays(rng.IntN(12) * 30)
			was := h
			h = amend(t, reception.EntityCentre, h, from.String(), func(c *reception.Centre) {
				if rng.IntN(2) == 0 {
					c.Places = 1 + rng.IntN(90)
				} else {
					c.Name = string(rune('A' + rng.IntN(26)))
				}
			})
			before, _ := was.On(from.AddDays(-1))
			if still, _ := h.On(from.AddDays(-1)); !reflect.DeepEqual(still, before) {
				t.Fatalf("seed %d: a change from %s changed the day before it", seed, from)
			}
			for i := 1; i < len(h); i++ {
				if !h[i-1].FromOn.Before(h[i].FromOn) {
					t.Fatalf("seed %d: versions out of order", seed)
				}
			}
		}
	}
}

func TestDifferences(t *testing.T) {
	before := agreement()
	after := agreement()
	after.PaymentDays = 60
	after.Tariffs[1] = tariff("CC", "2025-10-01", "2025-12-31", "32.40")
	after.Covers = reception.CoversAll(1, 2)
	after.Checklist = []document.Kind{document.DURC, document.Register}
	got := reception.Differences(reception.FieldsOf(before), reception.FieldsOf(after))
	want := []reception.Difference{
		{Field: "checklist", After: "DURC, REGISTRO_PRESENZE"},
		{Field: "covers[2].centre_id", After: "2"},
		{Field: "payment_days", Before: "30", After: "60"},
		{Field: "tariffs[CC 2025-10-01].daily_rate", Before: "32.31", After: "32.4"},
		{Field: "tariffs[CC 2025-10-01].to_on", After: "2025-12-31"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if d := reception.Differences(reception.FieldsOf(before), reception.FieldsOf(agreement())); d != nil {
		t.Errorf("equal rows differ: %+v", d)
	}
}

func TestPlacesOn(t *testing.T) {
	c := centre()
	if c.PlacesOn(day("2026-01-01")) != 40 {
		t.Error("without versions")
	}
	c.Dated = []reception.DatedPlaces{{FromOn: reception.Ever(), Places: 40}, {FromOn: day("2026-10-15"), Places: 50}, {FromOn: day("2026-12-01"), Places: 45}}
	for on, want := range map[string]int{"1980-01-01": 40, "2026-10-14": 40, "2026-10-15": 50, "2026-11-30": 50, "2027-01-01": 45} {
		if got := c.PlacesOn(day(on)); got != want {
			t.Errorf("on %s: %d", on, got)
		}
	}
	if got := c.PlacesOn(calendar.MustDate(1970, 1, 1)); got != 40 {
		t.Errorf("before ever: %d", got)
	}
}
