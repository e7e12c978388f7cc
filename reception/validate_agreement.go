package reception

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/codes"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Validate says everything that is wrong with the agreement by itself. What is
// wrong between it and the rest of the registry is for Registry.Validate.
func (a Agreement) Validate() Problems {
	var ps Problems
	if p, ok := CheckCIG(a.CIG); !ok {
		ps = append(ps, p)
	}
	if a.CUP != "" && !codes.IsCUP(a.CUP) {
		ps.add("cup", fmt.Sprintf("Il CUP %s non ha la forma giusta: 15 caratteri, come B31H22000280006.", a.CUP),
			fmt.Sprintf("The CUP %s is not of the right form: 15 characters, like B31H22000280006.", a.CUP))
	}
	ps.text("title", a.Title, "Oggetto", "Title", true)
	if a.BodyID == 0 {
		ps.add("body_id", "Manca l'ente con cui è la convenzione.", "The body of the agreement is missing.")
	}
	a.checkKind(&ps)
	term := a.checkTerm(&ps) && !a.shortened()
	a.checkPaying(&ps)
	a.checkChecklist(&ps)
	for i, p := range a.Penalties {
		ps.under(fmt.Sprintf("penalties[%d].", i), p.Validate())
	}
	a.checkTariffs(&ps, term)
	a.checkCovers(&ps, term)
	a.checkExtensions(&ps, term)
	return ps
}

func (a Agreement) checkKind(ps *Problems) {
	switch {
	case !slices.Contains([]AgreementKind{Framework, CallOff, Bridge}, a.Kind):
		ps.add("kind", "Manca il tipo: accordo quadro, contratto attuativo o affidamento ponte.", "The kind is missing: framework, call-off or bridge.")
	case a.FrameworkID != 0 && a.Kind != CallOff:
		ps.add("framework_id", "Solo un contratto attuativo dipende da un accordo quadro: togliere l'accordo o cambiare il tipo.",
			"Only a call-off hangs off a framework: take the framework away or change the kind.")
	case a.FrameworkID != 0 && a.FrameworkID == a.ID:
		ps.add("framework_id", "Una convenzione non può dipendere da se stessa.", "An agreement can't hang off itself.")
	}
}

// checkTerm checks the two dates; it returns false when there is no term to
// compare other days with.
func (a Agreement) checkTerm(ps *Problems) bool {
	starts := ps.date("starts_on", a.StartsOn, "Inizio della convenzione", "Start of the agreement", true)
	ends := ps.date("ends_on", a.EndsOn, "Fine della convenzione", "End of the agreement", true)
	if !starts || !ends {
		return false
	}
	if a.EndsOn.Before(a.StartsOn) && !a.shortened() {
		ps.add("ends_on", fmt.Sprintf("La convenzione finisce il %s, prima di cominciare il %s. Controllare le due date.", a.EndsOn.It(), a.StartsOn.It()),
			fmt.Sprintf("The agreement ends on %s, before it starts on %s. Check the two dates.", a.EndsOn, a.StartsOn))
	}
	return !a.EndsOn.Before(a.StartsOn)
}

// shortened says that the last extension does not extend: that is what is wrong
// then, and not whatever stands after the end that it gives.
func (a Agreement) shortened() bool {
	n := len(a.Extensions)
	return n > 0 && !a.Extensions[n-1].EndsOn.IsZero() && !a.Extensions[n-1].EndsOn.After(a.Extensions[n-1].FromEnd)
}

func (a Agreement) checkPaying(ps *Problems) {
	ps.between("places", a.Places, 0, 100000, "Posti (0: quelli dei centri)", "Places (0: those of the centres)")
	ps.between("payment_days", a.PaymentDays, 1, 60, "Giorni per pagare (D.Lgs. 231/2002 art. 4: 30, al massimo 60)", "Days to pay (D.Lgs. 231/2002 art. 4: 30, at most 60)")
	if !slices.Contains([]int{1, 2, 3, 4, 6, 12}, a.InvoiceMonths) {
		ps.add("invoice_months", fmt.Sprintf("Una fattura ogni %d mesi non è prevista: scegliere 1, 2, 3, 4, 6 o 12.", a.InvoiceMonths),
			fmt.Sprintf("An invoice every %d months can't be: choose 1, 2, 3, 4, 6 or 12.", a.InvoiceMonths))
	}
	ps.between("counting.paid_leave_hours", a.Counting.PaidLeaveHours, 0, 720, "Ore di assenza autorizzata pagate", "Paid hours of authorised leave")
	ps.between("counting.absence_hours", a.Counting.AbsenceHours, 0, 720, "Ore di assenza senza motivo prima di una verifica", "Hours of absence without a reason before somebody looks into it")
}

