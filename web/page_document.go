package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// documentView is a document with everything known of it: for the body that
// sent it, and for the office as a case.
type documentView struct {
	Line      storage.DocumentLine
	Office    bool
	Done      string // what was just done, a sentence
	Alert     string // what went wrong, a sentence
	Opened    string // of an archive or a message that was opened: what it is
	Status    statusView
	Live      liveView
	Evidence  evidence
	Older     int // number of the older revision that is shown; 0: the latest
	Read      bool
	KindScore int // percent
	Sure      bool
	Facts     []factView
	Unsure    int // facts that must be verified
	Findings  []findingView
	Worst     check.Severity
	Rules     []ruleView
	Ruled     *ruledView // nil: not checked yet
	Signed    []signatureView
	Timeline  []happenedView
	Revisions []storage.RevisionLine
	Returned  *happenedView         // why it was returned, while it waits for the body
	Correct   *uploadView           // set while a corrected revision is awaited
	Contents  []storage.ContentLine // found inside
	Came      []pageLink            // inside what it came
	Unpacked  *unpackedView         // for what the archive was sent
	Waiting   int                   // documents found inside that wait for an obligation
	Placing   string                // where they are placed
	Place     *placeForm            // set while nobody said what it is for
	Kind      *kindForm             // set while its kind may be changed
	KindWhy   string                // why the reading took it for its kind
	Decide    *decideForm           // set when the visitor may decide
	NotYours  string                // why the visitor may not decide, for the office
	Reminding *remindingView        // of the open task, for the office
}

// ruleView is what became of one rule.
type ruleView struct {
	ID      string
	Title   string
	Applied bool
	Why     string // why it did not apply
	// Unchecked is what of a rule that applied could not be checked, and why.
	Unchecked string
	Found     int
}

// placeForm lets a person say which slot an unrecognised document fills.
type placeForm struct {
	Slots []storage.SlotLine
	Why   string // why the machines found none, a sentence
}

// loaded is what one snapshot says of a document.
type loaded struct {
	line      storage.DocumentLine
	paper     paperRead
	revisions []storage.RevisionLine
	shown     storage.ReadingShown
	read      bool
	findings  []check.Finding
	overrides map[string][]workflow.OverrideStep // by the findings' keys; for the office
	lapsed    map[string][]lapsed                // by the keys of the findings of now
	names     map[reception.PersonID]string
	outcomes  []check.Outcome
	events    []storage.Happened
	file      storage.CaseFile // zero without a case
	contents  []storage.ContentLine
	came      []storage.ContentLine
	unpacked  unpacked
	waiting   int // documents found inside that wait for an obligation
	slots     []storage.SlotLine
	hints     workflow.Hints // of an unplaced document
	centre    string         // code of the centre that the hints name
	cig       string         // of the agreement that the hints name
	reminding storage.TaskReminding
	desk      desk // of the office, where it is reminded of a task
	older     int
}

func (s *site) documentPage(v *visit) error {
	if v.wantsJSON() {
		return s.documentState(v)
	}
	d, err := s.loadDocument(v, func(r *storage.Reader) (storage.DocumentLine, error) {
		return r.DocumentLine(v.r.Context(), document.ID(v.pathID()))
	})
	if err != nil {
		return err
	}
	if v.isOffice() && d.line.CaseID != 0 {
		return v.redirect(v.withQuery(caseHref(d.line.CaseID)))
	}
	return s.showDocument(v, d, http.StatusOK, documentView{Done: v.doneText()})
}

// withQuery keeps the query of the address on the way to another page.
func (v *visit) withQuery(to string) string {
	if q := v.r.URL.RawQuery; q != "" {
		return to + "?" + q
	}
	return to
}

// doneText is the sentence for what the address says was just done.
func (v *visit) doneText() string {
	if key := "done." + v.query("done"); v.query("done") != "" && v.texts.has(key) {
		return v.t(key)
	}
	return ""
}

func (s *site) loadDocument(v *visit, find func(*storage.Reader) (storage.DocumentLine, error)) (d loaded, err error) {
	d.desk = s.desk()
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		if d.line, err = find(r); err != nil {
			return err
		}
		if d.paper, err = s.paperOf(v, r, d.line.ID); err != nil {
			return err
		}
		return d.load(v, r)
	})
	return d, err
}

