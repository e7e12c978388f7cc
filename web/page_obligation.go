package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// obligationView is one obligation, for the body and for the office: what it is,
// why it is due on that day, where it stands, what may be done and what was.
type obligationView struct {
	Slot        slotView
	Body        reception.Body
	Office      bool // the visitor is of the office
	Done        string
	Within      string // that what the visitor came for is asked for here
	Alert       string
	Status      badge
	Says        string           // whose turn it is, and what to do
	Template    templateView     // that it follows, as it was in that version
	LateHours   int              // where the hour counts
	Extension   *storage.ActLine // the latest one, while its date holds
	Settling    *storage.ActLine // by which the office settled it
	Refused     string           // why the office refused the latest declaration, while that stands
	Reminding   string           // why it is reminded of or not
	Acts        []actForm
	Waiting     *declarationView // awaits the office's answer
	CanRemind   bool
	NotOwed     string // why it can't be asked for again
	Upload      uploadView
	Tried       bool // the visitor has a draft that was not sent
	History     []historyView
	Lost        []lostMailView
	Live        liveView
	DeclareForm *actForm
	Sheet       reception.CentreID // of which a register is ready to be filled in; zero: none
}

// declarationView is a declaration that awaits an answer.
type declarationView struct {
	storage.ActLine
	Answers []actForm
	Refusal string // what refusing it would lead to
}

// lostMailView is an e-mail that did not arrive.
type lostMailView struct {
	storage.LostMail
	Name string
	Why  string
}

// obligationShown is what one snapshot says of an obligation.
type obligationShown struct {
	desk
	storage.ObligationPage
	body  reception.Body
	told  []storage.ToldReminder
	lost  []storage.LostMail
	draft workflow.DraftState // of the visitor's
	// instead is where the days of the obligation are asked for, which is itself no
	// longer: its page is that one.
	instead workflow.ObligationID
	// part is the period of the obligation whose page led here; zero: none did.
	part calendar.Period
}

func (s *site) obligationPage(v *visit) error {
	return s.showObligation(v, http.StatusOK, nil)
}

func (s *site) loadObligation(v *visit) (d obligationShown, err error) {
	ctx, id := v.r.Context(), workflow.ObligationID(v.pathID())
	d.desk = s.desk()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if d.part, err = partOf(ctx, r, id, workflow.ObligationID(v.number("from"))); err != nil {
			return err
		}
		if d.instead, err = r.AskedInstead(ctx, id); err != nil || d.instead != 0 {
			return err
		}
		if d.ObligationPage, err = r.ObligationPage(ctx, id); err != nil {
			return err
		}
		if d.body, err = r.Body(ctx, d.Line.BodyID); err != nil {
			return err
		}
		if d.soon, err = r.DueSoonDays(ctx, d.Obligation.OfficeID); err != nil {
			return fmt.Errorf("days of the office: %w", err)
		}
		if d.told, err = r.ToldReminders(ctx, id); err != nil {
			return fmt.Errorf("who was reminded of obligation %d: %w", id, err)
		}
		if v.isOffice() {
			d.lost, err = r.LostMails(ctx, id)
			return err
		}
		x, err := r.DraftOf(ctx, id, v.person.ID)
		d.draft = x.StateAt(d.now)
		return err
	})
	return d, err
}

// partOf is the period of an obligation that is asked for in another now; zero
// where it is not.
func partOf(ctx context.Context, r *storage.Reader, whole, part workflow.ObligationID) (calendar.Period, error) {
	if part == 0 {
		return calendar.Period{}, nil
	}
	if in, err := r.AskedInstead(ctx, part); err != nil || in != whole {
		return calendar.Period{}, err
	}
	o, err := r.Obligation(ctx, part)
	return o.For, err
}

