package fatturapa

// Invoice is one transmission: a header and one or more bodies (a lot).
type Invoice struct {
	Version      string // attribute versione: FPA12, FPR12, FSM10
	Simplified   bool   // FatturaElettronicaSemplificata
	Sender       Party  // DatiTrasmissione/IdTrasmittente: only the identifier
	Progressive  Value  // DatiTrasmissione/ProgressivoInvio
	Format       Value  // DatiTrasmissione/FormatoTrasmissione
	OfficeCode   Value  // DatiTrasmissione/CodiceDestinatario
	PEC          Value  // DatiTrasmissione/PECDestinatario
	Seller       Party  // CedentePrestatore
	Buyer        Party  // CessionarioCommittente
	SellerAgent  Party  // RappresentanteFiscale of the seller
	BuyerAgent   Party  // RappresentanteFiscale of the buyer
	Intermediary Party  // TerzoIntermediarioOSoggettoEmittente
	IssuedBy     Value  // SoggettoEmittente: CC the buyer, TZ a third party
	Bodies       []Body
	SignedXAdES  bool     // a ds:Signature stands in the document; not verified
	Repairs      []Repair // what had to be repaired to read the file

	root *node
}

// Party is the seller, the buyer or one who stands for them.
type Party struct {
	VATCountry Value // IdFiscaleIVA/IdPaese
	VATCode    Value // IdFiscaleIVA/IdCodice
	TaxCode    Value // CodiceFiscale
	Name       Value // Denominazione, or Cognome where it is a person
	FirstName  Value // Nome
	Regime     Value // RegimeFiscale
	Seat       Seat  // Sede
	AdminRef   Value // RiferimentoAmministrazione
	Phone      Value // Contatti/Telefono
	Email      Value // Contatti/Email
	REAOffice  Value // IscrizioneREA/Ufficio
	REANumber  Value // IscrizioneREA/NumeroREA
}

// Seat is a Sede.
type Seat struct {
	Street   Value // Indirizzo
	Number   Value // NumeroCivico
	Postcode Value // CAP
	City     Value // Comune
	Province Value // Provincia
	Country  Value // Nazione
}

// Body is one invoice of a lot.
type Body struct {
	XPath        string // of the FatturaElettronicaBody
	Type         Value  // TipoDocumento: TD01, TD04 …
	Currency     Value  // Divisa
	Date         Value
	Number       Value
	Total        Value // ImportoTotaleDocumento; a simplified invoice has none
	Rounding     Value // Arrotondamento
	StampVirtual Value // DatiBollo/BolloVirtuale
	StampAmount  Value // DatiBollo/ImportoBollo
	Art73        Value // Art73: numbers may repeat within a year
	Causes       []Value
	Withholdings []Withholding
	Funds        []Fund
	Discounts    []Discount // on the document as a whole
	References   []Reference
	Deliveries   []Delivery
	Lines        []Line
	Summaries    []Summary
	Payments     []Payment
	Attachments  []Attachment
}

// Withholding is a DatiRitenuta.
type Withholding struct {
	Kind   Value // TipoRitenuta: RT01 …
	Amount Value // ImportoRitenuta
	Rate   Value // AliquotaRitenuta
	Reason Value // CausalePagamento
}

// Fund is a DatiCassaPrevidenziale: the contribution to a pension fund.
type Fund struct {
	Kind     Value // TipoCassa: TC01 …
	Rate     Value // AlCassa
	Amount   Value // ImportoContributoCassa
	Taxable  Value // ImponibileCassa
	VATRate  Value // AliquotaIVA
	Withheld Value // Ritenuta: SI
	Nature   Value // Natura
	AdminRef Value // RiferimentoAmministrazione
}

// Reference is one of DatiOrdineAcquisto, DatiContratto, DatiConvenzione,
// DatiRicezione or DatiFattureCollegate, or the DatiFatturaRettificata of a
// simplified invoice.
type Reference struct {
	Kind     string // name of the element
	XPath    string
	Document Value   // IdDocumento, NumeroFR
	Date     Value   // Data, DataFR
	Item     Value   // NumItem
	Job      Value   // CodiceCommessaConvenzione
	CUP      Value   // CodiceCUP
	CIG      Value   // CodiceCIG
	Changed  Value   // ElementiRettificati
	Lines    []Value // RiferimentoNumeroLinea; none: all lines
}

// Delivery is a DatiDDT: a transport document.
type Delivery struct {
	Number Value
	Date   Value
	Lines  []Value
}

// Line is a DettaglioLinee; in a simplified invoice, a DatiBeniServizi.
type Line struct {
	XPath       string
	Number      int // NumeroLinea, or its position where that is no number
	Kind        Value
	Codes       []Value // CodiceArticolo: type and value, as one text
	Description Value
	Quantity    Value
	Unit        Value
	Start       Value // DataInizioPeriodo
	End         Value // DataFinePeriodo
	UnitPrice   Value
	Discounts   []Discount
	Total       Value // PrezzoTotale; of a simplified invoice Importo, tax included
	VATRate     Value // AliquotaIVA
	Tax         Value // DatiIVA/Imposta of a simplified invoice
	Withheld    Value // Ritenuta: SI
	Nature      Value // Natura
	Law         Value // RiferimentoNormativo of a simplified invoice
	AdminRef    Value // RiferimentoAmministrazione
	CIG         Value // of AltriDatiGestionali, where TipoDato says CIG
	Notes       []Value
}

// Discount is a ScontoMaggiorazione.
type Discount struct {
	Kind    Value // Tipo: SC, MG
	Percent Value
	Amount  Value
}

// Summary is a DatiRiepilogo.
type Summary struct {
	XPath    string
	VATRate  Value
	Nature   Value
	Expenses Value // SpeseAccessorie
	Rounding Value
	Taxable  Value // ImponibileImporto
	Tax      Value // Imposta
	Due      Value // EsigibilitaIVA: I, D, S
	Law      Value // RiferimentoNormativo
}

// Payment is a DettaglioPagamento with the conditions of its DatiPagamento.
type Payment struct {
	Terms  Value // CondizioniPagamento: TP01 …
	Payee  Value // Beneficiario
	Method Value // ModalitaPagamento: MP05 …
	From   Value // DataRiferimentoTerminiPagamento
	Days   Value // GiorniTerminiPagamento
	DueOn  Value // DataScadenzaPagamento
	Amount Value // ImportoPagamento
	Bank   Value // IstitutoFinanziario
	IBAN   Value
	BIC    Value
	Code   Value // CodicePagamento
}
