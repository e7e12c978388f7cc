package extract

import (
	"slices"
	"sync"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// zone is where in a text a signal counts.
type zone int

const (
	anywhere zone = iota
	title         // where a document says what it is: see headOf
)

// of is the part of a text in which a signal counts: of a letter, a sign for a kind is
// not looked for among what it encloses, one against a kind is.
func (z zone) of(own, title, head string, weight float64) string {
	switch {
	case z == anywhere:
		return own
	case weight < 0:
		return head
	}
	return title
}

// signal is a sign that a document is of a kind. Weights add up; see score.
type signal struct {
	kind   document.Kind
	zone   zone
	weight float64
	re     *pattern.Pattern // on folded text
	why    string
}

func sign(k document.Kind, z zone, weight float64, expr, why string) signal {
	return signal{k, z, weight, pattern.New(expr), why}
}

// gridWeight is the weight of a table with one column per day of the month.
const gridWeight = 2.0

// signals is the whole table of weights. A title that names the kind weighs
// 1.6 to 2.4, a word that only such documents use 0.5 to 1, a word that they
// share with others 0.1 to 0.4; a title that names another act weighs against.
// It is compiled when first needed.
var signals = sync.OnceValue(func() []signal {
	return slices.Concat(guestSignals(), statementSignals(), contractSignals(), staffSignals(), premisesSignals(), bodySignals(), procedureSignals())
})

// guestSignals are of papers about the guests of a centre.
func guestSignals() []signal {
	return []signal{
		sign(document.Register, title, 1.4, `registr[oi]\s+(mensil[ei]\s+)?(delle\s+|di\s+)?presenz`, "the title says attendance register"),
		sign(document.Register, title, 0.8, `presenze\s+(degli\s+)?ospiti|presenza\s+de[gi](li)?\s+(ospiti|richiedenti)|foglio\s+presenze\s+ospiti|presenze\s+giornaliere`, "the title says guests' presences"),
		sign(document.Register, anywhere, 0.5, `totale\s+presen(ti|ze)`, "it has a total of presences"),
		sign(document.Register, anywhere, 0.3, `cod\.?\s*ospite|\bcui\b`, "it has guest codes"),
		sign(document.Register, title, -1.6, `personale\b|operator[ei]|dipendent[ei]|rendicont|pocket|relazione|offerta|trasmission|si\s+trasmett`, "the title names another paper"),

		sign(document.PocketMoney, title, 3.6, `pocket\s*-?\s*money`, "the title says pocket money"),
		sign(document.PocketMoney, anywhere, 0.4, `pocket\s*-?\s*money`, "it speaks of pocket money"),
		sign(document.PocketMoney, anywhere, 0.2, `firma\s+(dell'|per\s+)(ospite|ricevuta)`, "guests sign for it"),
		sign(document.PocketMoney, title, -2.6, `convenzione\b|contratto|carta\s+dei\s+servizi|relazione|rendicont\w+\s+(mensile\s+)?(dei\s+|delle\s+)?(costi|spese)|regolamento|trasmission`, "the title names another paper"),

		sign(document.KitReceipts, title, 2.0, `ricevut[ae]\s.{0,40}(kit|vestiario|scheda|beni)`, "the title says receipts for goods"),
		sign(document.KitReceipts, title, 2.0, `(consegna|modulo)\s+(de[li]\s+|consegna\s+)?(kit|vestiario|beni)`, "the title says goods delivered"),
		sign(document.KitReceipts, title, 0.8, `kit\s+(di\s+)?(primo\s+)?ingresso`, "the title names the first-entry kit"),
		sign(document.KitReceipts, anywhere, 0.3, `kit\s+(di\s+)?(primo\s+)?ingresso|sched[ae]\s+telefonic`, "it names the first-entry kit"),
		sign(document.KitReceipts, title, -2.0, `rendicont|riepilog|prospetto|relazione|convenzione\b|contratto|elenco`, "the title names another paper"),

		sign(document.DailyReport, title, 2.2, `(comunicazione|report|rapporto)\s+giornalier|presenze\s+del\s+giorno`, "the title says daily report"),
		sign(document.DailyReport, anywhere, 0.3, `\b(entrati|usciti|movimenti)\b`, "it counts arrivals and departures"),
		sign(document.Departure, title, 2.0, `(comunicazione|segnalazione|notifica)\s+(di\s+)?(allontanamento|abbandono)|allontanamento\s+(volontario|ingiustificato|dell'ospite)|abbandono\s+(volontario|del\s+centro)`, "the title says departure"),
		sign(document.Departure, anywhere, 0.4, `non\s+e'?\s+rientrat|si\s+e'?\s+allontanat|ha\s+lasciato\s+(la\s+struttura|il\s+centro)|art\.?\s*23\s`, "it tells that a guest left"),
		sign(document.Leave, title, 2.4, `(richiesta|autorizzazione|permesso)\s.{0,40}(assenza|assentarsi|allontanamento\s+temporaneo)|assenza\s+(autorizzata|temporanea)`, "the title says authorised leave"),
		sign(document.Leave, anywhere, 0.4, `chiede\s+di\s+(assentarsi|recarsi)|\brientrera\b|motivata\s+comunicazione`, "a guest asks to be away"),

		sign(document.Registration, title, 2.4, `convivenza\s+anagrafica|responsabile\s+(della\s+|di\s+)?convivenza|comunicazione\s+anagrafica|variazion[ei]\s+anagrafic|iscrizione\s+anagrafica`, "the title speaks of the municipal register"),
		sign(document.Registration, anywhere, 0.6, `responsabile\s+(della\s+|di\s+)?convivenza`, "it names the head of the cohabitation"),
		sign(document.Registration, anywhere, 0.4, `ufficio\s+(di\s+)?anagrafe|5\s*-?\s*bis|dimora\s+abituale|anagrafe\s+(della\s+)?popolazione`, "it is for the municipal register"),

		sign(document.Hospitality, title, 2.4, `(comunicazione|dichiarazione|denuncia)\s+(di\s+)?ospitalita|cessione\s+di\s+fabbricato`, "the title says notice of hospitality"),
		sign(document.Hospitality, anywhere, 0.5, `entro\s+(le\s+)?(48|quarantotto)\s+ore|art\.?\s*7\b.{0,40}(286|t\.?\s?u\.?)`, "it cites the notice of 48 hours"),
		sign(document.Hospitality, anywhere, 0.3, `\bospitante|\bospitato|pubblica\s+sicurezza|questura`, "it is for the police"),
	}
}

// statementSignals are of monthly statements and reports.
func statementSignals() []signal {
	return []signal{
		sign(document.CostStatement, title, 2.0, `(rendiconto|rendicontazione)\s+(mensile\s+|analitic[oa]\s+)?(dei\s+|delle\s+)?(costi|spese)`, "the title says cost statement"),
		sign(document.CostStatement, title, 0.6, `rendiconto|rendicontazione`, "the title says statement"),
		sign(document.CostStatement, anywhere, 0.5, `(costi|spese)\s+sostenut[ie]|voce\s+di\s+(costo|spesa)|totale\s+(costi|spese)`, "it lists costs"),
		sign(document.CostStatement, title, -1.6, `trasmission|si\s+trasmett|convenzione\b|verbale\s+di`, "the title names another paper"),

		sign(document.MealStatement, title, 2.4, `(rendiconto|rendicontazione|riepilogo|prospetto|registro)\s+(dei\s+|mensile\s+(dei\s+)?)?pasti`, "the title says meals"),
		sign(document.MealStatement, anywhere, 0.6, `pasti\s+(ordinati|consegnati|erogati|somministrati)`, "it counts meals"),
		sign(document.MealStatement, anywhere, 0.3, `colazion[ei]\b.{0,80}\bpranz[oi]\b.{0,80}\bcen[ae]\b`, "it has breakfasts, lunches and dinners"),

		sign(document.MealStatement, title, -1.6, `verbale\s+di|convenzione\b|relazione|trasmission|si\s+trasmett`, "the title names another paper"),

		sign(document.GoodsStatement, title, 2.4, `(rendiconto|rendicontazione|riepilogo|prospetto)\s+(mensile\s+)?(de[li]\s+|delle\s+|di\s+)?(beni|vestiario|kit|fornitur)`, "the title says statement of goods"),
		sign(document.GoodsStatement, title, 0.6, `beni\s+(forniti|consegnati|distribuiti)`, "the title says goods supplied"),
		sign(document.GoodsStatement, anywhere, 0.5, `(descrizione\s+(del\s+bene|articolo)|\barticolo|\bbene)\b[^\n]{0,40}(quantita|q\.?ta)`, "its table has goods and quantities"),
		sign(document.GoodsStatement, anywhere, 0.2, `vestiario|kit\s+(di\s+)?primo\s+ingresso|sched[ae]\s+telefonic|prodotti\s+per\s+l'igiene`, "it names goods for guests"),
		sign(document.GoodsStatement, title, -1.6, `verbale\s+di|convenzione\b|relazione|trasmission|si\s+trasmett`, "the title names another paper"),

		sign(document.Suppliers, title, 2.4, `(elenco|lista)\s+(aggiornat[oa]\s+)?(dei\s+|de[gi]li?\s+)?(subappaltatori\s+e\s+)?fornitori`, "the title says suppliers"),
		sign(document.Subcontracts, title, 1.8, `subappalt(o\b|i\b|atore)|contratt[oi]\s+(di\s+)?(fornitura|catering|somministrazione\s+(di\s+)?pasti)`, "the title says subcontract"),
		sign(document.Subcontracts, title, -1.6, `elenco|lista`, "the title names another paper"),

		sign(document.Report, title, 2.0, `relazione\s+(mensile|trimestrale|semestrale|annuale|finale|sulle?|sui|delle|di|tecnica|periodica)`, "the title says report"),
		sign(document.Report, title, 0.8, `\brelazione\b`, "the title says report"),
		sign(document.Report, anywhere, 0.5, `attivita\s+svolt[ea]|nel\s+(corso\s+del\s+)?mese\s+di`, "it tells what was done"),
		sign(document.Report, anywhere, 0.2, `lingua\s+italiana|mediazione|orientamento|laborator`, "it names activities"),

		// The print of an invoice; see classify.
		sign(document.Invoice, title, 0.8, `fattura\s+elettronica|copia\s+di\s+cortesia`, "it is the print of an e-invoice"),
		sign(document.Invoice, title, 1.0, `(?:^|[\n\f])\s*(?:copia\s+[^\n\f]{0,30})?(?:fattura|nota\s+di\s+credito|parcella)\b(?:\s+(?:elettronica|di\s+vendita|immediata|differita|di\s+cortesia|pa))*\s*,?\s*(?:n[.°ºr]|num|del\b|\d|[\n\f]|$)|\btd\d\d\s*(?:\(\s*)?fattura|(?:numero|data)\s+(?:documento|fattura)\b[^\f]{0,80}(?:data|numero)\s+(?:documento|fattura)\b`, "the title says invoice"),
		sign(document.Invoice, anywhere, 0.5, `\b(totale\s+(documento|fattura)|importo\s+totale\s+documento|netto\s+a\s+pagare)\b`, "it has the total of an invoice"),
		sign(document.Invoice, anywhere, 0.3, `\bimponibile\b`, "it has a taxable amount"),
		sign(document.Invoice, anywhere, 0.3, `sistema\s+di\s+interscambio|identificativo\s+(del\s+trasmittente|sdi)|codice\s+(amministrazione\s+)?destinatari`, "it names the exchange system"),
		sign(document.Invoice, anywhere, 0.2, `cedente(\s*/\s*prestatore)?|cessionario`, "it has the parties of an invoice"),
		sign(document.Invoice, title, -2.0, `rendicont|prospetto|relazione|registro|convenzione\b|contratto\s|elenco|trasmission|si\s+trasmett|preventivo|pro\s?-?\s?forma|offerta|ordine\s+d|ricevuta\s+di\s+pagamento|quietanza|bonifico|contestazione|sollecito`, "the title names another paper"),
	}
}

// contractSignals are of agreements and their securities.
func contractSignals() []signal {
	return []signal{
		sign(document.Agreement, title, 1.6, `\b(schema\s+di\s+)?(convenzione|contratto|accordo\s+quadro)\b`, "the title says agreement"),
		sign(document.Agreement, anywhere, 0.5, `premesso\s+che|tra\s+le\s+parti|si\s+conviene|si\s+stipula`, "it has the clauses of a contract"),
		sign(document.Agreement, anywhere, 0.5, `pro\s*[-/]?\s*die|pro\s*[-/]?\s*capite`, "it sets a daily rate"),
		sign(document.Agreement, anywhere, 0.3, `\bart(icolo|\.)\s*1\b`, "it has articles"),
		sign(document.Agreement, anywhere, 0.2, `servizi\s+di\s+accoglienza|richiedenti\s+(protezione|asilo)`, "it is about reception services"),
		sign(document.Agreement, title, -1.2, `proroga|locazione|comodato|di\s+lavoro|fornitura|subappalt|quinto\s+d'obbligo|collaborazione|assunzione|fideiuss|garanzia|contestazione|penal|bonifico`, "the title names another act"),

		sign(document.Extension, title, 2.4, `proroga|quinto\s+d'obbligo|atto\s+aggiuntivo|affidamento\s+ponte`, "the title says extension"),
		sign(document.Extension, anywhere, 0.5, `e'?\s+prorogat|si\s+proroga|viene\s+prorogat|nuova\s+scadenza|medesim[ie]\s+(patti|condizioni)`, "it extends an agreement"),

		sign(document.Insurance, title, 1.4, `polizza|certificato\s+di\s+assicurazione|quietanza\s+di\s+premio`, "the title says insurance policy"),
		sign(document.Insurance, anywhere, 1.0, `responsabilita\s+civile|\br\.?c\.?t\b|\br\.?c\.?o\b`, "it is about liability"),
		sign(document.Insurance, anywhere, 0.5, `massimal[ei]`, "it has limits of cover"),
		sign(document.Insurance, anywhere, 0.3, `contraente|assicurat[oi]|premio`, "it uses the words of insurance"),
		sign(document.Insurance, title, -1.4, `fideiuss|convenzione\b|si\s+trasmett|trasmission`, "the title names another act"),

		sign(document.PerformanceBond, title, 2.0, `garanzia\s+definitiva|fideiussione|polizza\s+fideiussoria|cauzione\s+definitiva`, "the title says performance bond"),
		sign(document.PerformanceBond, anywhere, 0.6, `fideiuss|art\.?\s*117`, "it speaks of a surety"),
		sign(document.PerformanceBond, title, -1.2, `convenzione\b`, "the title names another act"),
	}
}

// staffSignals are of papers about the staff.
func staffSignals() []signal {
	return []signal{
		sign(document.StaffSheets, title, 2.4, `(fogli[oa]?\s+(firma|ore|presenz[ae])|registro\s+(delle\s+)?presenze|time\s*-?sheet)\s.{0,25}(personale|operator|dipendent)|buste?\s+paga|cedolin|libro\s+unico`, "the title says timesheets or payslips"),
		sign(document.StaffSheets, anywhere, 0.3, `ore\s+(ordinarie|lavorate|notturne|straordinari)|totale\s+ore|netto\s+in\s+busta`, "it counts hours or pay"),
		sign(document.StaffSheets, title, -1.6, `offerta|software`, "the title names another paper"),
		sign(document.StaffContracts, title, 2.4, `contratt[oi]\s+(individual[ei]\s+)?di\s+(lavoro|collaborazione|assunzione|prestazione\s+(d'opera|occasionale))|lettera\s+di\s+assunzione|comunicazione\s+obbligatoria|unificato\s+lav|unilav`, "the title says employment contract"),
		sign(document.StaffContracts, anywhere, 0.5, `datore\s+di\s+lavoro|periodo\s+di\s+prova|tempo\s+(in)?determinato|mansion[ei]`, "it has the clauses of an employment contract"),
		sign(document.StaffContracts, anywhere, 0.3, `\bccnl\b|inquadramento|retribuzione|compenso\s+lordo`, "it names pay and grade"),
		sign(document.StaffContracts, title, -1.6, `verbale|cedolin|buste?\s+paga|libro\s+unico|trasmission`, "the title names another paper"),
		sign(document.Staff, title, 2.2, `organigramma|elenco\s+(del\s+)?personale|variazione\s+(dell'|del\s+)(equipe|personale|organico)`, "the title says staff list"),
		sign(document.Staff, anywhere, 0.4, `monte\s+ore|personale\s+impiegato`, "it lists roles and hours"),
	}
}

// premisesSignals are of papers about the building and what is done in it.
func premisesSignals() []signal {
	return []signal{
		sign(document.Premises, title, 2.2, `contratto\s+di\s+(locazione|comodato|affitto)|disponibilita\s+(dell')?immobile`, "the title says lease or loan for use"),
		sign(document.Premises, anywhere, 0.3, `\b(locatore|conduttore|comodante|comodatario)\b`, "it has the parties of a lease"),
		sign(document.Habitability, title, 1.8, `agibilita|abitabilita|idoneita\s+abitativa`, "the title says habitability"),
		sign(document.Habitability, title, -1.4, `disponibilita\s+(dell')?immobile|locazione|comodato|idoneita\s+igienic`, "the title names another paper"),
		sign(document.Hygiene, title, 2.0, `idoneita\s+igienic|(parere|certificat\w+|attestazione|nulla\s+osta|verbale)\s.{0,20}igienic|requisiti\s+igienic`, "the title says hygiene certificate"),
		sign(document.Hygiene, anywhere, 0.3, `\b(ausl|asl|azienda\s+(usl|sanitaria)|dipartimento\s+di\s+(sanita\s+pubblica|prevenzione))\b`, "a health authority writes"),
		sign(document.Hygiene, title, -1.6, `haccp|alimentar|autocontrollo|locazione|comodato|ispettiv|ispezion`, "the title names another paper"),
		sign(document.FireSafety, title, 1.8, `prevenzione\s+incendi|scia\s+antincendio|antincendio|vigili\s+del\s+fuoco`, "the title says fire safety"),
		sign(document.FoodSafety, title, 1.8, `haccp|scia\s+(alimentare|sanitaria)|notifica\s+sanitaria|autocontrollo\s+(alimentare|igienico)`, "the title says food safety"),
		sign(document.FoodSafety, anywhere, 0.3, `852/2004|centro\s+cottura|punti\s+critici`, "it cites the rules on food"),
		sign(document.FoodSafety, title, -1.6, `offerta|software`, "the title names another paper"),
		sign(document.ServiceCharter, title, 2.2, `carta\s+dei\s+servizi`, "the title says service charter"),
		sign(document.HouseRules, title, 2.2, `regolamento\s+(interno|della\s+struttura|del\s+centro|della\s+casa|di\s+(convivenza|comunita))|regole\s+(della\s+casa|di\s+convivenza)|house\s+rules`, "the title says house rules"),
		sign(document.HouseRules, title, -1.2, `carta\s+dei\s+servizi|convenzione\b|contratto`, "the title names another paper"),
	}
}

// bodySignals are of certificates and declarations about the managing body.
func bodySignals() []signal {
	return []signal{
		sign(document.DURC, title, 2.2, `\bdurc\s+on\s*line|documento\s+unico\s+di\s+regolarita\s+contributiva|certificato\s+di\s+regolarita\s+contributiva|^\s*durc\b`, "the title says DURC"),
		sign(document.DURC, anywhere, 0.6, `risulta\s+(non\s+)?regolare`, "it says regular or not regular"),
		sign(document.DURC, anywhere, 0.4, `scadenza\s+validita`, "it has an end of validity"),
		sign(document.DURC, anywhere, 0.3, `i\.?n\.?p\.?s\.?\b.{0,400}i\.?n\.?a\.?i\.?l\b`, "it names INPS and INAIL"),
		sign(document.DedicatedAccount, title, 2.4, `conto\s+(corrente\s+)?(bancario\s+)?dedicato|tracciabilita\s+dei\s+flussi`, "the title says dedicated account"),
		sign(document.DedicatedAccount, anywhere, 0.5, `136/2010`, "it cites the law on traceability"),
		sign(document.AntiMafia, title, 2.2, `antimafia`, "the title says anti-mafia"),
		sign(document.AntiMafia, anywhere, 0.6, `159/2011|familiari\s+conviventi`, "it cites the anti-mafia code"),
	}
}

// procedureSignals are of inspections, penalties and the answers to them.
func procedureSignals() []signal {
	return []signal{
		sign(document.Inspection, title, 2.4, `verbale\s+(di\s+)?(visita|ispezion|sopralluogo|accesso|verifica|controllo|accertamento)`, "the title says inspection report"),
		sign(document.Inspection, title, -2.0, `controdeduzion|memori[ae]\s+difensiv|quietanza|ricevuta`, "the title names another paper"),
		sign(document.Rebuttal, title, 2.4, `controdeduzion|memori[ae]\s+difensiv|osservazioni\s+alla\s+contestazione`, "the title says rebuttal"),
		sign(document.Penalty, title, 2.4, `(ricevuta|quietanza|attestazione|contabile|bonifico|pagamento|versamento|f24)\b.{0,220}\bpenal[ei]\b`, "the title says payment of a penalty"),
		sign(document.Penalty, anywhere, 0.4, `\b(cro|trn|iuv|pagopa|f24|bonifico|tesoreria)\b`, "it is a proof of payment"),
		sign(document.Penalty, title, -2.0, `controdeduzion|memori[ae]\s+difensiv|convenzione\b\s+per|verbale|contestazione`, "the title names another paper"),
	}
}
