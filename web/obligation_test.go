package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// lack asserts texts that an answer must not have.
func (b *browser) lack(r answer, texts ...string) {
	b.Helper()
	for _, s := range texts {
		if before, after, found := strings.Cut(r.body, s); found {
			b.Errorf("the answer says %q: …%s%s%.100s…", s, before[max(0, len(before)-100):], s, after)
		}
	}
}

// fill posts a form as a browser does that is on a page.
func (b *browser) fill(from, path string, form url.Values) answer {
	b.Helper()
	req := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Referer", b.url+from)
	return b.do(req)
}

// section is the part of a page from one text to the next.
func (b *browser) section(r answer, from, to string) answer {
	b.Helper()
	_, after, ok := strings.Cut(r.body, from)
	if !ok {
		b.Fatalf("the page does not say %q:\n%.3000s", from, r.body)
	}
	part, _, _ := strings.Cut(after, to)
	return answer{r.status, r.header, part}
}

// Declared, withdrawn, declared again, refused, declared again, acknowledged:
// with each its sentence on both sides, and what was typed kept on refusal.
func TestNothingToSubmit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op, rev := w.as(province.OperatorEmail), w.as(province.ReviewerEmail)
	o := w.slot(document.Register)
	page := fmt.Sprintf("/obligations/%d", o.ID)
	why := url.Values{"reason": {"Centro chiuso per lavori dal 1° al 31 ottobre."}}

	op.want(op.fill("/", page+"/declaration", url.Values{"reason": {"  "}}), http.StatusUnprocessableEntity, "Manca il motivo", `id="declare" open`)
	r := op.fill("/month/2026-10", page+"/declaration", why)
	op.want(r, http.StatusSeeOther)
	if to := r.header.Get("Location"); to != "/month/2026-10?done=declared" {
		t.Errorf("after the declaration: %q", to)
	}
	op.want(op.get("/month/2026-10?done=declared"), http.StatusOK, "Dichiarazione registrata", "in attesa dell&#39;ufficio", "Centro chiuso per lavori", "Ritira la dichiarazione")
	again := op.fill(page, page+"/declaration", url.Values{"reason": {"Di nuovo."}})
	op.want(again, http.StatusConflict, "è già stato dichiarato")

	op.want(op.fill(page, page+"/revocation", nil), http.StatusSeeOther)
	w.sql(`UPDATE people SET language = 'en' WHERE id = $1`, w.actor(province.OperatorEmail).Person)
	en := w.as(province.OperatorEmail)
	en.want(en.get(page), http.StatusOK, "Declaration taken back by the body.")
	w.sql(`UPDATE people SET language = 'it' WHERE id = $1`, w.actor(province.OperatorEmail).Person)
	op.lack(op.get(page), "Ritira la dichiarazione")
	op.want(op.fill(page, page+"/declaration", why), http.StatusSeeOther)

	r = rev.get(page)
	rev.want(r, http.StatusOK, "Dichiarazione da rispondere", "Centro chiuso per lavori", "Prendi atto", "Respingi con motivo", "l&#39;ente ha tempo fino a giovedì 05/11/2026 (tra 2 giorni)")
	rev.want(rev.fill(page, page+"/refusal", url.Values{"reason": {""}}), http.StatusUnprocessableEntity, "Scrivere perché il documento è dovuto comunque", `id="refuse" open`)
	rev.want(rev.fill(page, page+"/refusal", url.Values{"reason": {"Il registro serve anche a centro vuoto."}}), http.StatusSeeOther)
	op.want(op.get("/"), http.StatusOK, "L&#39;ufficio ha respinto la dichiarazione", "Il registro serve anche a centro vuoto.")
	op.want(op.get(page), http.StatusOK, "Il registro serve anche a centro vuoto.", "Che cosa si può fare")

	op.want(op.fill(page, page+"/declaration", why), http.StatusSeeOther)
	rev.want(rev.fill(page, page+"/acknowledgement", nil), http.StatusSeeOther)
	r = op.get("/month/2026-10")
	op.want(op.section(r, `class="done-slots"`, "</details>"), http.StatusOK, "Niente da trasmettere", "Registro presenze")
	r = op.get(page)
	op.want(r, http.StatusOK, "L&#39;ufficio ha preso atto", "Dichiarazione ritirata", "L&#39;ufficio ha respinto la dichiarazione")
	op.lack(r, "/uploads", "/declaration")
	rev.want(rev.fill(page, page+"/acknowledgement", nil), http.StatusConflict, "Non c&#39;è una dichiarazione in attesa")

	rev.want(rev.fill(page, page+"/restoration", url.Values{"reason": {"Il centro ha riaperto il 20."}}), http.StatusSeeOther)
	op.want(op.get(page), http.StatusOK, "Il centro ha riaperto il 20.", "Carica")
}

