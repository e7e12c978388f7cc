package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow/calendar"
)

var update = flag.Bool("update", false, "write the example folder anew")

// exampleMonth is the folder that the README checks.
const exampleMonth = "testdata/month"

// TestExampleFolder keeps a month of an invented body as files: an invoice in which
// something is wrong, the registers of its agreement, and their facts.
func TestExampleFolder(t *testing.T) {
	want := exampleFiles(t)
	if *update {
		if err := os.RemoveAll(exampleMonth); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(exampleMonth, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range want {
			if err := os.WriteFile(filepath.Join(exampleMonth, name), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	there, err := os.ReadDir(exampleMonth)
	if err != nil {
		t.Fatal(err)
	}
	if len(there) != len(want) {
		t.Errorf("%d files, want %d: run with -update", len(there), len(want))
	}
	for name, content := range want {
		if got, err := os.ReadFile(filepath.Join(exampleMonth, name)); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s is not what the generator writes (%v): run with -update", name, err)
		}
	}
}

// exampleFiles takes the first agreement of a small province that bills more than
// its registers, in plain XML, with all its registers in files that people can open.
func exampleFiles(t *testing.T) map[string][]byte {
	t.Helper()
	p := province.New(province.Options{Seed: 1})
	for _, inv := range p.Files {
		if inv.Format != province.XML || inv.Fault == nil || inv.Fault.Code != province.FaultOvercount {
			continue
		}
		a := p.Agreements[inv.Agreement-1]
		files := map[string][]byte{}
		add := func(f province.File) {
			b, err := f.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			files[f.Name] = b
		}
		add(inv)
		for _, f := range p.Files {
			if f.Kind == document.Register && f.Agreement == a.ID && f.Period == inv.Period && f.Fault == nil && f.Corrects == nil {
				add(f)
			}
		}
		if len(files) != 1+len(a.Covered()) || len(files) > 4 {
			continue
		}
		files[factsName] = []byte(factsOf(p, a, inv))
		return files
	}
	t.Fatal("the province has no such month")
	return nil
}

// factsOf writes the facts of an agreement as a person would.
func factsOf(p *province.Province, a reception.Agreement, inv province.File) string {
	var b strings.Builder
	office, body := p.Offices[a.OfficeID-1], p.Bodies[a.BodyID-1]
	fmt.Fprintf(&b, "# Facts of an agreement for insiemi check: an invented office and body.\ntoday: %s\noffice:\n  name: %s\n  tax_code: %s\n  office_code: %s\n",
		calendar.DateOf(inv.SubmittedAt).AddDays(2), office.Name, office.TaxCode, office.OfficeCode)
	fmt.Fprintf(&b, "body:\n  name: %q\n  legal_form: %s\n  vat_id: %s\n  tax_code: %s\n  vat_profile: %s\n  iban: %s\ncentres:\n",
		body.Name, body.LegalForm, body.VATID, body.TaxCode, body.VATProfile, body.IBAN)
	for _, id := range a.Covered() {
		c := p.Centres[id-1]
		fmt.Fprintf(&b, "  - code: %s\n    name: %s\n    kind: %s\n    places: %d\n    opened_on: %s\n", c.Code, c.Name, c.Kind, c.PlacesOn(inv.Period.End), c.OpenedOn)
	}
	fmt.Fprintf(&b, "agreements:\n  - cig: %s\n    starts_on: %s\n    ends_on: %s\n    payment_days: %d\n    counting: {entry_day: %v, exit_day: %v}\n    checklist: [REGISTRO_PRESENZE, ELENCO_FORNITORI]\n    tariffs:\n",
		a.CIG, a.StartsOn, a.EndsOn, a.PaymentDays, a.Counting.EntryDay, a.Counting.ExitDay)
	for _, x := range a.Tariffs {
		fmt.Fprintf(&b, "      - {centre_kind: %s, from_on: %s, daily_rate: %s, pocket_money: %s, family_cap: %s, kit: %s, phone_card: %s}\n",
			x.CentreKind, x.FromOn, x.DailyRate.StringFixed(2), x.PocketMoney.StringFixed(2), x.FamilyCap.StringFixed(2), x.Kit.StringFixed(2), x.PhoneCard.StringFixed(2))
	}
	fmt.Fprintf(&b, "expiries: # what the office recorded\n  - {kind: DURC, on: %s}\n", calendar.DateOf(inv.SubmittedAt).AddDays(60))
	fmt.Fprintf(&b, "waived:\n  - {kind: ELENCO_FORNITORI, cig: %s, reason: nessun fornitore esterno}\nreceived: # else: not sent yet\n  %q: %s\n", a.CIG, inv.Name, calendar.DateOf(inv.SubmittedAt))
	return b.String()
}

func readFactsOf(t *testing.T, src string) (checkFacts, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), factsName)
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	return readFacts(file, calendar.MustDate(2026, 11, 20), "it")
}

const plainFacts = `office: {name: Prefettura di Prova, tax_code: 91000000405, office_code: UFT3ST}
body: {name: Cooperativa Città Aperta, tax_code: 99000000994, vat_profile: exempt, iban: IT60X0542811101000000123456}
centres:
  - {code: RN-017, kind: CC, places: 40, opened_on: 2024-01-01}
  - {code: RN-018, kind: UA, places: 8, opened_on: 2024-01-01}
agreements:
  - cig: A0B1C2D3E4
    starts_on: 2025-11-01
    ends_on: 2027-10-31
    checklist: [REGISTRO_PRESENZE, ELENCO_FORNITORI]
    centres: [RN-017, {code: RN-018, from_on: 2026-10-10}]
    tariffs:
      - {centre_kind: CC, from_on: 2025-11-01, daily_rate: 32.310, pocket_money: 2.5}
      - {centre_kind: UA, from_on: 2025-11-01, daily_rate: 25.8, pocket_money: 2.5}
`

func TestFactsOfAnAgreement(t *testing.T) {
	t.Parallel()
	f, err := readFactsOf(t, plainFacts+"waived: [{kind: ELENCO_FORNITORI, for: 2026-10, reason: nessuno}]\ntoday: 2026-11-21\nexpiries: [{kind: POLIZZA_RCT, on: 2027-01-31, reference: POL-7, by_body: true}]\n")
	if err != nil {
		t.Fatal(err)
	}
	a := f.agreements[0]
	if f.office.TaxCode != "91000000405" || f.today.String() != "2026-11-21" || a.Tariffs[0].DailyRate.StringFixed(3) != "32.310" || a.InvoiceMonths != 1 || !a.Counting.EntryDay ||
		len(a.Covers) != 2 || a.Covers[1].CentreID != 2 || a.Covers[1].FromOn.String() != "2026-10-10" || !f.expiries[0].ByBody || f.expiries[0].What.Expires() != document.Insurance {
		t.Errorf("%+v", f)
	}
	october := calendar.MonthOf(calendar.MustDate(2026, 10, 1))
	owed := f.owed(october, nil)
	if len(owed) != 3 || owed[0].State != check.OwedOpen || owed[2].State != check.OwedWaived {
		t.Errorf("owed %+v", owed)
	}
	if n := f.owed(calendar.MonthOf(calendar.MustDate(2026, 9, 1)), nil); len(n) != 2 || n[1].State != check.OwedOpen {
		t.Errorf("in September RN-018 is not covered yet, and the list of suppliers is not waived: %+v", n)
	}
}

// The help says everything in Italian first, then in English, also beside the facts.
func TestHelpOfFactsIsInBothLanguages(t *testing.T) {
	t.Parallel()
	it, en := strings.Index(checkHelp, "senza base dati"), strings.Index(checkHelp, "without a database")
	if it < 0 || en < it {
		t.Error("the English text stands before the Italian one")
	}
	for _, word := range [][2]string{{"il conto dedicato", "the dedicated account"}, {"se manca, tutti", "where it is not given"},
		{"registrate dall'ufficio", "the office recorded"}, {"non è ancora inviato", "not sent yet"}, {"se manca, oggi", "today\n"}} {
		it, en := strings.Index(checkHelp, word[0]), strings.LastIndex(checkHelp, word[1])
		if it < 0 || en < it {
			t.Errorf("%q is not said in Italian, then in English: %q", word[0], word[1])
		}
	}
}

// The facts that the help shows are facts.
func TestFactsOfTheHelp(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, l := range strings.Split(checkHelp, "\n") {
		if rest, ok := strings.CutPrefix(l, "  "); ok {
			b.WriteString(rest + "\n")
		}
	}
	f, err := readFactsOf(t, b.String())
	if err != nil {
		t.Fatal(err)
	}
	// What a rule can't do without is in the example, as nobody misses what they don't know of.
	if a := f.agreements[0]; a.Tariffs[0].FamilyCap.String() != "7.5" || a.Counting.AbsenceHours != 72 || a.PaymentDays != 30 {
		t.Errorf("the cap of R18, the hours of R22 and the days of R21: %+v", a)
	}
	if len(f.agreements) != 1 || len(f.waived) != 1 || len(f.expiries) != 1 || len(f.received) != 1 || f.today.String() != "2026-11-20" || f.agreements[0].Tariffs[0].Kit.String() != "173" {
		t.Errorf("%+v", f)
	}
}

// What is wrong with the facts is told at once, each with its line.
func TestFactsThatAreWrong(t *testing.T) {
	t.Parallel()
	for change, want := range map[[2]string]string{
		{"office_code: UFT3ST", "office_code: UFT3"}:     "riga 1: office.office_code",
		{"name: Prefettura di Prova,", "nome: X,"}:       "riga 1: «nome» non è una voce",
		{"vat_profile: exempt", "vat_profile: esente"}:   "riga 2: body.vat_profile: «esente»: scrivere exempt",
		{"IT60X", "IT61X"}:                               "riga 2: body.iban",
		{"daily_rate: 32.310", "daily_rate: 32,31"}:      "riga 13: «,31»: in un importo i decimali vanno dopo un punto, come in 32.31",
		{"kind: CC, places: 40", "kind: XX, places: 40"}: "riga 4: centres[0].kind: «XX» non è un tipo di centro",
		{"places: 40", "places: tanti"}:                  "riga 4: centres[0].places: «tanti»",
		{"code: RN-018, kind", "code: RN-017, kind"}:     "riga 5: centres[1].code",
		{"starts_on: 2025-11-01", "starts_on: 1/11/25"}:  "riga 8: agreements[0].starts_on: «1/11/25» non è una data",
		{"ELENCO_FORNITORI", "ELENCO"}:                   "riga 10: agreements[0].checklist",
		{"from_on: 2026-10-10", "from_on: 2020-10-10"}:   "riga 11: agreements[0].centres[1]",
		{"32.310", `"32,31 €"`}:                          "riga 13: agreements[0].tariffs[0].daily_rate: «32,31 €» non è un importo",
		{"agreements:\n", "agreements:\ntoday:\n"}:       "manca «agreements»",
		{"agreements:\n", "agreements:\n  - cig\n"}:      "qui servono voci «chiave: valore»",
		{"body: {", "office: {}\nbody: {"}:               "«office» c'è due volte",
		{"centres:\n  -", "centres:\n\t-"}:               "non è YAML",
	} {
		if !strings.Contains(plainFacts, change[0]) {
			t.Fatalf("%q is not in the facts", change[0])
		}
		_, err := readFactsOf(t, strings.Replace(plainFacts, change[0], change[1], 1))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", change[1], err, want)
		}
	}
	_, err := readFactsOf(t, strings.NewReplacer("UFT3ST", "UFT", "places: 40", "places: x", "A0B1C2D3E4", "A0").Replace(plainFacts))
	for _, want := range []string{"3 punti da correggere", "riga 1: ", "riga 4: ", "riga 7: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("not all at once: %v", err)
		}
	}
}

