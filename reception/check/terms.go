package check

import (
	"fmt"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// ground is what a rule judges by beside the paper itself, and from and to which day
// its basis holds; a zero day is no bound. What agreements ask for holds for their term.
type ground struct {
	needs       words
	from, until calendar.Date
}

// The days from which a basis holds.
var (
	eInvoices   = calendar.MustDate(2014, time.June, 6)       // DM 55/2013 art. 6: e-invoices to ministries
	statements  = calendar.MustDate(2017, time.October, 18)   // DM 18 October 2017
	accounts    = calendar.MustDate(2010, time.September, 7)  // L. 136/2010
	numbers     = calendar.MustDate(2013, time.January, 1)    // DPR 633/1972 art. 21, as of L. 228/2012
	reducedVAT  = calendar.MustDate(2016, time.January, 1)    // 5 %, L. 208/2015
	thirdSector = calendar.MustDate(2018, time.January, 1)    // D.Lgs. 117/2017 art. 82 and 104
	departures  = calendar.MustDate(2015, time.September, 30) // D.Lgs. 142/2015
	durcOnline  = calendar.MustDate(2015, time.July, 1)       // DM 30 January 2015
	signatures  = calendar.MustDate(2016, time.July, 1)       // Regulation (EU) 910/2014

	splitPaymentStart = calendar.MustDate(2015, time.January, 1) // L. 190/2014 art. 1 c. 629
)

// splitPaymentEnd is the last day on which split payment is certainly authorised: Council
// Implementing Decision (EU) 2023/1552. That it was prolonged is likely and not known, so
// that nothing is said of what comes later. No other basis has an end that is known.
var splitPaymentEnd = calendar.MustDate(2026, time.June, 30)

// grounds are those of all rules, by their ids.
func grounds() map[string]ground {
	marks := words{"segni letti casella per casella, totali scritti", "marks read cell by cell, totals as written"}
	registers := words{"contratto con i centri che copre, registri del periodo, note di credito", "agreement with the centres that it covers, registers of the period, credit notes"}
	return map[string]ground{
		"T1":  {needs: words{"adempimento con la sua scadenza, giorno dell'invio", "obligation with its due date, day of submission"}},
		"K1":  {needs: words{"adempimento per cui è inviato, tipo riconosciuto", "obligation that it was sent for, kind as recognised"}},
		"K2":  {needs: words{"adempimento con periodo, centro e CIG; centri dell'ente", "obligation with period, centre and CIG; the body's centres"}},
		"K3":  {needs: words{"lettura del file, registri dei mesi vicini", "reading of the file, registers of the months beside"}},
		"D1":  {needs: words{"impronte e aspetto dei documenti già ricevuti dall'ufficio", "prints and looks of what the office received before"}, from: statements},
		"K4":  {needs: words{"partita IVA e codice fiscale dell'ente", "VAT number and tax code of the body"}, from: eInvoices},
		"K5":  {needs: words{"fatture e note di credito dell'ente", "invoices and credit notes of the body"}, from: eInvoices},
		"K6":  {needs: words{"nome, codice fiscale e partita IVA dell'ente", "name, tax code and VAT number of the body"}},
		"K7":  {needs: words{"firme digitali del file", "digital signatures of the file"}, from: signatures},
		"R1":  {needs: words{"contratti dell'ente con CIG e durata", "agreements of the body with CIG and term"}, from: eInvoices},
		"R2":  {needs: words{"codice univoco e codice fiscale dell'ufficio", "office code and tax code of the office"}, from: eInvoices},
		"R3":  {needs: registers, from: statements},
		"R4":  {needs: words{"tariffe del contratto per tipo di centro e giorno, registri del periodo, note di credito", "rates of the agreement by kind of centre and day, registers of the period, credit notes"}},
		"R5":  {needs: words{"righe e riepiloghi della fattura", "lines and summaries of the invoice"}, from: eInvoices},
		"R6":  {needs: words{"profilo IVA dell'ente", "VAT profile of the body"}, from: reducedVAT},
		"R7":  {needs: words{"profilo IVA e forma giuridica dell'ente", "VAT profile and legal form of the body"}, from: thirdSector},
		"R8":  {needs: words{"conto dedicato dell'ente", "dedicated account of the body"}, from: accounts},
		"R9":  {needs: words{"fatture e note di credito precedenti dell'ente", "earlier invoices and credit notes of the body"}, from: numbers},
		"R10": {needs: words{"elenco degli allegati del contratto, adempimenti del periodo", "list of attachments of the agreement, obligations of the period"}, from: statements},
		"R11": {needs: words{"posti del centro per giorno, apertura e chiusura", "places of the centre by day, opening and closing"}},
		"R12": {needs: words{"codici degli ospiti, altri registri dell'ufficio per lo stesso mese", "guests' codes, other registers of the office for the same month"}},
		"R13": {needs: words{"codici degli ospiti, allontanamenti e assenze comunicati", "guests' codes, departures and leaves that were notified"}, from: departures},
		"R14": {needs: words{"registri dello stesso centro per il mese prima e dopo", "registers of the same centre for the months before and after"}, from: statements},
		"R15": {needs: marks, from: statements},
		"R16": {needs: words{"scansione con l'indizio di inchiostro per casella", "scan with the hint of ink by cell"}, from: statements},
		"R17": {needs: words{"registri con le date di ingresso, ricevute dei beni, tariffe", "registers with dates of entry, receipts for goods, rates"}, from: statements},
		"R18": {needs: words{"importo a persona al giorno e massimo per famiglia del contratto, registri del periodo con i nuclei familiari", "the agreement's amount per person and day and cap per family, registers of the period with families"}},
		"R19": {needs: words{"scadenze del DURC registrate dall'ufficio, giorno del controllo", "expiries of the DURC that the office recorded, day of the check"}, from: durcOnline},
		"R20": {needs: words{"scadenze registrate dei documenti dell'ente", "expiries recorded of the body's papers"}},
		"R21": {needs: words{"giorno della ricezione, calendario dell'ufficio, giorni di pagamento del contratto", "day of receipt, calendar of the office, days of payment of the agreement"}, from: eInvoices},
		"R22": {needs: words{"segni letti casella per casella, registro del mese prima, comunicazioni, soglia della convenzione", "marks read cell by cell, register of the month before, notices, threshold of the agreement"}},
		"R23": {needs: words{"riepiloghi e data della fattura", "summaries and date of the invoice"}, from: splitPaymentStart, until: splitPaymentEnd},
		"M1":  {needs: words{"che cosa vogliono dire i segni nei registri dell'ente", "what marks mean in the body's registers"}},
	}
}

// grounded gives a rule its needs and the days on which its basis holds.
func grounded(r Rule, all map[string]ground) Rule {
	g := all[r.ID]
	r.NeedsIt, r.NeedsEn, r.From, r.Until = g.needs.it, g.needs.en, g.from, g.until
	return r
}

// matterOn is the day that is held against the dates of a rule: the end of the period
// for which the paper was sent, else the day of submission, never a date that was read.
func (d *desk) matterOn() calendar.Date {
	switch {
	case d.This.Obligation != nil && !d.This.Obligation.For.IsZero():
		return d.This.Obligation.For.End
	case !d.This.SubmittedAt.IsZero():
		return calendar.DateOf(d.This.SubmittedAt)
	}
	return d.Today
}

// inForce says whether the rule's basis holds for what the paper is about.
func (r Rule) inForce(d *desk) (it, en string, ok bool) {
	switch on := d.matterOn(); {
	case !r.From.IsZero() && on.Before(r.From):
		return fmt.Sprintf("Vale dal %s: il documento è di prima.", r.From.It()), fmt.Sprintf("It holds from %s: the document is dated earlier.", r.From.En()), false
	case !r.Until.IsZero() && on.After(r.Until):
		return fmt.Sprintf("Valeva fino al %s: il documento è di dopo.", r.Until.It()), fmt.Sprintf("It held until %s: the document is dated later.", r.Until.En()), false
	}
	return "", "", true
}
