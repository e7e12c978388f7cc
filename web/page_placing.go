package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// placingView puts the documents of one body that wait for an obligation beside what
// is proposed for each, to be confirmed at once.
type placingView struct {
	Office   bool
	Body     reception.Body
	Bodies   []reception.Body // that have such documents, for the office
	Inside   document.ID      // only what was found in this one; zero: all
	Rows     []unplacedRow
	Proposed int // rows that have a proposal
	Can      int // rows that have something to choose from
	Total    int // documents that wait, those of the rows included
	Done     string
	Alert    string
}

// unplacedRow is a document without an obligation.
type unplacedRow struct {
	storage.DocumentLine
	Title  string
	Why    string // of the proposal, or why there is none
	Said   string // the obligation that is chosen when the page opens, in full: a phone cuts lists short
	Offers []slotOffer
	More   bool // there are obligations beyond those offered
	Error  string
}

// slotOffer is an obligation that a document may fill.
type slotOffer struct {
	ID     workflow.ObligationID
	Text   string
	Chosen bool
}

const (
	placingPath = "/documents/placing"
	perPlacing  = 30 // documents on one page
	mostOffers  = 40 // obligations for each
)

// placingHref is the page of what waits for an obligation, of a body or within a
// document; zero does not narrow.
func placingHref(body reception.BodyID, inside document.ID) string {
	q := url.Values{}
	if body != 0 {
		q.Set("body", strconv.FormatInt(int64(body), 10))
	}
	if inside != 0 {
		q.Set("inside", strconv.FormatInt(int64(inside), 10))
	}
	return withQuery(placingPath, q)
}

func (s *site) placingPage(v *visit) error {
	done := ""
	if n := v.number("placed"); n > 0 {
		done = v.texts.count(v.lang, "placing.done", n)
	}
	return s.showPlacing(v, http.StatusOK, placingFor{Body: reception.BodyID(v.number("body")), Inside: document.ID(v.number("inside"))}, placingView{Done: done})
}

// placingFor is what a page of proposals is about, and what was chosen on it.
type placingFor struct {
	Body    reception.BodyID
	Inside  document.ID
	Chosen  map[document.ID]workflow.ObligationID // of those that were on the page
	Refused map[document.ID]string
}

// unplacedRead is what one snapshot says of documents without an obligation.
type unplacedRead struct {
	lines    []storage.DocumentLine
	slots    []storage.SlotLine
	readings map[document.RevisionID]document.Reading
	parties  storage.Parties
}

// showPlacing renders the page; view carries what is said on top.
func (s *site) showPlacing(v *visit, status int, about placingFor, view placingView) error {
	view.Office, view.Inside = v.isOffice(), about.Inside
	var l unplacedRead
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if view.Office {
			if view.Bodies, err = r.BodiesUnplaced(v.r.Context()); err != nil {
				return err
			}
		}
		if view.Body, err = s.placingBody(v, r, about, view.Bodies); err != nil || view.Body.ID == 0 {
			return err
		}
		l, view.Total, err = loadUnplaced(v, r, view.Body.ID, about.Inside)
		return err
	})
	if err != nil {
		return fmt.Errorf("documents to place: %w", err)
	}
	view.Rows = v.unplacedRows(l, about)
	for _, row := range view.Rows {
		if len(row.Offers) > 0 {
			view.Can++
		}
		if slices.ContainsFunc(row.Offers, func(o slotOffer) bool { return o.Chosen }) {
			view.Proposed++
		}
	}
	return s.page(v, status, "placing", v.t("placing.title"), view)
}

// placingBody is the body whose documents are shown: the visitor's, the one asked for,
// or the first that has any.
func (s *site) placingBody(v *visit, r *storage.Reader, about placingFor, all []reception.Body) (reception.Body, error) {
	switch {
	case !v.isOffice():
		return r.Body(v.r.Context(), v.person.BodyID)
	case about.Body != 0:
		return r.Body(v.r.Context(), about.Body)
	case len(all) > 0:
		return all[0], nil
	}
	return reception.Body{}, nil
}

func loadUnplaced(v *visit, r *storage.Reader, body reception.BodyID, inside document.ID) (l unplacedRead, total int, err error) {
	ctx := v.r.Context()
	if l.lines, total, err = r.DocumentLines(ctx, storage.DocumentFilter{Body: body, State: "unplaced", Inside: inside, Limit: perPlacing}); err != nil {
		return l, 0, err
	}
	revisions := make([]document.RevisionID, len(l.lines))
	for i, d := range l.lines {
		revisions[i] = d.RevisionID
	}
	if l.readings, err = r.Readings(ctx, revisions); err != nil {
		return l, 0, err
	}
	if l.slots, err = r.SlotsToFill(ctx, body); err != nil {
		return l, 0, err
	}
	if l.parties.Centres, err = r.Centres(ctx, body); err == nil {
		l.parties.Agreements, err = r.Agreements(ctx, body)
	}
	return l, total, err
}