// A paper is placed by what was read of it, and says why where it is not.
func TestPlacingAFolder(t *testing.T) {
	t.Parallel()
	f, err := readFactsOf(t, plainFacts)
	if err != nil {
		t.Fatal(err)
	}
	paper := func(k document.Kind, fields ...string) paperRead {
		r := document.Reading{Kind: k}
		for i := 0; i < len(fields); i += 2 {
			r.Fields = append(r.Fields, document.Field{Name: fields[i], Value: fields[i+1], Confidence: 1})
		}
		return paperRead{sub: check.Submission{Kind: k, Reading: r}}
	}
	for i, c := range []struct {
		paper  paperRead
		centre reception.CentreID
		of     string
		why    string
	}{
		{paper(document.Register, document.PeriodMonth, "2026-10", document.CentreCode, "RN-018"), 2, "2026-10", ""},
		{paper(document.Register, document.PeriodMonth, "2026-10"), 0, "", "non si legge di quale centro è"},
		{paper(document.Register, document.CentreCode, "RN-017"), 0, "", "non si legge di quale mese è"},
		{paper(document.Register, document.PeriodMonth, "2024-10", document.CentreCode, "RN-017"), 0, "", "non si sa di quale contratto è"},
		{paper(document.Invoice, document.PeriodStart, "2026-10-01", document.PeriodEnd, "2026-10-31"), 0, "2026-10", ""},
		{paper(document.Departure, document.DepartedOn, "2026-10-20", document.CentreCode, "RN-017"), 1, "2026-10-20", ""},
		{paper(document.Departure, document.CentreCode, "RN-017"), 0, "", "non si legge di quale giorno è"},
		{paper(document.DURC), 0, "", ""},
	} {
		all := []paperRead{c.paper}
		f.place(all)
		slot, of := all[0].sub.Obligation, ""
		if slot != nil {
			if of = slot.For.Start.String(); slot.For.IsMonth() {
				of = slot.For.Key()
			}
		}
		if of != c.of || all[0].whyIt != c.why || (all[0].whyIt == "") != (all[0].whyEn == "") || slot != nil && (slot.Centre != c.centre || slot.Agreement != 1) {
			t.Errorf("paper %d: %+v, %q", i, slot, all[0].whyIt)
		}
	}
}

