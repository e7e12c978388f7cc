package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// requirementView is one requirement with what comes of it.
type requirementView struct {
	Sections  []navItem
	Done      string
	MayEdit   bool
	Row       requirementRow
	Iter      string // the definition that its cases follow
	Office    string // the office's ladder, where the requirement has none of its own
	Next      []example
	Overrides []requirementRow
	Removed   []requirementRow
	Of        pageLink // of an agreement's own: the office's that it stands for
	Asked     bool     // the office asks everybody for it, so that a removed own one leaves its rule
	Versions  []templateView
	Ask       *askView // asked before it is asked for again

	NextFiles, VersionFiles downloads
}

// templateView is a version of a requirement in words.
type templateView struct {
	storage.RequirementVersion
	Often string
	When  string
}

func (v *visit) template(t storage.RequirementVersion) templateView {
	return templateView{t, v.oftenWords(t.Is), v.dueWords(t.Is)}
}

func (s *site) requirementPage(v *visit) error { return s.showRequirement(v, nil) }

// showRequirement renders the page, with what is to be confirmed on top.
func (s *site) showRequirement(v *visit, ask *askView) error {
	q, all, frame, err := s.requirementOf(v)
	if err != nil {
		return err
	}
	view := requirementView{Sections: v.sections(), Done: v.doneText(), MayEdit: v.mayEdit(), Row: v.requirementRow(q, all, frame),
		Next: v.examples(q, frame, 3), Office: v.ladderWords(frame.office.Rules.Ladder), Ask: ask}
	view.NextFiles = downloadsOf(requirementHref(q.ID)+"/dates", nil).of(v.t("requirement.next"))
	view.VersionFiles = downloadsOf(requirementHref(q.ID)+"/versions", nil).of(v.t("requirement.versions"))
	if view.Versions, err = s.templates(v, q.ID); err != nil {
		return err
	}
	for _, d := range v.definitions() {
		if d.Value == q.Definition {
			view.Iter = d.Text
		}
	}
	view.Asked = officeAsks(q, all)
	for _, o := range all {
		switch {
		case o.Kind != q.Kind || o.Subject != q.Subject || o.ID == q.ID:
		case q.AgreementID == 0 && o.Removed:
			view.Removed = append(view.Removed, v.requirementRow(o, all, frame))
		case q.AgreementID == 0 && o.AgreementID != 0:
			view.Overrides = append(view.Overrides, v.requirementRow(o, all, frame))
		case q.AgreementID != 0 && o.AgreementID == 0:
			view.Of = pageLink{requirementHref(o.ID), v.requirementName(o)}
		}
	}
	return s.page(v, http.StatusOK, "requirement", view.Row.Name, view)
}

// requirementOf is the requirement of the address, with the others and what its
// dates depend on.
func (s *site) requirementOf(v *visit) (q reception.Requirement, all []reception.Requirement, frame requirementFrame, err error) {
	if all, frame, err = s.catalogue(v); err != nil {
		return q, nil, frame, err
	}
	q, ok := requirementByID(all, reception.RequirementID(v.pathID()))
	if !ok {
		return q, nil, frame, errNoRow()
	}
	return q, all, frame, nil
}

// officeAsks says that the office asks every agreement for what one asks for by a
// rule of its own.
func officeAsks(q reception.Requirement, all []reception.Requirement) bool {
	return slices.ContainsFunc(all, func(o reception.Requirement) bool {
		return o.AgreementID == 0 && o.Active && o.Kind == q.Kind && o.Subject == q.Subject && workflow.SameClass(o, q)
	})
}

// templates are the versions of a requirement, latest first.
func (s *site) templates(v *visit, id reception.RequirementID) (out []templateView, err error) {
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		all, err := r.RequirementVersions(v.r.Context(), id)
		out = make([]templateView, len(all))
		for i, t := range all {
			out[i] = v.template(t)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("versions of requirement %d: %w", id, err)
	}
	return out, nil
}

func requirementByID(all []reception.Requirement, id reception.RequirementID) (reception.Requirement, bool) {
	for _, q := range all {
		if q.ID == id {
			return q, true
		}
	}
	return reception.Requirement{}, false
}

// definitions lists the workflows that a case may follow.
func (v *visit) definitions() []choice {
	all, err := workflow.DefaultDefinitions()
	if err != nil {
		return nil // they are compiled in and tested
	}
	out := make([]choice, len(all))
	for i, d := range all {
		out[i] = choice{Value: d.Key, Text: d.Title.In(v.lang)}
	}
	return out
}

func (s *site) newRequirement(v *visit) error {
	all, frame, err := s.catalogue(v)
	if err != nil {
		return err
	}
	q := reception.Requirement{OfficeID: v.person.OfficeID, Active: true, Subject: reception.PerAgreement, Recurrence: reception.Monthly,
		Due: reception.DueRule{Day: 10, Months: 1}, Definition: workflow.FallbackDefinition,
		StartsOn: frame.today.Period().Start} // from when the ledger began, everybody would be late at once
	return s.requirementForm(v, q, all, frame, editing{title: v.t("requirement.new"), lead: v.t("requirement.new.lead"), submit: "requirement.add",
		back: pageLink{"/requirements", v.t("requirements.title")}})
}

