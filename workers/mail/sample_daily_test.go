package mail_test

import (
	"fmt"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow/calendar"
)

const (
	melograno = "Cooperativa sociale Il Melograno"
	porto     = "Associazione Porto Aperto"
)

// invoice is the invoice of a month, of one agreement.
func invoice(month string) mail.Item {
	i := item(document.Invoice, "", month)
	i.CIG = "B4C1D2E3F4"
	return i
}

func dailySamples() []sample {
	return append(append(digestSamples(), bigDigest()), answerSamples()...)
}

func optional() mail.Letterhead {
	h := letterhead()
	h.Preferences = "/preferences"
	return h
}

func owedSamples() []mail.DueItem {
	cal := calendar.Named("rimini")
	moved := cal.DueOnDayAfter(month("2027-08"), 10)
	return []mail.DueItem{
		{Item: invoice("2027-09"), Due: cal.DueOnDayAfter(month("2027-09"), 10), Path: "/month/2027-09#obligation-903"},
		{Item: item(document.Register, "Casa Ginestra", "2027-09"), Due: cal.DueOnDayAfter(month("2027-09"), 4), Path: "/month/2027-09#obligation-901"},
		{Item: item(document.CostStatement, "", "2027-08"), Due: moved.Extend(date("2027-10-20")), FirstDue: moved.On, Path: "/month/2027-08#obligation-880"},
		{Item: item(document.PocketMoney, "Villa dei Tigli", "2027-08"), Due: moved, Path: "/month/2027-08#obligation-877"},
	}
}

func digestSamples() []sample {
	cal := calendar.Named("rimini")
	now := date("2027-10-05").At(8, 0)
	returned := mail.DueItem{Item: item(document.Register, "Casa Ginestra", "2027-08"), Number: "2027/000412",
		Due: cal.AfterDays(date("2027-09-24"), 10), Path: "/documents/412"}
	at := time.Date(2027, 10, 4, 14, 5, 0, 0, time.UTC)
	return []sample{
		{"digest-body", mail.KindDigest, mail.Daily{Letterhead: optional(), Now: now, Body: melograno, Path: "/?stato=aperti",
			Owed: owedSamples(), ToComplete: []mail.DueItem{returned}, News: []mail.NewsItem{
				{Item: item(document.MealStatement, "Villa dei Tigli", "2027-08"), What: mail.NewsApproved, At: at, Path: "/documents/398"},
				{What: mail.NewsUnclear, At: at, Path: "/documents/401"},
				{Item: item(document.CostStatement, "", "2027-08"), What: mail.NewsExtended, At: at.AddDate(0, 0, -1), Due: owedSamples()[2].Due, Path: "/month/2027-08#obligation-880"}}}},
		{"digest-one", mail.KindDigest, mail.Daily{Letterhead: optional(), Now: date("2027-10-04").At(8, 0), Body: melograno, Path: "/",
			Owed: owedSamples()[1:2]}},
		{"digest-reviewer", mail.KindDigest, mail.Daily{Letterhead: optional(), Now: now, Path: "/tasks",
			Tasks: []mail.DueItem{
				{Item: invoice("2027-08"), Body: porto, Number: "2027/000420", Due: cal.AfterWorkingDays(date("2027-09-30"), 2), Path: "/cases/420"},
				{Item: item(document.Register, "Casa Ginestra", "2027-08"), Body: melograno, Number: "2027/000412", Due: cal.AfterWorkingDays(date("2027-09-20"), 5), Path: "/cases/412"}},
			Declarations: []mail.Declared{
				{Item: item(document.Subcontracts, "", "2027-09"), Body: porto, On: date("2027-10-01"), Path: "/declarations/31"}},
			News: []mail.NewsItem{
				{Item: item(document.Register, "Casa del Faro", "2027-09"), What: mail.NewsTask, Body: porto, At: at, Due: cal.AfterWorkingDays(date("2027-10-04"), 15), Path: "/cases/431"},
				{Item: item(document.Invoice, "", "2027-09"), What: mail.NewsConfirm, Body: porto, At: at, Due: cal.AfterWorkingDays(date("2027-10-04"), 10), Path: "/cases/432"}}}},
		{"digest-head", mail.KindDigest, mail.Daily{Letterhead: optional(), Now: now, Path: "/overview",
			Late: []mail.LateBody{
				{Body: porto, Obligations: 1, Oldest: date("2027-09-20"), Path: "/missing?body=7"},
				{Body: melograno, Obligations: 5, Oldest: date("2027-08-25"), Path: "/missing?body=3"}},
			Tasks: []mail.DueItem{
				{Item: invoice("2027-08"), Body: porto, Number: "2027/000420", Due: cal.AfterWorkingDays(date("2027-10-04"), 2), Path: "/cases/420"}}}},
	}
}