// What the folder holds is what the rules are given: neighbours of a register,
// notices, other invoices.
func TestFactsForADocument(t *testing.T) {
	t.Parallel()
	f, err := readFactsOf(t, plainFacts)
	if err != nil {
		t.Fatal(err)
	}
	paper := func(k document.Kind, month, centre string) paperRead {
		return paperRead{sub: check.Submission{Kind: k, Reading: document.Reading{Kind: k, Fields: []document.Field{
			{Name: document.PeriodMonth, Value: month}, {Name: document.CentreCode, Value: centre}, {Name: document.DepartedOn, Value: month + "-05"}}}}}
	}
	all := []paperRead{paper(document.Register, "2026-10", "RN-017"), paper(document.Register, "2026-11", "RN-017"), paper(document.Register, "2026-11", "RN-018"),
		paper(document.Departure, "2026-10", "RN-017"), paper(document.Invoice, "2026-10", ""), paper(document.Invoice, "2026-11", "")}
	f.place(all)
	ids := func(all []check.Submission) (out []document.ID) {
		for _, s := range all {
			out = append(out, s.Document)
		}
		return out
	}
	r, inv := f.factsFor(all[0], all), f.factsFor(all[4], all)
	twice := []paperRead{all[1], all[2]}
	for i := range twice {
		twice[i].sub.Reading.Fields = append(slices.Clone(twice[i].sub.Reading.Fields), document.Field{Name: document.RowField(1, "guest"), Value: "G017-001"},
			document.Field{Name: document.RowField(1, "present"), Value: strings.Repeat("P", 30)})
	}
	f.place(twice)
	if e := f.factsFor(twice[0], twice).Elsewhere; len(e) != 1 || e[0].Document != 2 || e[0].Centre != "RN-018" || !e[0].Own {
		t.Errorf("of a guest in two centres: %+v", e)
	}
	if !slices.Equal(ids(r.Neighbours), []document.ID{2}) || !slices.Equal(ids(r.GuestNotices), []document.ID{4}) || r.Owed != nil || r.Invoices != nil {
		t.Errorf("of the register: %+v", r)
	}
	if !slices.Equal(ids(inv.Registers), []document.ID{1}) || !slices.Equal(ids(inv.Invoices), []document.ID{6}) || inv.Neighbours != nil || len(inv.Owed) != 3 ||
		inv.Owed[0].State != check.OwedSent || inv.Owed[1].State != check.OwedOpen {
		t.Errorf("of the invoice: %+v", inv)
	}
}