// newOverride begins the requirement of one agreement from the office's.
func (s *site) newOverride(v *visit) error {
	all, frame, err := s.catalogue(v)
	if err != nil {
		return err
	}
	q, ok := requirementByID(all, reception.RequirementID(v.pathID()))
	if !ok || q.AgreementID != 0 || q.Subject == reception.PerBody {
		return errNoRow()
	}
	back := pageLink{requirementHref(q.ID), v.requirementName(q)}
	q.ID, q.Proposed = 0, false
	return s.requirementForm(v, q, all, frame, editing{title: v.t("override.new", v.requirementName(q)), lead: v.t("override.new.lead"), submit: "override.add",
		back: back, override: true})
}

func (s *site) editRequirement(v *visit) error {
	all, frame, err := s.catalogue(v)
	if err != nil {
		return err
	}
	q, ok := requirementByID(all, reception.RequirementID(v.pathID()))
	if !ok {
		return errNoRow()
	}
	return s.requirementForm(v, q, all, frame, editing{id: int64(q.ID), last: workflow.EventID(q.Version), title: v.t("requirement.edit", v.requirementName(q)), lead: v.t("requirement.edit.lead"),
		back: pageLink{requirementHref(q.ID), v.requirementName(q)}})
}

func (s *site) requirementForm(v *visit, q reception.Requirement, all []reception.Requirement, frame requirementFrame, e editing) error {
	e.entity, e.preview, e.undated = reception.EntityRequirement, "due", true
	e.bind = func(f *form) {
		f.requirement(&q, all, frame, e)
		if f.sent && f.wrongDue(q) {
			return // no dates of a rule that can't be
		}
		for _, x := range v.examples(q, frame, 3) {
			f.sets[f.dueSet()].Says = append(f.sets[f.dueSet()].Says, v.t("example.says", x.For, x.By, x.Why))
		}
	}
	e.alone = func() reception.Problems { return q.Validate() }
	e.foresee = func(f *form) error { return s.foresee(v, f, q) }
	e.save = func(how engine.Saving) (string, error) {
		q.Version = int(how.Seen)
		id, err := s.Engine.SaveRequirement(v.r.Context(), v.actor(), q)
		return requirementHref(id) + savedAs(e.id), err
	}
	return s.edit(v, e)
}

// foresee says below the examples what saving would do to what is owed already.
// What can't be saved has its own sentence when it is.
func (s *site) foresee(v *visit, f *form, q reception.Requirement) error {
	if len(q.Validate()) > 0 {
		return nil
	}
	does, err := s.Engine.PreviewRequirement(v.r.Context(), v.actor(), q)
	switch {
	case f.takeRefusal(err):
		return nil
	case err != nil:
		return err
	}
	f.sets[f.dueSet()].Does = v.foreseen(does)
	return nil
}

// foreseen tells what a changed template would do to what is owed already.
func (v *visit) foreseen(does workflow.Foreseen) (says []string) {
	if does.Moved == 0 {
		says = append(says, v.t("foreseen.none"))
	}
	return append(says, v.foreseenRows(does)...)
}

// foreseenRows tells how many obligations each thing would happen to.
func (v *visit) foreseenRows(does workflow.Foreseen) (says []string) {
	for _, x := range []struct {
		what string
		n    int
	}{{"moved", does.Moved}, {"past", does.Past}, {"touched", does.Touched}, {"withdrawn", does.Withdrawn}, {"added", does.Added}, {"late", does.Late}} {
		if x.n > 0 {
			says = append(says, v.texts.count(v.lang, "foreseen."+x.what, x.n))
		}
	}
	return says
}

// wrongDue says that something is wrong with the due rule or with what it hangs off,
// and puts that beside its controls.
func (f *form) wrongDue(q reception.Requirement) bool {
	ps := q.Validate()
	wrong := slices.Concat(ps.Of("due"), ps.Of("happening"))
	f.blame(wrong)
	return len(wrong) > 0 || slices.ContainsFunc(f.sets[f.dueSet()].Fields, func(x field) bool { return x.Error != "" })
}

// dueSet is the group of the due rule.
func (f *form) dueSet() int {
	return max(0, slices.IndexFunc(f.sets, func(s fieldset) bool { return s.ID == "due" }))
}

