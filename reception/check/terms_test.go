package check

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// TestTheDaysOfEachBasis: each rule whose basis has a first or last day holds on that day
// and not on the one before or after; the others have none.
func TestTheDaysOfEachBasis(t *testing.T) {
	basis := map[string][2]string{
		"D1": {"2017-10-18", ""}, "R3": {"2017-10-18", ""}, "R10": {"2017-10-18", ""}, "R14": {"2017-10-18", ""},
		"R15": {"2017-10-18", ""}, "R16": {"2017-10-18", ""}, "R17": {"2017-10-18", ""}, // DM 18 October 2017
		"K4": {"2014-06-06", ""}, "K5": {"2014-06-06", ""}, "R1": {"2014-06-06", ""}, "R2": {"2014-06-06", ""},
		"R5": {"2014-06-06", ""}, "R21": {"2014-06-06", ""}, // DM 55/2013, e-invoices to ministries
		"K7":  {"2016-07-01", ""},           // Regulation (EU) 910/2014
		"R6":  {"2016-01-01", ""},           // L. 208/2015
		"R7":  {"2018-01-01", ""},           // D.Lgs. 117/2017
		"R8":  {"2010-09-07", ""},           // L. 136/2010
		"R9":  {"2013-01-01", ""},           // L. 228/2012
		"R13": {"2015-09-30", ""},           // D.Lgs. 142/2015
		"R19": {"2015-07-01", ""},           // DM 30 January 2015
		"R23": {"2015-01-01", "2026-06-30"}, // L. 190/2014; Decision (EU) 2023/1552
	}
	for _, r := range Rules() {
		if got := [2]string{r.From.String(), r.Until.String()}; got != basis[r.ID] {
			t.Errorf("%s holds from %q to %q, want %q", r.ID, got[0], got[1], basis[r.ID])
			continue
		}
		holds := func(on calendar.Date) bool {
			d := open(Facts{This: Submission{Obligation: &Slot{For: calendar.Period{Start: on, End: on}}}})
			_, _, ok := r.inForce(d)
			return ok
		}
		if !r.From.IsZero() && (!holds(r.From) || holds(r.From.AddDays(-1))) {
			t.Errorf("%s does not begin on %s", r.ID, r.From)
		}
		if !r.Until.IsZero() && (!holds(r.Until) || holds(r.Until.AddDays(1))) {
			t.Errorf("%s does not end on %s", r.ID, r.Until)
		}
		if r.From.IsZero() && !holds(day("1990-01-01")) || r.Until.IsZero() && !holds(day("2090-01-01")) {
			t.Errorf("%s has a bound that it does not name", r.ID)
		}
	}
}

// Split payment goes by the day of the invoice on both sides of each date.
func TestSplitPaymentByTheDayOfTheInvoice(t *testing.T) {
	bill := with(invoice(7, "12/PA", presences("1000", "32.31")), set(document.SummaryField(1, "vat_rate"), "5.00"),
		set(document.SummaryField(1, "tax"), "1615.50"), set(document.SummaryField(1, "due"), "I"))
	for on, want := range map[string]int{"2014-12-31": 0, "2015-01-01": 1, "2025-11-05": 1, "2026-06-30": 1, "2026-07-01": 0} {
		f := facts(this(with(bill, set(document.InvoiceDate, on))))
		it, en, ok := ruleOf(t, "R23").Applies(f)
		if got := len(ruleOf(t, "R23").Find(f)); got != want || ok != (want == 1) || !ok && (it == "" || en == "") {
			t.Errorf("an invoice of %s: %d findings, %s", on, got, it)
		}
	}
	june := calendar.Period{Start: day("2026-06-01"), End: day("2026-06-30")}
	for end, want := range map[string]bool{"2026-06-30": true, "2026-07-31": false} {
		june.End = day(end)
		f := facts(this(with(bill, set(document.InvoiceDate, "2026-06-30"), inSlot(&Slot{Agreement: main, For: june}))))
		if _, _, ok := ruleOf(t, "R23").Applies(f); ok != want {
			t.Errorf("for a period until %s it applies: %v", end, ok)
		}
	}
}
