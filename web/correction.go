package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
)

// kindForm lets a person say what a document is, while nobody decided on it.
type kindForm struct {
	Document document.ID
	Ask      bool        // the reading did not say: the form stands open
	Guesses  []guessView // the kinds that the reading thought of, without the present one
	Others   []document.KindInfo
}

// guessView is a kind that the reading thought of, with its reasons.
type guessView struct {
	Kind    document.Kind
	Percent int
	Why     string
}

// kindForm makes the form, nil where the kind can't be changed any more.
func (v *visit) kindForm(d loaded) *kindForm {
	if !d.read || d.older != 0 || d.line.Opened() || !workflow.CanCorrect(d.line.CaseID != 0, d.file.Case, len(d.file.Taken)) {
		return nil
	}
	f := &kindForm{Document: d.line.ID, Ask: d.line.Kind == ""}
	shown := map[document.Kind]bool{d.line.Kind: true}
	for _, g := range d.shown.Reading.Guesses {
		if shown[g.Kind] {
			continue
		}
		shown[g.Kind] = true
		f.Guesses = append(f.Guesses, guessView{g.Kind, int(g.Score*100 + 0.5), v.whyOf(g.Why)})
	}
	for _, k := range document.Catalogue() {
		if !shown[k.Kind] {
			f.Others = append(f.Others, k)
		}
	}
	return f
}

// kindWhy are the reasons for the kind that the document has, "" where a person
// said it.
func (v *visit) kindWhy(d loaded) string {
	for _, g := range d.shown.Reading.Guesses {
		if g.Kind == d.line.Kind && d.shown.Reading.Kind == g.Kind {
			return v.whyOf(g.Why)
		}
	}
	return ""
}

func (v *visit) whyOf(all []string) string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = v.reason(s)
	}
	return strings.Join(out, "; ")
}

var (
	notInKeys = regexp.MustCompile(`[^a-z0-9]+`)
	unknown   = regexp.MustCompile(`^(\d+) marks are not known and were not counted$`)
	unread    = regexp.MustCompile(`^(\d+) cells were not read and were not counted$`)
	open      = regexp.MustCompile(`^(\d+) marks are not known and (\d+) cells were not read: they were not counted$`)
	learned   = regexp.MustCompile(`^the office said so of (\d+) papers like it: (.*)$`)
)

// reason says a reason of a reading, which is English, in the visitor's language.
func (v *visit) reason(s string) string {
	if m := learned.FindStringSubmatch(s); m != nil {
		return v.t("reason.learned", m[1], m[2])
	}
	if m := unknown.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1]) // digits
		return v.texts.count(v.lang, "reason.marks_unknown", n)
	}
	if m := unread.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1]) // digits
		return v.texts.count(v.lang, "reason.cells_unread", n)
	}
	if m := open.FindStringSubmatch(s); m != nil {
		return v.t("reason.marks_open", m[1], m[2])
	}
	if value, ok := strings.CutPrefix(s, "its formula gives "); ok {
		return v.t("reason.formula", value)
	}
	return v.texts.or(v.lang, "reason."+keyOf(s), s)
}

// misfiled says that a document under review lost its slot with its old kind: the
// office may say which one it fills.
func (d *loaded) misfiled(v *visit) bool {
	if !v.isOffice() || d.line.CaseID == 0 || d.line.ObligationID != 0 || !workflow.CanCorrect(true, d.file.Case, len(d.file.Taken)) {
		return false
	}
	for _, e := range d.events {
		if e.Kind == "document.kind_corrected" {
			return true
		}
	}
	return false
}

// correctKind takes the form: one of the guesses, or a kind of the list.
func (s *site) correctKind(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 16<<10)
	kind, listed := v.r.PostFormValue("kind"), v.r.PostFormValue("other")
	if kind != "" && listed != "" && kind != listed {
		return workflow.Refuse(workflow.Invalid, "kind.two",
			"Sono stati scelti due tipi di documento. Tornare indietro, sceglierne uno solo e confermare.",
			"Two kinds of document were chosen. Go back, choose only one and confirm.")
	}
	if kind == "" {
		kind = listed
	}
	id := document.ID(v.pathID())
	if err := s.Engine.CorrectKind(v.r.Context(), v.actor(), id, document.Kind(kind)); err != nil {
		return err
	}
	return v.redirect(documentHref(id) + "?done=kind")
}