// showObligation renders the page; tried is an act that was refused or is only
// looked at, which the page shows as it was filled in.
func (s *site) showObligation(v *visit, status int, tried *actForm) error {
	d, err := s.loadObligation(v)
	if err == nil && d.instead != 0 {
		q := v.r.URL.Query()
		q.Set("from", fmt.Sprint(v.pathID()))
		return v.redirect((&url.URL{Path: obligationHref(d.instead), RawQuery: q.Encode()}).String())
	}
	if err != nil {
		return err
	}
	why, err := s.Engine.WhyReminded(v.r.Context(), v.actor(), d.Line.ID)
	if err != nil {
		return fmt.Errorf("why obligation %d is reminded of: %w", d.Line.ID, err)
	}
	slot := v.slot(d.Line, d.desk)
	slot.First = true
	slot.Basis, slot.Proposed = d.Template.Is.Basis, v.showsProposal(d.Template.Is.Proposed, d.Obligation)
	view := obligationView{Slot: slot, Body: d.body, Office: v.isOffice(), Done: v.doneText(), Status: slot.Badge,
		Template: v.template(d.Template), Upload: uploadView{s.UploadLimit},
		Reminding: why.In(v.lang), History: v.history(d)}
	if !d.part.IsZero() {
		view.Within = v.t("obligation.within", tongue{v.lang, v.texts}.period(d.part))
	}
	if o := d.Obligation; o.Kind == document.Register && o.For.IsMonth() {
		view.Sheet = o.CentreID
	}
	view.Tried = d.draft.There()
	view.Says = v.t("turn." + v.side() + "." + string(slot.Standing))
	if o := d.Obligation; !o.SubmittedAt.IsZero() {
		view.LateHours = o.LateAt(o.SubmittedAt).Hours
	}
	for _, l := range d.lost {
		l.Detail = l.Outcome.Said(l.Detail, v.lang)
		view.Lost = append(view.Lost, lostMailView{l, v.texts.or(v.lang, "pref."+string(l.Kind), string(l.Kind)), v.texts.or(v.lang, "delivery."+string(l.Outcome), string(l.Outcome))})
	}
	view.Extension, view.Settling, view.Refused = extensionOf(d.ObligationPage), settlingOf(d.ObligationPage), refusedOf(d.ObligationPage)
	if err := s.offerActs(v, &view, d, tried); err != nil {
		return err
	}
	view.Live = liveView{Working: slot.DocumentID != 0 && !slot.Read,
		Stamp: stamp(fmt.Sprint(slot.Status, slot.RevisionNumber, slot.Read, slot.DueOn, len(d.Acts), len(d.Events), len(d.told)))}
	f := frame{Title: v.slotTitle(slot)}
	if view.Live.Working {
		f.Refresh = 5
	}
	return s.pageIn(v, status, "obligation", f, view)
}

// side is on which side of the counter the visitor stands.
func (v *visit) side() string {
	if v.isOffice() {
		return "office"
	}
	return "body"
}

// slotTitle names an obligation: kind, centre and period.
func (v *visit) slotTitle(s slotView) string {
	g := tongue{v.lang, v.texts}
	t := g.kind(s.Kind)
	if s.CentreCode != "" {
		t += " " + s.CentreCode
	}
	return t + ", " + g.about(s)
}

// lastOf is the latest act of some kinds, nil where there is none.
func lastOf(acts []storage.ActLine, kinds ...workflow.Act) *storage.ActLine {
	for i := len(acts) - 1; i >= 0; i-- {
		if slices.Contains(kinds, acts[i].Act) {
			return &acts[i]
		}
	}
	return nil
}

// extensionOf is the act that gave the obligation its present date.
func extensionOf(p storage.ObligationPage) *storage.ActLine {
	a := lastOf(p.Acts, workflow.ActExtended)
	if a != nil && !a.ToOn.Equal(p.Obligation.Due.On) {
		return nil
	}
	return a
}

// settlingOf is the act that the present state of the obligation rests on.
func settlingOf(p storage.ObligationPage) *storage.ActLine {
	switch p.Obligation.Status {
	case workflow.ObligationWaived:
		return lastOf(p.Acts, workflow.ActWaived)
	case workflow.ObligationNothing:
		return lastOf(p.Acts, workflow.ActAcknowledged)
	}
	return nil
}

// refusedOf is why the office refused the latest declaration on an open obligation
// or, where nothing was said on it yet, on one whose days it asks for; "" where
// something else was said since.
func refusedOf(p storage.ObligationPage) string {
	said := slices.DeleteFunc(slices.Clone(p.Acts), func(a storage.ActLine) bool { return a.Act == workflow.ActChased })
	if len(said) == 0 {
		for _, a := range p.PartActs {
			said = append(said, a.ActLine)
		}
	}
	if n := len(said); n > 0 && p.Obligation.Status == workflow.ObligationOpen && said[n-1].Act == workflow.ActRefused {
		return said[n-1].Reason
	}
	return ""
}