func (a Agreement) checkChecklist(ps *Problems) {
	for i, k := range a.Checklist {
		field := fmt.Sprintf("checklist[%d]", i)
		if _, ok := k.Info(); !ok {
			ps.add(field, fmt.Sprintf("«%s» non è un tipo di documento del catalogo.", k), fmt.Sprintf("%q is no kind of document of the catalogue.", string(k)))
		}
		if slices.Contains(a.Checklist[:i], k) {
			ps.add(field, fmt.Sprintf("Il documento %s è due volte nell'elenco degli allegati.", titleOf(k, "it")),
				fmt.Sprintf("%s is twice in the list of attachments.", titleOf(k, "en")))
		}
	}
}

func titleOf(k document.Kind, lang string) string {
	info, _ := k.Info()
	if lang == "en" {
		return info.En
	}
	return info.It
}

// Validate says everything that is wrong with the penalty.
func (p Penalty) Validate() Problems {
	var ps Problems
	ps.length("text", p.Text, maxText, "Inadempimento e clausola", "Default and clause", true)
	switch {
	case p.Amount.IsNegative() || p.PerMille.IsNegative():
		ps.add("amount", "La penale non può essere negativa.", "The penalty can't be negative.")
	case p.Amount.IsZero() == p.PerMille.IsZero():
		ps.add("amount", "Indicare o l'importo in euro, o il per mille al giorno: uno dei due.", "Give either the amount in euros or the per mille a day: one of the two.")
	case p.PerMille.GreaterThan(thousand):
		ps.add("per_mille", fmt.Sprintf("Una penale del %s per mille è più dell'intero valore.", p.PerMille), fmt.Sprintf("A penalty of %s per mille is more than the whole value.", p.PerMille))
	}
	ps.between("reply_days", p.ReplyDays, 0, 365, "Giorni per le controdeduzioni", "Days to rebut")
	return ps
}

// checkSpan checks the first and last day of a part of the agreement: in order
// and within its term. A zero day is not asked.
func (a Agreement) checkSpan(ps *Problems, prefix, it, en string, from, to calendar.Date, term bool) {
	f := ps.date(prefix+"from_on", from, it, en, false)
	t := ps.date(prefix+"to_on", to, it, en, false)
	if f && t && to.Before(from) {
		ps.named(prefix+"to_on", Name{it, en}, fmt.Sprintf("finisce il %s, prima di cominciare il %s.", to.It(), from.It()),
			fmt.Sprintf("it ends on %s, before it begins on %s.", to, from))
		return
	}
	for _, x := range []struct {
		field string
		day   calendar.Date
		ok    bool
	}{{"from_on", from, f}, {"to_on", to, t}} {
		if x.ok && term && !a.Term().Contains(x.day) {
			ps.named(prefix+x.field, Name{it, en}, fmt.Sprintf("il %s è fuori dalla convenzione, che vale dal %s al %s.", x.day.It(), a.StartsOn.It(), a.EndsOn.It()),
				fmt.Sprintf("%s is outside the agreement, which holds from %s to %s.", x.day, a.StartsOn, a.EndsOn))
		}
	}
}

func (a Agreement) checkTariffs(ps *Problems, term bool) {
	for i, t := range a.Tariffs {
		prefix := fmt.Sprintf("tariffs[%d].", i)
		ps.under(prefix, t.Validate())
		a.checkSpan(ps, prefix, "Tariffa "+string(t.CentreKind), "Tariff "+string(t.CentreKind), t.FromOn, t.ToOn, term)
		for j, u := range a.Tariffs[:i] {
			ps.overlapOf(i, j, t, u)
		}
	}
}

// Validate says everything that is wrong with the tariff by itself.
func (t Tariff) Validate() Problems {
	var ps Problems
	if t.CentreKind != HousingUnit && t.CentreKind != CollectiveCentre {
		ps.add("centre_kind", "La tariffa è per un tipo di centro: UA o CC.", "A tariff is for a kind of centre: UA or CC.")
	}
	if t.FromOn.IsZero() {
		ps.add("from_on", "Manca il giorno da cui vale la tariffa.", "The day from which the tariff holds is missing.")
	}
	if !t.DailyRate.IsPositive() {
		ps.add("daily_rate", "Il prezzo al giorno per persona deve essere più di zero.", "The rate per person and day must be more than zero.")
	}
	for _, x := range []struct {
		field, it, en string
		negative      bool
	}{
		{"pocket_money", "Il pocket money", "The pocket money", t.PocketMoney.IsNegative()},
		{"family_cap", "Il massimo per famiglia", "The cap per family", t.FamilyCap.IsNegative()},
		{"kit", "Il kit", "The kit", t.Kit.IsNegative()},
		{"phone_card", "La scheda telefonica", "The phone card", t.PhoneCard.IsNegative()},
	} {
		if x.negative {
			ps.add(x.field, x.it+" non può essere negativo.", x.en+" can't be negative.")
		}
	}
	return ps
}

