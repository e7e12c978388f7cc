package extract

import (
	"regexp"
	"sync"

	"github.com/insiemi/insiemi/document"
)

// zone is where in a text a signal counts.
type zone int

const (
	anywhere zone = iota
	title         // the first lines, where a document says what it is
)

// signal is a sign that a document is of a kind. Weights add up; see score.
type signal struct {
	kind   document.Kind
	zone   zone
	weight float64
	re     *regexp.Regexp // on folded text
	why    string
}

func sign(k document.Kind, z zone, weight float64, expr, why string) signal {
	return signal{k, z, weight, regexp.MustCompile(expr), why}
}

// gridWeight is the weight of a table with one column per day of the month.
const gridWeight = 2.0

// signals is the whole table of weights. A title that names the kind weighs
// 1.6 to 2.4, a word that only such documents use 0.5 to 1, a word that they
// share with others 0.1 to 0.4. It is compiled when first needed.
var signals = sync.OnceValue(func() []signal {
	return []signal{
		sign(document.Register, title, 1.4, `registr[oi]\s+(mensile\s+)?(delle\s+|di\s+)?presenz`, "the title says attendance register"),
		sign(document.Register, title, 0.8, `presenze\s+(degli\s+)?ospiti|foglio\s+presenze\s+ospiti|presenze\s+giornaliere`, "the title says guests' presences"),
		sign(document.Register, anywhere, 0.5, `totale\s+presen(ti|ze)`, "it has a total of presences"),
		sign(document.Register, anywhere, 0.3, `cod\.?\s*ospite|\bcui\b`, "it has guest codes"),

		sign(document.PocketMoney, title, 3.6, `pocket\s*money`, "the title says pocket money"),
		sign(document.PocketMoney, anywhere, 0.4, `pocket\s*money`, "it speaks of pocket money"),
		sign(document.PocketMoney, anywhere, 0.2, `firma\s+(dell'|per\s+)(ospite|ricevuta)`, "guests sign for it"),

		sign(document.Agreement, title, 1.6, `\b(schema\s+di\s+)?(convenzione|contratto|accordo\s+quadro)\b`, "the title says agreement"),
		sign(document.Agreement, anywhere, 0.5, `premesso\s+che|tra\s+le\s+parti|si\s+conviene|si\s+stipula`, "it has the clauses of a contract"),
		sign(document.Agreement, anywhere, 0.5, `pro\s*[-/]?\s*die|pro\s*[-/]?\s*capite`, "it sets a daily rate"),
		sign(document.Agreement, anywhere, 0.3, `\bart(icolo|\.)\s*1\b`, "it has articles"),
		sign(document.Agreement, anywhere, 0.2, `servizi\s+di\s+accoglienza|richiedenti\s+(protezione|asilo)`, "it is about reception services"),
		sign(document.Agreement, title, -1.2, `proroga|locazione|comodato|di\s+lavoro|fornitura`, "the title names another act"),

		sign(document.Extension, title, 2.4, `proroga|quinto\s+d'obbligo|atto\s+aggiuntivo|affidamento\s+ponte`, "the title says extension"),
		sign(document.Extension, anywhere, 0.5, `e'?\s+prorogat|si\s+proroga|viene\s+prorogat|nuova\s+scadenza|medesim[ie]\s+(patti|condizioni)`, "it extends an agreement"),

		sign(document.DURC, title, 2.2, `\bdurc\b|documento\s+unico\s+di\s+regolarita\s+contributiva|durc\s+on\s*line`, "the title says DURC"),
		sign(document.DURC, anywhere, 0.6, `risulta\s+(non\s+)?regolare`, "it says regular or not regular"),
		sign(document.DURC, anywhere, 0.4, `scadenza\s+validita`, "it has an end of validity"),
		sign(document.DURC, anywhere, 0.3, `i\.?n\.?p\.?s\.?\b.{0,400}i\.?n\.?a\.?i\.?l\b`, "it names INPS and INAIL"),

		sign(document.Insurance, title, 1.4, `polizza|certificato\s+di\s+assicurazione|quietanza\s+di\s+premio`, "the title says insurance policy"),
		sign(document.Insurance, anywhere, 1.0, `responsabilita\s+civile|\brct\b|\brco\b|\brct/rco\b`, "it is about liability"),
		sign(document.Insurance, anywhere, 0.5, `massimal[ei]`, "it has limits of cover"),
		sign(document.Insurance, anywhere, 0.3, `contraente|assicurat[oi]|premio`, "it uses the words of insurance"),

		sign(document.PerformanceBond, title, 2.0, `garanzia\s+definitiva|fideiussione|polizza\s+fideiussoria|cauzione\s+definitiva`, "the title says performance bond"),
		sign(document.PerformanceBond, anywhere, 0.6, `fideiuss|art\.?\s*117`, "it speaks of a surety"),

		sign(document.CostStatement, title, 2.0, `rendiconto\s+(dei\s+|delle\s+|mensile\s+(dei\s+|delle\s+)?)?(costi|spese)|rendicontazione\s+(dei\s+|delle\s+)?(costi|spese)`, "the title says cost statement"),
		sign(document.CostStatement, title, 0.6, `rendiconto|rendicontazione`, "the title says statement"),
		sign(document.CostStatement, anywhere, 0.5, `(costi|spese)\s+sostenut[ie]|voce\s+di\s+(costo|spesa)|totale\s+(costi|spese)`, "it lists costs"),

		sign(document.MealStatement, title, 2.4, `(rendiconto|riepilogo|prospetto|registro)\s+(dei\s+|mensile\s+(dei\s+)?)?pasti`, "the title says meals"),
		sign(document.MealStatement, anywhere, 0.6, `pasti\s+(ordinati|consegnati|erogati)`, "it counts meals"),

		sign(document.KitReceipts, title, 2.0, `ricevut[ae]\s.{0,40}(kit|vestiario|scheda|beni)|consegna\s+(del\s+)?kit|kit\s+(di\s+)?(primo\s+)?ingresso`, "the title says goods delivered"),
		sign(document.KitReceipts, anywhere, 0.3, `kit\s+(di\s+)?(primo\s+)?ingresso|scheda\s+telefonica`, "it names the first-entry kit"),

		sign(document.StaffSheets, title, 2.4, `fogli[oa]?\s+(firma|ore|presenz[ae])\s.{0,20}(personale|operator|dipendent)|buste?\s+paga|cedolin|libro\s+unico`, "the title says timesheets or payslips"),
		sign(document.Suppliers, title, 2.4, `elenco\s+(dei\s+)?fornitori`, "the title says suppliers"),
		sign(document.Subcontracts, title, 1.8, `subappalt`, "the title says subcontract"),

		sign(document.Report, title, 2.0, `relazione\s+(mensile|trimestrale|semestrale|annuale|finale|sulle?|sui|delle|di|tecnica|periodica)`, "the title says report"),
		sign(document.Report, title, 0.8, `\brelazione\b`, "the title says report"),
		sign(document.Report, anywhere, 0.5, `attivita\s+svolt[ea]|nel\s+(corso\s+del\s+)?mese\s+di`, "it tells what was done"),
		sign(document.Report, anywhere, 0.2, `lingua\s+italiana|mediazione|orientamento|laborator`, "it names activities"),

		sign(document.DailyReport, title, 2.2, `(comunicazione|report|rapporto)\s+giornalier|presenze\s+del\s+giorno`, "the title says daily report"),
		sign(document.Departure, title, 2.0, `(comunicazione|segnalazione|notifica)\s+(di\s+)?(allontanamento|abbandono)|allontanamento\s+(volontario|ingiustificato|dell'ospite)`, "the title says departure"),
		sign(document.Leave, title, 2.4, `(richiesta|autorizzazione)\s.{0,30}(assenza|allontanamento\s+temporaneo)|assenza\s+autorizzata`, "the title says authorised leave"),

		sign(document.Premises, title, 2.2, `contratto\s+di\s+(locazione|comodato|affitto)|disponibilita\s+(dell')?immobile`, "the title says lease or loan for use"),
		sign(document.Habitability, title, 1.8, `agibilita|abitabilita|idoneita\s+(igienic|abitativa)`, "the title says habitability"),
		sign(document.FireSafety, title, 1.8, `prevenzione\s+incendi|scia\s+antincendio|antincendio|vigili\s+del\s+fuoco`, "the title says fire safety"),
		sign(document.FoodSafety, title, 1.8, `haccp|scia\s+(alimentare|sanitaria)|notifica\s+sanitaria`, "the title says food safety"),
		sign(document.ServiceCharter, title, 2.2, `carta\s+dei\s+servizi|regolamento\s+(interno|della\s+struttura|del\s+centro)`, "the title says service charter or house rules"),
		sign(document.Staff, title, 2.2, `organigramma|elenco\s+(del\s+)?personale`, "the title says staff list"),
		sign(document.DedicatedAccount, title, 2.4, `conto\s+(corrente\s+)?dedicato|tracciabilita\s+dei\s+flussi`, "the title says dedicated account"),
		sign(document.DedicatedAccount, anywhere, 0.5, `136/2010`, "it cites the law on traceability"),
		sign(document.AntiMafia, title, 2.2, `antimafia`, "the title says anti-mafia"),
		sign(document.Inspection, title, 2.4, `verbale\s+(di\s+)?(visita|ispezion|sopralluogo|accesso|verifica)`, "the title says inspection report"),
		sign(document.Rebuttal, title, 2.4, `controdeduzion`, "the title says rebuttal"),
	}
})
