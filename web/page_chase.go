package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// chaseView shows what a chase by hand would send, to whom, and what it leaves
// out and why, before anything leaves.
type chaseView struct {
	Back    string
	Bodies  []chaseBody
	LeftOut []chaseBody // bodies of which nothing is chased
	Items   int
	People  int
	Out     int // obligations left out
	Message string
	Fields  []hiddenField
	Stamp   string
	Alert   string
	Now     string // that it leaves at once, although the office reminds nobody now
	Max     int    // characters of the message
}

// chaseBody is what one body would get.
type chaseBody struct {
	Name    string
	People  []chasePerson
	Items   []chaseItem
	Out     []chaseItem
	Subject string // of the e-mail
	Letter  string // the e-mail as text
}

// chasePerson is somebody who would get the e-mail.
type chasePerson struct {
	Name, Email string
	Lost        string // since when e-mails do not arrive there; "" where they do
}

// chaseItem is one obligation of a chase.
type chaseItem struct {
	storage.ChaseItem
	Href      string
	About     string // the period, or what happened
	Late      int
	LateHours int    // where the hour counts
	Why       string // of one that is left out
	Because   whyView
}

// chaseNoteMax is how long the office's message may be, in characters, as the
// engine has it.
const chaseNoteMax = 1000

// chasePreview shows a chase; it changes nothing, so it may be asked for with a
// link as well as with a form.
func (s *site) chasePreview(v *visit) error {
	c, err := s.chosen(v)
	if err != nil {
		return err
	}
	return s.showChase(v, c, nil)
}

// chaseNow chases what was previewed, or shows the preview again.
func (s *site) chaseNow(v *visit) error {
	c, err := s.chosen(v)
	if err != nil {
		return err
	}
	if v.r.PostForm.Has("look") {
		return s.showChase(v, c, nil)
	}
	done, err := s.Engine.Chase(v.r.Context(), v.actor(), c.IDs, v.r.PostForm.Get("message"), v.r.PostForm.Get("stamp"))
	if err != nil {
		return s.showChase(v, c, err)
	}
	q := url.Values{"filter": {c.Filter.Query()}, "items": {strconv.Itoa(done.Items)}, "people": {strconv.Itoa(done.People)}}
	bodies, out := 0, 0
	for _, l := range done.Lines {
		out += len(l.LeftOut)
		if len(l.Items) > 0 {
			bodies++
		}
	}
	q.Set("bodies", strconv.Itoa(bodies))
	q.Set("out", strconv.Itoa(out))
	return v.redirect("/reminders/done?" + q.Encode())
}

// showChase renders the preview, with what was refused.
func (s *site) showChase(v *visit, c selection, refused error) error {
	status := http.StatusOK
	view := chaseView{Back: c.Filter.Href(), Message: strings.TrimSpace(v.r.Form.Get("message")), Max: chaseNoteMax}
	if refused != nil {
		r, ok := workflow.RefusalOf(refused)
		if !ok || r.Code == workflow.NotFound || r.Code == workflow.Internal {
			return refused
		}
		status, view.Alert = statusOf(r), inLanguage(r, v.lang)
	}
	if len(c.IDs) == 0 {
		return s.backToList(v, c, errNothingChosen())
	}
	p, err := s.Engine.PreviewChase(v.r.Context(), v.actor(), c.IDs)
	if err != nil {
		return s.backToList(v, c, err)
	}
	if len(p.Lines) == 0 {
		return s.backToList(v, c, errNothingChosen())
	}
	l, err := s.chaseLetters(v, view.Message, c.IDs)
	if err != nil {
		return err
	}
	view.Items, view.People, view.Stamp = p.Items, p.People, p.Stamp
	for _, line := range p.Lines {
		b, err := l.body(line)
		if err != nil {
			return err
		}
		view.Out += len(b.Out)
		if len(b.Items) == 0 {
			view.LeftOut = append(view.LeftOut, b)
			continue
		}
		view.Bodies = append(view.Bodies, b)
	}
	if l.closed != "" {
		view.Now = v.t("chase.now")
	}
	c.All = false
	view.Fields = c.Fields()
	return s.page(v, status, "chase", v.t("chase.title"), view)
}

// chaseLetters writes the e-mails of a chase as they would be sent now.
type chaseLetters struct {
	*visit
	head    mail.Letterhead
	now     time.Time
	message string
	rows    map[workflow.ObligationID]missingRow
	lost    map[reception.PersonID]storage.UnreachablePerson
	closed  workflow.Reason // why the office reminds nobody now by itself; "": it does
}