// An extension is looked at first, refused with what was typed, and then shows
// both dates and whose it is.
func TestExtension(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op, head := w.as(province.OperatorEmail), w.as(province.HeadEmail)
	o := w.slot(document.Register)
	page := fmt.Sprintf("/obligations/%d", o.ID)
	for to, says := range map[string]string{
		"":           "Manca la nuova scadenza",
		"2026-11-05": "deve venire dopo quella attuale, 05/11/2026",
		"1500-01-01": "Il 01/01/1500 è fuori dagli anni dal 1980 al 2199",
		"2031-01-01": "a più di un anno",
		"pippo":      "«pippo» non è una data",
	} {
		r := head.fill(page, page+"/extension", url.Values{"to": {to}, "reason": {"Allagamento della sede"}})
		head.want(r, http.StatusUnprocessableEntity, says, "Allagamento della sede", `id="extend" open`)
	}
	r := head.fill(page, page+"/extension", url.Values{"to": {"2026-11-12"}, "reason": {"Allagamento"}, "preview": {"1"}})
	head.want(r, http.StatusOK, "Da giovedì 05/11/2026 a giovedì 12/11/2026.", `value="2026-11-12"`, ">Allagamento<")
	op.lack(op.get(page), "12/11/2026")

	head.lack(r, `name="instead"`)
	for to, says := range map[string]string{
		"2026-11-15": "Il giorno scelto, domenica 15 novembre 2026, è festivo.",
		"2026-12-08": "Il giorno scelto, martedì 8 dicembre 2026, è festivo: Immacolata Concezione.",
		"2026-11-14": "Il giorno scelto, sabato 14 novembre 2026, l&#39;ufficio è chiuso.",
		"2027-10-04": "Il giorno scelto, lunedì 4 ottobre 2027, è festivo: San Francesco d&#39;Assisi.",
		"2027-10-14": "Il giorno scelto, giovedì 14 ottobre 2027, l&#39;ufficio è chiuso: San Gaudenzo, patrono.",
	} {
		r := head.fill(page, page+"/extension", url.Values{"to": {to}, "reason": {"Allagamento"}, "preview": {"1"}})
		head.want(r, http.StatusOK, says, "la scadenza resta quel giorno", `value="`+to+`"`)
	}
	r = head.fill(page, page+"/extension", url.Values{"to": {"2026-11-15"}, "reason": {"Allagamento"}, "preview": {"1"}})
	head.want(r, http.StatusOK, `name="instead" value="2026-11-16"`, "Usa lunedì 16 novembre 2026")
	r = head.fill(page, page+"/extension", url.Values{"to": {"2026-11-15"}, "reason": {"Allagamento"}, "instead": {"2026-11-16"}})
	head.want(r, http.StatusOK, "a lunedì 16/11/2026.", `value="2026-11-16"`, ">Allagamento<")
	head.lack(r, `name="instead"`)

	head.want(head.fill(page, page+"/extension", url.Values{"to": {"12/11/2026"}, "reason": {"Allagamento della sede"}}), http.StatusSeeOther)
	r = op.get(page)
	op.want(r, http.StatusOK, "giovedì 12/11/2026", "<s>giovedì 05/11/2026</s>", "Allagamento della sede", "Proroga concessa da")
	op.want(op.get("/month/2026-10"), http.StatusOK, "Entro giovedì 12/11/2026", "prorogato: prima era il 05/11/2026")
	op.want(op.fill(page, page+"/extension", url.Values{"to": {"2026-12-12"}, "reason": {"x"}}), http.StatusForbidden)

	// A holiday is not forbidden.
	head.want(head.fill(page, page+"/extension", url.Values{"to": {"2026-11-15"}, "reason": {"Allagamento"}}), http.StatusSeeOther)
	op.want(op.get(page), http.StatusOK, "domenica 15/11/2026")
}

