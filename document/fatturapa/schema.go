package fatturapa

// The structure of an invoice, as the schemas VFPR12 v1.2.3 and VFSM10 v1.0.2
// give it. A line is an element, indented by its depth; then ? (at most one),
// * (any number), + (at least one) or nothing (exactly one); then, for an
// element that holds text, the form of the text (see forms.go); or @ and the
// name of a group that is used in several places.
const (
	ordinarySchema = `
FatturaElettronicaHeader
 DatiTrasmissione
  IdTrasmittente @id
  ProgressivoInvio basic10
  FormatoTrasmissione FPA12|FPR12
  CodiceDestinatario recipient
  ContattiTrasmittente ?
   Telefono ? basic5-12
   Email ? mail
  PECDestinatario ? pec
 CedentePrestatore
  DatiAnagrafici
   IdFiscaleIVA @id
   CodiceFiscale ? taxcode
   Anagrafica @name
   AlboProfessionale ? latin60
   ProvinciaAlbo ? capitals2
   NumeroIscrizioneAlbo ? basic60
   DataIscrizioneAlbo ? date
   RegimeFiscale regime
  Sede @seat
  StabileOrganizzazione ? @seat
  IscrizioneREA ? @rea
  Contatti ?
   Telefono ? basic5-12
   Fax ? basic5-12
   Email ? mail
  RiferimentoAmministrazione ? basic20
 RappresentanteFiscale ?
  DatiAnagrafici
   IdFiscaleIVA @id
   CodiceFiscale ? taxcode
   Anagrafica @name
 CessionarioCommittente
  DatiAnagrafici
   IdFiscaleIVA ? @id
   CodiceFiscale ? taxcode
   Anagrafica @name
  Sede @seat
  StabileOrganizzazione ? @seat
  RappresentanteFiscale ?
   IdFiscaleIVA @id
   Denominazione ? latin80
   Nome ? latin60
   Cognome ? latin60
 TerzoIntermediarioOSoggettoEmittente ?
  DatiAnagrafici
   IdFiscaleIVA ? @id
   CodiceFiscale ? taxcode
   Anagrafica @name
 SoggettoEmittente ? CC|TZ
FatturaElettronicaBody +
 DatiGenerali
  DatiGeneraliDocumento
   TipoDocumento ordinarytype
   Divisa capitals3
   Data invoicedate
   Numero basic20
   DatiRitenuta *
    TipoRitenuta RT01|RT02|RT03|RT04|RT05|RT06
    ImportoRitenuta amount2
    AliquotaRitenuta rate
    CausalePagamento reason
   DatiBollo ?
    BolloVirtuale SI
    ImportoBollo ? amount2
   DatiCassaPrevidenziale *
    TipoCassa fund
    AlCassa rate
    ImportoContributoCassa amount2
    ImponibileCassa ? amount2
    AliquotaIVA rate
    Ritenuta ? SI
    Natura ? nature
    RiferimentoAmministrazione ? basic20
   ScontoMaggiorazione * @discount
   ImportoTotaleDocumento ? amount2
   Arrotondamento ? amount2
   Causale * latin200
   Art73 ? SI
  DatiOrdineAcquisto * @reference
  DatiContratto * @reference
  DatiConvenzione * @reference
  DatiRicezione * @reference
  DatiFattureCollegate * @reference
  DatiSAL *
   RiferimentoFase count999
  DatiDDT *
   NumeroDDT basic20
   DataDDT date
   RiferimentoNumeroLinea * count9999
  DatiTrasporto ?
   DatiAnagraficiVettore ?
    IdFiscaleIVA @id
    CodiceFiscale ? taxcode
    Anagrafica @name
    NumeroLicenzaGuida ? basic20
   MezzoTrasporto ? latin80
   CausaleTrasporto ? latin100
   NumeroColli ? count9999
   Descrizione ? latin100
   UnitaMisuraPeso ? basic10
   PesoLordo ? weight
   PesoNetto ? weight
   DataOraRitiro ? time
   DataInizioTrasporto ? date
   TipoResa ? capitals3
   IndirizzoResa ? @seat
   DataOraConsegna ? time
  FatturaPrincipale ?
   NumeroFatturaPrincipale basic20
   DataFatturaPrincipale date
 DatiBeniServizi
  DettaglioLinee +
   NumeroLinea count9999
   TipoCessionePrestazione ? SC|PR|AB|AC
   CodiceArticolo *
    CodiceTipo basic35
    CodiceValore any35
   Descrizione latin1000
   Quantita ? quantity
   UnitaMisura ? basic10
   DataInizioPeriodo ? date
   DataFinePeriodo ? date
   PrezzoUnitario amount8
   ScontoMaggiorazione * @discount
   PrezzoTotale amount8
   AliquotaIVA rate
   Ritenuta ? SI
   Natura ? nature
   RiferimentoAmministrazione ? basic20
   AltriDatiGestionali *
    TipoDato basic10
    RiferimentoTesto ? latin60
    RiferimentoNumero ? amount8
    RiferimentoData ? date
  DatiRiepilogo +
   AliquotaIVA rate
   Natura ? nature
   SpeseAccessorie ? amount2
   Arrotondamento ? amount8
   ImponibileImporto amount2
   Imposta amount2
   EsigibilitaIVA ? D|I|S
   RiferimentoNormativo ? latin100
 DatiVeicoli ?
  Data date
  TotalePercorso basic15
 DatiPagamento *
  CondizioniPagamento TP01|TP02|TP03
  DettaglioPagamento +
   Beneficiario ? latin200
   ModalitaPagamento method
   DataRiferimentoTerminiPagamento ? date
   GiorniTerminiPagamento ? days
   DataScadenzaPagamento ? date
   ImportoPagamento amount2
   CodUfficioPostale ? basic20
   CognomeQuietanzante ? latin60
   NomeQuietanzante ? latin60
   CFQuietanzante ? code16
   TitoloQuietanzante ? basic2-10
   IstitutoFinanziario ? latin80
   IBAN ? iban
   ABI ? digits5
   CAB ? digits5
   BIC ? bic
   ScontoPagamentoAnticipato ? amount2
   DataLimitePagamentoAnticipato ? date
   PenalitaPagamentiRitardati ? amount2
   DataDecorrenzaPenale ? date
   CodicePagamento ? basic60
 Allegati * @attachment
Signature ? @free
`

	simplifiedSchema = `
FatturaElettronicaHeader
 DatiTrasmissione
  IdTrasmittente @id
  ProgressivoInvio basic10
  FormatoTrasmissione FSM10
  CodiceDestinatario recipient
  PECDestinatario ? mail
 CedentePrestatore
  IdFiscaleIVA @id
  CodiceFiscale ? taxcode
  Denominazione ? latin80
  Nome ? latin60
  Cognome ? latin60
  Sede @seat
  StabileOrganizzazione ? @seat
  RappresentanteFiscale ? @simplename
  IscrizioneREA ? @rea
  RegimeFiscale regime
 CessionarioCommittente
  IdentificativiFiscali
   IdFiscaleIVA ? @id
   CodiceFiscale ? taxcode
  AltriDatiIdentificativi ?
   Denominazione ? latin80
   Nome ? latin60
   Cognome ? latin60
   Sede @seat
   StabileOrganizzazione ? @seat
   RappresentanteFiscale ? @simplename
 SoggettoEmittente ? CC|TZ
FatturaElettronicaBody +
 DatiGenerali
  DatiGeneraliDocumento
   TipoDocumento TD07|TD08|TD09
   Divisa capitals3
   Data invoicedate
   Numero basic20
   BolloVirtuale ? SI
  DatiFatturaRettificata ?
   NumeroFR basic20
   DataFR invoicedate
   ElementiRettificati latin1000
 DatiBeniServizi +
  Descrizione latin1000
  Importo amount2
  DatiIVA
   Imposta ? amount2
   Aliquota ? rate
  Natura ? nature
  RiferimentoNormativo ? latin100
 Allegati * @attachment
Signature ? @free
`

	schemaGroups = `
@id
 IdPaese capitals2
 IdCodice any28
@name
 Denominazione ? latin80
 Nome ? latin60
 Cognome ? latin60
 Titolo ? basic2-10
 CodEORI ? any13-17
@simplename
 IdFiscaleIVA @id
 Denominazione ? latin80
 Nome ? latin60
 Cognome ? latin60
@seat
 Indirizzo latin60
 NumeroCivico ? basic8
 CAP digits5
 Comune latin60
 Provincia ? capitals2
 Nazione country
@rea
 Ufficio capitals2
 NumeroREA basic20
 CapitaleSociale ? amount2
 SocioUnico ? SU|SM
 StatoLiquidazione LS|LN
@discount
 Tipo SC|MG
 Percentuale ? rate
 Importo ? amount8
@reference
 RiferimentoNumeroLinea * count9999
 IdDocumento basic20
 Data ? date
 NumItem ? basic20
 CodiceCommessaConvenzione ? latin100
 CodiceCUP ? basic15
 CodiceCIG ? basic15
@attachment
 NomeAttachment latin60
 AlgoritmoCompressione ? basic10
 FormatoAttachment ? basic10
 DescrizioneAttachment ? latin100
 Attachment base64
@free
`
)
