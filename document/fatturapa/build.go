package fatturapa

import (
	"strconv"
	"strings"
)

func build(root *node) Invoice {
	header := root.at("FatturaElettronicaHeader")
	sent := header.at("DatiTrasmissione")
	inv := Invoice{
		Version:      root.attr,
		Simplified:   root.name == "FatturaElettronicaSemplificata",
		Sender:       Party{VATCountry: sent.value("IdTrasmittente/IdPaese"), VATCode: sent.value("IdTrasmittente/IdCodice")},
		Progressive:  sent.value("ProgressivoInvio"),
		Format:       sent.value("FormatoTrasmissione"),
		OfficeCode:   sent.value("CodiceDestinatario"),
		PEC:          sent.value("PECDestinatario"),
		Seller:       party(header.at("CedentePrestatore")),
		Buyer:        party(header.at("CessionarioCommittente")),
		SellerAgent:  party(header.first("RappresentanteFiscale", "CedentePrestatore/RappresentanteFiscale")),
		BuyerAgent:   party(header.first("CessionarioCommittente/RappresentanteFiscale", "CessionarioCommittente/AltriDatiIdentificativi/RappresentanteFiscale")),
		Intermediary: party(header.at("TerzoIntermediarioOSoggettoEmittente")),
		IssuedBy:     header.value("SoggettoEmittente"),
		SignedXAdES:  root.at("Signature") != nil,
		root:         root,
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
		Seat:       seat(n.first("Sede", "AltriDatiIdentificativi/Sede")),
		AdminRef:   n.value("RiferimentoAmministrazione"),
		Phone:      n.value("Contatti/Telefono"),
		Email:      n.value("Contatti/Email"),
		REAOffice:  n.value("IscrizioneREA/Ufficio"),
		REANumber:  n.value("IscrizioneREA/NumeroREA"),
	}
	if !p.Name.Found() {
		p.Name = name("Cognome")
	}
	return p
}

func seat(n *node) Seat {
	return Seat{Street: n.value("Indirizzo"), Number: n.value("NumeroCivico"), Postcode: n.value("CAP"),
		City: n.value("Comune"), Province: n.value("Provincia"), Country: n.value("Nazione")}
}

