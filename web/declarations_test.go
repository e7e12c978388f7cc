package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/workflow"
)

// What bodies declared waits on one page, with counts that lead to it; the office
// acknowledges several at once, or refuses one with a reason.
func TestDeclarations(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	rev.want(rev.get("/declarations"), http.StatusOK, "Nessuna dichiarazione in attesa")
	op := w.actor(province.OperatorEmail)
	mine := w.owed(func(o workflow.Obligation) bool { return o.BodyID == op.Body })[:4]
	for i, o := range mine {
		w.must(w.engine.DeclareNothing(t.Context(), op, o.ID, fmt.Sprintf("Motivo numero %d.", i)))
	}
	w.now = w.now.AddDate(0, 0, 3)
	rev = w.as(province.ReviewerEmail)
	r := rev.get("/declarations")
	rev.want(r, http.StatusOK, "4 dichiarazioni in attesa", "«Motivo numero 0.»", "«Motivo numero 3.»", "da 3 giorni")
	rev.want(rev.get("/tasks"), http.StatusOK, `href="/declarations">4 dichiarazioni «niente da trasmettere» da esaminare`)
	for _, who := range []string{province.ReviewerEmail, province.HeadEmail, province.AdministratorEmail} {
		b := w.as(who)
		b.want(b.section(b.get("/overview"), `href="/declarations"`, "</a>"), http.StatusOK, `class="pill">4`)
	}
	if home := w.as(province.OperatorEmail).get("/"); strings.Contains(home.body, `href="/declarations"`) {
		t.Error("the body's menu has the office's declarations")
	}
	lines, _ := rev.list("/declarations", "")
	if c := column(rev, lines, "Motivo"); len(c) != 4 || !slices.Contains(c, "Motivo numero 2.") || column(rev, lines, "Giorni di attesa")[0] != "3" {
		t.Errorf("the file says %q", lines)
	}

	rev.want(rev.post("/declarations", url.Values{}), http.StatusUnprocessableEntity, "Non è stata scelta nessuna dichiarazione")
	refuse := url.Values{"refuse": {fmt.Sprint(mine[0].ID)}, "reason": {" "}}
	rev.want(rev.post("/declarations", refuse), http.StatusUnprocessableEntity, "Manca il motivo", `aria-invalid="true"`)
	refuse.Set("reason", "Il centro era aperto fino al 20.")
	r = rev.post("/declarations", refuse)
	rev.want(r, http.StatusSeeOther)
	rev.want(rev.get(r.header.Get("Location")), http.StatusOK, "1 dichiarazione respinta", "3 dichiarazioni in attesa")
	if o := w.obligation(mine[0].ID); o.Status != workflow.ObligationOpen {
		t.Errorf("what was refused is %s", o.Status)
	}

	// One was taken back meanwhile: none of the two is acknowledged, and both stay chosen.
	w.must(w.engine.RevokeDeclaration(t.Context(), op, mine[1].ID, ""))
	r = rev.post("/declarations", ids(mine[1], mine[2]))
	rev.want(r, http.StatusConflict, "Non c&#39;è una dichiarazione in attesa", fmt.Sprintf(`value="%d" id="o-%d" form="answers" checked`, mine[2].ID, mine[2].ID))
	if o := w.obligation(mine[2].ID); o.Status != workflow.ObligationDeclared {
		t.Errorf("one of two was acknowledged: %s", o.Status)
	}
	r = rev.post("/declarations", ids(mine[2], mine[3]))
	rev.want(r, http.StatusSeeOther)
	rev.want(rev.get(r.header.Get("Location")), http.StatusOK, "Preso atto di 2 dichiarazioni", "Nessuna dichiarazione in attesa")
	for _, o := range mine[2:] {
		if now := w.obligation(o.ID); now.Status != workflow.ObligationNothing {
			t.Errorf("%d is %s", o.ID, now.Status)
		}
	}
	refuse.Set("refuse", fmt.Sprint(mine[3].ID))
	rev.want(rev.post("/declarations", refuse), http.StatusConflict, "Non c&#39;è una dichiarazione in attesa")
	refuse.Set("refuse", "x")
	rev.want(rev.post("/declarations", refuse), http.StatusNotFound)
}
