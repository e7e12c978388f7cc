package province

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// xmlText writes XML by hand, so that prefix, line breaks and byte-order mark
// can differ as they do between programs.
type xmlText struct {
	b       strings.Builder
	depth   int
	newline string
}

func (x *xmlText) indent() {
	if x.newline != "" {
		x.b.WriteString(x.newline + strings.Repeat("  ", x.depth))
	}
}

// in writes an element around what do writes.
func (x *xmlText) in(name string, do func()) {
	x.indent()
	x.b.WriteString("<" + name + ">")
	x.depth++
	do()
	x.depth--
	x.indent()
	x.b.WriteString("</" + name + ">")
}

var xmlEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// leaf writes an element with a text; no text, no element.
func (x *xmlText) leaf(name, text string) {
	if text == "" {
		return
	}
	x.indent()
	fmt.Fprintf(&x.b, "<%s>%s</%s>", name, xmlEscape.Replace(text), name)
}

// latin replaces what the Latin-1 texts of the schema (String…LatinType) do not
// have.
var latin = strings.NewReplacer("–", "-", "’", "'", "€", "EUR")

func (x *xmlText) latin(name, text string) { x.leaf(name, latin.Replace(text)) }

func (x *xmlText) amount(name string, d decimal.Decimal) { x.leaf(name, d.StringFixed(2)) }

// fatturaNamespace is that of the ordinary invoice, schema 1.2.
const fatturaNamespace = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"

// writeFatturaPA writes the invoice by the schema VFPA12 (Agenzia delle Entrate,
// Allegato A to the technical specifications, format 1.2).
func writeFatturaPA(inv *invoice) []byte {
	h := inv.p.detail(inv.body.ID).habits
	x := &xmlText{newline: "\n"}
	if h.crlf {
		x.newline = "\r\n"
	}
	if h.bom {
		x.b.WriteString("\ufeff")
	}
	x.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + x.newline)
	if h.oneLine {
		x.newline = ""
	}
	root := h.prefix + ":FatturaElettronica"
	fmt.Fprintf(&x.b, `<%s versione="FPA12" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:%s="%s" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`,
		root, h.prefix, fatturaNamespace)
	x.depth = 1
	x.in("FatturaElettronicaHeader", func() { inv.header(x) })
	x.in("FatturaElettronicaBody", func() { inv.content(x) })
	x.depth = 0
	x.indent()
	x.b.WriteString("</" + root + ">")
	if x.newline != "" {
		x.b.WriteString(x.newline)
	}
	return []byte(x.b.String())
}

func (inv *invoice) header(x *xmlText) {
	d := inv.p.detail(inv.body.ID)
	x.in("DatiTrasmissione", func() {
		x.in("IdTrasmittente", func() {
			x.leaf("IdPaese", "IT")
			sender := d.habits.sender
			if sender == "" {
				sender = inv.body.TaxCode
			}
			x.leaf("IdCodice", sender)
		})
		x.leaf("ProgressivoInvio", inv.progressive)
		x.leaf("FormatoTrasmissione", "FPA12")
		x.leaf("CodiceDestinatario", inv.officeCode)
	})
	x.in("CedentePrestatore", func() { inv.writeSeller(x, d) })
	x.in("CessionarioCommittente", func() { inv.writeBuyer(x) })
}

func (inv *invoice) writeSeller(x *xmlText, d *bodyDetails) {
	x.in("DatiAnagrafici", func() {
		x.in("IdFiscaleIVA", func() {
			x.leaf("IdPaese", "IT")
			x.leaf("IdCodice", inv.seller.VATID[2:])
		})
		x.leaf("CodiceFiscale", inv.seller.TaxCode)
		x.in("Anagrafica", func() { x.latin("Denominazione", inv.seller.Name) })
		x.leaf("RegimeFiscale", "RF01")
	})
	street, number, _ := strings.Cut(d.street, ", ")
	x.seat(street, number, d.seat, inv.p.region(inv.office.ID).province)
	if d.kind.form == company || d.kind.form == partnership {
		x.in("IscrizioneREA", func() {
			x.leaf("Ufficio", inv.p.region(inv.office.ID).province)
			x.leaf("NumeroREA", d.rea)
			if d.kind.form == company {
				x.leaf("CapitaleSociale", "20000.00")
				x.leaf("SocioUnico", "SM")
			}
			x.leaf("StatoLiquidazione", "LN")
		})
	}
	x.in("Contatti", func() {
		x.leaf("Telefono", strings.ReplaceAll(d.phone, " ", ""))
		x.leaf("Email", inv.body.Email)
	})
}

