package extract

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// paperCase is a paper of a kind and what is read of it: unsure values end in a
// question mark, followed by the others.
type paperCase struct {
	kind document.Kind
	text string
	want map[string]string
}

func readPapers(t *testing.T, cases []paperCase) {
	t.Helper()
	for _, c := range cases {
		r := found(c.kind, c.text)
		for name, want := range c.want {
			if got := shown(r, name); got != want {
				t.Errorf("%s of %q: %q, want %q", name, c.text, got, want)
			}
		}
	}
}

// The end of a security is its own: not that of the contract, of an instalment,
// or of the paper it takes the place of.
func TestValidityIsThePapersOwn(t *testing.T) {
	t.Parallel()
	readPapers(t, []paperCase{
		{document.Insurance, "Polizza RCT\nAppalto con scadenza 31/12/2028\nPolizza valida fino al 31/12/2026", map[string]string{document.ValidUntil: "2026-12-31"}},
		{document.Insurance, "Polizza RCT\nDecorrenza 31/12/2025\nScadenza rata 30/06/2026\nScadenza polizza 31/12/2026",
			map[string]string{document.ValidUntil: "2026-12-31", document.IssuedOn: "2025-12-31"}},
		{document.PerformanceBond, "Garanzia definitiva\nPremesso che il contratto decorrenza 01/04/2026 scadenza 31/03/2028\nData emissione 20/03/2026\nValidità della garanzia fino al 30/09/2028",
			map[string]string{document.ValidUntil: "2028-09-30", document.IssuedOn: "2026-03-20"}},
		{document.AntiMafia, "Informazione antimafia\nRilasciata il 10/01/2026\nsostituisce quella valida fino al 09/01/2026\nvalida fino al 09/01/2027",
			map[string]string{document.ValidUntil: "2027-01-09", document.IssuedOn: "2026-01-10"}},
		{document.DURC, "Durc\nScadenza validità 29/01/2027\nScadenza validità 29/01/2027", map[string]string{document.ValidUntil: "2027-01-29"}},
		{document.DURC, "Durc\nScadenza validità 29/01/2027\nScadenza validità 28/02/2027", map[string]string{document.ValidUntil: "2027-01-29? 2027-02-28"}},
		{document.Insurance, "Polizza RCT\nScadenza contratto 31/12/2026", map[string]string{document.ValidUntil: "2026-12-31?"}},
	})
}

// A day of birth is in no field, and what happened is not the date of the paper.
func TestDateOfAPaperAboutAGuest(t *testing.T) {
	t.Parallel()
	readPapers(t, []paperCase{
		{document.Departure, "Comunicazione di allontanamento\nL'ospite G001 nato il 05/03/2012\nsi è allontanato\nAncona, 03/11/2026", map[string]string{document.IssuedOn: "2026-11-03"}},
		{document.Departure, "Comunicazione di allontanamento\nL'ospite G001 nata a Bamako (Mali)\nil 05/03/2012 si è allontanata", map[string]string{document.IssuedOn: ""}},
		{document.Departure, "Comunicazione di allontanamento\nL'ospite G001, data di nascita: 05/03/2012, si è allontanato", map[string]string{document.IssuedOn: ""}},
		{document.Departure, "Comunicazione di allontanamento\nL'ospite G001 il 30/10/2026 si è allontanato\nData: 03/11/2026", map[string]string{document.IssuedOn: "2026-11-03"}},
		{document.Departure, "Comunicazione di allontanamento\nL'ospite G001 il 30/10/2026 si è allontanato", map[string]string{document.IssuedOn: "2026-10-30?"}},
		{document.Hospitality, "Comunicazione di ospitalità\nRossi Mario, 05/03/1990\nRimini, 03/11/2026", map[string]string{document.IssuedOn: "2026-11-03"}},
		{document.Report, "Relazione\nIncontro, 12/10/2026 e seguenti\nRimini, lì 5 novembre 2026", map[string]string{document.IssuedOn: "2026-10-12? 2026-11-05"}},
	})
}

