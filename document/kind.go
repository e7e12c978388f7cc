package document

// Kind is what a document is, a key of the catalogue.
type Kind string

// The kinds of the catalogue: the papers between managing bodies and a
// Prefettura (schema di capitolato; DM 18 October 2017; D.Lgs. 142/2015).
const (
	Agreement        Kind = "CONVENZIONE"
	Extension        Kind = "PROROGA"
	Premises         Kind = "DISPONIBILITA_IMMOBILE"
	Habitability     Kind = "AGIBILITA"
	Hygiene          Kind = "IGIENICO_SANITARIO"
	FireSafety       Kind = "PREVENZIONE_INCENDI"
	FoodSafety       Kind = "SCIA_HACCP"
	Insurance        Kind = "POLIZZA_RCT"
	PerformanceBond  Kind = "GARANZIA_DEFINITIVA"
	ServiceCharter   Kind = "CARTA_SERVIZI"
	HouseRules       Kind = "REGOLAMENTO"
	Staff            Kind = "ORGANIGRAMMA"
	DailyReport      Kind = "COM_GIORNALIERA"
	Departure        Kind = "ALLONTANAMENTO"
	Leave            Kind = "ASSENZA_AUTORIZZATA"
	Register         Kind = "REGISTRO_PRESENZE"
	PocketMoney      Kind = "REGISTRO_POCKET"
	KitReceipts      Kind = "RICEVUTE_KIT"
	StaffSheets      Kind = "FOGLI_PERSONALE"
	MealStatement    Kind = "RENDICONTO_PASTI"
	CostStatement    Kind = "RENDICONTO_COSTI"
	Suppliers        Kind = "ELENCO_FORNITORI"
	Subcontracts     Kind = "FATTURE_SUBAPPALTO"
	Invoice          Kind = "FATTURA_XML"
	Report           Kind = "RELAZIONE"
	DURC             Kind = "DURC"
	DedicatedAccount Kind = "CONTO_DEDICATO"
	AntiMafia        Kind = "ANTIMAFIA"
	Inspection       Kind = "VERBALE_ISPEZIONE"
	Rebuttal         Kind = "CONTRODEDUZIONI"
	Penalty          Kind = "PENALE"
	Registration     Kind = "ANAGRAFE"
	Hospitality      Kind = "OSPITALITA_48H"
	StaffContracts   Kind = "CONTRATTI_PERSONALE"
	GoodsStatement   Kind = "RENDICONTO_BENI"
)

// KindInfo is the catalogue's row of a kind.
type KindInfo struct {
	Kind Kind
	It   string // title on Italian screens
	En   string // title on English screens
	// Monthly says that the document is about one month.
	Monthly bool
	// PerCentre says that there is one for each centre.
	PerCentre bool
}

// Catalogue returns every kind, in the order in which screens list them.
func Catalogue() []KindInfo {
	return []KindInfo{
		{Register, "Registro presenze", "Attendance register", true, true},
		{Invoice, "Fattura elettronica", "E-invoice", true, false},
		{Agreement, "Convenzione o contratto", "Agreement or contract", false, false},
		{Extension, "Atto di proroga", "Extension", false, false},
		{PocketMoney, "Registro pocket money", "Pocket-money register", true, true},
		{KitReceipts, "Ricevute dei beni consegnati", "Receipts for goods delivered", true, true},
		{StaffSheets, "Fogli firma e buste paga del personale", "Staff timesheets and payslips", true, false},
		{StaffContracts, "Contratti di lavoro del personale", "Employment contracts", true, false},
		{MealStatement, "Rendiconto dei pasti", "Meal statement", true, true},
		{GoodsStatement, "Rendiconto dei beni forniti", "Statement of goods supplied", true, true},
		{CostStatement, "Rendiconto dei costi", "Cost statement", true, false},
		{Suppliers, "Elenco dei fornitori", "List of suppliers", true, false},
		{Subcontracts, "Fatture di subappalto", "Subcontract invoices", true, false},
		{Report, "Relazione sulle attività", "Activity report", true, false},
		{DailyReport, "Comunicazione giornaliera", "Daily report", false, true},
		{Departure, "Comunicazione di allontanamento", "Notice of departure", false, true},
		{Leave, "Richiesta di assenza autorizzata", "Authorised leave request", false, true},
		{Premises, "Titolo di disponibilità dell'immobile", "Title to the premises", false, true},
		{Habitability, "Agibilità", "Habitability certificate", false, true},
		{Hygiene, "Idoneità igienico-sanitaria", "Hygiene certificate", false, true},
		{FireSafety, "Prevenzione incendi", "Fire safety", false, true},
		{FoodSafety, "SCIA alimentare e HACCP", "Food safety and HACCP", false, true},
		{Insurance, "Polizza RCT/RCO", "Liability insurance", false, false},
		{PerformanceBond, "Garanzia definitiva", "Performance bond", false, false},
		{ServiceCharter, "Carta dei servizi", "Service charter", false, true},
		{HouseRules, "Regolamento interno", "House rules", false, true},
		{Staff, "Organigramma del personale", "Staff list", false, false},
		{DURC, "DURC", "Social-contribution certificate (DURC)", false, false},
		{DedicatedAccount, "Conto dedicato", "Dedicated account", false, false},
		{AntiMafia, "Documentazione antimafia", "Anti-mafia documents", false, false},
		{Inspection, "Verbale di visita ispettiva", "Inspection report", false, true},
		{Rebuttal, "Controdeduzioni", "Rebuttal", false, false},
		{Penalty, "Ricevuta di pagamento della penale", "Proof of payment of a penalty", false, false},
		{Registration, "Comunicazione anagrafica al Comune", "Notice to the municipal register", false, true},
		{Hospitality, "Comunicazione di ospitalità (48 ore)", "Notice of hospitality (48 hours)", false, true},
	}
}

// Info returns the catalogue's row of the kind; ok is false for a kind that the
// catalogue does not know.
func (k Kind) Info() (info KindInfo, ok bool) {
	for _, i := range Catalogue() {
		if i.Kind == k {
			return i, true
		}
	}
	return KindInfo{Kind: k, It: string(k), En: string(k)}, false
}