// unplacedRows puts what is proposed beside each document; what was chosen on the page
// before stands in its place.
func (v *visit) unplacedRows(l unplacedRead, about placingFor) []unplacedRow {
	papers := make([]workflow.Unplaced, len(l.lines))
	for i, d := range l.lines {
		r := l.readings[d.RevisionID]
		papers[i] = workflow.Unplaced{Kind: d.Kind, Hints: workflow.HintsOf(r, l.parties.Centres, l.parties.Agreements)}
		for _, g := range r.Guesses {
			papers[i].Guesses = append(papers[i].Guesses, g.Kind)
		}
	}
	slots := make([]workflow.Obligation, len(l.slots))
	texts, kinds := make(map[workflow.ObligationID]string, len(l.slots)), make(map[workflow.ObligationID]document.Kind, len(l.slots))
	for i, o := range l.slots {
		slots[i], texts[o.ID], kinds[o.ID] = o.Obligation(), v.slotText(o), o.Kind
	}
	out := make([]unplacedRow, len(l.lines))
	for i, p := range workflow.Propose(slots, papers) {
		d := l.lines[i]
		row := unplacedRow{DocumentLine: d, Title: v.documentTitle(d), Why: v.whyProposed(p, l.readings[d.RevisionID], kinds[p.Best], texts), Error: about.Refused[d.ID]}
		chosen, told := about.Chosen[d.ID]
		if !told {
			chosen = p.Best
		}
		for n, id := range p.Likely {
			if row.More = n >= mostOffers; row.More {
				break
			}
			row.Offers = append(row.Offers, slotOffer{id, texts[id], id == chosen})
			if id == chosen {
				row.Said = texts[id]
			}
		}
		out[i] = row
	}
	return out
}

// slotText names an obligation in a list to choose from.
func (v *visit) slotText(o storage.SlotLine) string {
	g := tongue{v.lang, v.texts}
	parts := []string{g.kind(o.Kind)}
	switch {
	case o.CentreCode != "":
		parts = append(parts, strings.TrimSpace(o.CentreCode+" "+o.CentreName))
	case o.CIG != "":
		parts = append(parts, v.t("cig", o.CIG))
	}
	if p := g.period(o.Obligation().For); p != "" {
		parts = append(parts, p)
	}
	return strings.Join(parts, " · ")
}

// whyProposed says why an obligation, of a kind, is proposed for a document, or why none
// is; texts name the obligations.
func (v *visit) whyProposed(p workflow.Proposal, r document.Reading, kind document.Kind, texts map[workflow.ObligationID]string) string {
	switch p.Reason {
	case workflow.WantedBySeveral:
		return v.t("placing.why."+keyOf(p.Reason), texts[p.Likely[0]])
	case workflow.LooksLike:
		for _, g := range r.Guesses { // the best of them may be of a kind that is not owed
			if g.Kind == kind {
				return v.t("placing.why.looks_like", tongue{v.lang, v.texts}.kind(g.Kind), int(g.Score*100+0.5))
			}
		}
	}
	return v.t("placing.why." + keyOf(p.Reason))
}

// placeSeveral links what was chosen, each document by itself.
func (s *site) placeSeveral(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formLimit)
	if err := v.r.ParseForm(); err != nil {
		return tooMuch(err)
	}
	about, all := v.readPlacing()
	if len(all) == 0 {
		return s.showPlacing(v, http.StatusBadRequest, about, placingView{Alert: v.t("placing.none")})
	}
	if about.Refused = v.chosenTwice(all); len(about.Refused) > 0 {
		return s.showPlacing(v, http.StatusBadRequest, about, placingView{Alert: v.t("placing.twice")})
	}
	refused, err := s.Engine.PlaceAll(v.r.Context(), v.actor(), all)
	if err != nil {
		return err
	}
	if len(refused) == 0 {
		to, q := placingHref(about.Body, about.Inside), "placed="+strconv.Itoa(len(all))
		if strings.Contains(to, "?") {
			return v.redirect(to + "&" + q)
		}
		return v.redirect(to + "?" + q)
	}
	about.Refused = map[document.ID]string{}
	for id, r := range refused {
		about.Refused[id] = inLanguage(r, v.lang)
	}
	view := placingView{Alert: v.texts.count(v.lang, "placing.refused", len(refused))}
	if n := len(all) - len(refused); n > 0 {
		view.Done = v.texts.count(v.lang, "placing.done", n)
	}
	return s.showPlacing(v, http.StatusConflict, about, view)
}

// readPlacing reads the form: what it is about, and what was chosen.
func (v *visit) readPlacing() (about placingFor, all []engine.Placing) {
	number := func(text string) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	form := v.r.PostForm
	about = placingFor{Body: reception.BodyID(number(form.Get("body"))), Inside: document.ID(number(form.Get("inside"))),
		Chosen: map[document.ID]workflow.ObligationID{}}
	for _, text := range form["document"][:min(len(form["document"]), perPlacing)] {
		id := document.ID(number(text))
		if _, again := about.Chosen[id]; id == 0 || again {
			continue
		}
		slot := workflow.ObligationID(number(form.Get("obligation-" + text)))
		if about.Chosen[id] = slot; slot != 0 {
			all = append(all, engine.Placing{Document: id, Obligation: slot})
		}
	}
	return about, all
}

// chosenTwice says of documents for which one obligation was chosen that it was.
func (v *visit) chosenTwice(all []engine.Placing) map[document.ID]string {
	of := map[workflow.ObligationID]int{}
	for _, p := range all {
		of[p.Obligation]++
	}
	out := map[document.ID]string{}
	for _, p := range all {
		if of[p.Obligation] > 1 {
			out[p.Document] = v.t("placing.twice.this")
		}
	}
	return out
}