// seat writes a Sede.
func (x *xmlText) seat(street, number string, t town, province string) {
	x.in("Sede", func() {
		x.latin("Indirizzo", street)
		x.leaf("NumeroCivico", number)
		x.leaf("CAP", t.cap)
		x.latin("Comune", t.name)
		x.leaf("Provincia", province)
		x.leaf("Nazione", "IT")
	})
}

func (inv *invoice) writeBuyer(x *xmlText) {
	x.in("DatiAnagrafici", func() {
		x.leaf("CodiceFiscale", inv.buyer)
		x.in("Anagrafica", func() { x.latin("Denominazione", shortName(inv.office)) })
	})
	x.seat("Via del Governo", "1", inv.p.officeTown(inv.office.ID), inv.p.region(inv.office.ID).province)
}

func (inv *invoice) content(x *xmlText) {
	x.in("DatiGenerali", func() {
		x.in("DatiGeneraliDocumento", func() { inv.general(x) })
		x.in("DatiContratto", func() {
			x.leaf("IdDocumento", fmt.Sprintf("CONV-%d/%02d", inv.agreement.StartsOn.Year(), inv.agreement.ID))
			x.leaf("Data", inv.agreement.StartsOn.String())
			x.leaf("CodiceCUP", inv.agreement.CUP)
			x.leaf("CodiceCIG", inv.cig)
		})
		if inv.linked != "" {
			x.in("DatiFattureCollegate", func() {
				x.leaf("IdDocumento", inv.linked)
				x.leaf("Data", inv.linkedOn.String())
			})
		}
	})
	x.in("DatiBeniServizi", func() {
		decimals := inv.p.detail(inv.body.ID).habits.decimals
		for i, l := range inv.lines {
			x.in("DettaglioLinee", func() { l.write(x, i+1, decimals) })
		}
		for _, s := range inv.summaries {
			x.in("DatiRiepilogo", func() { s.write(x) })
		}
	})
	x.in("DatiPagamento", func() {
		x.leaf("CondizioniPagamento", "TP02")
		x.in("DettaglioPagamento", func() { inv.payment(x) })
	})
}

func (inv *invoice) general(x *xmlText) {
	x.leaf("TipoDocumento", inv.kind)
	x.leaf("Divisa", "EUR")
	x.leaf("Data", inv.date.String())
	x.leaf("Numero", inv.number)
	if inv.bollo {
		x.in("DatiBollo", func() {
			x.leaf("BolloVirtuale", "SI")
			x.leaf("ImportoBollo", "2.00")
		})
	}
	x.amount("ImportoTotaleDocumento", inv.total)
	for _, c := range inv.causes {
		x.latin("Causale", c)
	}
}

func (l line) write(x *xmlText, number int, decimals int32) {
	x.leaf("NumeroLinea", fmt.Sprint(number))
	x.latin("Descrizione", l.text)
	x.leaf("Quantita", l.quantity.StringFixed(decimals))
	x.leaf("UnitaMisura", l.unit)
	x.leaf("DataInizioPeriodo", l.period.Start.String())
	x.leaf("DataFinePeriodo", l.period.End.String())
	x.leaf("PrezzoUnitario", l.price.StringFixed(decimals))
	x.leaf("PrezzoTotale", l.total.StringFixed(decimals))
	x.amount("AliquotaIVA", l.rate)
	x.leaf("Natura", l.nature)
}

func (s summary) write(x *xmlText) {
	x.amount("AliquotaIVA", s.rate)
	x.leaf("Natura", s.nature)
	x.amount("ImponibileImporto", s.taxable)
	x.amount("Imposta", s.tax)
	x.leaf("EsigibilitaIVA", s.due)
	x.latin("RiferimentoNormativo", s.law)
}

func (inv *invoice) payment(x *xmlText) {
	x.leaf("ModalitaPagamento", "MP05")
	x.leaf("DataRiferimentoTerminiPagamento", inv.date.String())
	x.leaf("GiorniTerminiPagamento", fmt.Sprint(inv.agreement.PaymentDays))
	x.leaf("DataScadenzaPagamento", inv.date.AddDays(inv.agreement.PaymentDays).String())
	x.amount("ImportoPagamento", inv.payable)
	x.latin("IstitutoFinanziario", inv.p.detail(inv.body.ID).bank)
	x.leaf("IBAN", inv.iban)
}
