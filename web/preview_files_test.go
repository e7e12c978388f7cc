package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/workflow"
)

// preview downloads a preview in both formats and compares them.
func (b *browser) preview(path string, form url.Values) [][]string {
	b.Helper()
	r := b.post(path+".csv", form)
	b.want(r, http.StatusOK)
	lines := linesOf(b, r.body)
	r = b.post(path+".xlsx", form)
	b.want(r, http.StatusOK)
	f, err := excelize.OpenReader(strings.NewReader(r.body))
	b.must(err)
	b.Cleanup(func() { _ = f.Close() })
	b.sameCells(path, lines, f)
	return lines
}

// The previews of what is done with a selection are files, too: with what is left
// out and why, and with whom a chase reaches. Nothing is done by that.
func TestPreviewsAsFiles(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	op := w.actor(province.OperatorEmail)
	mine := w.owed(func(o workflow.Obligation) bool { return o.BodyID == op.Body })
	w.must(w.engine.DeclareNothing(t.Context(), op, mine[1].ID, "Nessun ospite nel mese."))
	chosen := ids(mine[0], mine[1])
	at := func(lines [][]string, o workflow.Obligation) int {
		return slices.Index(column(rev, lines, "Nel portale"), fmt.Sprintf("%s/obligations/%d", w.url, o.ID))
	}

	rev.want(rev.post("/reminders/preview", chosen), http.StatusOK, `form="act" formaction="/reminders/preview.csv"`, `formaction="/reminders/preview.xlsx"`)
	lines := rev.preview("/reminders/preview", chosen)
	in, out := at(lines, mine[0]), at(lines, mine[1])
	if len(lines) != 3 || !strings.Contains(column(rev, lines, "Destinatari")[in], province.OperatorEmail) || column(rev, lines, "Compreso")[in] != "sì" ||
		column(rev, lines, "Compreso")[out] != "no" || column(rev, lines, "Destinatari")[out] != "" || column(rev, lines, "Perché resta fuori")[out] == "" ||
		!strings.HasPrefix(column(rev, lines, "Perché")[in], mine[0].Due.Derivation.It()) {
		t.Errorf("the chase is %q", lines)
	}

	for _, path := range []string{"/missing/extension", "/missing/waiver"} {
		r := rev.post(path, chosen)
		rev.want(r, http.StatusOK, fmt.Sprintf(`name="out" value="%d"`, mine[1].ID), `form="act" formaction="`+path+`.xlsx"`)
		form := ids(mine[0]) // as the form of the page sends it
		form.Set("out", fmt.Sprint(mine[1].ID))
		form.Set("to", "31/02/2027")
		lines := rev.preview(path, form)
		if in, out := at(lines, mine[0]), at(lines, mine[1]); len(lines) != 3 || column(rev, lines, "Compreso")[in] != "sì" || column(rev, lines, "Perché resta fuori")[out] == "" {
			t.Errorf("%s is %q", path, lines)
		}
		rev.want(rev.post(path+".csv", url.Values{}), http.StatusUnprocessableEntity, "Non è stato scelto nessun adempimento")
		operator := w.as(province.OperatorEmail)
		operator.want(operator.post(path+".csv", form), http.StatusForbidden)
	}
	rev.want(rev.post("/reminders/preview.csv", url.Values{}), http.StatusUnprocessableEntity, "Non è stato scelto nessun adempimento")
	if n := w.chased(); n != 0 || w.obligation(mine[0].ID).Status != workflow.ObligationOpen {
		t.Errorf("a file changed something: %d chased", n)
	}
}
