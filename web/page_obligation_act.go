package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// actName is what a form of the page of an obligation does, as its texts name
// it.
type actName string

const (
	actDeclare     actName = "declare"
	actRevoke      actName = "revoke"
	actAcknowledge actName = "acknowledge"
	actRefuse      actName = "refuse"
	actExtend      actName = "extend"
	actWaive       actName = "waive"
	actRestore     actName = "restore"
)

// actPaths is where each form is sent, and what is said when it was done.
func actPaths() map[actName]struct{ path, done string } {
	return map[actName]struct{ path, done string }{
		actDeclare:     {"declaration", "declared"},
		actRevoke:      {"revocation", "revoked"},
		actAcknowledge: {"acknowledgement", "acknowledged"},
		actRefuse:      {"refusal", "declaration_refused"},
		actExtend:      {"extension", "extended"},
		actWaive:       {"waiver", "waived"},
		actRestore:     {"restoration", "restored"},
	}
}

// actForm is one thing that the visitor may say on an obligation.
type actForm struct {
	Name   actName
	Action string // where it goes
	Title  string
	Help   string
	Label  string // of the reason
	Submit string
	Must   bool   // a reason is needed
	Dated  bool   // it asks for a day
	Reason string // as it was typed
	To     string // as it was typed
	Error  string // beside the form, which keeps what was typed
	Alert  string // on top: what was asked for is no longer possible
	Says   []string
	Off    *offDayView // the date is no working day
	Open   bool
}

// newActForm is an empty form.
func (v *visit) newActForm(n actName, id workflow.ObligationID) actForm {
	key := "act." + string(n)
	return actForm{Name: n, Action: obligationHref(id) + "/" + actPaths()[n].path, Title: v.t(key), Help: v.t(key + ".help"),
		Label: v.t(key + ".reason"), Submit: v.t(key + ".submit"), Must: n != actAcknowledge && n != actRevoke, Dated: n == actExtend,
		Open: v.query("open") == string(n)}
}

// act makes the handler of a form. What is refused comes back with the page as
// it is now and what was typed.
func (s *site) act(n actName) handler {
	return func(v *visit) error {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 64<<10)
		id := workflow.ObligationID(v.pathID())
		f := v.newActForm(n, id)
		instead := false
		f.To, instead = v.chosenDay()
		f.Reason, f.Open = v.r.PostFormValue("reason"), true
		if instead || v.r.PostForm.Has("preview") {
			return s.previewAct(v, f, id)
		}
		err := s.doAct(v.r.Context(), v, f, id)
		if err == nil {
			return v.redirect(v.afterAct(id, actPaths()[n].done))
		}
		return s.refuseAct(v, f, err)
	}
}

// refuseAct shows the page again with a sentence where it helps: beside the form
// where the sender can mend it, on top where something changed meanwhile.
func (s *site) refuseAct(v *visit, f actForm, err error) error {
	r, ok := workflow.RefusalOf(err)
	if !ok || r.Code == workflow.NotFound || r.Code == workflow.Internal {
		return err
	}
	if f.Error = inLanguage(r, v.lang); r.Code != workflow.Invalid {
		f.Alert, f.Error = f.Error, ""
	}
	return s.showObligation(v, statusOf(r), &f)
}

// afterAct leads back to where the form was: the home page or a month, else the
// page of the obligation.
func (v *visit) afterAct(id workflow.ObligationID, done string) string {
	to := obligationHref(id)
	if from, err := url.Parse(v.r.Referer()); err == nil && (from.Path == "/" || strings.HasPrefix(from.Path, "/month/")) {
		to = localPath(from.Path)
	}
	return to + "?done=" + done
}

func (s *site) doAct(ctx context.Context, v *visit, f actForm, id workflow.ObligationID) error {
	e, by := s.Engine, v.actor()
	switch f.Name {
	case actDeclare:
		return e.DeclareNothing(ctx, by, id, f.Reason)
	case actRevoke:
		return e.RevokeDeclaration(ctx, by, id, f.Reason)
	case actAcknowledge, actRefuse:
		return e.AnswerDeclaration(ctx, by, id, f.Name == actAcknowledge, f.Reason)
	case actExtend:
		to, err := v.typedDay(f.To)
		if err != nil {
			return err
		}
		return e.ExtendObligation(ctx, by, id, to, f.Reason)
	case actWaive:
		return e.Waive(ctx, by, id, f.Reason)
	case actRestore:
		return e.RestoreObligation(ctx, by, id, f.Reason)
	}
	return fmt.Errorf("there is no act %q", f.Name)
}

// typedDay reads a day that was typed; nothing typed is the zero day, which the
// rule refuses.
func (v *visit) typedDay(s string) (calendar.Date, error) {
	if s = strings.TrimSpace(s); s == "" {
		return calendar.Date{}, nil
	}
	d, err := parseTypedDate(s)
	key, args := "form.date.bad", []any{s}
	if err == nil {
		err = calendar.CheckYear(d)
		key, args = "form.date.year", []any{d.It(), calendar.FirstYear, calendar.LastYear}
	}
	if err != nil { // the words of every other form
		return calendar.Date{}, &workflow.Refusal{Code: workflow.Invalid, Name: "date.unreadable", Cause: err,
			It: v.texts.say("it", key, args...), En: v.texts.say("en", key, args...)}
	}
	return d, nil
}

// previewAct shows what an extension would lead to, without granting it.
func (s *site) previewAct(v *visit, f actForm, id workflow.ObligationID) error {
	to, err := v.typedDay(f.To)
	if err != nil {
		return s.refuseAct(v, f, err)
	}
	var o workflow.Obligation
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		o, err = r.Obligation(v.r.Context(), id)
		return err
	})
	if err != nil {
		return err
	}
	acted, err := workflow.Extend(o, v.actor(), to, "…", s.Engine.Today())
	if err != nil {
		return s.refuseAct(v, f, err)
	}
	g := tongue{v.lang, v.texts}
	if f.Off, err = s.offDay(v, to); err != nil {
		return err
	}
	f.Says = []string{v.t("act.extend.from_to", g.weekday(acted.From), g.weekday(acted.Due.On)), acted.Due.Derivation.In(v.lang)}
	return s.showObligation(v, http.StatusOK, &f)
}