func body(n *node, simplified bool) Body {
	general := n.at("DatiGenerali/DatiGeneraliDocumento")
	b := Body{
		XPath:        n.path,
		Type:         general.value("TipoDocumento"),
		Currency:     general.value("Divisa"),
		Date:         general.value("Data"),
		Number:       general.value("Numero"),
		Total:        general.value("ImportoTotaleDocumento"),
		Rounding:     general.value("Arrotondamento"),
		StampVirtual: general.value("DatiBollo/BolloVirtuale", "BolloVirtuale"),
		StampAmount:  general.value("DatiBollo/ImportoBollo"),
		Art73:        general.value("Art73"),
		Causes:       general.values("Causale"),
		Withholdings: withholdings(general),
		Funds:        funds(general),
		Discounts:    discounts(general),
		References:   references(n.at("DatiGenerali")),
		Deliveries:   deliveries(n.at("DatiGenerali")),
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

func withholdings(general *node) []Withholding {
	var out []Withholding
	for _, n := range general.all("DatiRitenuta") {
		out = append(out, Withholding{Kind: n.value("TipoRitenuta"), Amount: n.value("ImportoRitenuta"),
			Rate: n.value("AliquotaRitenuta"), Reason: n.value("CausalePagamento")})
	}
	return out
}

func funds(general *node) []Fund {
	var out []Fund
	for _, n := range general.all("DatiCassaPrevidenziale") {
		out = append(out, Fund{Kind: n.value("TipoCassa"), Rate: n.value("AlCassa"), Amount: n.value("ImportoContributoCassa"),
			Taxable: n.value("ImponibileCassa"), VATRate: n.value("AliquotaIVA"), Withheld: n.value("Ritenuta"),
			Nature: n.value("Natura"), AdminRef: n.value("RiferimentoAmministrazione")})
	}
	return out
}

func discounts(of *node) []Discount {
	var out []Discount
	for _, d := range of.all("ScontoMaggiorazione") {
		out = append(out, Discount{Kind: d.value("Tipo"), Percent: d.value("Percentuale"), Amount: d.value("Importo")})
	}
	return out
}

// referenceKinds are the elements that name other documents, in the order of
// the schema.
func referenceKinds() []string {
	return []string{"DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione", "DatiFattureCollegate", "DatiFatturaRettificata"}
}

func references(general *node) []Reference {
	var out []Reference
	for _, kind := range referenceKinds() {
		for _, n := range general.all(kind) {
			out = append(out, Reference{
				Kind: kind, XPath: n.path, Document: n.value("IdDocumento", "NumeroFR"), Date: n.value("Data", "DataFR"),
				Item: n.value("NumItem"), Job: n.value("CodiceCommessaConvenzione"),
				CUP: n.value("CodiceCUP"), CIG: n.value("CodiceCIG"), Changed: n.value("ElementiRettificati"),
				Lines: n.values("RiferimentoNumeroLinea"),
			})
		}
	}
	return out
}

func deliveries(general *node) []Delivery {
	var out []Delivery
	for _, n := range general.all("DatiDDT") {
		out = append(out, Delivery{Number: n.value("NumeroDDT"), Date: n.value("DataDDT"), Lines: n.values("RiferimentoNumeroLinea")})
	}
	return out
}

func lines(goods *node) []Line {
	var out []Line
	for i, n := range goods.all("DettaglioLinee") {
		out = append(out, Line{
			XPath: n.path, Number: lineNumber(n.value("NumeroLinea"), i+1), Kind: n.value("TipoCessionePrestazione"),
			Codes: articleCodes(n), Description: n.value("Descrizione"),
			Quantity: n.value("Quantita"), Unit: n.value("UnitaMisura"),
			Start: n.value("DataInizioPeriodo"), End: n.value("DataFinePeriodo"),
			UnitPrice: n.value("PrezzoUnitario"), Discounts: discounts(n), Total: n.value("PrezzoTotale"),
			VATRate: n.value("AliquotaIVA"), Withheld: n.value("Ritenuta"), Nature: n.value("Natura"),
			AdminRef: n.value("RiferimentoAmministrazione"), CIG: lineCIG(n), Notes: notes(n),
		})
	}
	return out
}

func lineNumber(v Value, position int) int {
	if n, err := strconv.Atoi(v.Text); err == nil && n > 0 {
		return n
	}
	return position
}

// articleCodes joins the type and the value of each CodiceArticolo.
func articleCodes(n *node) []Value {
	var out []Value
	for _, c := range n.all("CodiceArticolo") {
		out = append(out, Value{Text: joined(c.value("CodiceTipo"), c.value("CodiceValore")), XPath: c.path})
	}
	return out
}

func lineCIG(n *node) Value {
	for _, d := range n.all("AltriDatiGestionali") {
		if strings.EqualFold(d.value("TipoDato").Text, "CIG") {
			return d.value("RiferimentoTesto")
		}
	}
	return Value{}
}

// notes joins the parts of each AltriDatiGestionali, but for those that are a
// CIG and nothing more.
func notes(n *node) []Value {
	var out []Value
	for _, d := range n.all("AltriDatiGestionali") {
		if strings.EqualFold(d.value("TipoDato").Text, "CIG") && len(d.kids) == 2 && d.at("RiferimentoTesto") != nil {
			continue
		}
		out = append(out, Value{XPath: d.path, Text: joined(d.value("TipoDato"), d.value("RiferimentoTesto"),
			d.value("RiferimentoNumero"), d.value("RiferimentoData"))})
	}
	return out
}

func joined(parts ...Value) string {
	var texts []string
	for _, p := range parts {
		if p.Text != "" {
			texts = append(texts, p.Text)
		}
	}
	return strings.Join(texts, " ")
}

func summary(n *node) Summary {
	return Summary{
		XPath: n.path, VATRate: n.value("AliquotaIVA"), Nature: n.value("Natura"),
		Expenses: n.value("SpeseAccessorie"), Rounding: n.value("Arrotondamento"),
		Taxable: n.value("ImponibileImporto"), Tax: n.value("Imposta"),
		Due: n.value("EsigibilitaIVA"), Law: n.value("RiferimentoNormativo"),
	}
}

func payments(n *node) []Payment {
	var out []Payment
	for _, p := range n.all("DatiPagamento") {
		for _, d := range p.all("DettaglioPagamento") {
			out = append(out, Payment{
				Terms: p.value("CondizioniPagamento"), Payee: d.value("Beneficiario"), Method: d.value("ModalitaPagamento"),
				From: d.value("DataRiferimentoTerminiPagamento"), Days: d.value("GiorniTerminiPagamento"),
				DueOn: d.value("DataScadenzaPagamento"), Amount: d.value("ImportoPagamento"),
				Bank: d.value("IstitutoFinanziario"), IBAN: d.value("IBAN"), BIC: d.value("BIC"), Code: d.value("CodicePagamento"),
			})
		}
	}
	return out
}