// bigDigest has more of everything than an e-mail shows.
func bigDigest() sample {
	d := mail.Daily{Letterhead: optional(), Now: date("2027-10-05").At(8, 0), Body: melograno, Path: "/"}
	cal := calendar.Named("rimini")
	for i := range 30 {
		due := mail.DueItem{Item: item(document.Register, fmt.Sprintf("Casa %02d", i+1), "2027-08"), Due: cal.AfterDays(date("2027-09-10"), i), Path: fmt.Sprintf("/month/2027-08#obligation-%d", i)}
		d.Owed = append(d.Owed, due)
		if i < 5 {
			due.Number, due.Due, due.Path = fmt.Sprintf("2027/0005%02d", i), cal.AfterDays(date("2027-10-05"), i+3), fmt.Sprintf("/documents/5%02d", i)
			d.ToComplete = append(d.ToComplete, due)
			d.News = append(d.News, mail.NewsItem{Item: due.Item, What: mail.NewsApproved, At: time.Date(2027, 10, 4, 8, i, 0, 0, time.UTC), Path: due.Path})
		}
	}
	return sample{"digest-many", mail.KindDigest, d}
}

func answerSamples() []sample {
	cal := calendar.Named("rimini")
	moved := cal.DueOnDayAfter(month("2027-08"), 10)
	costs := item(document.CostStatement, "", "2027-08")
	none := item(document.Subcontracts, "", "2027-08")
	const by = "Area IV – Immigrazione"
	before, _ := calendar.Term{Days: 15, Backward: true}.Before(cal, date("2027-11-27")) // a term that is one
	until := time.Date(2027, 10, 12, 16, 0, 0, 0, time.UTC)
	return []sample{
		{"chase", mail.KindChase, mail.Chase{Letterhead: optional(), Now: date("2027-10-05").At(8, 0), Body: melograno, By: by, Path: "/",
			Items: owedSamples()[1:], Message: "Senza il registro pocket money di agosto non possiamo liquidare la fattura.\nSe il problema è la firma del responsabile, telefonateci."}},
		{"chase-one", mail.KindChase, mail.Chase{Letterhead: optional(), Now: date("2027-10-05").At(8, 0), Body: melograno, Path: "/", Items: owedSamples()[3:]}},
		{"chase-again", mail.KindChase, mail.Chase{Letterhead: optional(), Now: date("2027-10-05").At(8, 0), Body: melograno, Path: "/obligations/17", Again: true,
			Message: "Nel mese erano presenti tre ospiti.", Items: owedSamples()[3:]}},
		{"chase-mend", mail.KindChase, mail.Chase{Letterhead: optional(), Now: date("2027-10-05").At(8, 0), Body: melograno, Path: "/",
			ToComplete: []mail.DueItem{{Item: item(document.Register, "Villa dei Tigli", "2027-08"), Number: "2027/0412", Due: cal.AfterDays(date("2027-09-20"), 10), Path: "/documents/398"}}}},
		{"declaration-acknowledged", mail.KindDeclaration, mail.Declaration{Letterhead: optional(), Item: none, Acknowledged: true, By: by, Path: "/month/2027-08#obligation-890"}},
		{"declaration-refused", mail.KindDeclaration, mail.Declaration{Letterhead: optional(), Item: none, By: by, Path: "/month/2027-08#obligation-890",
			Reason: "Nel rendiconto dei costi di agosto compare una fattura della lavanderia: va trasmessa.", Due: cal.AfterDays(date("2027-10-05"), 10)}},
		{"extension", mail.KindExtension, mail.Extension{Letterhead: optional(), Item: costs, FirstDue: moved.On, Due: moved.Extend(date("2027-10-20")), By: by,
			Reason: "Il revisore dei conti dell'ente è subentrato il 1º settembre.", Path: "/month/2027-08#obligation-880"}},
		{"extension-expiry", mail.KindExtension, mail.Extension{Letterhead: optional(), FirstDue: before.On, Due: before.Extend(date("2027-12-20")), By: by,
			Item:   mail.Item{Kind: document.Insurance, Period: calendar.Period{Start: date("2027-11-27"), End: date("2027-11-27")}, Expires: document.Insurance},
			Reason: "La compagnia rilascia la nuova polizza in dicembre.", Path: "/obligations/895"}},
		{"waiver", mail.KindWaiver, mail.Waiver{Letterhead: optional(), Item: item(document.MealStatement, "Villa dei Tigli", "2027-08"), By: by,
			Reason: "In agosto i pasti sono stati preparati dagli ospiti: il rendiconto non è previsto.", Path: "/month/2027-08#obligation-885"}},
		{"invite", mail.KindInvite, mail.Invite{Letterhead: optional(), Body: melograno, Until: until, Path: "/password/q3Jx-invented-secret"}},
		{"invite-reset", mail.KindInvite, mail.Invite{Letterhead: optional(), Reset: true, Until: until, Path: "/password/q3Jx-invented-secret"}},
	}
}
