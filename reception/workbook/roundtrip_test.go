package workbook_test

import (
	"reflect"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/workflow/calendar"
)

var today = calendar.MustDate(2026, 11, 3)

// demo is the registry of the first office of the invented province, with one of
// everything that the province does not have.
func demo(t testing.TB) reception.Registry {
	t.Helper()
	p := province.New(province.Options{Seed: 7, Today: today, Bodies: 14, Centres: 57, Months: 6, OtherBodies: 1, OtherCentres: 1})
	reg := reception.Registry{Office: p.Offices[0]}
	reg.Office.Rules.Severities = map[string]string{"R11": "block", "R14": "task"}
	for _, b := range p.Bodies {
		if b.OfficeID == 1 {
			reg.Bodies = append(reg.Bodies, b)
		}
	}
	for _, c := range p.Centres {
		if c.OfficeID == 1 {
			reg.Centres = append(reg.Centres, c)
		}
	}
	for _, a := range p.Agreements {
		if a.OfficeID == 1 {
			reg.Agreements = append(reg.Agreements, a)
		}
	}
	for _, x := range p.People {
		if x.OfficeID == 1 {
			reg.People = append(reg.People, x)
		}
	}
	for _, q := range p.Requirements {
		if q.OfficeID == 1 {
			reg.Requirements = append(reg.Requirements, q)
		}
	}
	reg.Bodies[0].TaxCode = reg.Bodies[0].VATID[2:]
	reg.Bodies[1].Contacts = []reception.Contact{{Name: "Ada Prova", Role: "Coordinatrice", Email: "ada@esempio.example", Phone: "+39 0541 000000"}}
	a := &reg.Agreements[2]
	a.CUP, a.Places, a.Checklist = "B31H22000280006", 40, []document.Kind{document.Register, document.StaffSheets}
	a.Penalties = []reception.Penalty{{Text: "Ritardo nei registri, art. 9", Amount: decimal.RequireFromString("500"), ReplyDays: 10},
		{Text: "Carenza di personale, art. 10", PerMille: decimal.RequireFromString("0.6")}}
	a.Extensions = []reception.Extension{{Act: "Proroga tecnica, decreto n. 12", DecidedOn: a.EndsOn.AddDays(-200), FromEnd: a.EndsOn.AddDays(-180), EndsOn: a.EndsOn}}
	a.Covers[0].FromOn = a.StartsOn.AddDays(30)
	reg.Requirements = append(reg.Requirements, reception.Requirement{ID: 90, OfficeID: 1, AgreementID: a.ID, Version: 1, Active: true, Kind: document.Insurance,
		Subject: reception.PerAgreement, Recurrence: reception.BeforeExpiry, Happening: reception.ExpiryOf(document.Insurance),
		Due: reception.DueRule{Term: calendar.Term{Days: 30, ClosuresRoll: true}}, Ladder: &reception.Ladder{Steps: []int{-5, 0}}, Definition: "document",
		Basis: "art. 12", StartsOn: today, Note: "da confermare"})
	reg.Happenings = []reception.Happening{{ID: 1, OfficeID: 1, BodyID: a.BodyID, AgreementID: a.ID, What: reception.ExpiryOf(document.Insurance), On: today.AddDays(90)},
		{ID: 2, OfficeID: 1, BodyID: reg.Centres[0].BodyID, CentreID: reg.Centres[0].ID, What: reception.Entry, On: today, At: today.At(14, 30), Reference: "2026/117"}}
	reg.Closures = []reception.Closure{{ID: 1, OfficeID: 1, Closure: calendar.Closure{On: calendar.MustDate(2026, 12, 7), It: "Ponte", En: "Bridge"}},
		{ID: 2, OfficeID: 1, Closure: calendar.Closure{Month: 5, Day: 12, Since: 2025, It: "Festa locale"}}}
	return reg
}

// small is the first agreement of a registry with its body and its centres.
func small(reg reception.Registry) reception.Registry {
	a := reg.Agreements[0]
	out := reception.Registry{Office: reg.Office, Agreements: []reception.Agreement{a}}
	for _, b := range reg.Bodies {
		if b.ID == a.BodyID {
			out.Bodies = append(out.Bodies, b)
		}
	}
	for _, c := range reg.Centres {
		if c.BodyID == a.BodyID {
			out.Centres = append(out.Centres, c)
		}
	}
	return out
}

func write(t testing.TB, reg reception.Registry, f workbook.Format) []byte {
	t.Helper()
	b, err := workbook.Write(reg, today, f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sound fails on any problem.
func sound(t testing.TB, m workbook.Merged) {
	t.Helper()
	for _, p := range m.Problems {
		t.Errorf("%s!%s%d (%s) %q: %s", p.Sheet, p.Column, p.Row, p.Header, p.Value, p.It)
	}
}

// An export read by itself is the same registry, its rows numbered from 1, and
// writes the same bytes.
func TestRoundTrip(t *testing.T) {
	reg := demo(t)
	for _, f := range []workbook.Format{workbook.XLSX, workbook.CSV} {
		first := write(t, reg, f)
		m := workbook.Read(first).Over(reception.Registry{})
		sound(t, m)
		if again := write(t, m.Registry, f); string(again) != string(first) {
			t.Errorf("%s: writing what was read gives other bytes", f)
		}
		for i, c := range m.Registry.Centres {
			if int(c.ID) != i+1 || c.BodyID == 0 {
				t.Fatalf("centre %d has the id %d and the body %d", i, c.ID, c.BodyID)
			}
		}
		if got, want := m.Registry.Agreements[2].Penalties, reg.Agreements[2].Penalties; len(got) != 2 || !got[0].Amount.Equal(want[0].Amount) || !got[1].PerMille.Equal(want[1].PerMille) {
			t.Errorf("%s: penalties %+v", f, got)
		}
	}
}

// Read over itself a registry has nothing new, nothing changed, nothing absent.
func TestSameAgain(t *testing.T) {
	reg := demo(t)
	for _, f := range []workbook.Format{workbook.XLSX, workbook.CSV} {
		m := workbook.Read(write(t, reg, f)).Over(reg)
		sound(t, m)
		for _, r := range m.Rows {
			t.Errorf("%s: %s %s is %s: %+v", f, r.List.It, r.Name, r.State, r.Changes)
		}
		if !m.Nothing() || len(m.Counts) != 13 {
			t.Errorf("%s: %+v", f, m.Counts)
		}
		if !reflect.DeepEqual(flat(t, m.Registry), flat(t, reg)) {
			t.Errorf("%s: the merged registry is another", f)
		}
	}
}

func flat(t testing.TB, reg reception.Registry) string { return string(write(t, reg, workbook.CSV)) }