// The term of a contract is not the trial's, its date not that of a decree.
func TestTermOfAContract(t *testing.T) {
	t.Parallel()
	readPapers(t, []paperCase{
		{document.Agreement, "Convenzione\nPremesso che con decreto in data 5 gennaio 2025 è stata indetta la gara\nPeriodo di prova dal 1 marzo 2026 al 31 marzo 2026\nDurata dal 1 aprile 2026 al 31 marzo 2027\nAncona, lì 10 marzo 2026",
			map[string]string{document.ContractStart: "2026-04-01", document.ContractEnd: "2027-03-31", document.ContractDate: "2026-03-10"}},
		{document.Agreement, "Convenzione\nil servizio è reso dal 1 aprile 2026 al 31 marzo 2027\noppure dal 1 maggio 2026 al 30 aprile 2027",
			map[string]string{document.ContractStart: "2026-04-01? 2026-05-01", document.ContractEnd: "2027-03-31? 2027-04-30"}},
		{document.Agreement, "Convenzione\ncon decreto in data 5 gennaio 2025", map[string]string{document.ContractDate: "2025-01-05?"}},
	})
}

// Of an extension only what it extends to is read.
func TestExtensionTellsTheNewTerm(t *testing.T) {
	t.Parallel()
	readPapers(t, []paperCase{
		{document.Extension, "Atto di proroga\nPremesso che con convenzione stipulata in data 10 gennaio 2025 il servizio è affidato dal 1 febbraio 2025 al 31 dicembre 2025\nal prezzo di € 32,31 pro die\nla convenzione viene prorogata dal 1 gennaio 2026 al 30 giugno 2026\ncon prezzo di € 33,00 pro die\nSottoscritto in data 20 dicembre 2025",
			map[string]string{document.ContractStart: "2026-01-01", document.ContractEnd: "2026-06-30", document.ContractDate: "2025-12-20", document.ContractRate: "33.00"}},
		{document.Extension, "Atto di proroga\nPremesso che la convenzione con decorrenza 1 febbraio 2025 scade il 31 dicembre 2025\nla convenzione viene prorogata fino al 30 giugno 2026",
			map[string]string{document.ContractStart: "", document.ContractEnd: "2026-06-30"}},
		{document.Extension, "Atto di proroga\ngià prorogata fino al 31 dicembre 2025, viene prorogata fino al 30 giugno 2026",
			map[string]string{document.ContractEnd: "2025-12-31? 2026-06-30"}},
	})
}

// The second reader of a page, for whom a child remembers what patterns found, says what
// the first one says.
func TestAnExtensionIsReadTwice(t *testing.T) {
	pattern.Remember()
	term := paperCase{document.Extension, "Atto di proroga\nPremesso che il servizio è affidato dal 1 febbraio 2025 al 31 dicembre 2025\n" +
		"la convenzione viene prorogata dal 1 gennaio 2026 al 30 giugno 2026\n" + strings.Repeat("Le parti confermano ogni altro patto.\n", 10),
		map[string]string{document.ContractStart: "2026-01-01", document.ContractEnd: "2026-06-30"}}
	readPapers(t, []paperCase{term, term, term})
}

// Rates are what is paid a person and day: no security, discount, penalty or
// starting price, and each word counts for the amount that it is nearest to.
func TestRatesOfAContract(t *testing.T) {
	t.Parallel()
	readPapers(t, []paperCase{
		{document.Agreement, "Contratto\nIl corrispettivo è di € 32,31 pro capite pro die, oltre € 2,50 al giorno per pocket money\nPenale di € 500,00 al giorno\nCauzione € 12.000,00 per ospite\nRibasso € 1,20 pro die\nBase d'asta € 35,00 pro die",
			map[string]string{document.ContractRate: "32.31", document.PocketRate: "2.50"}},
		{document.Agreement, "Contratto\nPrezzo offerto € 1,032.31 pro capite pro die", map[string]string{document.ContractRate: "1032.31"}},
		{document.Agreement, "Contratto\nPrezzo € 1.03.31 pro capite pro die", map[string]string{document.ContractRate: "1.03.31?"}},
		{document.Agreement, "Contratto\nsi corrisponde EUR 32,31 pro capite e pro die il pocket money è di EUR 2,50 al giorno per persona",
			map[string]string{document.ContractRate: "32.31", document.PocketRate: "2.50"}},
		{document.Agreement, "Contratto\ndal 01/10/2025 EUR 25,80 pro die\n- € 26,05 pro die dal 2027", map[string]string{document.ContractRate: "25.80, 26.05"}},
	})
}