// load reads what belongs to the document of the line.
func (d *loaded) load(v *visit, r *storage.Reader) (err error) {
	ctx, id := v.r.Context(), d.line.ID
	if d.revisions, err = r.RevisionLines(ctx, id); err != nil {
		return fmt.Errorf("revisions of document %d: %w", id, err)
	}
	rev := d.chosen(v)
	if d.shown, d.read, err = r.ReadingShown(ctx, rev.ID); err != nil {
		return fmt.Errorf("reading of revision %d: %w", rev.ID, err)
	}
	if d.findings, err = r.Findings(ctx, id); err != nil {
		return fmt.Errorf("findings of document %d: %w", id, err)
	}
	if v.isOffice() {
		if err = d.loadOverrides(v, r); err != nil {
			return fmt.Errorf("overrides of document %d: %w", id, err)
		}
	}
	if d.outcomes, _, err = r.Outcomes(ctx, id); err != nil {
		return fmt.Errorf("checks of document %d: %w", id, err)
	}
	if d.events, err = r.Timeline(ctx, id); err != nil {
		return fmt.Errorf("timeline of document %d: %w", id, err)
	}
	if d.contents, err = r.ContentsOf(ctx, rev.ID); err == nil {
		d.came, err = r.ContainersOf(ctx, id)
	}
	if err != nil {
		return fmt.Errorf("contents of document %d: %w", id, err)
	}
	if err := d.loadUnpacked(v, r); err != nil {
		return err
	}
	if len(d.contents) > 0 {
		if _, d.waiting, err = r.DocumentLines(ctx, storage.DocumentFilter{State: "unplaced", Inside: id}); err != nil {
			return fmt.Errorf("what waits inside document %d: %w", id, err)
		}
	}
	if d.line.CaseID != 0 {
		if d.file, err = r.Case(ctx, d.line.CaseID); err != nil {
			return err
		}
	}
	if v.isOffice() && d.line.TaskID != 0 {
		if d.reminding, err = r.TaskReminding(ctx, d.line.TaskID); err != nil {
			return err
		}
		if err = d.desk.read(ctx, r, v.person.OfficeID); err != nil {
			return err
		}
	}
	if d.unplaced() || d.misfiled(v) {
		return d.loadSlots(v, r)
	}
	return nil
}

// chosen is the revision that the address asks for, by its number or its id, else
// the latest.
func (d *loaded) chosen(v *visit) storage.RevisionLine {
	want, _ := strconv.Atoi(v.query("revision"))
	of, _ := strconv.ParseInt(v.query("of"), 10, 64)
	for i, rev := range d.revisions {
		if (rev.Number == want || rev.ID == document.RevisionID(of)) && i > 0 {
			d.older = rev.Number
			return rev
		}
	}
	return d.revisions[0]
}

func (d *loaded) unplaced() bool {
	return d.line.CheckedAt != nil && d.line.CaseID == 0 && d.line.ObligationID == 0 && !d.line.Opened()
}

// showDocument renders the page, and records that the paper is read; view carries what the caller adds to it.
func (s *site) showDocument(v *visit, d loaded, status int, view documentView) error {
	if err := s.record(v, d.paper, "document"); err != nil {
		return err
	}
	step, _ := d.file.Definition.Step(d.line.Step)
	view.Line, view.Office, view.Older = d.line, v.isOffice(), d.older
	view.Status = v.statusOf(d.line, step.Title.In(v.lang), s.Now())
	if d.line.Opened() {
		view.Opened = v.whatItIs(d.line)
		if unreadable(d.contents) {
			view.Status.Badge.Tone, view.Status.Text = "warn", v.t("status.inside.unreadable")
		}
	}
	view.Evidence = v.evidenceOf(d.chosen(v), d.shown, inputsOf(d.findings))
	view.Read, view.Revisions, view.Contents = d.read, d.revisions, d.contents
	for _, c := range d.came {
		view.Came = append(view.Came, pageLink{fmt.Sprintf("/documents/%d", c.Outer), v.t("contents.from."+c.Origin, c.Outer)})
	}
	if !d.line.Opened() { // whose findings are not shown
		view.Evidence.without(saidBy(d.findings, d.chosen(v).ID))
	}
	view.Unpacked = v.unpacked(d)
	if view.Waiting = d.waiting; d.waiting > 0 {
		view.Placing = placingHref(0, d.line.ID)
		if v.isOffice() {
			view.Placing = placingHref(d.line.BodyID, d.line.ID)
		}
	}
	s.fillReading(v, &view, d)
	view.Timeline = v.timeline(d.events, d.file.Definition)
	view.Live = liveView{Working: view.Status.Working, Stamp: documentStamp(d)}
	s.fillActions(v, &view, d, step)
	f := frame{Title: v.documentTitle(d.line)}
	if view.Status.Working {
		f.Refresh = 5
	}
	return s.pageIn(v, status, "document", f, view)
}

