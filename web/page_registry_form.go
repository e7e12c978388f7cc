package web

import (
	"fmt"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// body binds a managing body.
func (f *form) body(b *reception.Body) {
	f.set("set.body.who")
	f.text("code", &b.Code, must, coded, short)
	f.text("name", &b.Name, must, wide)
	f.text("legal_form", &b.LegalForm)
	pick(f, "vat_profile", &b.VATProfile, f.choices("vat.", "exempt", "reduced", "outofscope"), must)
	f.text("vat_id", &b.VATID, coded)
	f.text("tax_code", &b.TaxCode, coded, must)
	f.set("set.body.reach")
	f.text("pec", &b.PEC, typed("email", ""))
	f.text("email", &b.Email, typed("email", ""))
	f.text("iban", &b.IBAN, coded, wide)
	working := !b.Inactive
	f.check("active", &working, wide)
	b.Inactive = !working
	rows(f, "contacts", "set.body.contacts", &b.Contacts, func(c *reception.Contact) {
		f.text("name", &c.Name, must)
		f.text("role", &c.Role)
		f.text("email", &c.Email, typed("email", ""))
		f.text("phone", &c.Phone, typed("tel", ""))
	})
}

// centre binds a centre.
func (f *form) centre(c *reception.Centre) {
	f.set("set.centre.what")
	f.text("code", &c.Code, must, coded, short)
	f.text("name", &c.Name, must)
	pick(f, "kind", &c.Kind, f.centreKinds(), must)
	f.whole("places", &c.Places, 1, 5000, must)
	f.set("set.centre.where")
	f.text("address", &c.Address, wide)
	f.text("municipality", &c.Municipality, must)
	f.set("set.centre.when")
	f.date("opened_on", &c.OpenedOn, must)
	f.date("closed_on", &c.ClosedOn)
}

// agreement binds an agreement of a body that has these centres and these other
// agreements.
func (f *form) agreement(a *reception.Agreement, centres []reception.Centre, others []reception.Agreement) {
	f.set("set.agreement.what")
	pick(f, "kind", &a.Kind, f.choices("agreement.kind.", "call_off", "framework", "bridge"), must)
	pick(f, "framework_id", &a.FrameworkID, frameworks(others, a.ID))
	f.text("title", &a.Title, must, wide)
	f.text("cig", &a.CIG, must, coded)
	f.text("cup", &a.CUP, coded)
	f.set("set.agreement.when")
	f.date("starts_on", &a.StartsOn, must)
	if len(a.Extensions) == 0 {
		f.date("ends_on", &a.EndsOn, must)
	} else {
		f.says(f.v.t("agreement.extended", a.EndsOn.It()))
	}
	f.whole("places", &a.Places, 0, 5000)
	f.set("set.agreement.pay")
	pick(f, "invoice_months", &a.InvoiceMonths, f.choices("agreement.months.", "1", "2", "3", "4", "6", "12"), must)
	f.whole("payment_days", &a.PaymentDays, 1, 60, must, unit(f.v.t("unit.days")))
	f.counting(&a.Counting)
	f.agreementRows(a, centres)
}

// counting binds which days are paid, and says them back with an example.
func (f *form) counting(c *reception.CountingRule) {
	f.set("set.agreement.count")
	f.sets[len(f.sets)-1].ID = "counting"
	f.check("counting.entry_day", &c.EntryDay)
	f.check("counting.exit_day", &c.ExitDay)
	f.whole("counting.paid_leave_hours", &c.PaidLeaveHours, 0, 720, unit(f.v.t("unit.hours")))
	f.whole("counting.absence_hours", &c.AbsenceHours, 0, 720, unit(f.v.t("unit.hours")))
	f.says(f.v.countingWords(*c))
}

func (f *form) agreementRows(a *reception.Agreement, centres []reception.Centre) {
	rows(f, "covers", "set.agreement.covers", &a.Covers, func(c *reception.Covering) {
		pick(f, "centre_id", &c.CentreID, centreChoices(centres), must, double)
		f.date("from_on", &c.FromOn)
		f.date("to_on", &c.ToOn)
	})
	rows(f, "tariffs", "set.agreement.tariffs", &a.Tariffs, func(t *reception.Tariff) {
		pick(f, "centre_kind", &t.CentreKind, f.centreKinds(), must)
		f.date("from_on", &t.FromOn, must)
		f.date("to_on", &t.ToOn)
		f.amount("daily_rate", &t.DailyRate, must, unit("€"))
		f.amount("pocket_money", &t.PocketMoney, orZero, unit("€"))
		f.amount("family_cap", &t.FamilyCap, unit("€"))
		f.amount("kit", &t.Kit, orZero, unit("€"))
		f.amount("phone_card", &t.PhoneCard, orZero, unit("€"))
	})
	f.set("set.agreement.checklist")
	checks(f, "checklist", &a.Checklist, f.kinds(attachable))
	rows(f, "penalties", "set.agreement.penalties", &a.Penalties, func(p *reception.Penalty) {
		f.area("text", &p.Text, must, wide)
		f.amount("amount", &p.Amount, unit("€"))
		f.amount("per_mille", &p.PerMille, unit("‰"))
		f.whole("reply_days", &p.ReplyDays, 0, 365, unit(f.v.t("unit.days")))
	})
}

// extension binds the act that moves the end of an agreement.
func (f *form) extension(a reception.Agreement, x *reception.Extension) {
	f.set("set.extension")
	f.says(f.v.t("extension.from", tongue{f.v.lang, f.v.texts}.date(a.EndsOn)))
	f.path = "extensions."
	f.text("act", &x.Act, must, wide)
	f.date("decided_on", &x.DecidedOn, must)
	f.date("ends_on", &x.EndsOn, must)
	f.path = ""
}

// countingWords says which days are paid, with an example of what comes of it.
func (v *visit) countingWords(c reception.CountingRule) string {
	entry, exit := v.t("counting.entry.unpaid"), v.t("counting.exit.unpaid")
	days := 3 // 4, 5 and 6
	if c.EntryDay {
		entry = v.t("counting.entry.paid")
		days++
	}
	if c.ExitDay {
		exit = v.t("counting.exit.paid")
		days++
	}
	says := v.t("counting.says", entry, exit, days)
	if c.PaidLeaveHours > 0 {
		return says + " " + v.t("counting.leave", c.PaidLeaveHours)
	}
	return says + " " + v.t("counting.no_leave")
}

// choices names values by a beginning of a key.
func (f *form) choices(prefix string, values ...string) []choice {
	out := make([]choice, len(values))
	for i, value := range values {
		out[i] = choice{Value: value, Text: f.v.t(prefix + value)}
	}
	return out
}

func (f *form) centreKinds() []choice {
	return f.choices("centre.", string(reception.HousingUnit), string(reception.CollectiveCentre))
}

// kinds lists the kinds of document that pass a test.
func (f *form) kinds(fit func(document.KindInfo) bool) []choice {
	var out []choice
	for _, k := range document.Catalogue() {
		if fit(k) {
			out = append(out, choice{Value: string(k.Kind), Text: tongue{f.v.lang, f.v.texts}.kind(k.Kind)})
		}
	}
	return out
}

// attachable says that documents of a kind may go with an invoice.
func attachable(k document.KindInfo) bool { return k.Monthly && k.Kind != document.Invoice }

func frameworks(all []reception.Agreement, but reception.AgreementID) []choice {
	out := []choice{{Value: "", Text: "–"}}
	for _, a := range all {
		if a.Kind == reception.Framework && a.ID != but {
			out = append(out, choice{Value: strconv.FormatInt(int64(a.ID), 10), Text: fmt.Sprintf("%s – %s", a.CIG, a.Title)})
		}
	}
	return out
}

func centreChoices(all []reception.Centre) []choice {
	out := make([]choice, len(all))
	for i, c := range all {
		out[i] = choice{Value: strconv.FormatInt(int64(c.ID), 10), Text: c.Code + " " + c.Name}
	}
	return out
}
