package province_test

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/smallstep/pkcs7"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// fattura is what these tests read of a FatturaPA, by a reader of their own.
type fattura struct {
	XMLName xml.Name
	Version string `xml:"versione,attr"`
	Sent    struct {
		Progressive string `xml:"ProgressivoInvio"`
		Format      string `xml:"FormatoTrasmissione"`
		Office      string `xml:"CodiceDestinatario"`
	} `xml:"FatturaElettronicaHeader>DatiTrasmissione"`
	Seller  string `xml:"FatturaElettronicaHeader>CedentePrestatore>DatiAnagrafici>IdFiscaleIVA>IdCodice"`
	Buyer   string `xml:"FatturaElettronicaHeader>CessionarioCommittente>DatiAnagrafici>CodiceFiscale"`
	General struct {
		Number string   `xml:"Numero"`
		Date   string   `xml:"Data"`
		Bollo  string   `xml:"DatiBollo>ImportoBollo"`
		Total  string   `xml:"ImportoTotaleDocumento"`
		Causes []string `xml:"Causale"`
	} `xml:"FatturaElettronicaBody>DatiGenerali>DatiGeneraliDocumento"`
	CIG   string `xml:"FatturaElettronicaBody>DatiGenerali>DatiContratto>CodiceCIG"`
	Lines []struct {
		Number   int    `xml:"NumeroLinea"`
		Text     string `xml:"Descrizione"`
		Quantity string `xml:"Quantita"`
		Price    string `xml:"PrezzoUnitario"`
		Total    string `xml:"PrezzoTotale"`
		Rate     string `xml:"AliquotaIVA"`
		Nature   string `xml:"Natura"`
		Start    string `xml:"DataInizioPeriodo"`
		End      string `xml:"DataFinePeriodo"`
	} `xml:"FatturaElettronicaBody>DatiBeniServizi>DettaglioLinee"`
	Summaries []struct {
		Rate    string `xml:"AliquotaIVA"`
		Nature  string `xml:"Natura"`
		Taxable string `xml:"ImponibileImporto"`
		Tax     string `xml:"Imposta"`
		Due     string `xml:"EsigibilitaIVA"`
	} `xml:"FatturaElettronicaBody>DatiBeniServizi>DatiRiepilogo"`
	Payment struct {
		Amount string `xml:"ImportoPagamento"`
		IBAN   string `xml:"IBAN"`
	} `xml:"FatturaElettronicaBody>DatiPagamento>DettaglioPagamento"`
}

func number(t *testing.T, s string) decimal.Decimal {
	t.Helper()
	d, err := decimal.NewFromString(s)
	if err != nil {
		t.Fatalf("%q is no number: %v", s, err)
	}
	return d
}

// audit is the work of looking for everything that can be wrong with one
// invoice.
type audit struct {
	t        *testing.T
	p        *province.Province
	file     province.File
	f        fattura
	a        reception.Agreement
	body     reception.Body
	problems []string
}

func (a *audit) check(right bool, code string) {
	if !right && !slices.Contains(a.problems, code) {
		a.problems = append(a.problems, code)
	}
}

func (a *audit) facts() {
	office := a.p.Offices[a.file.Office-1]
	a.check(a.f.Sent.Office == office.OfficeCode, province.FaultWrongOfficeCode)
	a.check(a.f.CIG == a.a.CIG, province.FaultWrongCIG)
	a.check(a.f.Payment.IBAN == a.body.IBAN, province.FaultWrongIBAN)
	shape := a.f.Version == "FPA12" && a.f.Sent.Format == "FPA12" && a.f.XMLName.Space == "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2" &&
		a.f.Buyer == office.TaxCode && "IT"+a.f.Seller == a.body.VATID && validIBAN(a.f.Payment.IBAN) &&
		strings.HasPrefix(a.file.Name, a.body.VATID+"_"+a.f.Sent.Progressive+".xml") && len(a.f.Sent.Progressive) == 5 && len(a.f.General.Number) <= 20
	for _, c := range a.f.General.Causes {
		shape = shape && len(c) <= 200
	}
	day, err := calendar.ParseDate(a.f.General.Date)
	shape = shape && err == nil && day.After(a.file.Period.End) && !day.After(calendar.DateOf(a.file.SubmittedAt))
	a.check(shape, "shape")
}

// arithmetic recomputes lines, summaries and sums from the text of the XML.
func (a *audit) arithmetic() {
	type key struct{ rate, nature string }
	sums, total, payable, untaxed := map[key]decimal.Decimal{}, decimal.Zero, decimal.Zero, decimal.Zero
	for i, l := range a.f.Lines {
		line := number(a.t, l.Total)
		a.check(number(a.t, l.Quantity).Mul(number(a.t, l.Price)).Sub(line).Abs().LessThanOrEqual(decimal.New(1, -2)), province.FaultLine)
		a.check(l.Number == i+1 && (l.Nature == "") == !number(a.t, l.Rate).IsZero(), "shape")
		k := key{l.Rate, l.Nature}
		sums[k] = sums[k].Add(line)
	}
	for _, s := range a.f.Summaries {
		taxable, tax := number(a.t, s.Taxable), number(a.t, s.Tax)
		a.check(taxable.Equal(sums[key{s.Rate, s.Nature}]), province.FaultSummary)
		a.check(taxable.Mul(number(a.t, s.Rate)).Shift(-2).Round(2).Equal(tax), province.FaultTax)
		a.check((s.Due == "S") == (s.Nature == ""), "shape")
		total, payable = total.Add(taxable).Add(tax), payable.Add(taxable)
		if s.Nature != "" {
			untaxed = untaxed.Add(taxable)
		}
		delete(sums, key{s.Rate, s.Nature})
	}
	a.check(len(sums) == 0 && total.Equal(number(a.t, a.f.General.Total)) && payable.Equal(number(a.t, a.f.Payment.Amount)), "totals")
	exempt := a.body.VATProfile == reception.VATOutOfScope
	a.check(a.f.General.Bollo == "2.00" || exempt || untaxed.LessThanOrEqual(decimal.RequireFromString("77.47")), province.FaultMissingBollo)
}

