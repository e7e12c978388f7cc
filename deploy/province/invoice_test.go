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
		Type   string   `xml:"TipoDocumento"`
		Number string   `xml:"Numero"`
		Date   string   `xml:"Data"`
		Bollo  string   `xml:"DatiBollo>ImportoBollo"`
		Total  string   `xml:"ImportoTotaleDocumento"`
		Causes []string `xml:"Causale"`
	} `xml:"FatturaElettronicaBody>DatiGenerali>DatiGeneraliDocumento"`
	CIG    string `xml:"FatturaElettronicaBody>DatiGenerali>DatiContratto>CodiceCIG"`
	Linked string `xml:"FatturaElettronicaBody>DatiGenerali>DatiFattureCollegate>IdDocumento"`
	Lines  []struct {
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
	a.cig()
	valid := validIBAN(a.f.Payment.IBAN)
	a.check(valid, province.FaultIBANDigits)
	a.check(a.f.Payment.IBAN == a.body.IBAN || !valid, province.FaultWrongIBAN)
	a.check(a.f.Buyer == office.TaxCode, province.FaultWrongBuyer)
	a.check("IT"+a.f.Seller == a.body.VATID, province.FaultWrongSeller)
	a.check(strings.ContainsAny(a.f.General.Number, "0123456789"), province.FaultNumber)
	shape := a.f.Version == "FPA12" && a.f.Sent.Format == "FPA12" && a.f.XMLName.Space == "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2" &&
		strings.HasPrefix(a.file.Name, a.body.VATID+"_"+a.f.Sent.Progressive+".xml") && len(a.f.Sent.Progressive) == 5 && len(a.f.General.Number) <= 20
	for _, c := range a.f.General.Causes {
		shape = shape && len(c) <= 200
	}
	day, err := calendar.ParseDate(a.f.General.Date)
	a.check(shape && err == nil, "shape")
	a.check(day.After(a.file.Period.End), province.FaultBilledAhead)
	a.check(!day.After(calendar.DateOf(a.file.SubmittedAt)), province.FaultFutureDate)
}

func (a *audit) cig() {
	switch other := slices.IndexFunc(a.p.Agreements, func(o reception.Agreement) bool { return o.CIG == a.f.CIG && o.BodyID == a.file.Body }); {
	case a.f.CIG == a.a.CIG:
	case a.f.CIG == "":
		a.check(false, province.FaultMissingCIG)
	case len(a.f.CIG) != 10:
		a.check(false, province.FaultMalformedCIG)
	case other >= 0:
		a.check(false, province.FaultOtherCIG)
	default:
		a.check(false, province.FaultWrongCIG)
	}
}

// arithmetic recomputes lines, summaries and sums from the text of the XML.
func (a *audit) arithmetic() {
	type key struct{ rate, nature string }
	sums, total, payable, untaxed := map[key]decimal.Decimal{}, decimal.Zero, decimal.Zero, decimal.Zero
	for i, l := range a.f.Lines {
		line := number(a.t, l.Total)
		off := number(a.t, l.Quantity).Mul(number(a.t, l.Price)).Sub(line).Abs()
		rounded := line.IsInteger() && off.LessThanOrEqual(decimal.New(5, -1))
		a.check(off.LessThanOrEqual(decimal.New(1, -2)) || rounded, province.FaultLine)
		a.check(off.LessThanOrEqual(decimal.New(1, -2)) || !rounded, province.FaultRounding)
		a.check(l.Nature != "" || !number(a.t, l.Rate).IsZero(), province.FaultMissingNature)
		a.check(l.Number == i+1 && (l.Nature == "" || number(a.t, l.Rate).IsZero()), "shape")
		k := key{l.Rate, l.Nature}
		sums[k] = sums[k].Add(line)
	}
	for _, s := range a.f.Summaries {
		taxable, tax := number(a.t, s.Taxable), number(a.t, s.Tax)
		a.check(taxable.Equal(sums[key{s.Rate, s.Nature}]), province.FaultSummary)
		a.check(taxable.Mul(number(a.t, s.Rate)).Shift(-2).Round(2).Equal(tax), province.FaultTax)
		a.check((s.Due == "S") == !number(a.t, s.Rate).IsZero(), "shape")
		total, payable = total.Add(taxable).Add(tax), payable.Add(taxable)
		if s.Nature != "" {
			untaxed = untaxed.Add(taxable)
		}
		delete(sums, key{s.Rate, s.Nature})
	}
	a.check(len(sums) == 0, province.FaultMissingSummary)
	a.check(len(sums) > 0 || total.Equal(number(a.t, a.f.General.Total)), province.FaultInvoiceTotal)
	a.check(len(sums) > 0 || payable.Equal(number(a.t, a.f.Payment.Amount)), "totals")
	exempt := a.body.VATProfile == reception.VATOutOfScope
	a.check(a.f.General.Bollo == "2.00" || exempt || untaxed.LessThanOrEqual(decimal.RequireFromString("77.47")), province.FaultMissingBollo)
	a.check(a.f.General.Bollo == "" || !exempt, province.FaultBolloNotOwed)
}

