package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// Before it answers, the office reads what refusing would lead to as the registry is
// now: the date that stays, the one that a changed rule gives, the longer paper in
// which the month is, or that nothing is owed any more; then it can't refuse.
func TestWhatARefusalWouldLeadTo(t *testing.T) {
	t.Parallel()
	change := func(change func(*reception.Requirement)) func(*world, workflow.Obligation) {
		return func(w *world, _ workflow.Obligation) {
			q := w.requirement(func(q reception.Requirement) bool { return q.Kind == document.Register && q.AgreementID == 0 })
			change(&q)
			_, err := w.engine.SaveRequirement(t.Context(), w.actor(province.AdministratorEmail), q)
			w.must(err)
		}
	}
	for name, c := range map[string]struct {
		do              func(*world, workflow.Obligation)
		refuse, restore string
		dropped         bool
	}{
		"as it was": {func(*world, workflow.Obligation) {},
			"Se la dichiarazione è respinta, l&#39;ente ha tempo fino a giovedì 05/11/2026 (tra 4 giorni): la scadenza resta la stessa.",
			"Se il documento si chiede di nuovo, l&#39;ente ha tempo fino a giovedì 05/11/2026 (tra 4 giorni): la scadenza resta la stessa.", false},
		"another day": {change(func(q *reception.Requirement) { q.Due.Day = 12 }),
			"l&#39;ente ha tempo fino a giovedì 12/11/2026 (tra 11 giorni): la scadenza segue la regola cambiata nel frattempo; prima era giovedì 05/11/2026.",
			"l&#39;ente ha tempo fino a giovedì 12/11/2026 (tra 11 giorni): la scadenza segue la regola cambiata nel frattempo; prima era giovedì 05/11/2026.", false},
		"a longer paper": {change(func(q *reception.Requirement) { q.Recurrence = reception.TwoMonthly }),
			"questo periodo si chiede in un altro documento: Registro presenze, ", "questo periodo si chiede in un altro: Registro presenze, ", false},
		"late": {func(w *world, o workflow.Obligation) { w.now = o.Due.On.AddDays(3).At(9, 0) },
			"La scadenza è passata: giovedì 05/11/2026 (3 giorni fa). Se la dichiarazione è respinta, il documento risulta subito in ritardo.",
			"La scadenza è passata: giovedì 05/11/2026 (3 giorni fa). Se il documento si chiede di nuovo, risulta subito in ritardo.", false},
		"no longer owed": {func(w *world, o workflow.Obligation) {
			w.sql(`UPDATE centres SET closed_on = '2026-09-30' WHERE id = $1`, o.CentreID)
			w.sql(`UPDATE offices SET registry_revision = registry_revision + 1`)
		}, "questo documento non è più dovuto. Prendere atto della dichiarazione", "questo documento non è più dovuto. Correggere prima l&#39;anagrafe", true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			o := w.slot(document.Register)
			w.now = o.Due.On.AddDays(-4).At(9, 0)
			w.must(w.engine.DeclareNothing(t.Context(), w.actor(province.OperatorEmail), o.ID, "Centro vuoto."))
			page := fmt.Sprintf("/obligations/%d", o.ID)
			c.do(w, o)
			rev := w.as(province.ReviewerEmail)
			r := rev.get(page)
			rev.want(rev.section(r, `aria-labelledby="answer"`, "</section>"), http.StatusOK, c.refuse)
			if c.dropped {
				rev.lack(r, `id="refuse"`)
			}
			w.must(w.engine.AnswerDeclaration(t.Context(), w.actor(province.ReviewerEmail), o.ID, true, ""))
			r = rev.get(page)
			rev.want(rev.section(r, `aria-labelledby="acts"`, "</section>"), http.StatusOK, c.restore)
			if c.dropped {
				rev.lack(r, `id="restore"`)
			}
		})
	}
}