// The office does not ask for a paper, and the body reads why.
func TestWaiver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op, head := w.as(province.OperatorEmail), w.as(province.HeadEmail)
	page := fmt.Sprintf("/obligations/%d", w.slot(document.Register).ID)
	head.want(head.fill(page, page+"/waiver", nil), http.StatusUnprocessableEntity, "Manca il motivo")
	head.want(head.fill(page, page+"/waiver", url.Values{"reason": {"Già agli atti."}}), http.StatusSeeOther)
	r := op.get(page)
	op.want(r, http.StatusOK, "Non richiesto", "Già agli atti.", "non serve fare nulla", "Nessun promemoria")
	op.lack(r, "/uploads")
}

// Who may open and change the page of an obligation.
func TestObligationAccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := fmt.Sprintf("/obligations/%d", w.slot(document.Register).ID)
	for who, status := range map[string]int{province.OperatorEmail: 200, province.ReviewerEmail: 200, province.HeadEmail: 200,
		province.AdministratorEmail: 200, other: 404, province.OtherReviewerEmail: 404} {
		b := w.as(who)
		if r := b.get(page); r.status != status {
			t.Errorf("%s: %d instead of %d", who, r.status, status)
		}
		if status == http.StatusNotFound {
			b.want(b.fill(page, page+"/waiver", url.Values{"reason": {"x"}}), map[bool]int{true: 403, false: 404}[who == other])
		}
	}
	op := w.as(province.OperatorEmail)
	for _, act := range []string{"acknowledgement", "refusal", "extension", "waiver", "restoration"} {
		op.want(op.fill(page, page+"/"+act, url.Values{"reason": {"x"}}), http.StatusForbidden)
	}
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.fill(page, page+"/declaration", url.Values{"reason": {"x"}}), http.StatusForbidden)
	v := w.visitor()
	if to := v.get(page).header.Get("Location"); to != "/sign-in?next="+url.QueryEscape(page) {
		t.Errorf("a visitor is sent to %q and would not come back", to)
	}
	op.want(op.get("/obligations/999999999"), http.StatusNotFound, "non esiste")
}

// What the registry no longer makes owed is shown nowhere; whoever comes from an
// old e-mail is told so.
func TestWithdrawnObligation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	o := w.slot(document.Register)
	w.sql(`UPDATE obligations SET status = 'withdrawn' WHERE id = $1`, o.ID)
	page := fmt.Sprintf("/obligations/%d", o.ID)
	op.want(op.get(page), http.StatusNotFound, "non è più richiesto")
	for _, path := range []string{"/", "/month/2026-10"} {
		op.lack(op.get(path), `"`+page+`"`)
	}
	rev := w.as(province.ReviewerEmail)
	rev.lack(rev.get(fmt.Sprintf("/overview/2026-10/bodies/%d", o.BodyID)), `"`+page+`"`)
}

// Where periods were cut anew, whoever comes for a month that is no longer asked for
// by itself is led to the paper in which it is.
func TestAnObligationInAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	w.must(w.engine.Waive(t.Context(), w.actor(province.ReviewerEmail), o.ID, "non serve"))
	q := w.requirement(func(q reception.Requirement) bool { return q.Kind == document.Register && q.AgreementID == 0 })
	q.Recurrence = reception.TwoMonthly
	_, err := w.engine.SaveRequirement(t.Context(), w.actor(province.AdministratorEmail), q)
	w.must(err)
	rev := w.as(province.ReviewerEmail)
	page := fmt.Sprintf("/obligations/%d", o.ID)
	to := rev.post(page+"/restoration", url.Values{"reason": {"serve"}}).header.Get("Location")
	r := rev.get(to)
	rev.want(r, http.StatusSeeOther)
	other := r.header.Get("Location")
	if strings.HasPrefix(other, page+"?") || !strings.HasPrefix(other, "/obligations/") {
		t.Fatalf("%s leads to %q", to, other)
	}
	rev.want(rev.get(other), http.StatusOK, "di nuovo richiesto", "ottobre", "novembre", "ottobre 2026 non si chiede più da solo",
		"L&#39;ufficio chiede di nuovo il documento (ottobre 2026)", "non serve", "serve")
}

