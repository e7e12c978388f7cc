package province_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// rimini is the province at its full size, made once for the tests that only
// look at it.
var rimini = sync.OnceValue(func() *province.Province { return province.New(province.Options{Seed: 7}) })

func content(t testing.TB, f province.File) []byte {
	t.Helper()
	b, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	o := province.Options{Seed: 3, Bodies: 5, Centres: 11, Months: 2, OtherBodies: 1, OtherCentres: 1}
	a, b := province.New(o), province.New(o)
	if len(a.Files) != len(b.Files) || len(a.Files) < 20 {
		t.Fatalf("%d and %d files", len(a.Files), len(b.Files))
	}
	seen := map[province.Format]bool{}
	for i := range a.Files {
		x, y := a.Files[i], b.Files[i]
		if describe(x) != describe(y) {
			t.Fatalf("file %d differs:\n%s\n%s", i, describe(x), describe(y))
		}
		if !bytes.Equal(content(t, x), content(t, y)) {
			t.Errorf("%s (%s): the bytes differ", x.Name, x.Format)
		}
		seen[x.Format] = true
	}
	for _, f := range []province.Format{province.XLSX, province.PDF, province.SignedPDF, province.Scan, province.XML, province.SignedXML} {
		if !seen[f] {
			t.Errorf("no file is %s: the comparison says nothing of it", f)
		}
	}
	if first := content(t, a.Files[0]); !bytes.Equal(first, content(t, a.Files[0])) {
		t.Error("asking for the bytes again gives others")
	}
}

func describe(f province.File) string {
	f.Bytes = nil
	corrects, fault := "", ""
	if f.Corrects != nil {
		corrects = fmt.Sprint(*f.Corrects)
	}
	if f.Fault != nil {
		fault = fmt.Sprint(*f.Fault)
	}
	f.Corrects, f.Fault = nil, nil
	return fmt.Sprintf("%+v corrects %s fault %s", f, corrects, fault)
}

func TestAnotherSeedIsAnotherProvince(t *testing.T) {
	t.Parallel()
	a, b := province.New(province.Options{Seed: 1, Months: 1}), province.New(province.Options{Seed: 2, Months: 1})
	if a.Agreements[0].CIG == b.Agreements[0].CIG || a.Bodies[0].VATID == b.Bodies[0].VATID {
		t.Error("two seeds share a CIG or a VAT number")
	}
	m := a.Months()[0]
	if a.Sheet(1, m).Rows[0].Name == b.Sheet(1, m).Rows[0].Name && a.Sheet(2, m).Rows[0].Name == b.Sheet(2, m).Rows[0].Name {
		t.Error("two seeds share their guests")
	}
}

func TestSizeOfRimini(t *testing.T) {
	t.Parallel()
	p := rimini()
	bodies, centres, days := 0, 0, 0
	last := p.Months()[5]
	for _, b := range p.Bodies {
		if b.OfficeID == 1 {
			bodies++
		}
	}
	for _, c := range p.Centres {
		if c.OfficeID == 1 {
			centres++
			days += p.PersonDays(c.ID, last)
		}
	}
	if bodies != 14 || centres != 57 || len(p.Bodies) != 17 || len(p.Centres) != 63 {
		t.Errorf("%d bodies and %d centres of %d and %d", bodies, centres, len(p.Bodies), len(p.Centres))
	}
	if days < 15_000 || days > 35_000 {
		t.Errorf("%d person-days in a month, Rimini has about 23,000", days)
	}
	if n := len(p.Files); n < 500 || n > 800 {
		t.Errorf("%d files", n)
	}
}

func TestEveryFaultIsThereWhateverSeedAndDay(t *testing.T) {
	t.Parallel()
	for i, day := range []string{"2026-11-23", "2026-10-01", "2027-01-12", "2027-03-02", "2026-07-31", "2026-09-06"} {
		today, err := calendar.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		p := province.New(province.Options{Seed: uint64(i * 31), Today: today})
		told := map[string]int{}
		for _, f := range p.Files {
			if f.Fault == nil {
				continue
			}
			told[f.Fault.Code]++
			if f.Fault.It == "" || f.Fault.En == "" {
				t.Errorf("%s: %s isn't told in both languages", f.Name, f.Fault.Code)
			}
		}
		for _, k := range province.FaultKinds() {
			if told[k.Code] == 0 {
				t.Errorf("seed %d, today %s: no file with %s", i*31, day, k.Code)
			}
			delete(told, k.Code)
		}
		if len(told) > 0 {
			t.Errorf("faults that the tests don't know: %v", told)
		}
	}
}

