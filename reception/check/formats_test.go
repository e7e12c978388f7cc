package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/document/fatturapa"
)

// These tests feed the rules with what the readers of this project make of real
// files, so that the rules and the vocabulary can't drift apart.

const invoiceXML = `<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader>
<DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdTrasmittente><ProgressivoInvio>00012</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>ABC123</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567897</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Accoglienza di Prova</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>91044110400</CodiceFiscale><Anagrafica><Denominazione>Prefettura di Rimini</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente>
</FatturaElettronicaHeader>
<FatturaElettronicaBody>
<DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2025-11-03</Data><Numero>12/PA</Numero><DatiBollo><BolloVirtuale>SI</BolloVirtuale></DatiBollo><ImportoTotaleDocumento>{{total}}</ImportoTotaleDocumento></DatiGeneraliDocumento>
<DatiContratto><IdDocumento>1</IdDocumento><CodiceCIG>B6DB8A4C65</CodiceCIG></DatiContratto></DatiGenerali>
<DatiBeniServizi>
<DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Servizio di accoglienza in centri collettivi – presenze mese di ottobre 2025</Descrizione><Quantita>{{quantity}}</Quantita><UnitaMisura>GG</UnitaMisura><DataInizioPeriodo>2025-10-01</DataInizioPeriodo><DataFinePeriodo>2025-10-31</DataFinePeriodo><PrezzoUnitario>32.31000000</PrezzoUnitario><PrezzoTotale>{{line}}</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura></DettaglioLinee>
<DettaglioLinee><NumeroLinea>2</NumeroLinea><Descrizione>Kit di primo ingresso</Descrizione><Quantita>2.00</Quantita><PrezzoUnitario>200.00</PrezzoUnitario><ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>10.00</Percentuale></ScontoMaggiorazione><ScontoMaggiorazione><Tipo>SC</Tipo><Importo>7.00</Importo></ScontoMaggiorazione><PrezzoTotale>346.00</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura></DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura><ImponibileImporto>{{total}}</ImponibileImporto><Imposta>0.00</Imposta><RiferimentoNormativo>Art. 10</RiferimentoNormativo></DatiRiepilogo>
</DatiBeniServizi>
<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><ImportoPagamento>{{total}}</ImportoPagamento><IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento></DatiPagamento>
</FatturaElettronicaBody>
</p:FatturaElettronica>`

func readInvoice(t *testing.T, quantity, line, total string) Submission {
	t.Helper()
	xml := strings.NewReplacer("{{quantity}}", quantity, "{{line}}", line, "{{total}}", total).Replace(invoiceXML)
	inv, err := fatturapa.Parse(strings.NewReader(xml))
	if err != nil {
		t.Fatal(err)
	}
	s := invoice(7, "")
	s.Reading.Fields = inv.Fields()
	return s
}

// readRegister writes a register as CSV, reads it, and makes a submission of it.
// The marks of each guest are repeated for the days.
func readRegister(t *testing.T, total string, marks ...string) Submission {
	t.Helper()
	var b strings.Builder
	b.WriteString("REGISTRO PRESENZE OSPITI;;\nCentro: RN-017;;Mese: ottobre 2025;\nCIG: B6DB8A4C65;;\n\nN.;Codice ospite;Ingresso;Uscita")
	for day := 1; day <= 31; day++ {
		fmt.Fprintf(&b, ";%d", day)
	}
	b.WriteString(";TOT\n")
	for i, m := range marks {
		cells, n := strings.Split(m, " "), 0
		for _, c := range cells {
			if c == "P" {
				n++
			}
		}
		fmt.Fprintf(&b, "%d;RN%04d;01/10/2025;;%s;%d\n", i+1, i+1, strings.Join(cells, ";"), n)
	}
	fmt.Fprintf(&b, "Totale presenze;;;%s;%s\n", strings.Repeat(";", 31), total)
	g, err := attendance.ReadCSV(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	all := attendance.Find(g)
	if len(all) != 1 {
		t.Fatalf("%d registers in\n%s", len(all), b.String())
	}
	s := register(101, ccA, "RN-017", "2025-10")
	s.Reading.Fields = all[0].Fields()
	return s
}

func month31(mark string) string { return strings.TrimSpace(strings.Repeat(mark+" ", 31)) }

func TestFilesThatAreRight(t *testing.T) {
	reg := readRegister(t, "62", month31("P"), month31("P"))
	silent(t, facts(this(reg)))
	silent(t, facts(this(readInvoice(t, "62.00", "2003.22", "2349.22")), registers(reg)))
}

func TestFilesThatAreWrong(t *testing.T) {
	reg := readRegister(t, "63", month31("P"), month31("P"))
	f := says(t, facts(this(reg)), Block, "R15", "Il totale del mese è scritto 63, ma le caselle fanno 62")
	if !slices.ContainsFunc(f.Inputs, func(i Input) bool { return i.Place.Cell != "" && i.Value == "63" }) {
		t.Errorf("the finding does not say where 63 stands: %+v", f.Inputs)
	}
	f = says(t, facts(this(readInvoice(t, "64.00", "2067.84", "2413.84")), registers(reg)), Block, "R3", "2 in più")
	if !slices.ContainsFunc(f.Inputs, func(i Input) bool { return strings.HasSuffix(i.Place.XPath, "DettaglioLinee[1]/Quantita") }) {
		t.Errorf("the finding does not say where 64 stands: %+v", f.Inputs)
	}
}

func TestFilesThatAskAQuestion(t *testing.T) {
	odd := strings.Replace(month31("P"), "P", "K", 1)
	reg := readRegister(t, "61", month31("P"), odd)
	says(t, facts(this(reg)), Task, "M1", "Che cosa significa «K»?")
	says(t, facts(this(readInvoice(t, "62.00", "2003.22", "2349.22")), registers(reg)), Task, "R3", "una presenza è in dubbio")
}

// FuzzRun: whatever a reading holds, the rules end, and the same facts give the
// same findings.
func FuzzRun(f *testing.F) {
	for i, c := range cases() {
		for j, x := range c.facts.This.Reading.Fields {
			if (i+j)%97 == 0 {
				f.Add(i, x.Name, x.Value)
			}
		}
	}
	f.Add(0, document.PeriodStart, "0001-01-01")
	f.Add(60, document.PeriodEnd, "9999-12-31")
	f.Add(3, "row.-1.present", strings.Repeat("P", 400))
	f.Add(3, "row.99999999999999999999.present", "P?A-")
	f.Add(60, "invoice.line.1.", "")
	f.Add(60, "invoice.summary..tax", "1e9")
	f.Add(60, document.InvoiceIBAN, "ÀÀ00")
	all := cases()
	f.Fuzz(func(t *testing.T, n int, name, value string) {
		if len(name) > 100 || len(value) > 1000 {
			return
		}
		facts := all[max(n, -(n+1))%len(all)].facts
		facts.This = with(facts.This, set(name, value))
		facts.Registers = each(facts.Registers, func(s Submission) Submission { return with(s, set(name, value)) })
		facts.Neighbours = each(facts.Neighbours, func(s Submission) Submission { return with(s, set(name, value)) })
		a := Run(facts)
		if b := Run(facts); !slices.Equal(brief(a.Findings), brief(b.Findings)) {
			t.Errorf("two runs differ: %v, %v", brief(a.Findings), brief(b.Findings))
		}
	})
}