// documentStamp changes with everything that the page should not miss.
func documentStamp(d loaded) string {
	l := d.line
	return stamp(fmt.Sprint(l.RevisionID, l.ReadAt, l.CheckedAt, l.CaseID, l.CaseVersion, len(d.events), l.Blocks, l.Warns, l.Tasks, d.shown.Previews, len(d.contents), d.waiting))
}

func (s *site) fillReading(v *visit, view *documentView, d loaded) {
	r := d.shown.Reading
	view.KindScore, view.Sure, view.KindWhy = int(r.KindScore*100+0.5), r.KindScore >= 0.8, v.kindWhy(d)
	if r.Kind != d.line.Kind {
		view.KindScore = 0 // a person said it
	}
	view.Facts, view.Signed = v.facts(r, &view.Evidence), v.signatures(r)
	for _, f := range view.Facts {
		if f.Unsure {
			view.Unsure++
		}
	}
	view.Findings = v.findings(d.findings, d.line, &view.Evidence)
	for i, f := range d.findings {
		view.Findings[i].Override = v.override(d, f)
	}
	view.Worst = d.line.Worst()
	for _, o := range d.outcomes {
		view.Rules = append(view.Rules, ruleView{ID: o.Rule, Title: workflow.Text{It: o.TitleIt, En: o.TitleEn}.In(v.lang), Applied: o.Applied,
			Why: workflow.Text{It: o.WhyNotIt, En: o.WhyNotEn}.In(v.lang), Found: o.Findings, Unchecked: workflow.Text{It: o.UncheckedIt, En: o.UncheckedEn}.In(v.lang)})
	}
	view.Ruled = ruled(view.Rules)
}

func (s *site) fillActions(v *visit, view *documentView, d loaded, step workflow.Step) {
	view.Kind = v.kindForm(d)
	if d.unplaced() || d.misfiled(v) {
		view.Place = &placeForm{Slots: d.slots, Why: v.whyUnplaced(d)}
	}
	if step.Role == reception.Operator {
		view.Returned = lastReturn(view.Timeline, d.events)
		if !v.isOffice() {
			view.Correct = &uploadView{s.UploadLimit}
		}
	}
	if v.isOffice() && d.line.TaskID != 0 {
		view.Decide, view.NotYours = v.decideForm(d, step, view.Findings)
		view.Reminding = v.taskReminding(d.reminding, d.desk)
	}
}

// lastReturn is the latest decision on the timeline, which is in the reverse
// order of the events.
func lastReturn(shown []happenedView, events []storage.Happened) *happenedView {
	for i := range shown {
		if events[len(events)-1-i].Kind == "decision.taken" {
			return &shown[i]
		}
	}
	return nil
}

// unreadable says that nothing found inside a document could be read.
func unreadable(all []storage.ContentLine) bool {
	return !slices.ContainsFunc(all, func(c storage.ContentLine) bool { return !c.Unreadable })
}

// whatItIs is the kind of a document, or for one that was opened how many it holds.
func (v *visit) whatItIs(d storage.DocumentLine) string {
	if d.Opened() {
		return v.texts.count(v.lang, "opened."+d.Origin, d.Inside)
	}
	return tongue{v.lang, v.texts}.kind(d.Kind)
}

// documentTitle names a document: kind, centre and period.
func (v *visit) documentTitle(d storage.DocumentLine) string {
	g := tongue{v.lang, v.texts}
	t := v.whatItIs(d)
	if d.CentreCode != "" {
		t += " " + d.CentreCode
	}
	if p := g.period(d.For()); p != "" {
		t += ", " + p
	}
	return t
}

func (s *site) placeDocument(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 16<<10)
	slot, err := strconv.ParseInt(v.r.PostFormValue("obligation"), 10, 64)
	if err != nil || slot <= 0 {
		return workflow.Refuse(workflow.Invalid, "place.none",
			"Non è stato scelto nessun adempimento. Tornare indietro, scegliere dall'elenco e confermare.",
			"No obligation was chosen. Go back, choose one from the list and confirm.")
	}
	id := document.ID(v.pathID())
	if err := s.Engine.Place(v.r.Context(), v.actor(), id, workflow.ObligationID(slot)); err != nil {
		return err
	}
	return v.redirect(documentHref(id) + "?done=placed")
}
