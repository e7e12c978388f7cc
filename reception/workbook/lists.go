package workbook

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The answers of the columns that take one of a closed list. The Italian word is
// written; either word and the code are read.

func centreKinds() []choice {
	return []choice{{string(reception.HousingUnit), Words{"UA", "UA"}}, {string(reception.CollectiveCentre), Words{"CC", "CC"}}}
}

func vatProfiles() []choice {
	return []choice{
		{string(reception.VATExempt), Words{"esente", "exempt"}},
		{string(reception.VATReduced), Words{"ridotta", "reduced"}},
		{string(reception.VATOutOfScope), Words{"fuori campo", "out of scope"}},
	}
}

func agreementKinds() []choice {
	return []choice{
		{string(reception.Framework), Words{"accordo quadro", "framework"}},
		{string(reception.CallOff), Words{"attuativo", "call-off"}},
		{string(reception.Bridge), Words{"ponte", "bridge"}},
	}
}

func roles() []choice {
	return []choice{
		{string(reception.Operator), Words{"operatore", "operator"}},
		{string(reception.Reviewer), Words{"istruttore", "reviewer"}},
		{string(reception.Head), Words{"dirigente", "head of office"}},
		{string(reception.Administrator), Words{"amministratore", "administrator"}},
	}
}

func languages() []choice {
	return []choice{{"it", Words{"italiano", "Italian"}}, {"en", Words{"inglese", "English"}}}
}

func subjects() []choice {
	return []choice{
		{string(reception.PerBody), Words{"ente", "body"}},
		{string(reception.PerAgreement), Words{"convenzione", "agreement"}},
		{string(reception.PerCentre), Words{"centro", "centre"}},
	}
}

func recurrences() []choice {
	return []choice{
		{string(reception.Once), Words{"una volta", "once"}},
		{string(reception.Daily), Words{"ogni giorno", "daily"}},
		{string(reception.Monthly), Words{"mensile", "monthly"}},
		{string(reception.TwoMonthly), Words{"bimestrale", "two-monthly"}},
		{string(reception.Quarterly), Words{"trimestrale", "quarterly"}},
		{string(reception.Yearly), Words{"annuale", "yearly"}},
		{string(reception.Invoicing), Words{"con la fattura", "with the invoice"}},
		{string(reception.BeforeExpiry), Words{"prima della scadenza", "before expiry"}},
		{string(reception.AfterHappening), Words{"dopo il fatto", "after happening"}},
	}
}

// kinds are the kinds of document: written by their code, which is stable, and
// read by their title as well.
func kinds() []choice {
	var out []choice
	for _, k := range document.Catalogue() {
		out = append(out, choice{string(k.Kind), Words{string(k.Kind), k.En}}, choice{string(k.Kind), Words{k.It, k.En}})
	}
	return out
}

// kindCodes are the kinds once each, by their code.
func kindCodes() []choice {
	var out []choice
	for _, k := range document.Catalogue() {
		out = append(out, choice{string(k.Kind), Words{string(k.Kind), string(k.Kind)}})
	}
	return out
}

// happenings are what the product knows to happen. Other words are the office's
// own.
func happenings() []choice {
	out := []choice{
		{string(reception.Entry), Words{"ingresso", "entry"}},
		{string(reception.LeftCentre), Words{"allontanamento", "departure"}},
		{string(reception.LeaveAsked), Words{"richiesta di assenza", "leave asked"}},
		{string(reception.StaffChange), Words{"variazione del personale", "staff change"}},
		{string(reception.AccountOpened), Words{"apertura del conto", "account opened"}},
		{string(reception.BreachNotified), Words{"contestazione", "breach notified"}},
		{string(reception.Inspected), Words{"ispezione", "inspection"}},
		{string(reception.AgreementExpiry), Words{"scadenza della convenzione", "agreement expiry"}},
	}
	for _, k := range document.Catalogue() {
		what := string(reception.ExpiryOf(k.Kind))
		out = append(out, choice{what, Words{"scadenza " + string(k.Kind), "expiry " + string(k.Kind)}})
	}
	return out
}

func calendars() []choice {
	var out []choice
	for _, n := range calendar.Names() {
		out = append(out, choice{n, Words{n, n}})
	}
	return out
}

func yesNo() []choice {
	return []choice{{"true", Words{yes, "yes"}}, {"false", Words{no, "no"}}}
}

func severities() []choice {
	return []choice{{"block", Words{"bloccante", "blocking"}}, {"task", Words{"da valutare", "to be judged"}}, {"warn", Words{"attenzione", "attention"}}, {"info", Words{"nota", "note"}}}
}

// answers are the closed lists, made once for all sheets.
type answers struct {
	vatProfiles, agreementKinds, centreKinds, roles, languages, subjects, recurrences, kinds, kindCodes, happenings, calendars, yesNo, severities []choice
}

func newAnswers() *answers {
	return &answers{vatProfiles(), agreementKinds(), centreKinds(), roles(), languages(), subjects(), recurrences(), kinds(), kindCodes(), happenings(),
		calendars(), yesNo(), severities()}
}