func (s *site) chaseLetters(v *visit, message string, ids []workflow.ObligationID) (l chaseLetters, err error) {
	l = chaseLetters{visit: v, now: s.Engine.Now(), message: message, rows: map[workflow.ObligationID]missingRow{},
		lost: map[reception.PersonID]storage.UnreachablePerson{}}
	lines, d, err := s.linesOf(v, ids)
	if err != nil {
		return l, err
	}
	for _, x := range lines {
		l.rows[x.ID] = v.missingRow(x, d)
	}
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		o, err := r.Office(v.r.Context(), v.person.OfficeID)
		if err != nil {
			return err
		}
		l.head = mail.Letterhead{Office: o.Name, Contact: o.Email, BaseURL: s.origin(v), Preferences: "/profile"}
		cal, err := calendarOf(v.r.Context(), r, o)
		if err != nil {
			return err
		}
		l.closed, _ = workflow.ReminderHours(o.Rules, cal, l.now)
		people, err := r.UnreachablePeople(v.r.Context(), s.settledBy())
		for _, p := range people {
			l.lost[p.ID] = p
		}
		return err
	})
	return l, err
}

// body makes the view of what one body would get.
func (l chaseLetters) body(line engine.ChaseLine) (b chaseBody, err error) {
	b.Name = line.Body
	for _, p := range line.People {
		x := chasePerson{Name: p.Name, Email: p.Email}
		if lost, ok := l.lost[p.ID]; ok {
			x.Lost = tongue{l.lang, l.texts}.date(calendar.DateOf(lost.Since))
		}
		b.People = append(b.People, x)
	}
	for _, i := range line.Items {
		b.Items = append(b.Items, l.item(i))
	}
	for _, i := range line.LeftOut {
		item := l.item(i.ChaseItem)
		item.Why = i.Why.In(l.lang)
		b.Out = append(b.Out, item)
	}
	if len(b.Items) > 0 && len(line.People) > 0 {
		b.Subject, b.Letter, err = l.letter(line)
	}
	return b, err
}

func (l chaseLetters) item(i storage.ChaseItem) chaseItem {
	o := i.Obligation
	row := l.rows[o.ID]
	return chaseItem{ChaseItem: i, Href: obligationHref(o.ID), About: row.About, Because: row.Because, Late: o.DaysLate(calendar.DateOf(l.now)), LateHours: o.LateAt(l.now).Hours}
}

// toldPeriod is a period as messages tell it: a contract's term of years says
// nothing there.
func toldPeriod(p calendar.Period) calendar.Period {
	if p.Days() > 366 {
		return calendar.Period{}
	}
	return p
}

// letter writes the e-mail to a body, in the language of the first who gets it.
func (l chaseLetters) letter(line engine.ChaseLine) (subject, text string, err error) {
	c := mail.Chase{Letterhead: l.head, Now: l.now, Body: line.Body, Message: l.message, Path: "/"}
	for _, i := range line.Items {
		o := i.Obligation
		item := mail.DueItem{Item: mail.Item{Kind: o.Kind, Centre: i.Centre, CIG: i.CIG, Expires: i.What.Expires(), Period: toldPeriod(o.For)},
			Due: o.Due, FirstDue: o.FirstDueOn, Path: obligationHref(o.ID)}
		if i.TaskID != 0 {
			item.Number, item.Path = engine.CaseNumber(i.Year, i.Number), documentHref(i.DocumentID)
			c.ToComplete = append(c.ToComplete, item)
			continue
		}
		c.Items = append(c.Items, item)
	}
	m, err := mail.Render(mail.KindChase, cmp.Or(line.People[0].Language, "it"), c)
	if err != nil {
		return "", "", fmt.Errorf("e-mail to body %d: %w", line.BodyID, err)
	}
	return m.Subject, m.Text, nil
}

// chasedView says what was sent.
type chasedView struct {
	Items, People, Bodies, Out int
	Back                       string
}

func (s *site) chasedPage(v *visit) error {
	q, err := url.ParseQuery(v.query("filter"))
	if err != nil {
		q = nil // as if nothing narrowed
	}
	view := chasedView{Items: v.number("items"), People: v.number("people"), Bodies: v.number("bodies"), Out: v.number("out"), Back: readMissing(q).Href()}
	return s.page(v, http.StatusOK, "chased", v.t("chased.title"), view)
}
