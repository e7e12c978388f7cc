package fatturapa_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/fatturapa"
)

// invoice is a made-up invoice; prefix and head vary as programs write them.
func invoice(head, prefix, bodies string) string {
	p := prefix
	if p != "" {
		p += ":"
	}
	ns := "xmlns"
	if prefix != "" {
		ns += ":" + prefix
	}
	return head + fmt.Sprintf(`<%[1]sFatturaElettronica versione="FPA12" %[2]s="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader>
 <DatiTrasmissione><ProgressivoInvio>00001</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFT3ST</CodiceDestinatario></DatiTrasmissione>
 <CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99000000990</IdCodice></IdFiscaleIVA><CodiceFiscale>99000000990</CodiceFiscale><Anagrafica><Denominazione>Cooperativa Città
  Aperta</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici></CedentePrestatore>
 <CessionarioCommittente><DatiAnagrafici><CodiceFiscale>91000000400</CodiceFiscale><Anagrafica><Denominazione>Prefettura di Prova</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente>
</FatturaElettronicaHeader>%[3]s</%[1]sFatturaElettronica>`, p, ns, bodies)
}

const oneBody = `<FatturaElettronicaBody>
<DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-11-05</Data><Numero>FPA 7/26</Numero>
<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo><ImportoTotaleDocumento>32832.60</ImportoTotaleDocumento><Causale>Accoglienza ottobre 2026</Causale></DatiGeneraliDocumento>
<DatiContratto><IdDocumento>12/2024</IdDocumento><CodiceCIG>A0B1C2D3E4</CodiceCIG></DatiContratto>
<DatiConvenzione><IdDocumento>12/2024</IdDocumento><CodiceCIG>a0b1c2d3e4</CodiceCIG><CodiceCUP>B31H22000280006</CodiceCUP></DatiConvenzione></DatiGenerali>
<DatiBeniServizi>
<DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Accoglienza RN-017</Descrizione><Quantita>940.00</Quantita><UnitaMisura>GG</UnitaMisura><DataInizioPeriodo>2026-10-01</DataInizioPeriodo><DataFinePeriodo>2026-10-31</DataFinePeriodo><PrezzoUnitario>32.31000000</PrezzoUnitario><PrezzoTotale>30371.40</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura></DettaglioLinee>
<DettaglioLinee><NumeroLinea>2</NumeroLinea><Descrizione>Pocket money</Descrizione><Quantita>940.00</Quantita><PrezzoUnitario>2.50</PrezzoUnitario><PrezzoTotale>2350.00</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA><Natura>N1</Natura></DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura><ImponibileImporto>30371.40</ImponibileImporto><Imposta>0.00</Imposta></DatiRiepilogo>
<DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA><Natura>N1</Natura><ImponibileImporto>2350.00</ImponibileImporto><Imposta>0.00</Imposta></DatiRiepilogo>
</DatiBeniServizi>
<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-12-05</DataScadenzaPagamento><ImportoPagamento>32832.60</ImportoPagamento><IBAN>it60 X054 2811 1010 0000 0123 456</IBAN></DettaglioPagamento></DatiPagamento>
<Allegati><NomeAttachment>presenze.pdf</NomeAttachment><FormatoAttachment>PDF</FormatoAttachment><Attachment>JVBER
i0x</Attachment></Allegati>
</FatturaElettronicaBody>`

const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func TestParseForms(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String(invoice(`<?xml version="1.0" encoding="windows-1252"?>`, "p", oneBody))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(invoice(`<?xml version="1.0" encoding="UTF-16"?>`, "p", oneBody))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"prefix p":        invoice(declaration, "p", oneBody),
		"prefix ns2":      invoice(declaration, "ns2", oneBody),
		"no prefix":       invoice(declaration, "", oneBody),
		"no declaration":  invoice("", "p", oneBody),
		"byte-order mark": "\xEF\xBB\xBF" + invoice(declaration, "p", oneBody),
		"stylesheet":      invoice(declaration+`<?xml-stylesheet type="text/xsl" href="fatturapa.xsl"?>`, "p", oneBody),
		"windows-1252":    latin,
		"UTF-16":          wide,
	} {
		t.Run(name, func(t *testing.T) {
			inv, err := fatturapa.Parse(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if got := inv.Seller.Name.Text; got != "Cooperativa Città Aperta" {
				t.Errorf("seller = %q", got)
			}
			if len(inv.Bodies) != 1 || len(inv.Bodies[0].Lines) != 2 {
				t.Fatalf("%d bodies", len(inv.Bodies))
			}
			line := inv.Bodies[0].Lines[1]
			if want := "/FatturaElettronica/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[2]/PrezzoTotale"; line.Total.XPath != want {
				t.Errorf("XPath = %q, want %q", line.Total.XPath, want)
			}
		})
	}
}

