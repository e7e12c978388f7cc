package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// formLimit is how large a form with a selection may be, in bytes.
const formLimit = 1 << 20

// selection is what was chosen in a list: some rows, or all that its filter
// shows.
type selection struct {
	Filter missingFilter
	IDs    []workflow.ObligationID
	All    bool
}

// Fields are what a form sends along to name the same rows again.
func (c selection) Fields() (out []hiddenField) {
	out = append(out, hiddenField{"filter", c.Filter.Query()})
	for _, id := range c.IDs {
		out = append(out, hiddenField{"obligation", strconv.FormatInt(int64(id), 10)})
	}
	return out
}

// chosen reads a selection from a form or an address. All of a filter becomes the
// rows that it shows now, so that what is previewed is what is done.
func (s *site) chosen(v *visit) (c selection, err error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formLimit)
	if err := v.r.ParseForm(); err != nil {
		return c, tooMuch(err)
	}
	q, err := url.ParseQuery(v.r.Form.Get("filter"))
	if err != nil {
		q = nil // as if nothing narrowed
	}
	c.Filter, c.All = readMissing(q), v.r.Form.Get("all") != ""
	c.IDs = obligationIDs(v.r.Form["obligation"])
	if !c.All {
		return c, nil
	}
	ctx := v.r.Context()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) error {
		d := s.desk()
		if d.soon, err = r.DueSoonDays(ctx, v.person.OfficeID); err != nil {
			return err
		}
		c.IDs, err = r.MissingIDs(ctx, c.Filter.stored(v.person.OfficeID, d), perFile)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("all that is missing: %w", err)
	}
	return c, nil
}

// obligationIDs reads what was ticked, each once.
func obligationIDs(ticked []string) (ids []workflow.ObligationID) {
	for _, text := range ticked {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
			ids = append(ids, workflow.ObligationID(n))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func tooMuch(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return workflow.Refuse(workflow.Invalid, "form.too_large", "Il modulo è troppo grande. Selezionare meno righe o restringere il filtro.",
			"The form is too large. Select fewer rows or narrow the filter.")
	}
	return workflow.Refuse(workflow.Invalid, "form.unreadable", "Il modulo non si legge. Ricaricare la pagina e riprovare.",
		"The form can't be read. Reload the page and try again.")
}

// backToList shows the list again with what was refused and what was chosen.
func (s *site) backToList(v *visit, c selection, err error) error {
	r, ok := workflow.RefusalOf(err)
	if !ok || r.Code != workflow.Invalid && r.Code != workflow.Conflict {
		return err
	}
	view := missingView{Filter: c.Filter, Alert: inLanguage(r, v.lang), All: c.All, Chosen: map[workflow.ObligationID]bool{}}
	for _, id := range c.IDs {
		view.Chosen[id] = true
	}
	return s.showMissing(v, statusOf(r), view)
}

// bulkName is what is done to a selection, as its texts name it.
type bulkName string

const (
	bulkExtend bulkName = "extend"
	bulkWaive  bulkName = "waive"
)

// bulkView shows what an act on a selection would do, before it is done.
type bulkView struct {
	Name     bulkName
	Action   string
	Back     string
	Fields   []hiddenField
	Bodies   []bulkBody
	Count    int
	LeftOut  []bulkLeftOut
	To       string // as typed
	Reason   string // as typed
	Dated    bool
	Previews bool // the new date was looked at
	Says     []string
	Off      *offDayView // the date is no working day
	Alert    string
}

// bulkBody is the chosen obligations of one body.
type bulkBody struct {
	ID         reception.BodyID
	Code, Name string
	Rows       []missingRow
}

// bulkLeftOut is an obligation to which the act does not apply, and why.
type bulkLeftOut struct {
	missingRow
	Reason string
}

// bulk makes the handler of an act on a selection. Without "confirm" it shows
// what would happen; with it all of it happens, or nothing.
func (s *site) bulk(n bulkName) handler {
	return func(v *visit) error {
		c, err := s.chosen(v)
		if err != nil {
			return err
		}
		view := bulkView{Name: n, Action: missingPath + "/" + map[bulkName]string{bulkExtend: "extension", bulkWaive: "waiver"}[n],
			Back: c.Filter.Href(), Reason: v.r.PostForm.Get("reason"), Dated: n == bulkExtend}
		instead := false
		view.To, instead = v.chosenDay()
		to, err := v.typedDay(view.To)
		if err != nil {
			return s.showBulk(v, c, view, to, err)
		}
		if instead || !v.r.PostForm.Has("confirm") {
			return s.showBulk(v, c, view, to, nil)
		}
		if err := v.inGeneral(n, to, view.Reason, s.Engine.Today()); err != nil {
			return s.showBulk(v, c, view, to, err)
		}
		if n == bulkExtend {
			err = s.Engine.ExtendObligations(v.r.Context(), v.actor(), c.IDs, to, view.Reason)
		} else {
			err = s.Engine.WaiveAll(v.r.Context(), v.actor(), c.IDs, view.Reason)
		}
		if err != nil {
			return s.showBulk(v, c, view, to, err)
		}
		q := c.Filter.query()
		q.Set("done", string(n))
		q.Set("count", strconv.Itoa(len(c.IDs)))
		return v.redirect(withQuery(missingPath, q))
	}
}

// inGeneral is what the rule refuses of an act whatever it is about: a missing
// reason, a date that is none.
func (v *visit) inGeneral(n bulkName, to calendar.Date, reason string, today calendar.Date) (err error) {
	any := workflow.Obligation{OfficeID: v.person.OfficeID, Status: workflow.ObligationOpen}
	if n == bulkExtend {
		_, err = workflow.Extend(any, v.actor(), to, reason, today)
	} else {
		_, err = workflow.Waive(any, v.actor(), reason)
	}
	return err
}

// showBulk renders the preview, with what was refused. What the act does not
// apply to is left out of what is confirmed, and named.
func (s *site) showBulk(v *visit, c selection, view bulkView, to calendar.Date, refused error) error {
	status := http.StatusOK
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
	if len(c.IDs) > bulkMax {
		return s.backToList(v, c, errTooManyChosen(len(c.IDs)))
	}
	lines, d, err := s.linesOf(v, c.IDs)
	if err != nil {
		return err
	}
	on := to
	if refused != nil { // the date may be what was refused
		on = calendar.Date{}
	}
	last := view.sort(v, lines, on, d)
	switch {
	case view.Count == 0 && !on.IsZero():
		view.Bodies, view.LeftOut = nil, nil
		return s.showBulk(v, c, view, to, last)
	case view.Count == 0 && refused == nil:
		return s.backToList(v, c, errNothingApplies())
	}
	c.IDs = view.ids()
	view.Fields, view.Previews = c.Fields(), view.Dated && !on.IsZero()
	if view.Previews {
		if view.Off, err = s.offDay(v, to); err != nil {
			return err
		}
		view.Says = []string{v.t("bulk.extend.says", tongue{v.lang, v.texts}.weekday(to))}
	}
	return s.page(v, status, "bulk", v.t("bulk."+string(view.Name)+".title"), view)
}

// bulkMax is how many obligations one act may be about, as the engine has it.
const bulkMax = 500

func (s *site) linesOf(v *visit, ids []workflow.ObligationID) (lines []storage.MissingLine, d desk, err error) {
	ctx := v.r.Context()
	d = s.desk()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if err = d.read(ctx, r, v.person.OfficeID); err != nil {
			return err
		}
		if lines, err = r.LinesOf(ctx, ids); err != nil {
			return err
		}
		return r.Explain(ctx, lines)
	})
	if err != nil {
		return nil, d, fmt.Errorf("chosen obligations: %w", err)
	}
	return lines, d, nil
}

