package web

import (
	"fmt"
	"net/http"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
)

// stateJSON is what our script asks about a file that it has sent: a receipt says
// that it arrived, not that it can be read.
type stateJSON struct {
	Reading    bool   `json:"reading"`    // it is not read yet
	Unreadable string `json:"unreadable"` // why nothing could be read of it, a sentence
	Unsigned   string `json:"unsigned"`   // that its signature does not match it, a sentence
}

func (s *site) documentState(v *visit) error {
	var state stateJSON
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		d, err := r.DocumentLine(v.r.Context(), document.ID(v.pathID()))
		if err != nil {
			return err
		}
		read, _, ok, err := r.Reading(v.r.Context(), d.RevisionID)
		if err != nil {
			return fmt.Errorf("reading of revision %d: %w", d.RevisionID, err)
		}
		state.Reading = !ok
		if e := read.Error; e != nil && len(read.Fields) == 0 {
			why := e.It
			if v.lang == "en" {
				why = e.En
			}
			state.Unreadable = v.t("uploads.unreadable", why)
		} else if read.CountsAsUnsigned() {
			state.Unsigned = v.t("uploads.unsigned")
		}
		return nil
	})
	if err == nil {
		writeJSON(v, http.StatusOK, state)
	}
	return err
}