func TestFields(t *testing.T) {
	inv, err := fatturapa.Parse(strings.NewReader(invoice(declaration, "p", oneBody)))
	if err != nil {
		t.Fatal(err)
	}
	r := document.Reading{Fields: inv.Fields()}
	for name, want := range map[string]string{
		document.InvoiceFormat:               "FPA12",
		document.InvoiceNumber:               "FPA 7/26",
		document.InvoiceDate:                 "2026-11-05",
		document.InvoiceType:                 "TD01",
		document.InvoiceTotal:                "32832.60",
		document.InvoiceTaxable:              "32721.40",
		document.InvoiceTax:                  "0.00",
		document.InvoicePayable:              "32832.60",
		document.InvoiceDueOn:                "2026-12-05",
		document.InvoiceStampDuty:            "2.00",
		document.InvoiceCIG:                  "A0B1C2D3E4",
		document.InvoiceCUP:                  "B31H22000280006",
		document.InvoiceIBAN:                 "IT60X0542811101000000123456",
		document.InvoiceBodies:               "1",
		document.SellerVATID:                 "IT99000000990",
		document.BuyerOfficeCode:             "UFT3ST",
		document.BuyerTaxCode:                "91000000400",
		document.PeriodMonth:                 "2026-10",
		document.PeriodStart:                 "2026-10-01",
		document.PeriodEnd:                   "2026-10-31",
		document.LineField(1, "quantity"):    "940.00",
		document.LineField(1, "unit_price"):  "32.31000000",
		document.LineField(2, "nature"):      "N1",
		document.SummaryField(2, "taxable"):  "2350.00",
		document.LineField(1, "description"): "Accoglienza RN-017",
	} {
		if got := r.Value(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	cigs := 0
	for _, f := range r.Fields {
		if f.Place.XPath == "" {
			t.Errorf("%s has no XPath", f.Name)
		}
		if f.Name == document.InvoiceCIG {
			cigs++
		}
	}
	if cigs != 1 {
		t.Errorf("the same CIG was given %d times", cigs)
	}
}

func TestBadValuesAreKeptAndUnsure(t *testing.T) {
	text := strings.NewReplacer("2026-11-05", "05/11/2026", "32832.60", "1e999999999").Replace(invoice(declaration, "p", oneBody))
	inv, err := fatturapa.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r := document.Reading{Fields: inv.Fields()}
	for _, name := range []string{document.InvoiceDate, document.InvoiceTotal, document.InvoicePayable} {
		f, ok := r.Field(name)
		if !ok || !f.Unsure || f.Why == "" {
			t.Errorf("%s = %+v, want it unsure", name, f)
		}
	}
	if r.Value(document.InvoiceDate) != "05/11/2026" {
		t.Errorf("the date as written was lost: %q", r.Value(document.InvoiceDate))
	}
}

func TestLotAndAttachments(t *testing.T) {
	inv, err := fatturapa.Parse(strings.NewReader(invoice(declaration, "p", oneBody+oneBody)))
	if err != nil {
		t.Fatal(err)
	}
	if len(inv.Bodies) != 2 {
		t.Fatalf("%d bodies", len(inv.Bodies))
	}
	if got, want := inv.Bodies[1].Number.XPath, "/FatturaElettronica/FatturaElettronicaBody[2]/DatiGenerali/DatiGeneraliDocumento/Numero"; got != want {
		t.Errorf("XPath = %q", got)
	}
	a := inv.Bodies[0].Attachments[0]
	content, err := a.Content()
	if err != nil || string(content) != "%PDF-1" || a.Name.Text != "presenze.pdf" {
		t.Errorf("attachment %q: %q, %v", a.Name.Text, content, err)
	}
}

func TestSimplified(t *testing.T) {
	text := `<FatturaElettronicaSemplificata versione="FSM10"><FatturaElettronicaHeader><DatiTrasmissione><FormatoTrasmissione>FSM10</FormatoTrasmissione></DatiTrasmissione>
<CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99000000990</IdCodice></IdFiscaleIVA><Denominazione>Hotel di Prova</Denominazione></CedentePrestatore>
<CessionarioCommittente><IdentificativiFiscali><CodiceFiscale>91000000400</CodiceFiscale></IdentificativiFiscali></CessionarioCommittente></FatturaElettronicaHeader>
<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento><Data>2026-10-02</Data><Numero>4</Numero></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><Descrizione>Pernottamento</Descrizione><Importo>80.00</Importo><DatiIVA><Aliquota>10.00</Aliquota></DatiIVA></DatiBeniServizi></FatturaElettronicaBody></FatturaElettronicaSemplificata>`
	inv, err := fatturapa.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if !inv.Simplified || inv.Seller.Name.Text != "Hotel di Prova" || inv.Buyer.TaxCode.Text != "91000000400" || inv.Bodies[0].Lines[0].Total.Text != "80.00" {
		t.Errorf("got %+v", inv)
	}
}

func TestRefused(t *testing.T) {
	deep := strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"external entity": {`<?xml version="1.0"?><!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/hostname">]><FatturaElettronica>&x;</FatturaElettronica>`, fatturapa.ErrDoctype},
		"bare doctype":    {`<!doctype f><FatturaElettronica/>`, fatturapa.ErrDoctype},
		"unknown entity":  {`<FatturaElettronica>&lol;</FatturaElettronica>`, fatturapa.ErrMalformed},
		"another root":    {`<ricevuta/>`, fatturapa.ErrNotInvoice},
		"cut short":       {invoice(declaration, "p", oneBody)[:900], fatturapa.ErrMalformed},
		"empty":           {"", fatturapa.ErrMalformed},
		"too deep":        {"<FatturaElettronica>" + deep + "</FatturaElettronica>", fatturapa.ErrTooLarge},
		"too many":        {"<FatturaElettronica>" + strings.Repeat("<a/>", 250_000) + "</FatturaElettronica>", fatturapa.ErrTooLarge},
		"too much text":   {"<FatturaElettronica><a>" + strings.Repeat("x", 6<<20) + "</a></FatturaElettronica>", fatturapa.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := fatturapa.Parse(strings.NewReader(c.text)); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}
