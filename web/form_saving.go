package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// editing is a row of the registry in a form.
type editing struct {
	entity reception.Entity
	id     int64 // 0: a new row
	title  string
	lead   string
	back   pageLink
	submit string // key of the text on the button; "": "save"
	// undated says that a change of the row has no day from which it holds.
	undated  bool
	last     workflow.EventID // of the row's changes, or its version where it counts them
	day      calendar.Date    // as of which the form shows the row; zero: today
	override bool             // a requirement that one agreement has of its own
	preview  string           // id of the group that "preview" leads to
	bind     func(*form)
	foresee  func(*form) error                            // what a preview says of what saving would do
	alone    func() reception.Problems                    // what is wrong with the row by itself
	save     func(engine.Saving) (done string, err error) // where to go then
}

// edit shows the form of a row and saves it: what is wrong is said beside what
// was typed, and a row that changed meanwhile is not overwritten unseen.
func (s *site) edit(v *visit, e editing) error {
	f, err := v.newForm(string(e.entity))
	if err != nil {
		return err
	}
	if e.day.IsZero() {
		e.day = s.Engine.Today()
	}
	saving := f.seen(e.last, e.day)
	if e.bind != nil {
		e.bind(f)
	}
	if e.id != 0 && !e.undated {
		f.from(&saving.FromOn, s.Engine.Today())
	}
	if e.alone != nil && (f.saves() && len(f.problems()) > 0 || f.previews()) {
		f.blame(e.alone()) // everything that is wrong, at once
	}
	if e.foresee != nil && f.previews() && len(f.problems()) == 0 {
		if err := e.foresee(f); err != nil {
			return err
		}
	}
	view := formView{Back: e.back, Lead: e.lead, Submit: v.t(orText(e.submit, "form.save")), Preview: e.preview}
	if f.saves() && len(f.problems()) == 0 {
		to, err := e.save(saving)
		if err == nil {
			return v.redirect(to)
		}
		if !f.takeRefusal(err) {
			return err
		}
		if workflow.IsRefusal(err, staleRefusal) || workflow.IsRefusal(err, staleRequirement) {
			view.Changed = s.changedMeanwhile(v, f, e)
		}
	}
	view.Hidden = append(view.Hidden, hiddenField{"seen", strconv.FormatInt(int64(saving.Seen), 10)}, hiddenField{"seen_on", saving.SeenOn.String()})
	if view.Changed != nil { // whoever saves again has been told
		view.Hidden[0].Value = strconv.FormatInt(int64(e.last), 10)
	}
	return s.showForm(v, f, e.title, view)
}

// The refusals of a change to a row that changed meanwhile.
const (
	staleRefusal     = "registry.changed_meanwhile"
	staleRequirement = "requirement.changed"
)

func orText(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// begin begins the form of a row, as of the day of the address: its last change
// is read before the row is, so that the form never claims to know a change that
// it does not show.
func (s *site) begin(v *visit, entity reception.Entity, id int64) (e editing, err error) {
	at, err := s.asOf(v)
	if err != nil {
		return e, err
	}
	e = editing{entity: entity, id: id, day: at.on(s.Engine.Today())}
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		e.last, err = r.LastChange(v.r.Context(), entity, id)
		return err
	})
	return e, err
}

// seen reads what the form was filled from: the last change of the row, and the
// day.
func (f *form) seen(last workflow.EventID, day calendar.Date) engine.Saving {
	saving := engine.Saving{FromOn: day, SeenOn: day, Seen: last}
	if !f.sent {
		return saving
	}
	n, _ := strconv.ParseInt(f.values.Get("seen"), 10, 64) // no number: as if nothing was seen
	saving.Seen = workflow.EventID(n)
	if d, err := calendar.ParseDate(f.values.Get("seen_on")); err == nil {
		saving.SeenOn = d
	}
	return saving
}

