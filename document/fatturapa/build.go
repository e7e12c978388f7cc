package fatturapa

import (
	"strconv"
	"strings"
)

func build(root *node) Invoice {
	header := root.at("FatturaElettronicaHeader")
	inv := Invoice{
		Version:     root.attr,
		Simplified:  root.name == "FatturaElettronicaSemplificata",
		Format:      header.value("DatiTrasmissione/FormatoTrasmissione"),
		Progressive: header.value("DatiTrasmissione/ProgressivoInvio"),
		OfficeCode:  header.value("DatiTrasmissione/CodiceDestinatario"),
		Seller:      party(header.at("CedentePrestatore")),
		Buyer:       party(header.at("CessionarioCommittente")),
		SignedXAdES: root.at("Signature") != nil,
	}
	for _, b := range root.all("FatturaElettronicaBody") {
		inv.Bodies = append(inv.Bodies, body(b, inv.Simplified))
	}
	return inv
}

// party reads the ordinary layout (DatiAnagrafici) and the simplified one.
func party(n *node) Party {
	id := func(leaf string) Value {
		return n.value("DatiAnagrafici/"+leaf, "IdentificativiFiscali/"+leaf, leaf)
	}
	name := func(leaf string) Value {
		return n.value("DatiAnagrafici/Anagrafica/"+leaf, "AltriDatiIdentificativi/"+leaf, leaf)
	}
	p := Party{
		VATCountry: id("IdFiscaleIVA/IdPaese"),
		VATCode:    id("IdFiscaleIVA/IdCodice"),
		TaxCode:    id("CodiceFiscale"),
		Name:       name("Denominazione"),
		FirstName:  name("Nome"),
		Regime:     n.value("DatiAnagrafici/RegimeFiscale", "RegimeFiscale"),
		City:       n.value("Sede/Comune", "AltriDatiIdentificativi/Sede/Comune"),
	}
	if !p.Name.Found() {
		p.Name = name("Cognome")
	}
	return p
}

func body(n *node, simplified bool) Body {
	general := n.at("DatiGenerali/DatiGeneraliDocumento")
	b := Body{
		Type:         general.value("TipoDocumento"),
		Currency:     general.value("Divisa"),
		Date:         general.value("Data"),
		Number:       general.value("Numero"),
		Total:        general.value("ImportoTotaleDocumento"),
		Rounding:     general.value("Arrotondamento"),
		StampVirtual: general.value("DatiBollo/BolloVirtuale", "BolloVirtuale"),
		StampAmount:  general.value("DatiBollo/ImportoBollo"),
		Causes:       general.values("Causale"),
		References:   references(n.at("DatiGenerali")),
		Payments:     payments(n),
		Attachments:  attachments(n),
	}
	if simplified {
		b.Lines = simplifiedLines(n)
		return b
	}
	goods := n.at("DatiBeniServizi")
	b.Lines = lines(goods)
	for _, s := range goods.all("DatiRiepilogo") {
		b.Summaries = append(b.Summaries, summary(s))
	}
	return b
}

func references(general *node) []Reference {
	var out []Reference
	for _, kind := range []string{"DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione", "DatiFattureCollegate"} {
		for _, n := range general.all(kind) {
			out = append(out, Reference{
				Kind: kind, Document: n.value("IdDocumento"), Date: n.value("Data"),
				CUP: n.value("CodiceCUP"), CIG: n.value("CodiceCIG"),
				Lines: n.values("RiferimentoNumeroLinea"),
			})
		}
	}
	return out
}

func lines(goods *node) []Line {
	var out []Line
	for i, n := range goods.all("DettaglioLinee") {
		l := Line{
			Number: lineNumber(n.value("NumeroLinea"), i+1), Description: n.value("Descrizione"),
			Quantity: n.value("Quantita"), Unit: n.value("UnitaMisura"),
			Start: n.value("DataInizioPeriodo"), End: n.value("DataFinePeriodo"),
			UnitPrice: n.value("PrezzoUnitario"), Total: n.value("PrezzoTotale"),
			VATRate: n.value("AliquotaIVA"), Nature: n.value("Natura"),
			AdminRef: n.value("RiferimentoAmministrazione"), CIG: lineCIG(n),
		}
		for _, d := range n.all("ScontoMaggiorazione") {
			l.Discounts = append(l.Discounts, Discount{d.value("Tipo"), d.value("Percentuale"), d.value("Importo")})
		}
		out = append(out, l)
	}
	return out
}

func lineNumber(v Value, position int) int {
	if n, err := strconv.Atoi(v.Text); err == nil && n > 0 {
		return n
	}
	return position
}

func lineCIG(n *node) Value {
	for _, d := range n.all("AltriDatiGestionali") {
		if strings.EqualFold(d.value("TipoDato").Text, "CIG") {
			return d.value("RiferimentoTesto")
		}
	}
	return Value{}
}

// simplifiedLines reads FSM10, where each DatiBeniServizi is a line.
func simplifiedLines(n *node) []Line {
	var out []Line
	for i, g := range n.all("DatiBeniServizi") {
		out = append(out, Line{
			Number: i + 1, Description: g.value("Descrizione"), Total: g.value("Importo"),
			VATRate: g.value("DatiIVA/Aliquota"), Nature: g.value("Natura"),
		})
	}
	return out
}

func summary(n *node) Summary {
	return Summary{
		VATRate: n.value("AliquotaIVA"), Nature: n.value("Natura"), Rounding: n.value("Arrotondamento"),
		Taxable: n.value("ImponibileImporto"), Tax: n.value("Imposta"),
		Due: n.value("EsigibilitaIVA"), Law: n.value("RiferimentoNormativo"),
	}
}

func payments(n *node) []Payment {
	var out []Payment
	for _, p := range n.all("DatiPagamento") {
		for _, d := range p.all("DettaglioPagamento") {
			out = append(out, Payment{
				Method: d.value("ModalitaPagamento"), DueOn: d.value("DataScadenzaPagamento"),
				Amount: d.value("ImportoPagamento"), IBAN: d.value("IBAN"),
			})
		}
	}
	return out
}

func attachments(n *node) []Attachment {
	var out []Attachment
	for _, a := range n.all("Allegati") {
		at := Attachment{Name: a.value("NomeAttachment"), Format: a.value("FormatoAttachment")}
		if c := a.at("Attachment"); c != nil {
			at.base64 = c.text
		}
		out = append(out, at)
	}
	return out
}
