package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

func marksHref(id reception.BodyID) string { return fmt.Sprintf("/bodies/%d/marks", id) }

// marksView is what marks mean in the registers of a body.
type marksView struct {
	Body     reception.Body
	Office   bool
	Href     string
	Done     string
	Unknown  []unknownView // nobody has explained them
	Proposed []saidView
	Held     []saidView
	Usual    []usualMarks
	Meanings []reception.Meaning
	Form     markForm
}

// unknownView is a mark that nobody has explained.
type unknownView struct {
	engine.UnknownMark
	In []registerLink
}

// saidView is what was said of a mark.
type saidView struct {
	storage.MarkLine
	Warning string // that it usually means the opposite
}

// marked is what was said of a mark, beside what it usually means.
func (v *visit) marked(m storage.MarkLine) saidView {
	usually, known := attendance.Judge(m.Mark.Mark)
	present := m.Meaning == reception.MarkPresent || m.Meaning == reception.MarkEntry
	switch {
	case known && usually == attendance.Present && !present:
		return saidView{m, v.t("marks.opposite.present")}
	case known && usually == attendance.Absent && present:
		return saidView{m, v.t("marks.opposite.absent")}
	}
	return saidView{MarkLine: m}
}

// registerLink leads to a register that has a mark.
type registerLink struct{ Href, Text string }

// usualMarks are the usual marks of one meaning.
type usualMarks struct {
	Text  string
	Marks []string
}

// markForm is a form as it was sent, after a refusal.
type markForm struct {
	Mark    string
	Meaning reception.Meaning
	Error   string
}

func (s *site) marksPage(v *visit) error {
	return s.showMarks(v, http.StatusOK, markForm{Mark: v.query("mark")})
}

func (s *site) showMarks(v *visit, status int, f markForm) error {
	p, err := s.Engine.MarksPage(v.r.Context(), v.actor(), reception.BodyID(v.pathID()))
	if err != nil {
		return fmt.Errorf("marks of body %d: %w", v.pathID(), err)
	}
	view := marksView{Body: p.Body, Office: v.isOffice(), Href: marksHref(p.Body.ID), Done: v.doneText(), Meanings: reception.Meanings(), Form: f,
		Usual: v.usual(p.Usual)}
	for _, u := range p.Unknown {
		row := unknownView{UnknownMark: u}
		for _, in := range u.In {
			row.In = append(row.In, v.registerWith(in))
		}
		view.Unknown = append(view.Unknown, row)
	}
	for _, m := range p.Marks {
		if m.Holds() {
			view.Held = append(view.Held, v.marked(m))
		} else {
			view.Proposed = append(view.Proposed, v.marked(m))
		}
	}
	return s.pageIn(v, status, "marks", frame{Title: v.t("marks.title") + " " + p.Body.Name}, view)
}

// registerWith names a register that has a mark, and leads to it.
func (v *visit) registerWith(u storage.UnknownMark) registerLink {
	l := registerLink{Href: documentHref(u.DocumentID), Text: v.t("marks.register")}
	if v.isOffice() && u.CaseID != 0 {
		l.Href = caseHref(workflow.CaseID(u.CaseID))
	}
	if u.CentreCode != "" {
		l.Text = u.CentreCode
	}
	if !u.PeriodEnd.IsZero() {
		l.Text += " · " + calendar.MonthOf(u.PeriodEnd).Words(v.lang)
	}
	return l
}

// usual gathers the usual marks by what they mean, in the order of their table.
func (v *visit) usual(all []attendance.Symbol) (out []usualMarks) {
	at := map[string]int{}
	for _, m := range all {
		key := "marks.usual.absent"
		if m.Presence == attendance.Present {
			key = "marks.usual.present"
		}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, usualMarks{Text: v.t(key)})
		}
		out[i].Marks = append(out[i].Marks, m.Mark)
	}
	return out
}

func (s *site) sayMark(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 16<<10)
	f := markForm{Mark: v.r.PostFormValue("mark"), Meaning: reception.Meaning(v.r.PostFormValue("meaning"))}
	id := reception.BodyID(v.pathID())
	err := s.Engine.SayMark(v.r.Context(), v.actor(), id, f.Mark, f.Meaning)
	if err != nil {
		return s.refuseMark(v, f, err)
	}
	if v.isOffice() {
		return v.redirect(marksHref(id) + "?done=marks.confirmed")
	}
	return v.redirect(marksHref(id) + "?done=marks.proposed")
}

// refuseMark shows the page again with a sentence, where somebody can do something.
func (s *site) refuseMark(v *visit, f markForm, err error) error {
	r, ok := workflow.RefusalOf(err)
	if !ok || r.Code != workflow.Invalid && r.Code != workflow.Conflict {
		return err
	}
	f.Error = inLanguage(r, v.lang)
	return s.showMarks(v, statusOf(r), f)
}

// answerMark confirms, refuses or ends what was said of a mark.
func (s *site) answerMark(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 16<<10)
	n, err := strconv.ParseInt(v.r.PostFormValue("said"), 10, 64)
	if err != nil {
		n = 0 // of none: it is not found
	}
	id, ctx, done := reception.MarkID(n), v.r.Context(), ""
	switch do := v.r.PostFormValue("do"); do {
	case "confirm", "refuse":
		done = map[string]string{"confirm": "confirmed", "refuse": "refused"}[do]
		err = s.Engine.AnswerMark(ctx, v.actor(), id, do == "confirm")
	case "end":
		done = "ended"
		err = s.Engine.EndMark(ctx, v.actor(), id)
	default:
		err = workflow.Refuse(workflow.Invalid, "mark.do", "Non è stato scelto che cosa fare del segno. Usare i pulsanti della pagina.",
			"It was not chosen what to do with the mark. Use the buttons of the page.")
	}
	if err != nil {
		return s.refuseMark(v, markForm{}, err)
	}
	return v.redirect(marksHref(reception.BodyID(v.pathID())) + "?done=marks." + done)
}
