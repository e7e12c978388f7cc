package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
)

// The page of a case says to the office who was reminded of its task and why, or why
// nobody was; the body does not see it.
func TestTheReminderOfATask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, text("missing"))
	page := fmt.Sprintf("/cases/%d", w.caseOf(got.Document).Case.ID)
	tick := func(days int) {
		t.Helper()
		w.now = w.now.AddDate(0, 0, days)
		_, err := w.engine.Tick(t.Context())
		w.must(err)
	}
	w.as(province.ReviewerEmail).want(w.as(province.ReviewerEmail).get(page), http.StatusOK, "Nessun promemoria finora", "prossimo il")
	due := w.caseOf(got.Document).Open.Due.On
	w.sql(`INSERT INTO preferences (office_id, person_id, kind, channel) SELECT office_id, id, 'task_reminder', 'none' FROM people WHERE role = 'reviewer'`)
	tick(w.engine.Today().DaysUntil(due) + 1)
	w.as(province.ReviewerEmail).want(w.as(province.ReviewerEmail).get(page), http.StatusOK, "Nessun promemoria: chi dovrebbe riceverlo ha scelto di non avere promemoria")
	w.sql(`DELETE FROM preferences`)
	tick(5)
	w.now = w.now.AddDate(0, 0, 2)
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get(page), http.StatusOK, "Ricordato 2 giorni fa a: istruttore", "– scaduto", "prossimo il")
	w.decided(got, workflow.Returned, "Mancano due firme.")
	tick(1)
	rev = w.as(province.ReviewerEmail)
	rev.want(rev.get(page), http.StatusOK, "Nessun promemoria finora")
	op := w.as(province.OperatorEmail)
	op.lack(op.get(fmt.Sprintf("/documents/%d", got.Document)), "Nessun promemoria")
}