// presences holds the lines against what happened in the centres.
func (a *audit) presences() {
	billed, pocket, kits, cards := 0, 0, 0, 0
	natures := map[reception.VATProfile]string{reception.VATExempt: "N4", reception.VATOutOfScope: "N2.2"}
	month := true
	for _, l := range a.f.Lines {
		n := int(number(a.t, l.Quantity).IntPart())
		month = month && (l.Start == "" || !strings.HasPrefix(l.Text, "Servizio") || l.Start[:7] == a.file.Period.Key())
		switch {
		case strings.HasPrefix(l.Text, "Servizio"):
			billed += n
			held, changed := a.rateHeld(l.Price, l.Start, l.End)
			a.check(held || changed || !month, province.FaultOldTariff)
			a.check(held || !changed || !month, province.FaultTariffChange)
			reduced := a.body.VATProfile == reception.VATReduced
			a.check(!reduced || l.Nature == "", province.FaultWrongVAT)
			a.check(reduced || l.Nature == "" || l.Nature == natures[a.body.VATProfile], province.FaultWrongNature)
		case strings.HasPrefix(l.Text, "Pocket"):
			pocket += n
			a.check(number(a.t, l.Price).Equal(decimal.RequireFromString("2.5")), province.FaultPocketRate)
		case strings.HasPrefix(l.Text, "Kit"):
			kits += n
			a.check(number(a.t, l.Price).Equal(a.a.Tariffs[0].Kit), province.FaultKitPrice)
		case strings.HasPrefix(l.Text, "Scheda"):
			cards += n
		}
	}
	a.check(month, province.FaultInvoiceMonth)
	days, pockets, entries := 0, 0, 0
	for _, c := range a.a.Covered() {
		days += a.p.PersonDays(c, a.file.Period)
		pockets += a.p.PocketDays(c, a.file.Period)
		entries += a.p.Entries(c, a.file.Period)
	}
	a.counted(billed - days)
	a.check(pocket == pockets || pocket == days, province.FaultPocketMoney)
	a.check(pocket == pockets || pocket != days, province.FaultFamilyCap)
	a.check(kits == entries, province.FaultKits)
	a.check(cards == entries, province.FaultPhoneCards)
}

// counted names a number of presences that is wrong. Swapped digits are off by a
// multiple of nine, as an overcount of nine is.
func (a *audit) counted(off int) {
	switch {
	case off == 0, a.f.General.Type == "TD04":
	case off == 1:
		a.check(false, province.FaultOffByOne)
	case off%9 == 0 && a.file.Fault != nil && a.file.Fault.Code == province.FaultSwappedDigits:
		a.check(false, province.FaultSwappedDigits)
	default:
		a.check(false, province.FaultOvercount)
	}
}

// rateHeld says that the price was the agreement's for a kind of centre on each
// day of the line; changed, that the rates of a kind changed within it.
func (a *audit) rateHeld(price, start, end string) (held, changed bool) {
	from, err1 := calendar.ParseDate(start)
	to, err2 := calendar.ParseDate(end)
	if err1 != nil || err2 != nil {
		return false, false
	}
	for _, k := range []reception.CentreKind{reception.HousingUnit, reception.CollectiveCentre} {
		all := true
		first, _ := a.a.TariffOn(k, from)
		for d := from; !d.After(to); d = d.AddDays(1) {
			tariff, ok := a.a.TariffOn(k, d)
			all = all && ok && tariff.DailyRate.Equal(number(a.t, price))
			changed = changed || ok && !tariff.DailyRate.Equal(first.DailyRate)
		}
		held = held || all
	}
	return held, changed
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

// inTheFile says that a fault can be seen in the invoice itself.
func inTheFile(code string) bool {
	return !slices.Contains([]string{province.FaultLate, province.FaultAttachment, province.FaultExpiredDURC, province.FaultExpiredPolicy, province.FaultExpiredFire}, code)
}

// TestInvoicesAreWrongOnlyAsTold reads every invoice and finds in each the fault
// that is told of it, and in the others none.
func TestInvoicesAreWrongOnlyAsTold(t *testing.T) {
	t.Parallel()
	p := rimini()
	numbers, billed, split := map[string]decimal.Decimal{}, map[string]bool{}, 0
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
		total := number(t, a.f.General.Total)
		_, used := numbers[key]
		a.check(!used || f.Corrects != nil, province.FaultDuplicateNumber)
		numbers[key] = total
		of := fmt.Sprint(f.Agreement, f.Period.Key())
		if a.f.General.Type == "TD04" {
			taken, known := numbers[fmt.Sprint(a.f.Seller, a.f.General.Date[:4], a.f.Linked)]
			a.check(known, province.FaultCreditUnknown)
			a.check(!known || !total.GreaterThan(taken), province.FaultCreditAmount)
		} else {
			a.check(!billed[of] || f.Corrects != nil, province.FaultBilledTwice)
			billed[of] = true
		}
		var want []string
		if f.Fault != nil && inTheFile(f.Fault.Code) {
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
