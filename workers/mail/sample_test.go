package mail_test

import (
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The samples are invented.

const (
	sumA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	sumB = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
)

func letterhead() mail.Letterhead {
	return mail.Letterhead{
		Office:  "Prefettura – UTG di Rimini",
		Contact: "accoglienza@prefettura-rimini.example",
		Funding: "Cofinanziato dall'Unione europea (FAMI)",
		BaseURL: "https://insiemi.example.org",
	}
}

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func month(s string) calendar.Period {
	p, err := calendar.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return p
}

func item(kind document.Kind, centre, period string) mail.Item {
	return mail.Item{Kind: kind, Centre: centre, Period: month(period)}
}

// sample is one message worth looking at.
type sample struct {
	name string
	kind mail.Kind
	data mail.Notice
}

func samples() []sample {
	cal := calendar.Named("rimini")
	at := time.Date(2027, 9, 3, 8, 42, 17, 0, time.UTC)
	withPrefs := letterhead()
	withPrefs.Preferences = "/preferenze"
	decision := mail.Decision{Letterhead: letterhead(), Item: item(document.Register, "Casa Ginestra", "2027-08"),
		By: "Area IV – Immigrazione", Number: "2027/000412", Path: "/pratiche/412#presenze"}
	approved, returned, rejected := decision, decision, decision
	approved.Outcome = workflow.Approved
	returned.Outcome = workflow.Returned
	returned.Reason = "Il totale scritto sul foglio è 940, ma le caselle sommano 938: mancano le firme del 12 e del 19 agosto."
	returned.Todo = []string{"Correggere le presenze del 12 e del 19 agosto, oppure allegare l'attestazione del responsabile.",
		"Allegare il registro pocket money firmato."}
	returned.Due = cal.AfterDays(date("2027-09-24"), 10)
	rejected.Outcome = workflow.Rejected
	rejected.Item = invoice("2027-08")
	rejected.Reason = "La fattura riporta il CIG di un altro accordo.\nVa emessa una nota di credito e una nuova fattura con il CIG corretto."
	rejected.Path = "/pratiche/415"

	return append(dailySamples(), []sample{
		{"receipt", mail.KindReceipt, mail.Receipt{Letterhead: letterhead(), Number: "2027/001234", At: at,
			Body: "Cooperativa sociale Il Melograno", Path: "/ricevute/1234", Files: []mail.ReceivedFile{
				{Item: item(document.Register, "Casa Ginestra", "2027-08"), Name: "registro presenze agosto.xlsx", SHA256: sumA}}}},
		{"receipt-many", mail.KindReceipt, mail.Receipt{Letterhead: letterhead(), Number: "2027/001235", At: at,
			Body: "Cooperativa sociale Il Melograno", Path: "/ricevute/1235", Files: []mail.ReceivedFile{
				{Item: item(document.Register, "Casa Ginestra", "2027-08"), Name: "registro presenze agosto.xlsx", SHA256: sumA},
				{Item: invoice("2027-08"), Name: "IT01234567890_00042.xml.p7m", SHA256: sumB},
				{Item: item(document.Departure, "Casa Ginestra", "2027-08"), Name: "nome di un ospite.pdf", SHA256: sumA}}}},
		{"decision-approved", mail.KindDecision, approved},
		{"decision-returned", mail.KindDecision, returned},
		{"decision-rejected", mail.KindDecision, rejected},
		{"kind_unclear", mail.KindUnclear, mail.Unclear{Letterhead: letterhead(), Number: "2027/001240", At: at,
			Name: "nome di un ospite.pdf", Nth: 3, Of: 14, SHA256: sumB, Path: "/ricevute/1240#tipo"}},
		{"kind_unclear-unreadable", mail.KindUnclear, mail.Unclear{Letterhead: letterhead(), Number: "2027/001241", At: at,
			Name: "nome di un ospite.pdf", SHA256: sumB, Path: "/documents/1241",
			Unreadable: "Il PDF è protetto da una password. Salvatelo senza password e inviatelo di nuovo."}},
	}...)
}