// changedMeanwhile says who changed the row, and leads to what they changed.
func (s *site) changedMeanwhile(v *visit, f *form, e editing) *pageLink {
	f.general = nil
	link := &pageLink{Href: historyHref(e.entity, e.id), Text: v.t("form.changed.somebody")}
	changes, err := s.changesOf(v, e.entity, e.id)
	if err == nil && len(changes) > 0 && changes[0].By != "" {
		link.Text = v.t("form.changed.by", changes[0].By, tongue{v.lang, v.texts}.when(changes[0].At))
	}
	return link
}

// from binds the day from which a change holds. A correction holds from ever.
func (f *form) from(on *calendar.Date, today calendar.Date) {
	f.set("set.from")
	before := f.about
	f.about = "from"
	f.date("from_on", on, must)
	correction := false
	f.check("correction", &correction)
	f.about = before
	if correction {
		*on = reception.Ever()
	}
	if !f.sent || on.IsZero() {
		return
	}
	g := tongue{f.v.lang, f.v.texts}
	switch {
	case correction:
		f.says(f.v.t("from.ever"))
	case on.After(today):
		f.says(f.v.t("from.later", g.date(*on)))
	case on.Before(today):
		f.says(f.v.t("from.earlier", g.date(*on)))
	}
}

// index finds the number of a row in the key of a field.
var index = regexp.MustCompile(`\[(\d+)\]`)

// blame puts what is wrong with a row beside its controls.
func (f *form) blame(ps reception.Problems) {
	for _, p := range ps {
		if name := f.controlOf(p.Field); f.find(name) != nil {
			f.refuse(name, p.Beside(f.v.lang))
		} else {
			f.refuse("", p.In(f.v.lang))
		}
	}
}

// controlOf is the name of the control for the key of a field: that of the nth
// item is in the row that it was read from, that of a whole is its first part.
func (f *form) controlOf(key string) string {
	name := key
	if at := index.FindStringSubmatchIndex(key); at != nil {
		list := key[:at[0]]
		n, _ := strconv.Atoi(key[at[2]:at[3]]) // digits
		if rows := f.places[list]; n < len(rows) {
			n = rows[n]
		}
		name = strings.TrimSuffix(list+"."+strconv.Itoa(n)+key[at[1]:], ".")
	}
	if f.find(name) != nil {
		return name
	}
	for prefix := name; prefix != ""; {
		if x := f.firstOf(prefix + "."); x != nil {
			return x.Name
		}
		cut := strings.LastIndexByte(prefix, '.')
		if cut < 0 {
			break
		}
		prefix = prefix[:cut]
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; f.find(last) != nil {
		return last
	}
	return name
}

// firstOf is the first control of which the name begins so.
func (f *form) firstOf(prefix string) *field {
	for _, s := range f.sets {
		for _, x := range s.Fields {
			if strings.HasPrefix(x.Name, prefix) {
				return f.find(x.Name)
			}
		}
		for _, r := range s.Rows {
			for _, x := range r.Fields {
				if strings.HasPrefix(x.Name, prefix) {
					return f.find(x.Name)
				}
			}
		}
	}
	return nil
}

// takeRefusal puts what the engine refused into the form and says whether the
// form is to be shown again; other errors are for the error page.
func (f *form) takeRefusal(err error) bool {
	if ps := reception.ProblemsOf(err); len(ps) > 0 {
		f.blame(ps)
		return true
	}
	r, ok := workflow.RefusalOf(err)
	if !ok || (r.Code != workflow.Invalid && r.Code != workflow.Conflict) {
		return false
	}
	f.general = append(f.general, inLanguage(r, f.v.lang))
	return true
}

// showForm renders the form with what was typed and what is wrong with it.
func (s *site) showForm(v *visit, f *form, title string, view formView) error {
	status := http.StatusOK
	view.Heading, view.Sets = title, f.sets
	if f.saves() || f.previews() {
		view.Problems = f.problems()
	}
	if f.previews() && len(view.Problems) == 0 && view.Preview != "" {
		f.setOf(view.Preview).Shown = true
	}
	view.Action = v.r.URL.RequestURI()
	switch {
	case view.Changed != nil:
		status = http.StatusConflict
	case len(view.Problems) > 0:
		status = http.StatusUnprocessableEntity
		title = v.t("form.title.wrong", title)
	}
	return s.page(v, status, "form", title, view)
}