// presences holds the lines against what happened in the centres.
func (a *audit) presences() {
	billed, pocket, kits := 0, 0, 0
	for _, l := range a.f.Lines {
		n := int(number(a.t, l.Quantity).IntPart())
		switch {
		case strings.HasPrefix(l.Text, "Servizio"):
			billed += n
			a.check(a.rateHeld(l.Price, l.Start, l.End), province.FaultOldTariff)
			a.check((a.body.VATProfile == reception.VATReduced) == (l.Nature == ""), province.FaultWrongVAT)
		case strings.HasPrefix(l.Text, "Pocket"):
			pocket += n
		case strings.HasPrefix(l.Text, "Kit"):
			kits += n
		}
	}
	days, pockets, entries := 0, 0, 0
	for _, c := range a.a.Covered() {
		days += a.p.PersonDays(c, a.file.Period)
		pockets += a.p.PocketDays(c, a.file.Period)
		entries += a.p.Entries(c, a.file.Period)
	}
	a.check(billed == days, province.FaultOvercount)
	a.check(pocket == pockets, province.FaultPocketMoney)
	a.check(kits == entries, province.FaultKits)
}

// rateHeld says that the price was the agreement's for a kind of centre on each
// day of the line.
func (a *audit) rateHeld(price, start, end string) bool {
	from, err1 := calendar.ParseDate(start)
	to, err2 := calendar.ParseDate(end)
	if err1 != nil || err2 != nil {
		return false
	}
	for _, k := range []reception.CentreKind{reception.HousingUnit, reception.CollectiveCentre} {
		held := true
		for d := from; !d.After(to); d = d.AddDays(1) {
			tariff, ok := a.a.TariffOn(k, d)
			held = held && ok && tariff.DailyRate.Equal(number(a.t, price))
		}
		if held {
			return true
		}
	}
	return false
}

// unwrap opens an envelope; broken says that the signature doesn't hold.
func unwrap(t *testing.T, f province.File) (xmlText []byte, broken bool) {
	t.Helper()
	b := content(t, f)
	if f.Format != province.SignedXML && f.Format != province.SignedPDF {
		return b, false
	}
	p7, err := pkcs7.Parse(b)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return p7.Content, p7.Verify() != nil
}

// TestInvoicesAreWrongOnlyAsTold reads every invoice and finds in each the fault
// that is told of it, and in the others none.
func TestInvoicesAreWrongOnlyAsTold(t *testing.T) {
	t.Parallel()
	p := rimini()
	numbers, split := map[string]bool{}, 0
	for _, f := range p.Files {
		if f.Kind != document.Invoice {
			continue
		}
		text, broken := unwrap(t, f)
		a := &audit{t: t, p: p, file: f, a: p.Agreements[f.Agreement-1], body: p.Bodies[f.Body-1]}
		if err := xml.Unmarshal(text, &a.f); err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		a.facts()
		a.arithmetic()
		a.presences()
		a.check(!broken, province.FaultBrokenSignature)
		key := fmt.Sprint(a.f.Seller, a.f.General.Date[:4], a.f.General.Number)
		a.check(!numbers[key] || f.Corrects != nil, province.FaultDuplicateNumber)
		numbers[key] = true
		var want []string
		if f.Fault != nil && f.Fault.Code != province.FaultLate {
			want = []string{f.Fault.Code}
		}
		if !slices.Equal(a.problems, want) {
			t.Errorf("%s of body %d: told %v, found %v", f.Name, f.Body, want, a.problems)
		}
		for _, l := range a.f.Lines {
			if strings.HasPrefix(l.Text, "Servizio") && l.Start != f.Period.Start.String() && l.End == f.Period.End.String() {
				split++
			}
		}
	}
	if len(numbers) < 100 || split == 0 {
		t.Errorf("%d invoices, %d lines that begin within the month", len(numbers), split)
	}
}

func TestInvoiceFileNamesAreNeverUsedTwice(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range rimini().Files {
		if f.Kind == document.Invoice && seen[f.Name] {
			t.Errorf("%s is there twice", f.Name)
		}
		seen[f.Name] = f.Kind == document.Invoice
	}
}

func TestInvoicesDifferAsProgramsDo(t *testing.T) {
	t.Parallel()
	prefixes, bom, crlf, oneLine := map[string]bool{}, 0, 0, 0
	for _, f := range rimini().Files {
		if f.Format != province.XML {
			continue
		}
		s := string(content(t, f))
		if strings.HasPrefix(s, "\ufeff") {
			bom++
		}
		if strings.Contains(s, "\r\n") {
			crlf++
		}
		if strings.Count(s, "\n") < 3 {
			oneLine++
		}
		name, _, _ := strings.Cut(s[strings.Index(s, "?>")+2:], ":")
		prefixes[strings.Trim(name, "<\r\n")] = true
	}
	if len(prefixes) < 5 || bom == 0 || crlf == 0 || oneLine == 0 {
		t.Errorf("prefixes %v, %d with byte-order mark, %d with CRLF, %d on one line", prefixes, bom, crlf, oneLine)
	}
}
