package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
)

// The operator records guests, and gets the sheet of the month with them; no name
// leaves in an address or in the log.
func TestGuestsAndTheReadySheet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	op := w.as(province.OperatorEmail)
	page := fmt.Sprintf("/centres/%d/guests", slot.CentreID)
	op.want(op.get(fmt.Sprintf("/obligations/%d", slot.ID)), http.StatusOK, "Foglio già pronto", page, "register.xlsx")
	op.want(op.get(page), http.StatusOK, "Nessun ospite registrato", "Ogni lettura viene registrata")
	op.want(op.post(page, one("names", "\n 12 ")), http.StatusUnprocessableEntity, "riga 2 non c", "12")
	op.follow(op.post(page, one("names", "Provaldi Nessuno\nProvaldi Nessuna")), "Ospiti aggiunti", "Provaldi Nessuno", "RI0000")
	r := op.get(fmt.Sprintf("/obligations/%d/register.xlsx", slot.ID))
	op.want(r, http.StatusOK, "PK")
	if name := r.header.Get("Content-Disposition"); !strings.Contains(name, "registro-RN-0") || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the file is sent as %s", name)
	}
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get(page), http.StatusOK, "Provaldi Nessuna")
	if other := w.as("ente02@insiemi.example"); other.get(page).status != http.StatusNotFound {
		t.Error("another body sees the centre's guests")
	}
	if log := w.log.String(); strings.Contains(log, "Provaldi") {
		t.Errorf("the log names a guest:\n%s", log)
	}
}
