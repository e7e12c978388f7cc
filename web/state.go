package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
)

// stateJSON is what our script asks about a file that it has sent: a receipt says
// that it arrived, not that it can be read.
type stateJSON struct {
	Reading    bool   `json:"reading"`    // it is not read yet
	Unreadable string `json:"unreadable"` // why nothing could be read of it, a sentence
	Unsigned   string `json:"unsigned"`   // that its signature does not match it, a sentence
	Left       string `json:"left"`       // what of its contents was not taken in, a sentence
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
		switch e, left := read.Error, leftInside(read); {
		case e != nil && len(read.Fields) == 0:
			state.Unreadable = v.t("uploads.unreadable", v.warningText(*e))
		case read.CountsAsUnsigned():
			state.Unsigned = v.t("uploads.unsigned")
		case left != nil:
			state.Left = v.t("uploads.left", v.warningText(*left))
		}
		return nil
	})
	if err == nil {
		writeJSON(v, http.StatusOK, state)
	}
	return err
}

// leftInside is the first warning that says that something inside a file was not taken
// in; nil where all was.
func leftInside(r document.Reading) *document.Warning {
	for i, w := range r.Warnings {
		if strings.HasPrefix(w.Code, "contents.") {
			return &r.Warnings[i]
		}
	}
	return nil
}

// warningText is the sentence of a warning in the language of the visit.
func (v *visit) warningText(w document.Warning) string {
	if v.lang == "en" {
		return w.En
	}
	return w.It
}
