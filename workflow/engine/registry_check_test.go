package engine_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// The whole invented province could have been typed in.
func TestTheProvinceIsValid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.read(storage.System(), func(r *storage.Reader) error {
		offices, err := r.Offices(t.Context())
		for _, o := range offices {
			g, err := r.RegistryOn(t.Context(), o.ID, w.engine.Today())
			if err != nil {
				return err
			}
			for _, p := range g.Validate() {
				t.Errorf("%s: %s: %s", o.Code, p.Field, p.En)
			}
		}
		return err
	})
}

// full is the reading of a register with so many guests on each day of October.
func full(code string, guests int) document.Reading {
	r := document.Reading{Kind: document.Register, KindScore: 1, Method: document.MethodCells}
	add := func(name, value string) {
		r.Fields = append(r.Fields, document.Field{Name: name, Written: value, Value: value, Method: document.MethodCells, Confidence: 1,
			Place: document.Place{Sheet: "Ottobre", Cell: "B" + strconv.Itoa(len(r.Fields)+1)}})
	}
	add(document.CentreCode, code)
	add(document.PeriodMonth, "2026-10")
	for day := 1; day <= 31; day++ {
		add(document.DayField(day), strconv.Itoa(guests))
	}
	add(document.PersonDays, strconv.Itoa(31*guests))
	return r
}

// recheck runs the rules on a document again, as when a register arrives.
func (w *world) recheck(id document.ID) []check.Finding {
	w.Helper()
	w.must(w.db.Write(w.Context(), storage.System(), func(t *storage.Tx) error {
		return t.Enqueue(w.Context(), w.operator.Office, workflow.JobCheck, int64(id))
	}))
	w.must(w.engine.Check(w.Context(), w.job(workflow.JobCheck, int64(id)), id))
	return w.findings(id)
}

func ofRule(all []check.Finding, rule string) []check.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f check.Finding) bool { return f.Rule != rule })
}

// A centre came to have ten places more on 16 October: only the days before it
// are crowded, whatever the centre has today.
func TestPlacesThatChangedInTheMonth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	slot := w.slot(document.Register)
	admin := w.actor(province.AdministratorEmail)
	var c reception.Centre
	w.read(storage.System(), func(r *storage.Reader) (err error) { c, err = r.Centre(ctx, slot.CentreID); return err })
	guests := c.Places + 8
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, full(c.Code, guests))
	if f := ofRule(w.findings(got.Document), "R11"); len(f) != 1 || !strings.Contains(f[0].It, "1–31") {
		t.Fatalf("before the change: %+v", f)
	}
	places := c.Places
	for _, change := range []struct {
		from   string
		places int
	}{{"2026-10-16", places + 10}, {"2026-11-02", places}} {
		c.Places = change.places
		_, err := w.engine.SaveCentre(ctx, admin, c, engine.Saving{FromOn: day(change.from), SeenOn: day(change.from), Blind: true})
		w.must(err)
	}
	f := ofRule(w.recheck(got.Document), "R11")
	if len(f) != 1 || !strings.Contains(f[0].It, "1–15") || f[0].Computed != strconv.Itoa(places) {
		t.Fatalf("after the change: %+v", f)
	}
}

// An IBAN that changed after the invoice does not spoil it; one that changed
// before it does.
func TestAnIBANThatChangedAfterTheInvoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	admin := w.actor(province.AdministratorEmail)
	slot := w.slot(document.Invoice)
	r := document.Reading{Kind: document.Invoice, KindScore: 1, Method: document.MethodXML}
	for name, value := range map[string]string{document.InvoiceIBAN: w.body.IBAN, document.InvoiceDate: "2026-10-31", document.InvoiceNumber: "7"} {
		r.Fields = append(r.Fields, document.Field{Name: name, Written: value, Value: value, Method: document.MethodXML, Confidence: 1})
	}
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, r)
	if f := ofRule(w.findings(got.Document), "R8"); len(f) != 0 {
		t.Fatalf("before the change: %+v", f)
	}
	for _, change := range []struct {
		from string
		want int
	}{{"2026-11-01", 0}, {"2026-10-31", 1}} {
		b := w.body
		b.IBAN = "IT84S0542811101000000654321"
		_, err := w.engine.SaveBody(ctx, admin, b, engine.Saving{FromOn: day(change.from), SeenOn: day("2026-09-01"), Blind: true})
		w.must(err)
		if f := ofRule(w.recheck(got.Document), "R8"); len(f) != change.want {
			t.Errorf("changed from %s: %+v", change.from, f)
		}
	}
}
