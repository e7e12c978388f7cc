package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// A later date for a selection: a preview, a reason, all or nothing, both dates.
func TestExtendFromTheList(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	mine := w.owed(func(o workflow.Obligation) bool {
		return o.BodyID == bodyOf(w, province.OperatorEmail) && o.Kind != document.Register
	})
	chosen := ids(mine[0], mine[1])
	rev.want(rev.post("/missing/extension", url.Values{}), http.StatusUnprocessableEntity, "Non è stato scelto nessun adempimento")
	rev.want(rev.post("/missing/extension", chosen), http.StatusOK, "Concedi una proroga", "tutti e 2 gli adempimenti", "Proroga 2 adempimenti")
	for to, says := range map[string]string{"2026-11-20": "nel futuro", "31/02/2027": "non è una data", "2029-01-01": "più di un anno"} {
		chosen.Set("to", to)
		chosen.Set("confirm", "1")
		chosen.Set("reason", "Sciopero.")
		rev.want(rev.post("/missing/extension", chosen), http.StatusUnprocessableEntity, says, "Sciopero.", "Proroga 2 adempimenti")
		chosen.Del("confirm")
		rev.want(rev.post("/missing/extension", chosen), http.StatusUnprocessableEntity, says)
	}
	chosen.Set("to", "2026-12-15")
	rev.want(rev.post("/missing/extension", chosen), http.StatusOK, "martedì 15/12/2026")
	chosen.Set("to", "2026-12-13")
	rev.want(rev.post("/missing/extension", chosen), http.StatusOK, "domenica 13 dicembre 2026, è festivo.", `name="instead" value="2026-12-14"`)
	chosen.Set("instead", "2026-12-14")
	rev.want(rev.post("/missing/extension", chosen), http.StatusOK, "lunedì 14/12/2026", `value="2026-12-14"`)
	chosen.Del("instead")
	chosen.Set("to", "2026-12-15")
	chosen.Set("confirm", "1")
	chosen.Set("reason", " ")
	rev.want(rev.post("/missing/extension", chosen), http.StatusUnprocessableEntity, "Manca il motivo", `value="2026-12-15"`)

	// One arrives meanwhile: nothing changes.
	chosen.Set("reason", "Sciopero.")
	w.sql(`UPDATE obligations SET status = 'submitted', submitted_at = now() WHERE id = $1`, mine[1].ID)
	r := rev.post("/missing/extension", chosen)
	rev.want(r, http.StatusConflict, "1 resta fuori", "Proroga 1 adempimento")
	if o := w.obligation(mine[0].ID); !o.FirstDueOn.IsZero() {
		t.Errorf("one of two was extended to %s", o.Due.On)
	}
	w.sql(`UPDATE obligations SET status = 'open', submitted_at = NULL WHERE id = $1`, mine[1].ID)
	chosen.Set("filter", "late=2")
	r = rev.post("/missing/extension", chosen)
	rev.want(r, http.StatusSeeOther)
	rev.want(rev.get(r.header.Get("Location")), http.StatusOK, "Proroga concessa per 2 adempimenti", `name="filter" value="late=2"`)
	for _, o := range mine[:2] {
		now := w.obligation(o.ID)
		if now.Due.On.String() != "2026-12-15" || !now.FirstDueOn.Equal(o.Due.On) {
			t.Errorf("%d is due on %s, first on %s", o.ID, now.Due.On, now.FirstDueOn)
		}
	}
}

func (w *world) obligation(id workflow.ObligationID) (o workflow.Obligation) {
	w.Helper()
	w.read(func(r *storage.Reader) (err error) {
		o, err = r.Obligation(w.Context(), id)
		return err
	})
	return o
}

// The office does not ask for a selection, with a reason.
func TestWaiveFromTheList(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	mine := w.owed(func(o workflow.Obligation) bool { return o.BodyID == bodyOf(w, province.OperatorEmail) })
	w.sql(`UPDATE obligations SET status = 'accepted' WHERE id = $1`, mine[2].ID)
	chosen := ids(mine[0], mine[1], mine[2])
	r := rev.post("/missing/waiver", chosen)
	rev.want(r, http.StatusOK, "tutti e 2 gli adempimenti", "1 resta fuori", "è già arrivato un documento")
	if strings.Contains(r.body, fmt.Sprintf(`name="obligation" value="%d"`, mine[2].ID)) {
		t.Error("what the act does not apply to is confirmed with the rest")
	}
	chosen = ids(mine[0], mine[1])
	chosen.Set("confirm", "1")
	rev.want(rev.post("/missing/waiver", chosen), http.StatusUnprocessableEntity, "Manca il motivo")
	chosen.Set("reason", "Centro non ancora aperto.")
	r = rev.post("/missing/waiver", chosen)
	rev.want(r, http.StatusSeeOther)
	rev.want(rev.get(r.header.Get("Location")), http.StatusOK, "2 adempimenti non sono più richiesti")
	for _, o := range mine[:2] {
		if now := w.obligation(o.ID); now.Status != workflow.ObligationWaived {
			t.Errorf("%d is %s", o.ID, now.Status)
		}
	}
	rev.want(rev.post("/missing/waiver", ids(mine[2])), http.StatusUnprocessableEntity, "Per nessuno degli adempimenti scelti")
}
