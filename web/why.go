package web

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// whyView is why a date in a list is what it is, behind one word beside it.
type whyView struct {
	Says     string // the derivation in words; "": nothing is said
	Basis    string // law or clause of the requirement
	Proposed bool   // no source fixes the date
	Of       string // whose date it is, for those who hear the page
}

// because is a derivation in words.
func (v *visit) because(d calendar.Derivation, of string) whyView {
	if d.IsZero() {
		return whyView{}
	}
	return whyView{Says: d.In(v.lang), Of: of}
}

// becauseDue is why an obligation is due when it is.
func (v *visit) becauseDue(l storage.SlotLine, of string) whyView {
	w := v.because(l.Derivation, of)
	if w.Says != "" {
		w.Basis, w.Proposed = l.Basis, v.showsProposal(l.Proposed, l.Obligation())
	}
	return w
}

// becauseBy is why a body is to act by the date that the list of what is missing
// shows: that of the task, where it shows that one.
func (v *visit) becauseBy(l storage.MissingLine, of string) whyView {
	if l.Status == workflow.ObligationToComplete && !l.TaskDueOn.IsZero() && l.ByOn.Equal(l.TaskDueOn) {
		return v.because(l.TaskReason, of)
	}
	return v.becauseDue(l.SlotLine, of)
}

// becauseDay is why the paper of one day is due when it is.
func (v *visit) becauseDay(x storage.DateReason, o workflow.Obligation) whyView {
	return v.becauseDue(storage.SlotLine{ID: o.ID, FirstDueOn: o.FirstDueOn, Derivation: x.Derivation, Basis: x.Basis, Proposed: x.Proposed}, "")
}

// whose names a row for those who hear the page.
func whose(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// why writes a reason into the cell of a file.
func (v *visit) why(w whyView) word {
	says := []string{w.Says}
	if w.Basis != "" {
		says = append(says, v.t("slot.basis", w.Basis))
	}
	if w.Proposed {
		says = append(says, v.t("slot.proposed"))
	}
	return word(strings.Join(says, " "))
}

// whyPart is how many reasons a file asks for at a time.
const whyPart = 1000

// whys are the reasons of the dates of a list as its file has them. Of each part
// only the sentences are kept: a derivation takes many times the room.
func (v *visit) whys(ctx context.Context, r *storage.Reader, lines []storage.MissingLine) ([]word, error) {
	out := make([]word, 0, len(lines))
	for part := range slices.Chunk(lines, whyPart) {
		part = slices.Clone(part)
		if err := r.Explain(ctx, part); err != nil {
			return nil, fmt.Errorf("why the dates of a list: %w", err)
		}
		for _, l := range part {
			out = append(out, v.why(v.becauseBy(l, "")))
		}
	}
	return out, nil
}
