package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/reception"
)

// sheet writes a register as a spreadsheet that declares so many presences.
func (o *owed) sheet(a reception.Agreement, c reception.Centre, declared int) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	put := func(col, row int, v any) {
		cell, _ := excelize.CoordinatesToCellName(col, row) // both are positive
		_ = f.SetCellValue("Sheet1", cell, v)               // the sheet is there
	}
	for i, line := range o.heading(a, c) {
		put(1, i+1, line)
	}
	top, last := 7, 3+o.month.Days()
	for i, h := range []string{"N.", "Cod. ospite", "Ingresso"} {
		put(i+1, top, h)
	}
	put(last+1, top, "TOT")
	for d := 1; d <= o.month.Days(); d++ {
		put(3+d, top, d)
	}
	for i, g := range guests(c) {
		r := top + 1 + i
		put(1, r, i+1)
		put(2, r, g)
		put(3, r, "01/01/2026")
		for d := 1; d <= o.month.Days(); d++ {
			put(3+d, r, "P")
		}
		put(last+1, r, o.month.Days())
	}
	r := top + 1 + len(guests(c))
	put(1, r, "Totale presenti per giorno")
	for d := 1; d <= o.month.Days(); d++ {
		put(3+d, r, len(guests(c)))
	}
	put(last+1, r, declared)
	var b bytes.Buffer
	err := f.Write(&b)
	return b.Bytes(), err
}

// heading is what stands above the table of a register.
func (o *owed) heading(a reception.Agreement, c reception.Centre) []string {
	return []string{"REGISTRO PRESENZE OSPITI", "mese/anno " + fmt.Sprintf("%02d/%d", int(o.month.Start.Month()), o.month.Start.Year()),
		"Ente gestore: " + o.body.Name, "Centro: " + c.Name + "   Codice centro: " + c.Code, "CIG: " + a.CIG,
		"Capienza: " + strconv.Itoa(c.Places)}
}

// print writes a register as a PDF with a text layer.
func (o *owed) print(a reception.Agreement, c reception.Centre) ([]byte, error) {
	f := fpdf.New("L", "mm", "A4", "")
	latin := f.UnicodeTranslatorFromDescriptor("")
	f.AddPage()
	f.SetFont("Helvetica", "", 10)
	for _, line := range o.heading(a, c) {
		f.CellFormat(0, 6, latin(line), "", 1, "L", false, 0, "")
	}
	f.Ln(4)
	f.SetFont("Helvetica", "", 7)
	cell := func(w float64, s string) { f.CellFormat(w, 6, latin(s), "1", 0, "C", false, 0, "") }
	row := func(n, guest, entry string, day func(int) string, total string) {
		cell(8, n)
		cell(28, guest)
		cell(22, entry)
		for d := 1; d <= o.month.Days(); d++ {
			cell(6, day(d))
		}
		cell(12, total)
		f.Ln(-1)
	}
	row("N.", "Cod. ospite", "Ingresso", strconv.Itoa, "TOT")
	for i, g := range guests(c) {
		row(strconv.Itoa(i+1), g, "01/01/2026", func(int) string { return "P" }, strconv.Itoa(o.month.Days()))
	}
	row("", "Totale", "", func(int) string { return "3" }, strconv.Itoa(presences(o.month)))
	var b bytes.Buffer
	err := f.Output(&b)
	return b.Bytes(), err
}

// deal writes a contract of the body that names no agreement of the registry.
func (o *owed) deal() ([]byte, error) {
	f := fpdf.New("P", "mm", "A4", "")
	latin := f.UnicodeTranslatorFromDescriptor("")
	f.AddPage()
	f.SetFont("Helvetica", "B", 14)
	f.MultiCell(0, 8, latin("CONVENZIONE\nper il servizio di accoglienza dei richiedenti protezione internazionale"), "", "C", false)
	f.SetFont("Helvetica", "", 11)
	f.Ln(6)
	f.MultiCell(0, 6, latin("Tra la "+o.office.Name+" e l'ente gestore "+o.body.Name+", partita IVA "+o.body.VATID+", si conviene e si stipula quanto segue.\n\n"+
		"Art. 1 – Oggetto. La presente convenzione ha per oggetto l'affidamento del servizio di accoglienza. CIG: B0E2E00001.\n\n"+
		"Art. 2 – Durata. La convenzione ha durata dal 01/01/2027 al 31/12/2027.\n\n"+
		"Art. 3 – Corrispettivo. Il prezzo pro die pro capite è di 31,50 € oltre IVA.\n\n"+
		"Letto, approvato e sottoscritto."), "", "L", false)
	var b bytes.Buffer
	err := f.Output(&b)
	return b.Bytes(), err
}