// The body is the second party, and the code of an insurer is not its own.
func TestBodyAmongTheParties(t *testing.T) {
	t.Parallel()
	readPapers(t, []paperCase{
		{document.Agreement, "Contratto\nTra la Prefettura di Ancona e la società Beta s.r.l. (di seguito appaltatore)", map[string]string{document.BodyName: "società Beta s.r.l."}},
		{document.Insurance, "Polizza RCT\nCompagnia: Assicurazioni Beta S.p.A. P.IVA 00818570012\nContraente: Cooperativa Alfa\nP.IVA 01234567897", map[string]string{document.BodyTaxCode: "01234567897"}},
		{document.Agreement, "Contratto\nCooperativa Alfa, P.IVA 01234567897, C.F. 91044110400\n" + strings.Repeat("articolo ", 20) + "\nCooperativa Beta, P.IVA 80009220809",
			map[string]string{document.BodyTaxCode: "01234567897? 80009220809"}},
		{document.Agreement, "Contratto\nCooperativa Alfa, P.IVA 01234567897, C.F. 91044110400", map[string]string{document.BodyTaxCode: "01234567897"}},
		{document.Report, "Relazione mensile\nCodice centro AN-001 e codice centro AN-002", map[string]string{document.CentreCode: "AN-001? AN-002"}},
		{document.CostStatement, "Rendiconto dei costi\nCIG: A0B1C\n2D3E4", map[string]string{document.CIG: "A0B1C2D3E4?"}},
		{document.CostStatement, "Rendiconto dei costi\nCIG B6DB8A4C65 12345", map[string]string{document.CIG: "B6DB8A4C65"}},
	})
}

// A range of months is no month, and a title against a label leaves a choice.
func TestMonthsOfAPaper(t *testing.T) {
	t.Parallel()
	readPapers(t, []paperCase{
		{document.Report, "Relazione mensile\nPeriodo di riferimento: settembre 2026 - ottobre 2026", map[string]string{document.PeriodMonth: "", document.PeriodStart: "2026-09-01", document.PeriodEnd: "2026-10-31"}},
		{document.Report, "Relazione mensile\nMese: settembre-ottobre 2026", map[string]string{document.PeriodMonth: "", document.PeriodStart: "2026-09-01", document.PeriodEnd: "2026-10-31"}},
		{document.Report, "Relazione mensile\nPeriodo 09/2026 - 10/2026", map[string]string{document.PeriodMonth: "", document.PeriodStart: "2026-09-01", document.PeriodEnd: "2026-10-31"}},
		{document.Report, "Relazione\nRendiconto presenze 10/2026\nNel corso del mese di settembre 2026 e ottobre 2026", map[string]string{document.PeriodMonth: "2026-10? 2026-09"}},
		{document.Report, "Relazione mensile, mese di ottobre 2026\n11/14/2022", map[string]string{document.PeriodMonth: "2026-10"}},
		{document.Report, "Relazione mensile 11/14/2022", map[string]string{document.PeriodMonth: ""}},
		{document.Report, "Relazione mensile 11/ 4/2022", map[string]string{document.PeriodMonth: ""}},
		{document.Report, "Relazione mensile 11/1 4/2022", map[string]string{document.PeriodMonth: ""}},
	})
}