// TestTheLedgerSaysWhoMustNotice: each kind names a rule of the table, with a severity,
// or says why none can.
func TestTheLedgerSaysWhoMustNotice(t *testing.T) {
	t.Parallel()
	rules, seen := map[string]bool{}, map[string]bool{}
	for _, r := range check.Rules() {
		rules[r.ID] = true
	}
	for _, k := range province.FaultKinds() {
		if seen[k.Code] || k.It == "" || k.En == "" || (k.Rule == "") == (k.Why == "") || k.Rule != "" && (!rules[k.Rule] || k.AtLeast == "") {
			t.Errorf("%+v", k)
		}
		seen[k.Code] = true
	}
	if len(seen) < 60 || province.KindOf(province.FaultKits).Rule != "R17" || province.KindOf("no such fault").Code != "" {
		t.Errorf("%d kinds", len(seen))
	}
}

// TestSomethingBlocksOnEveryDay: on whatever day of the year the demonstration is
// begun, cases that a rule blocks wait for the office.
func TestSomethingBlocksOnEveryDay(t *testing.T) {
	t.Parallel()
	for day := calendar.MustDate(2026, 1, 1); day.Year() == 2026; day = day.AddDays(13) {
		p := province.New(province.Options{Seed: 1, Today: day})
		blocked := 0
		for _, f := range p.Files {
			if f.Office == 1 && f.Stage == province.UnderReview && f.Fault != nil && province.KindOf(f.Fault.Code).AtLeast == check.Block {
				blocked++
			}
		}
		if blocked < 3 {
			t.Errorf("on %s a reviewer finds %d cases that are blocked", day, blocked)
		}
	}
}

func TestFilesComeInOrderAndBeforeToday(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"2026-11-23", "2026-11-04", "2026-12-01"} {
		today, _ := calendar.ParseDate(day)
		p := province.New(province.Options{Seed: 5, Today: today, Months: 3})
		months := p.Months()
		if want := calendar.MonthOf(today).Previous(); months[2] != want || months[0] != want.Previous().Previous() {
			t.Errorf("today %s: months %v", day, months)
		}
		for i, f := range p.Files {
			if i > 0 && f.SubmittedAt.Before(p.Files[i-1].SubmittedAt) {
				t.Fatalf("today %s: file %d comes before file %d", day, i, i-1)
			}
			if !f.SubmittedAt.Before(today.At(9, 0)) {
				t.Errorf("today %s: %s was sent on %s", day, f.Name, f.SubmittedAt)
			}
			if !f.Period.IsZero() && !slices.Contains(months, f.Period) {
				t.Errorf("today %s: %s is of %s", day, f.Name, f.Period.Key())
			}
			if !f.Period.IsZero() && !calendar.DateOf(f.SubmittedAt).After(f.Period.End) {
				t.Errorf("today %s: %s was sent before its month was over", day, f.Name)
			}
		}
	}
}

func TestCorrectionsReplaceWhatWasSentBack(t *testing.T) {
	t.Parallel()
	p := rimini()
	corrected := map[int]bool{}
	for i, f := range p.Files {
		if f.Corrects == nil {
			continue
		}
		old := p.Files[*f.Corrects]
		corrected[*f.Corrects] = true
		if *f.Corrects >= i || old.Stage != province.Corrected || old.Fault == nil || old.Reason == "" {
			t.Errorf("file %d corrects file %d, which is %s", i, *f.Corrects, old.Stage)
		}
		if f.Kind != old.Kind || f.Centre != old.Centre || f.Agreement != old.Agreement || f.Period != old.Period {
			t.Errorf("file %d corrects file %d of another slot", i, *f.Corrects)
		}
		if f.Fault != nil || bytes.Equal(content(t, f), content(t, old)) {
			t.Errorf("file %d corrects nothing", i)
		}
	}
	for i, f := range p.Files {
		if (f.Stage == province.Corrected) != corrected[i] {
			t.Errorf("file %d is %s and corrected %v", i, f.Stage, corrected[i])
		}
		if (f.Reason != "") != (f.Stage == province.Corrected || f.Stage == province.Returned || f.Stage == province.Rejected) {
			t.Errorf("file %d is %s with the reason %q", i, f.Stage, f.Reason)
		}
	}
}

