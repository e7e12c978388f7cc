package web

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// offering fills in what the visitor may do with an obligation.
type offering struct {
	v     *visit
	d     obligationShown
	tried *actForm // an act that was refused or is only looked at
}

func (o offering) form(n actName) actForm {
	if o.hasTried(n) {
		return *o.tried
	}
	return o.v.newActForm(n, o.d.Line.ID)
}

func (o offering) hasTried(n actName) bool { return o.tried != nil && o.tried.Name == n }

// offerActs fills in what the visitor may do. To the office it says what asking for
// the document again would lead to; what the registry no longer makes owed can't be
// asked for, and the page says why instead of offering it.
func (s *site) offerActs(v *visit, view *obligationView, d obligationShown, tried *actForm) error {
	of := offering{v, d, tried}
	o := d.Obligation
	if tried != nil && tried.Alert != "" {
		view.Alert = tried.Alert
	}
	if !v.isOffice() {
		of.toBody(view)
		return nil
	}
	switch o.Status {
	case workflow.ObligationOpen:
		view.Acts = []actForm{of.form(actExtend), of.form(actWaive)}
		view.CanRemind = view.Slot.Standing != workflow.Upcoming
	case workflow.ObligationToComplete:
		view.CanRemind = true
	case workflow.ObligationWaived, workflow.ObligationNothing, workflow.ObligationDeclared:
		again, err := s.Engine.IfAskedAgain(v.r.Context(), v.actor(), o.ID)
		if err != nil {
			return fmt.Errorf("what asking for obligation %d again leads to: %w", o.ID, err)
		}
		of.again(view, again)
	}
	return nil
}

// toBody offers the body to declare that there is nothing to submit, and to take
// that back.
func (o offering) toBody(view *obligationView) {
	if view.Slot.CanDeclare() {
		f := o.form(actDeclare)
		view.DeclareForm = &f
	}
	if o.d.Obligation.Status == workflow.ObligationDeclared {
		view.Waiting = o.waiting()
	}
}

func (o offering) waiting() *declarationView {
	w := &declarationView{}
	if a := lastOf(o.d.Acts, workflow.ActDeclared); a != nil {
		w.ActLine = *a
	}
	return w
}

// again offers the office to answer a declaration, or to ask again for what was
// waived or for which nothing was to be submitted.
func (o offering) again(view *obligationView, x workflow.AskedAgain) {
	if o.d.Obligation.Status == workflow.ObligationDeclared {
		view.Waiting = o.waiting()
		view.Waiting.Refusal = o.leadsTo("refuse", workflow.ActRefused, x)
		view.Waiting.Answers = []actForm{o.form(actAcknowledge)}
		if !x.Dropped || o.hasTried(actRefuse) {
			view.Waiting.Answers = append(view.Waiting.Answers, o.form(actRefuse))
		}
		return
	}
	says := o.leadsTo("restore", workflow.ActRestored, x)
	if x.Dropped && !o.hasTried(actRestore) {
		view.NotOwed = says
		return
	}
	f := o.form(actRestore)
	f.Says = append(slices.Clone(f.Says), says)
	view.Acts = []actForm{f}
}

// leadsTo says in a sentence what asking for the obligation again would lead to.
func (o offering) leadsTo(key string, act workflow.Act, x workflow.AskedAgain) string {
	v, g, now := o.v, tongue{o.v.lang, o.v.texts}, o.d.Obligation
	if x.Dropped {
		if r, ok := workflow.RefusalOf(workflow.NoLongerOwed(act)); ok {
			return inLanguage(r, v.lang)
		}
	}
	left := o.left(x.Due.On)
	key = "reopen." + key
	switch {
	case x.ID != now.ID:
		return v.t(key+".elsewhere", g.kind(x.Kind), g.period(x.For), g.weekday(x.Due.On), left)
	case x.Due.On.Before(o.d.today):
		return v.t(key+".past", g.weekday(x.Due.On), left)
	case !x.Due.On.Equal(now.Due.On):
		return v.t(key+".moved", g.weekday(x.Due.On), left, g.weekday(now.Due.On))
	}
	return v.t(key+".same", g.weekday(x.Due.On), left)
}

// left says how far a day is: in 4 days, today, 4 days ago.
func (o offering) left(on calendar.Date) string {
	switch days := o.d.today.DaysUntil(on); {
	case days < 0:
		return o.v.texts.count(o.v.lang, "reopen.ago", -days)
	case days == 0:
		return o.v.t("reopen.today")
	default:
		return o.v.texts.count(o.v.lang, "left", days)
	}
}
