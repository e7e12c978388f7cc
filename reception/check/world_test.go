package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The world of the tests: a body with two collective centres (a, b) and a
// housing unit (u) under one agreement, whose rates change on 1 October 2025.
const (
	ccA, ccB, unit reception.CentreID    = 1, 2, 3
	main           reception.AgreementID = 1
	cig                                  = "B6DB8A4C65"
	iban                                 = "IT60X0542811101000000123456"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func month(s string) calendar.Period {
	p, err := calendar.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return p
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func world() Facts {
	tariff := func(k reception.CentreKind, from, rate string) reception.Tariff {
		return reception.Tariff{CentreKind: k, FromOn: day(from), DailyRate: dec(rate),
			PocketMoney: dec("2.50"), Kit: dec("173"), PhoneCard: dec("5")}
	}
	return Facts{
		Today:  day("2025-11-20"),
		Office: reception.Office{ID: 1, Code: "rimini", Name: "Prefettura di Rimini", TaxCode: "91044110400", OfficeCode: "ABC123"},
		Body: reception.Body{ID: 7, Name: "Accoglienza di Prova", LegalForm: "società a responsabilità limitata",
			VATID: "IT01234567897", TaxCode: "01234567897", VATProfile: reception.VATExempt, IBAN: iban},
		Centres: []reception.Centre{
			{ID: ccA, BodyID: 7, Code: "RN-017", Kind: reception.CollectiveCentre, Places: 40, OpenedOn: day("2024-01-01")},
			{ID: ccB, BodyID: 7, Code: "RN-018", Kind: reception.CollectiveCentre, Places: 25, OpenedOn: day("2024-01-01")},
			{ID: unit, BodyID: 7, Code: "RN-021", Kind: reception.HousingUnit, Places: 8, OpenedOn: day("2024-01-01")},
		},
		Agreements: []reception.Agreement{{ID: main, BodyID: 7, CIG: cig, StartsOn: day("2025-01-01"), EndsOn: day("2026-12-31"),
			PaymentDays: 30, Covers: reception.CoversAll(ccA),
			Tariffs: []reception.Tariff{
				tariff(reception.HousingUnit, "2025-01-01", "25.60"), tariff(reception.HousingUnit, "2025-10-01", "25.80"),
				tariff(reception.CollectiveCentre, "2025-01-01", "32.08"), tariff(reception.CollectiveCentre, "2025-10-01", "32.31"),
			}}},
		Expiries: []Recorded{until(document.DURC, "2026-02-28", "")},
	}
}

// edit is a change to facts; facts builds a case out of some.
type edit func(*Facts)

func facts(edits ...edit) Facts {
	f := world()
	for _, e := range edits {
		e(&f)
	}
	return f
}

func centres(ids ...reception.CentreID) edit {
	return func(f *Facts) { f.Agreements[0].Covers = reception.CoversAll(ids...) }
}

func body(change func(*reception.Body)) edit { return func(f *Facts) { change(&f.Body) } }

func slot(c reception.CentreID, m string, due string) *Slot {
	return &Slot{Agreement: main, Centre: c, For: month(m), DueOn: day(due),
		DueIt: "Giorno 5 del mese dopo la fine del periodo.", DueEn: "Day 5 of the month after the end of the period."}
}

// stay is the pattern of a row: "P31", "P10 A2 P19", "-5 P26".
func stay(s string) string {
	var b strings.Builder
	for _, run := range strings.Fields(s) {
		n, err := strconv.Atoi(run[1:])
		if err != nil {
			panic(err)
		}
		b.WriteString(strings.Repeat(run[:1], n))
	}
	return b.String()
}

// guests repeats a stay for n guests.
func guests(n int, s string) []string { return slices.Repeat([]string{s}, n) }

// register makes the register of a centre as the reader of spreadsheets leaves
// it: rows, days, totals, every total right.
func register(id document.ID, centre reception.CentreID, code, m string, stays ...[]string) Submission {
	r := document.Reading{Kind: document.Register, KindScore: 0.97, Method: document.MethodCells}
	add := func(name, written, value, cell string) {
		r.Fields = append(r.Fields, document.Field{Name: name, Written: written, Value: value,
			Place: document.Place{Sheet: "Ottobre", Cell: cell}, Method: document.MethodCells, Confidence: 1})
	}
	p := month(m)
	add(document.CentreCode, code, code, "B3")
	add(document.PeriodMonth, m, m, "B4")
	total, perDay := 0, make([]int, p.Days())
	for i, s := range slices.Concat(stays...) {
		pattern, n := stay(s), 0
		for d, c := range pattern {
			if c == 'P' {
				n, perDay[d] = n+1, perDay[d]+1
			}
			if c == '?' {
				f := document.Field{Name: document.UnknownMark, Written: "K", Value: fmt.Sprintf("row.%d.day.%d", i+1, d+1),
					Place: document.Place{Sheet: "Ottobre", Cell: fmt.Sprintf("%s%d", column(d+4), i+8)}, Method: document.MethodCells, Unsure: true}
				r.Fields = append(r.Fields, f)
			}
		}
		at := strconv.Itoa(i + 8)
		add(document.RowField(i+1, "present"), "", pattern, "E"+at)
		add(document.RowField(i+1, "days"), "", strconv.Itoa(n), "E"+at)
		add(document.RowField(i+1, "days.declared"), strconv.Itoa(n), strconv.Itoa(n), "AJ"+at)
		total += n
	}
	for d, n := range perDay {
		add(document.DayField(d+1), "", strconv.Itoa(n), column(d+4)+"8")
		add(document.DeclaredDayField(d+1), strconv.Itoa(n), strconv.Itoa(n), column(d+4)+"60")
	}
	add(document.PersonDays, "", strconv.Itoa(total), "E8")
	add(document.DeclaredPersonDays, strconv.Itoa(total), strconv.Itoa(total), "AJ60")
	return Submission{Document: id, Revision: document.RevisionID(id), Kind: document.Register, Reading: r, Approved: true, Closed: true,
		SubmittedAt: day("2025-11-04").At(10, 30), Obligation: slot(centre, m, "2025-11-05")}
}

// column names a column of a spreadsheet from 0.
func column(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return column(n/26-1) + string(rune('A'+n%26))
}

// item is a line of an invoice to make.
type item struct {
	text, quantity, price, start, end, cig string
}

// invoice makes an invoice as the reader of FatturaPA leaves it, for an exempt
// body, with right sums.
func invoice(id document.ID, number string, items ...item) Submission {
	r := document.Reading{Kind: document.Invoice, KindScore: 1, Method: document.MethodXML}
	add := func(name, value, xpath string) {
		if value != "" {
			r.Fields = append(r.Fields, document.Field{Name: name, Written: value, Value: value,
				Place: document.Place{XPath: "/FatturaElettronica" + xpath}, Method: document.MethodXML, Confidence: 1})
		}
	}
	add(document.BuyerOfficeCode, "ABC123", "/FatturaElettronicaHeader/DatiTrasmissione/CodiceDestinatario")
	add(document.BuyerTaxCode, "91044110400", "/FatturaElettronicaHeader/CessionarioCommittente/DatiAnagrafici/CodiceFiscale")
	add(document.SellerVATID, "IT01234567897", "/FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/IdFiscaleIVA/IdCodice")
	general := "/FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento"
	add(document.InvoiceNumber, number, general+"/Numero")
	add(document.InvoiceDate, "2025-11-03", general+"/Data")
	add(document.InvoiceType, "TD01", general+"/TipoDocumento")
	add(document.InvoiceStampDuty, "2.00", general+"/DatiBollo/ImportoBollo")
	add(document.InvoiceCIG, cig, "/FatturaElettronicaBody/DatiGenerali/DatiContratto/CodiceCIG")
	add(document.InvoiceIBAN, iban, "/FatturaElettronicaBody/DatiPagamento/DettaglioPagamento/IBAN")
	sum, start, end := decimal.Zero, "", ""
	for i, it := range items {
		n := i + 1
		at := fmt.Sprintf("/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[%d]", n)
		total := dec(it.price)
		if it.quantity != "" {
			total = total.Mul(dec(it.quantity)).Round(2)
		}
		sum = sum.Add(total)
		for _, x := range [][3]string{{"description", it.text, "/Descrizione"}, {"quantity", it.quantity, "/Quantita"},
			{"unit_price", it.price, "/PrezzoUnitario"}, {"total", total.StringFixed(2), "/PrezzoTotale"},
			{"vat_rate", "0.00", "/AliquotaIVA"}, {"nature", "N4", "/Natura"},
			{"start", it.start, "/DataInizioPeriodo"}, {"end", it.end, "/DataFinePeriodo"},
			{"cig", it.cig, "/AltriDatiGestionali/RiferimentoTesto"}} {
			add(document.LineField(n, x[0]), x[1], at+x[2])
		}
		if it.start != "" && (start == "" || it.start < start) {
			start = it.start
		}
		end = max(end, it.end)
	}
	add(document.PeriodStart, start, "/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[1]/DataInizioPeriodo")
	add(document.PeriodEnd, end, "/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[1]/DataFinePeriodo")
	for _, x := range [][3]string{{"vat_rate", "0.00", "AliquotaIVA"}, {"nature", "N4", "Natura"}, {"taxable", sum.StringFixed(2), "ImponibileImporto"}, {"tax", "0.00", "Imposta"}} {
		add(document.SummaryField(1, x[0]), x[1], "/FatturaElettronicaBody/DatiBeniServizi/DatiRiepilogo/"+x[2])
	}
	add(document.InvoiceTaxable, sum.StringFixed(2), "/FatturaElettronicaBody/DatiBeniServizi/DatiRiepilogo/ImponibileImporto")
	add(document.InvoiceTax, "0.00", "/FatturaElettronicaBody/DatiBeniServizi/DatiRiepilogo/Imposta")
	add(document.InvoiceTotal, sum.StringFixed(2), general+"/ImportoTotaleDocumento")
	return Submission{Document: id, Revision: document.RevisionID(id), Kind: document.Invoice, Reading: r,
		SubmittedAt: day("2025-11-08").At(9, 0), Obligation: slot(0, "2025-10", "2025-11-10")}
}

// presences is the line of October that bills n presences at a price.
func presences(n, price string) item {
	return item{"Servizio di accoglienza in centri collettivi – presenze mese di ottobre 2025", n, price, "2025-10-01", "2025-10-31", ""}
}

// thousand is a register of 1.000 person-days in October: 32 guests for the
// whole month, one who entered on the 24th.
func thousand() Submission {
	return register(101, ccA, "RN-017", "2025-10", guests(32, "P31"), []string{"-23 P8"})
}

func this(s Submission, edits ...func(*Submission)) edit {
	return func(f *Facts) {
		for _, e := range edits {
			e(&s)
		}
		f.This = s
	}
}

func registers(all ...Submission) edit { return func(f *Facts) { f.Registers = all } }
func invoices(all ...Submission) edit  { return func(f *Facts) { f.Invoices = all } }

// with is a submission with changes.
func with(s Submission, edits ...func(*Submission)) Submission {
	for _, e := range edits {
		e(&s)
	}
	return s
}

// set gives the fields of that name another value; a name that isn't there is
// added.
func set(name, value string) func(*Submission) {
	return onField(name, func(f *document.Field) { f.Value, f.Written = value, value })
}

// unsure marks a value as one that two readers saw in different ways.
func unsure(name string, others ...string) func(*Submission) {
	return onField(name, func(f *document.Field) { f.Unsure, f.Others, f.Confidence = true, others, 0.4 })
}

func onField(name string, change func(*document.Field)) func(*Submission) {
	return func(s *Submission) {
		s.Reading.Fields = slices.Clone(s.Reading.Fields)
		found := false
		for i := range s.Reading.Fields {
			if s.Reading.Fields[i].Name == name {
				change(&s.Reading.Fields[i])
				found = true
			}
		}
		if !found {
			f := document.Field{Name: name, Confidence: 1, Method: s.Reading.Method, Place: beside(s.Reading, name)}
			change(&f)
			s.Reading.Fields = append(s.Reading.Fields, f)
		}
	}
}

// beside is the place of another field of the same part: invoice.line.1.
func beside(r document.Reading, name string) document.Place {
	part := name[:strings.LastIndexByte(name, '.')+1]
	for _, f := range r.Fields {
		if strings.Count(part, ".") == 3 && strings.HasPrefix(f.Name, part) {
			return f.Place
		}
	}
	return document.Place{}
}

// more adds a further field of a name that may be repeated.
func more(name, value string) func(*Submission) {
	return func(s *Submission) {
		s.Reading.Fields = append(slices.Clone(s.Reading.Fields), document.Field{Name: name, Value: value, Written: value, Confidence: 1,
			Method: s.Reading.Method, Place: document.Place{XPath: "/" + name + "/" + value}})
	}
}

// drop takes the fields of those names away; a name that ends in a dot is a
// prefix.
func drop(names ...string) func(*Submission) {
	return func(s *Submission) {
		s.Reading.Fields = slices.DeleteFunc(slices.Clone(s.Reading.Fields), func(f document.Field) bool {
			return slices.ContainsFunc(names, func(n string) bool {
				return f.Name == n || strings.HasSuffix(n, ".") && strings.HasPrefix(f.Name, n)
			})
		})
	}
}

func sentAt(s string, hour, minute int) func(*Submission) {
	return func(x *Submission) { x.SubmittedAt = day(s).At(hour, minute) }
}

func draft(s *Submission) { s.SubmittedAt = time.Time{} }

func noSlot(s *Submission) { s.Obligation = nil }
