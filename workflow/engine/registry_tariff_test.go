package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Another amount in a tariff that holds already would change the past: it is refused,
// unless it corrects a mistake or holds from the day on which the tariff begins.
func TestATariffOfThePastStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	edit := func(from string, change func(*reception.Agreement)) error {
		g := d.agreementOn("2026-11-03")
		g.Tariffs = slices.Clone(g.Tariffs)
		change(&g)
		_, err := d.engine.SaveAgreement(t.Context(), d.admin, g, blind(from))
		return err
	}
	rate := func(to string) func(*reception.Agreement) {
		return func(g *reception.Agreement) {
			i := slices.IndexFunc(g.Tariffs, func(x reception.Tariff) bool { return x.FromOn.Equal(day("2026-10-01")) })
			g.Tariffs[i].DailyRate = decimal.RequireFromString(to)
		}
	}
	drop := func(g *reception.Agreement) {
		g.Tariffs = slices.DeleteFunc(g.Tariffs, func(x reception.Tariff) bool { return x.FromOn.Equal(day("2026-10-01")) })
	}
	for from, change := range map[string]func(*reception.Agreement){"": rate("33.00"), "2026-12-01": drop} {
		err := edit(from, change)
		r, ok := workflow.RefusalOf(err)
		if ps := reception.ProblemsOf(err); !ok || len(ps) != 1 || !strings.Contains(ps[0].It, "La tariffa dal 01/10/2026 vale già") {
			t.Errorf("from %q: %v, %+v", from, err, r)
		}
	}
	add := func(g *reception.Agreement) {
		late := g.Tariffs[0]
		late.FromOn, late.DailyRate = day("2026-12-01"), decimal.RequireFromString("33.10")
		g.Tariffs = append(g.Tariffs, late)
	}
	d.must(edit("", add))
	got := func(on string) string {
		x, _ := d.agreementOn(on).TariffOn(reception.CollectiveCentre, day(on))
		return x.DailyRate.StringFixed(2)
	}
	if a, b := got("2026-11-15"), got("2026-12-01"); a != "32.31" || b != "33.10" {
		t.Errorf("%s, then %s", a, b)
	}
	d.must(edit("2026-10-01", rate("32.40")))
	d.must(edit(reception.Ever().String(), rate("32.41")))
	if a := got("2026-10-15"); a != "32.41" {
		t.Errorf("after the correction: %s", a)
	}
}

// A counting rule that changes within a month holds from its day on, whichever day the
// agreement is looked at: the days of exit of before are paid as they were.
func TestTheCountingRuleOfEachDay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	g := d.agreementOn("2026-11-03")
	was := g.Counting.ExitDay
	g.Counting.ExitDay = !was
	_, err := d.engine.SaveAgreement(t.Context(), d.admin, g, blind("2026-11-16"))
	d.must(err)
	for _, its := range []string{"2026-11-03", "2026-11-30"} {
		d.must(d.db.Read(t.Context(), storage.System(), func(r *storage.Reader) error {
			p, err := r.PartiesOn(t.Context(), d.office.ID, d.body.ID, day(its), day(its))
			if err != nil {
				return err
			}
			if before, after := p.Agreements[0].CountingOn(day("2026-11-15")), p.Agreements[0].CountingOn(day("2026-11-16")); before.ExitDay != was || after.ExitDay == was {
				t.Errorf("as of %s: %+v, then %+v", its, before, after)
			}
			return nil
		}))
	}
}