// sort puts each obligation with those that the act applies to, or with those left
// out, and returns the last refusal.
func (b *bulkView) sort(v *visit, lines []storage.MissingLine, to calendar.Date, d desk) (last error) {
	for _, l := range lines {
		row := v.missingRow(l, d)
		err := v.notFor(b.Name, l, to, d)
		if r, ok := workflow.RefusalOf(err); ok {
			b.LeftOut, last = append(b.LeftOut, bulkLeftOut{row, inLanguage(r, v.lang)}), err
			continue
		}
		b.put(row)
	}
	return last
}

// ids are the obligations that the act applies to.
func (b *bulkView) ids() (ids []workflow.ObligationID) {
	for _, body := range b.Bodies {
		for _, row := range body.Rows {
			ids = append(ids, row.ID)
		}
	}
	return ids
}

// put adds a row to its body's.
func (b *bulkView) put(row missingRow) {
	n := len(b.Bodies)
	if n == 0 || b.Bodies[n-1].ID != row.BodyID {
		b.Bodies = append(b.Bodies, bulkBody{ID: row.BodyID, Code: row.BodyCode, Name: row.BodyName})
		n++
	}
	b.Bodies[n-1].Rows = append(b.Bodies[n-1].Rows, row)
	b.Count++
}

// notFor is the rule's refusal of an act on an obligation; nil where it applies.
func (v *visit) notFor(n bulkName, l storage.MissingLine, to calendar.Date, d desk) error {
	o, by := l.Obligation(), v.actor()
	o.OfficeID = v.person.OfficeID
	_, err := workflow.Waive(o, by, "…")
	if n == bulkExtend && err == nil && !to.IsZero() {
		_, err = workflow.Extend(o, by, to, "…", d.today)
	}
	return err
}

func errNothingChosen() error {
	return workflow.Refuse(workflow.Invalid, "acts.none", "Non è stato scelto nessun adempimento. Spuntare almeno una riga, oppure «Tutto l'elenco».",
		"No obligation was chosen. Tick at least one row, or “The whole list”.")
}

func errTooManyChosen(n int) error {
	return workflow.Refuse(workflow.Invalid, "acts.too_many",
		fmt.Sprintf("Gli adempimenti scelti sono %d e se ne possono trattare al massimo %d alla volta. Restringere il filtro e ripetere.", n, bulkMax),
		fmt.Sprintf("%d obligations are chosen, and at most %d can be dealt with at once. Narrow the filter and repeat.", n, bulkMax))
}

func errNothingApplies() error {
	return workflow.Refuse(workflow.Invalid, "acts.nothing",
		"Per nessuno degli adempimenti scelti è possibile: sono già arrivati, da integrare o dichiarati. Sceglierne altri.",
		"It is possible for none of the obligations chosen: they have arrived, are to be completed or declared. Choose others.")
}