// The reason why a declaration was refused is told where its days are asked for
// now, as the e-mail leads there.
func TestARefusalIsToldInTheLongerPaper(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	w.must(w.engine.DeclareNothing(t.Context(), w.actor(province.OperatorEmail), o.ID, "Nessun ospite nel mese."))
	q := w.requirement(func(q reception.Requirement) bool { return q.Kind == document.Register && q.AgreementID == 0 })
	q.Recurrence = reception.TwoMonthly
	_, err := w.engine.SaveRequirement(t.Context(), w.actor(province.AdministratorEmail), q)
	w.must(err)
	w.must(w.engine.AnswerDeclaration(t.Context(), w.actor(province.ReviewerEmail), o.ID, false, "Il centro aveva ospiti."))
	op := w.as(province.OperatorEmail)
	page := op.get(fmt.Sprintf("/obligations/%d", o.ID)).header.Get("Location")
	op.want(op.section(op.get(page), `aria-labelledby="refused"`, "</section>"), http.StatusOK, "Il centro aveva ospiti.")
	op.lack(op.get(strings.Split(page, "?")[0]), "non si chiede più da solo")
	op.lack(op.get(strings.Split(page, "?")[0]+"?from=999999"), "non si chiede più da solo")
}

// The reminders that went out are told by role, with their step and reason, and
// e-mails that did not arrive only to the office.
func TestRemindersAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	w.sql(`INSERT INTO reminders (office_id, body_id, obligation_id, step, due_on, reason, decided_on) VALUES ($1, $2, $3, -2, $4::text::date, 'due soon', '2026-11-03')`,
		o.OfficeID, o.BodyID, o.ID, o.Due.On.String())
	w.sql(`INSERT INTO reminders (office_id, body_id, obligation_id, step, due_on, reason, decided_on, escalated) VALUES ($1, NULL, $2, 15, $3::text::date, 'late in spite of every reminder', '2026-11-03', true)`,
		o.OfficeID, o.ID, o.Due.On.String())
	w.sql(`INSERT INTO notices (office_id, body_id, person_id, kind, subject_id, created_at, digest_on) SELECT office_id, body_id, id, 'digest', 0, '2026-11-03 08:00+01', '2026-11-03'
		FROM people WHERE body_id = $1`, o.BodyID)
	w.sql(`INSERT INTO reminder_notices SELECT n.id, m.id FROM notices n, reminders m WHERE m.obligation_id = $1 AND n.body_id = m.body_id`, o.ID)
	w.sql(`INSERT INTO deliveries (office_id, notice_id, at, outcome, detail) SELECT office_id, id, '2026-11-03 08:01+01', 'bounced', 'Casella piena' FROM notices WHERE body_id = $1`, o.BodyID)
	page := fmt.Sprintf("/obligations/%d", o.ID)
	op, rev := w.as(province.OperatorEmail), w.as(province.ReviewerEmail)
	r := op.get(page)
	op.want(r, http.StatusOK, "Promemoria", "2 giorni prima della scadenza · in scadenza", "a: operatore dell&#39;ente", "Ultimo promemoria")
	op.lack(r, "Casella piena", "/reminders/preview", "Segnalato al dirigente")
	rev.want(rev.get(page), http.StatusOK, "Segnalato al dirigente", "E-mail non arrivate", "Casella piena", fmt.Sprintf("/reminders/preview?obligation=%d", o.ID))
}

// A paper that came late says by how much, for good.
func TestLatenessIsRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	w.now = o.Due.On.AddDays(4).At(9, 0)
	got := w.send(o.ID, text("late"))
	w.now = o.Due.On.AddDays(40).At(9, 0)
	op := w.as(province.OperatorEmail)
	op.want(op.get(fmt.Sprintf("/obligations/%d", o.ID)), http.StatusOK, "in ritardo di 4 giorni", fmt.Sprintf("/documents/%d", got.Document), "Documento ricevuto")
}