// overlapOf says on which days two tariffs of the same kind both hold. One
// without a last day holds until the next.
func (ps *Problems) overlapOf(i, j int, t, u Tariff) {
	if t.CentreKind != u.CentreKind || t.FromOn.IsZero() || u.FromOn.IsZero() {
		return
	}
	first, second := u, t
	if t.FromOn.Before(u.FromOn) {
		first, second = t, u
	}
	both := calendar.Period{Start: second.FromOn, End: second.FromOn}
	switch {
	case first.FromOn.Equal(second.FromOn):
		if both.End = earlier(first.ToOn, second.ToOn); both.End.IsZero() {
			both.End = both.Start
		}
	case first.ToOn.IsZero() || first.ToOn.Before(second.FromOn):
		return
	default:
		both.End = earlier(first.ToOn, second.ToOn)
	}
	if both.End.Before(both.Start) {
		return // its days are in the wrong order: that has its own sentence
	}
	ps.add(fmt.Sprintf("tariffs[%d].from_on", i),
		fmt.Sprintf("Due tariffe %s valgono negli stessi giorni, %s: quella dal %s e quella dal %s (righe %d e %d). Chiudere la prima il giorno prima della seconda.",
			t.CentreKind, daysIt(both), first.FromOn.It(), second.FromOn.It(), j+1, i+1),
		fmt.Sprintf("Two tariffs for %s hold on the same days, %s: the one from %s and the one from %s (rows %d and %d). Close the first on the day before the second.",
			t.CentreKind, daysEn(both), first.FromOn, second.FromOn, j+1, i+1))
}

// earlier is the earlier of two days; the zero day is open-ended.
func earlier(a, b calendar.Date) calendar.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func daysIt(p calendar.Period) string {
	if p.Start.Equal(p.End) {
		return "il " + p.Start.It()
	}
	return "dal " + p.Start.It() + " al " + p.End.It()
}

func daysEn(p calendar.Period) string {
	if p.Start.Equal(p.End) {
		return p.Start.String()
	}
	return "from " + p.Start.String() + " to " + p.End.String()
}

func (a Agreement) checkCovers(ps *Problems, term bool) {
	for i, c := range a.Covers {
		prefix := fmt.Sprintf("covers[%d].", i)
		if c.CentreID == 0 {
			ps.add(prefix+"centre_id", "Manca il centro.", "The centre is missing.")
		}
		a.checkSpan(ps, prefix, "Centro compreso nella convenzione", "Centre covered", c.FromOn, c.ToOn, term)
		if !term {
			continue
		}
		for j, o := range a.Covers[:i] {
			if both := Overlap(a.Days(c), a.Days(o)); o.CentreID == c.CentreID && !both.IsZero() {
				ps.add(prefix+"centre_id",
					fmt.Sprintf("Lo stesso centro è compreso due volte, %s (righe %d e %d).", daysIt(both), j+1, i+1),
					fmt.Sprintf("The same centre is covered twice, %s (rows %d and %d).", daysEn(both), j+1, i+1))
			}
		}
	}
}

// Overlap is the days that two periods share; zero when there are none.
func Overlap(a, b calendar.Period) calendar.Period {
	if b.Start.After(a.Start) {
		a.Start = b.Start
	}
	if b.End.Before(a.End) {
		a.End = b.End
	}
	if a.End.Before(a.Start) {
		return calendar.Period{}
	}
	return a
}

// checkExtensions asks that each extension moves the end on from where the one
// before left it, and that the last gives the agreement's end.
func (a Agreement) checkExtensions(ps *Problems, term bool) {
	var last calendar.Date
	for i, x := range a.Extensions {
		prefix := fmt.Sprintf("extensions[%d].", i)
		ps.text(prefix+"act", x.Act, "Atto di proroga", "Act of extension", true)
		ps.date(prefix+"decided_on", x.DecidedOn, "Data dell'atto di proroga", "Date of the extension", true)
		from := ps.date(prefix+"from_end", x.FromEnd, "Fine prima della proroga", "End before the extension", true)
		ends := ps.date(prefix+"ends_on", x.EndsOn, "Fine dopo la proroga", "End after the extension", true)
		if !from || !ends {
			return
		}
		if !x.EndsOn.After(x.FromEnd) {
			ps.add(prefix+"ends_on", fmt.Sprintf("La proroga non proroga: la convenzione finiva già il %s, l'atto dice %s.", x.FromEnd.It(), x.EndsOn.It()),
				fmt.Sprintf("The extension does not extend: the agreement ended on %s already, the act says %s.", x.FromEnd, x.EndsOn))
		}
		if i > 0 && !x.FromEnd.Equal(last) {
			ps.add(prefix+"from_end", fmt.Sprintf("La proroga parte dal %s, ma la precedente arriva al %s.", x.FromEnd.It(), last.It()),
				fmt.Sprintf("The extension starts from %s, but the one before goes to %s.", x.FromEnd, last))
		}
		last = x.EndsOn
	}
	if term && !last.IsZero() && !last.Equal(a.EndsOn) {
		ps.add("ends_on", fmt.Sprintf("La convenzione finisce il %s, ma l'ultima proroga la porta al %s. Far coincidere le due date.", a.EndsOn.It(), last.It()),
			fmt.Sprintf("The agreement ends on %s, but its last extension takes it to %s. Make the two dates agree.", a.EndsOn, last))
	}
}