// requirement binds a requirement. Its kind and its agreement are chosen once.
func (f *form) requirement(q *reception.Requirement, all []reception.Requirement, frame requirementFrame, e editing) {
	f.set("set.requirement.what")
	if e.id == 0 && !e.override {
		pick(f, "kind", &q.Kind, f.kinds(func(document.KindInfo) bool { return true }), must, wide)
	}
	if e.override {
		pick(f, "agreement_id", &q.AgreementID, agreementChoices(f.v, frame.agreements), must, wide)
	} else {
		subjects := f.choices("requirement.subject.", "body", "agreement", "centre")
		if q.AgreementID != 0 {
			subjects = subjects[1:]
		}
		pick(f, "subject", &q.Subject, subjects, must)
	}
	pick(f, "recurrence", &q.Recurrence, f.choices("requirement.recurrence.", "once", "daily", "monthly", "two_monthly", "quarterly", "yearly",
		"invoicing", "before_expiry", "after_happening"), must)
	pick(f, "happening", &q.Happening, append([]choice{{Text: "–"}}, f.v.whats(all, true)...), wide)
	if q.Recurrence != reception.BeforeExpiry && q.Recurrence != reception.AfterHappening {
		q.Happening = ""
	}
	f.check("active", &q.Active, wide)
	f.dueRule(&q.Due)
	f.ownLadder(&q.Ladder, frame.office)
	f.set("set.requirement.rest")
	pick(f, "definition", &q.Definition, f.v.definitions(), must)
	f.date("starts_on", &q.StartsOn)
	f.area("basis", &q.Basis, wide)
	f.check("proposed", &q.Proposed, wide)
	f.area("note", &q.Note, wide)
}

func agreementChoices(v *visit, all []reception.Agreement) []choice {
	out := make([]choice, len(all))
	for i, a := range all {
		out[i] = choice{Value: strconv.FormatInt(int64(a.ID), 10), Text: fmt.Sprintf("%s %s", v.t("cig", a.CIG), a.Title)}
	}
	return out
}

// dueRule binds by when something is owed.
func (f *form) dueRule(d *reception.DueRule) {
	f.set("set.requirement.due")
	f.sets[len(f.sets)-1].ID = "due"
	how, length, unitName, roll := "same", 0, "days", "law"
	switch {
	case d.Day > 0:
		how = "day"
	case d.Term != calendar.Term{}:
		how = "term"
	}
	for _, u := range termUnits() {
		if n := *u.at(&d.Term); n != 0 {
			length, unitName = n, u.name
		}
	}
	for name, on := range rolls(&d.Term) {
		if *on {
			roll = name
		}
	}
	pick(f, "due.how", &how, f.choices("due.how.", "day", "term", "same"), must, wide)
	f.whole("due.day", &d.Day, -31, 99)
	f.whole("due.months", &d.Months, -12, 99)
	f.whole("due.term.length", &length, -100000, 100000)
	pick(f, "due.term.unit", &unitName, f.choices("due.unit.", "days", "working_days", "hours", "months", "years"))
	pick(f, "due.term.roll", &roll, f.choices("due.roll.", "law", "no_roll", "saturday_rolls", "closures_roll"), wide)
	d.Term = calendar.Term{}
	if how == "day" && d.Day == 0 && f.sent {
		f.refuse("due.day", f.absent("due.day", f.v.t("form.day.range")))
	}
	if how != "day" {
		d.Day, d.Months = 0, 0
	}
	if how != "term" {
		return
	}
	for _, u := range termUnits() {
		if u.name == unitName {
			*u.at(&d.Term) = length
		}
	}
	if on, ok := rolls(&d.Term)[roll]; ok {
		*on = true
	}
	if length == 0 && f.sent {
		f.refuse("due.term.length", f.absent("due.term.length", f.v.t("form.term.zero")))
	}
}

// absent is what is said of a number that must be there: that it is missing, or what
// is wrong with the 0 that was typed.
func (f *form) absent(name, zero string) string {
	if strings.TrimSpace(f.values.Get(name)) == "" {
		return f.v.t("form.missing")
	}
	return zero
}

// rolls are what may move the last day of a term, by the name of the choice.
func rolls(t *calendar.Term) map[string]*bool {
	return map[string]*bool{"no_roll": &t.NoRoll, "saturday_rolls": &t.SaturdayRolls, "closures_roll": &t.ClosuresRoll}
}

// ownLadder binds when a requirement reminds, where it does not as the office.
func (f *form) ownLadder(at **reception.Ladder, o reception.Office) {
	f.set("set.requirement.ladder")
	own, l := *at != nil, reception.Ladder{Steps: o.Rules.Ladder.Steps}
	if own {
		l = reception.Ladder{Steps: (*at).Steps}
	}
	f.check("own_ladder", &own, wide)
	f.ladder("ladder.", &l, false)
	*at = nil
	if own {
		*at = &l
	}
}

// requirementsSheet is the catalogue as a file.
func (s *site) requirementsSheet(v *visit) (*sheet, error) {
	all, frame, err := s.catalogue(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.requirements", v.t("requirements.title"), "col.kind", "requirement.for_whom", "requirement.how_often", "requirement.by_when", "requirement.example", "col.why",
		"label.requirement.basis", "requirement.is_proposed", "requirement.is_active", "requirement.agreement", "requirement.version", "col.link")
	for _, q := range all {
		if q.Removed {
			continue
		}
		r := v.requirementRow(q, all, frame)
		sh.add(word(r.Name), word(r.Whom), word(r.Often), word(r.When), word(r.Example.For+" "+r.Example.By), word(r.Example.Why), word(q.Basis), v.yesNo(q.Proposed), v.yesNo(q.Active),
			word(r.Agreement), whole(q.Version), s.linkTo(v, requirementHref(q.ID)))
	}
	return sh, nil
}