func TestEveryStageAndSomethingOverdue(t *testing.T) {
	t.Parallel()
	p := rimini()
	stages, sent := map[province.Stage]int{}, map[string]bool{}
	for _, f := range p.Files {
		stages[f.Stage]++
		sent[fmt.Sprint(f.Kind, f.Centre, f.Period.Key())] = true
	}
	for _, s := range []province.Stage{province.Left, province.UnderReview, province.Approved, province.Confirmed, province.Returned, province.Corrected, province.Rejected} {
		if stages[s] == 0 {
			t.Errorf("no file is %s", s)
		}
	}
	missing := map[reception.BodyID]int{}
	for _, c := range p.Centres {
		if !sent[fmt.Sprint(document.Register, c.ID, p.Months()[5].Key())] && p.PersonDays(c.ID, p.Months()[5]) > 0 {
			missing[c.BodyID]++
		}
	}
	if missing[1] != 1 || len(missing) < 3 {
		t.Errorf("registers missing for the last month, by body: %v", missing)
	}
}

func TestNoInvoiceIsApprovedBeforeItsRegisters(t *testing.T) {
	t.Parallel()
	p := rimini()
	closed := map[string]bool{}
	for _, f := range p.Files {
		if f.Kind == document.Register && f.Stage == province.Confirmed {
			closed[fmt.Sprint(f.Centre, f.Period.Key())] = true
		}
	}
	n := 0
	for _, f := range p.Files {
		if f.Kind != document.Invoice || f.Stage != province.Approved && f.Stage != province.Confirmed {
			continue
		}
		n++
		for _, c := range p.Agreements[f.Agreement-1].Covered() {
			if p.PersonDays(c, f.Period) > 0 && !closed[fmt.Sprint(c, f.Period.Key())] {
				t.Errorf("%s is %s and the register of %s for %s isn't approved", f.Name, f.Stage, p.Centres[c-1].Code, f.Period.Key())
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d invoices are approved", n)
	}
}

func TestTheDemonstrationHasItsPeople(t *testing.T) {
	t.Parallel()
	p := rimini()
	roles := map[string]reception.Role{
		province.OperatorEmail: reception.Operator, province.ReviewerEmail: reception.Reviewer, province.HeadEmail: reception.Head,
		province.AdministratorEmail: reception.Administrator, province.OtherReviewerEmail: reception.Reviewer,
		province.OtherHeadEmail: reception.Head, "ente01@insiemi.example": reception.Operator, "ente17@insiemi.example": reception.Operator,
	}
	for i, person := range p.People {
		if person.ID != reception.PersonID(i+1) || !strings.HasSuffix(person.Email, ".example") {
			t.Errorf("person %d is %+v", i, person)
		}
		if want, ok := roles[person.Email]; ok && person.Role == want {
			delete(roles, person.Email)
		}
		if (person.Role == reception.Operator) != (person.BodyID != 0) {
			t.Errorf("%s is %s of body %d", person.Email, person.Role, person.BodyID)
		}
	}
	if len(roles) > 0 {
		t.Errorf("not there: %v", roles)
	}
	states := map[province.Stage]bool{}
	for _, f := range p.Files {
		if f.Body == 1 && f.Period == p.Months()[5] {
			states[f.Stage] = true
		}
	}
	if len(states) < 3 || !states[province.Returned] {
		t.Errorf("the operator of the demonstration finds only %v", states)
	}
}

func TestNamesOfFilesTellNoGuest(t *testing.T) {
	t.Parallel()
	p := rimini()
	names := map[string]bool{}
	for _, c := range p.Centres {
		for _, m := range p.Months() {
			for _, r := range p.Sheet(c.ID, m).Rows {
				names[strings.ToLower(r.Name)] = true
			}
		}
	}
	for _, f := range p.Files {
		for n := range names {
			if strings.Contains(strings.ToLower(f.Name), n) {
				t.Errorf("%s names a guest", f.Name)
			}
		}
		if f.Fault == nil {
			continue
		}
		for n := range names {
			if told := strings.ToLower(f.Fault.It + f.Fault.En + f.Reason); strings.Contains(told, n) {
				t.Errorf("the fault of %s names a guest", f.Name)
			}
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		province.New(province.Options{Seed: 1})
	}
}

func BenchmarkBytes(b *testing.B) {
	done := map[province.Format]bool{}
	for _, f := range rimini().Files {
		if done[f.Format] {
			continue
		}
		done[f.Format] = true
		b.Run(string(f.Format), func(b *testing.B) {
			for b.Loop() {
				content(b, f)
			}
		})
	}
}