// bill writes a FatturaPA invoice for the presences of the first centre. Of
// the VAT treatments it takes that of the body.
func (o *owed) bill(days int) ([]byte, error) {
	t, ok := o.agreement.TariffOn(o.first.Kind, o.month.Start)
	if !ok {
		return nil, fmt.Errorf("agreement %s has no tariff for %s", o.agreement.CIG, o.first.Code)
	}
	total := t.DailyRate.Mul(decimal.NewFromInt(int64(days))).Round(2)
	rate, nature, tax := "5.00", "", total.Mul(decimal.RequireFromString("0.05")).Round(2)
	due := "S"
	if o.body.VATProfile != reception.VATReduced {
		rate, tax, due = "0.00", decimal.Zero, "I"
		nature = map[reception.VATProfile]string{reception.VATExempt: "N4", reception.VATOutOfScope: "N2.2"}[o.body.VATProfile]
	}
	if nature != "" {
		nature = "<Natura>" + nature + "</Natura>"
	}
	sum := total.Add(tax)
	return []byte(strings.NewReplacer("{vat}", o.body.VATID[2:], "{tax}", o.body.TaxCode, "{seller}", o.body.Name,
		"{buyer}", o.office.Name, "{buyertax}", o.office.TaxCode, "{code}", o.office.OfficeCode, "{cig}", o.agreement.CIG,
		"{date}", o.month.End.String(), "{start}", o.month.Start.String(), "{end}", o.month.End.String(), "{centre}", o.first.Code,
		"{days}", fmt.Sprintf("%d.00", days), "{price}", t.DailyRate.StringFixed(2), "{net}", total.StringFixed(2), "{rate}", rate,
		"{nature}", nature, "{vatsum}", tax.StringFixed(2), "{sum}", sum.StringFixed(2), "{due}", due, "{iban}", o.body.IBAN,
	).Replace(invoice)), nil
}

const invoice = `<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader>
<DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdTrasmittente><ProgressivoInvio>E2E01</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>{code}</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdFiscaleIVA><CodiceFiscale>{tax}</CodiceFiscale><Anagrafica><Denominazione>{seller}</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici><Sede><Indirizzo>Via dei Mille 1</Indirizzo><CAP>47921</CAP><Comune>Rimini</Comune><Provincia>RN</Provincia><Nazione>IT</Nazione></Sede></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>{buyertax}</CodiceFiscale><Anagrafica><Denominazione>{buyer}</Denominazione></Anagrafica></DatiAnagrafici><Sede><Indirizzo>Via IV Novembre 40</Indirizzo><CAP>47921</CAP><Comune>Rimini</Comune><Provincia>RN</Provincia><Nazione>IT</Nazione></Sede></CessionarioCommittente>
</FatturaElettronicaHeader>
<FatturaElettronicaBody>
<DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>{date}</Data><Numero>E2E-1</Numero><ImportoTotaleDocumento>{sum}</ImportoTotaleDocumento></DatiGeneraliDocumento><DatiContratto><IdDocumento>1</IdDocumento><CodiceCIG>{cig}</CodiceCIG></DatiContratto></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Servizio di accoglienza centro {centre}</Descrizione><Quantita>{days}</Quantita><UnitaMisura>GG</UnitaMisura><DataInizioPeriodo>{start}</DataInizioPeriodo><DataFinePeriodo>{end}</DataFinePeriodo><PrezzoUnitario>{price}</PrezzoUnitario><PrezzoTotale>{net}</PrezzoTotale><AliquotaIVA>{rate}</AliquotaIVA>{nature}</DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>{rate}</AliquotaIVA>{nature}<ImponibileImporto>{net}</ImponibileImporto><Imposta>{vatsum}</Imposta><EsigibilitaIVA>{due}</EsigibilitaIVA></DatiRiepilogo></DatiBeniServizi>
<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><ImportoPagamento>{net}</ImportoPagamento><IBAN>{iban}</IBAN></DettaglioPagamento></DatiPagamento>
</FatturaElettronicaBody>
</p:FatturaElettronica>
`
