package web

import (
	"fmt"
	"net/http"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// overrideView is what stands about a finding, and what the visitor may do about
// it.
type overrideView struct {
	ID      string // short, for the ids of the page
	Path    string // where acts are sent
	Finding string // its key
	State   string // "", "waits", "holds"
	Icon    string
	Title   string
	Reason  string
	Says    string // who, when
	Second  bool   // it takes a second person

	Propose, Confirm, Withdraw bool

	Lapsed []lapsedView // overrides of what the finding was before

	Error, Typed string // after a refusal
}

// overrideID is how much of a finding's key tells it from the others of a page.
const overrideID = 12

// refusedOverride is what a person asked to do about a finding, and why it was
// refused.
type refusedOverride struct {
	key, reason, sentence string
}

// override shows what stands about a finding; nil for the body, and where nothing
// can be done and nothing was.
func (v *visit) override(d loaded, f check.Finding) *overrideView {
	if !v.isOffice() || d.line.CaseID == 0 || f.Severity == check.Info {
		return nil
	}
	key, a, closed := f.Key(), v.actor(), d.file.Case.Outcome == workflow.Rejected
	o := workflow.OverrideOf(d.overrides[key])
	blocks := f.Severity == check.Block
	w := overrideView{ID: key[:overrideID], Path: caseHref(d.line.CaseID) + "/overrides", Finding: key, Second: blocks,
		Propose: o.Propose(a, "?", closed) == nil, Confirm: blocks && o.Confirm(a, closed) == nil, Withdraw: o.Withdraw(a, closed) == nil}
	if r := v.overriding; r != nil && r.key == key {
		w.Error, w.Typed = r.sentence, r.reason
	}
	if o.Proposed() {
		w.State, w.Icon, w.Title, w.Reason = "holds", "check-circle", v.t("over.holds"), o.Reason
		w.Says = v.t("over.by", d.names[o.By], tongue{v.lang, v.texts}.when(o.At))
		switch {
		case !o.Holds(blocks):
			w.State, w.Icon, w.Title = "waits", "clock", v.t("over.waits")
		case o.Confirmed != 0:
			w.Says += " · " + v.t("over.confirmed", d.names[o.Confirmed])
		}
	} else if w.Lapsed = v.lapsed(d, key); !w.Propose && len(w.Lapsed) == 0 {
		return nil
	}
	return &w
}

// loadOverrides reads what people did about the findings, with their names.
func (d *loaded) loadOverrides(v *visit, r *storage.Reader) (err error) {
	if d.overrides, err = r.OverrideActs(v.r.Context(), d.line.ID); err != nil {
		return err
	}
	if d.lapsed, err = d.lapsedOverrides(v.r.Context(), r); err != nil {
		return err
	}
	var who []reception.PersonID
	for _, steps := range d.overrides {
		for _, s := range steps {
			who = append(who, s.By)
		}
	}
	d.names, err = r.PersonNames(v.r.Context(), who)
	return err
}

// answersOf says how the overrides stand towards an approval.
func (v *visit) answersOf(d loaded, last bool) (open, confirms int, alone bool) {
	var blocks []workflow.Blocking
	for _, f := range d.findings {
		if f.Severity == check.Block {
			o := workflow.OverrideOf(d.overrides[f.Key()])
			blocks = append(blocks, workflow.Blocking{Rule: f.Rule, Override: o})
			if !o.Proposed() {
				open++
			}
		}
	}
	ids, err := workflow.Answer(blocks, v.actor(), last)
	return open, len(ids), workflow.IsRefusal(err, "override.second")
}

// overrideFinding proposes, confirms or withdraws the override of a finding.
func (s *site) overrideFinding(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 64<<10)
	key := v.r.PostFormValue("finding")
	o := engine.Overriding{Case: workflow.CaseID(v.pathID()), Finding: key,
		Act: workflow.OverrideAct(v.r.PostFormValue("act")), Reason: v.r.PostFormValue("reason")}
	err := s.Engine.Override(v.r.Context(), v.actor(), o)
	if err == nil {
		return v.redirect(fmt.Sprintf("%s?done=over.%s#f-%s", caseHref(o.Case), o.Act, key[:overrideID]))
	}
	r, ok := workflow.RefusalOf(err)
	if !ok || (r.Code != workflow.Invalid && r.Code != workflow.Conflict && r.Code != workflow.Denied) {
		return err
	}
	d, err := s.loadCase(v)
	if err != nil {
		return err
	}
	view := documentView{Alert: inLanguage(r, v.lang)}
	if r.Code == workflow.Invalid {
		v.overriding = &refusedOverride{key, o.Reason, view.Alert}
	}
	return s.showDocument(v, d, statusOf(r), view)
}