// TestTheSameFileTwice: papers of the folder that say the same are told of each other.
func TestTheSameFileTwice(t *testing.T) {
	scan := document.Reading{Kind: document.Insurance, KindScore: 1, SHA256: document.SHA256{1}}
	other := document.Reading{Kind: document.Insurance, KindScore: 1, SHA256: document.SHA256{2}}
	all := slices.Concat(papersOf("polizza.pdf", scan), papersOf("polizza (1).pdf", scan), papersOf("altra.pdf", other))
	f := checkFacts{today: calendar.MustDate(2026, 11, 20)}
	f.place(all)
	for i, want := range []int{1, 1, 0} {
		var found []check.Finding
		for _, x := range check.Run(f.factsFor(all[i], all)).Findings {
			if x.Rule == "D1" {
				found = append(found, x)
			}
		}
		if len(found) != want {
			t.Errorf("%s: %d findings of D1, want %d", all[i].file, len(found), want)
		}
		for _, x := range found {
			if !strings.Contains(x.It, "è lo stesso file") || strings.Contains(x.It, "già ricevuto") || strings.Contains(fmt.Sprint(x.Inputs), "0001") {
				t.Errorf("%s: %q, %+v", all[i].file, x.It, x.Inputs)
			}
		}
	}
}

// A warning of the reading is cited by its place alone: its code says nothing to people.
func TestAWarningIsCitedByItsPlace(t *testing.T) {
	t.Parallel()
	x := foundLine{File: "f.xml", Finding: check.Finding{Rule: "K3", Severity: check.Warn, It: "Guardare il file."}}
	for place, want := range map[document.Place]string{{}: "", {XPath: "/A/B"}: "punto del file: /A/B\n"} {
		x.Inputs = []inputLine{{It: "punto del file", Value: "register.unknown", Source: check.SourceReading, Place: place}}
		var b strings.Builder
		checkOptions{lang: "it"}.printFinding(&b, x)
		if got := b.String(); strings.Contains(got, "register.unknown") || strings.Contains(got, "punto del file") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
