package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// rulesView is every rule across documents, as the office applies it.
type rulesView struct {
	Sections []navItem
	Done     string
	MayEdit  bool
	Office   reception.OfficeID
	Rows     []ruleRow
	Changed  int // rules to which the office gives another severity
	Files    downloads
}

// ruleRow is one rule.
type ruleRow struct {
	check.Rule
	Title     string
	Of        string // what it looks at
	Needs     string // what it judges by
	Holds     string // from and to which day; "": always
	Is        badge  // its severity today
	Own       badge  // the rule's own, where the office wants another
	Since     string // from when the office does
	Coming    string // a change that is planned
	Findings  int    // on documents that are not decided
	Documents int
}

// rulesOf is what one snapshot says of the rules.
type rulesOf struct {
	versions reception.Versions[reception.Office]
	counts   map[string]storage.RuleCount
}

func (s *site) loadRules(v *visit) (d rulesOf, err error) {
	ctx, id := v.r.Context(), v.person.OfficeID
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) error {
		o, err := r.Office(ctx, id)
		if err != nil {
			return err
		}
		if d.versions, err = storage.HistoryOf(ctx, r, reception.EntityOffice, int64(id), o); err != nil {
			return err
		}
		counts, err := r.RuleCounts(ctx, id)
		d.counts = map[string]storage.RuleCount{}
		for _, c := range counts {
			d.counts[c.Rule] = c
		}
		return err
	})
	if err != nil {
		return d, fmt.Errorf("rules of office %d: %w", id, err)
	}
	return d, nil
}

func (s *site) rulesPage(v *visit) error {
	d, err := s.loadRules(v)
	if err != nil {
		return err
	}
	view := rulesView{Sections: v.sections(), Done: v.doneText(), MayEdit: v.mayEdit(), Office: v.person.OfficeID,
		Rows: v.ruleRows(d, s.Engine.Today()), Files: downloadsOf("/rules", nil)}
	for _, r := range view.Rows {
		if r.Own.Text != "" {
			view.Changed++
		}
	}
	return s.page(v, http.StatusOK, "rules", v.t("rules.page"), view)
}

func (v *visit) ruleRows(d rulesOf, today calendar.Date) []ruleRow {
	var out []ruleRow
	for _, r := range check.Rules() {
		c := d.counts[r.ID]
		row := ruleRow{Rule: r, Title: v.ruleTitle(r), Of: v.ruleKinds(r), Needs: workflow.Text{It: r.NeedsIt, En: r.NeedsEn}.In(v.lang), Holds: v.ruleDays(r), Findings: c.Findings, Documents: c.Documents}
		row.Is = v.severityBadge(r.Severity)
		if is, since := weighed(d.versions, r.ID, today); is != "" {
			row.Is, row.Own = v.severityBadge(check.Severity(is)), row.Is
			row.Since = v.t("rules.since", tongue{v.lang, v.texts}.date(since))
			if since.Equal(reception.Ever()) {
				row.Since = v.t("rules.since.ever")
			}
		}
		row.Coming = v.comingSeverity(d.versions, r, today)
		out = append(out, row)
	}
	return out
}

// weighed is the severity that an office gives a rule on a day, and since when
// without a break; "" where it gives none.
func weighed(h reception.Versions[reception.Office], rule string, day calendar.Date) (is string, since calendar.Date) {
	now, _ := h.On(day)
	if is = now.Rules.Severities[rule]; is == "" {
		return "", since
	}
	for i, v := range slices.Backward(h) {
		switch {
		case v.FromOn.After(day) && i > 0:
			continue
		case v.Is.Rules.Severities[rule] != is:
			return is, since
		}
		if since = v.FromOn; i == 0 {
			since = reception.Ever() // the first version holds before its day as well
		}
	}
	return is, since
}

// comingSeverity tells the next change of a rule's severity that is planned.
func (v *visit) comingSeverity(h reception.Versions[reception.Office], r check.Rule, today calendar.Date) string {
	now, _ := h.On(today)
	for _, later := range h {
		if s := later.Is.Rules.Severities[r.ID]; later.FromOn.After(today) && s != now.Rules.Severities[r.ID] {
			return v.t("rules.coming", tongue{v.lang, v.texts}.date(later.FromOn), v.severityText(r, s))
		}
	}
	return ""
}

// severityText is a severity in words; "" is the rule's own.
func (v *visit) severityText(r check.Rule, s string) string {
	if s == "" {
		return v.t("rules.own", v.t("severity."+string(r.Severity)))
	}
	return v.t("severity." + s)
}

func (v *visit) ruleTitle(r check.Rule) string {
	return workflow.Text{It: r.TitleIt, En: r.TitleEn}.In(v.lang)
}

// ruleKinds says which documents a rule looks at.
func (v *visit) ruleKinds(r check.Rule) string {
	if len(r.Kinds) == 0 {
		return v.t("rules.any")
	}
	g := tongue{v.lang, v.texts}
	words := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		words[i] = g.kind(k)
	}
	return strings.Join(words, ", ")
}

// ruleDays says from and to which day the basis of a rule holds; "" without a bound.
func (v *visit) ruleDays(r check.Rule) string {
	g := tongue{v.lang, v.texts}
	switch {
	case r.From.IsZero() && r.Until.IsZero():
		return ""
	case r.Until.IsZero():
		return v.t("rules.holds.from", g.date(r.From))
	case r.From.IsZero():
		return v.t("rules.holds.until", g.date(r.Until))
	}
	return v.t("rules.holds.both", g.date(r.From), g.date(r.Until))
}

// rulesSheet is the same list as a file.
func (s *site) rulesSheet(v *visit) (*sheet, error) {
	d, err := s.loadRules(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.rules", v.t("rules.page"), "col.code", "rules.col.rule", "rules.col.of", "rules.col.basis", "rules.col.holds", "rules.col.needs", "rules.col.version", "rules.col.severity",
		"rules.col.own", "rules.col.since", "rules.col.open", "rules.col.documents")
	for _, r := range v.ruleRows(d, s.Engine.Today()) {
		own := v.t("severity." + string(r.Severity))
		sh.add(word(r.ID), word(r.Title), word(r.Of), word(r.Basis), word(r.Holds), word(r.Needs), whole(r.Version), word(r.Is.Text), word(own), word(strings.TrimSpace(r.Since+" "+r.Coming)),
			whole(r.Findings), whole(r.Documents))
	}
	return sh, nil
}

// editRules changes how grave the findings of rules are for the office.
func (s *site) editRules(v *visit) error {
	e, err := s.begin(v, reception.EntityOffice, int64(v.person.OfficeID))
	if err != nil {
		return err
	}
	o, _, err := s.officeOf(v)
	if err != nil {
		return err
	}
	d, err := s.loadRules(v)
	if err != nil {
		return err
	}
	before := o.Rules.Severities
	e.title, e.lead, e.back, e.preview = v.t("rules.edit"), v.t("rules.edit.lead"), pageLink{"/rules", v.t("rules.page")}, "set-1"
	e.bind = func(f *form) { o.Rules.Severities = f.severities(before) }
	e.alone = func() reception.Problems { return engine.OfficeProblems(o) }
	e.foresee = func(f *form) error { return s.foreseeSeverities(v, f, d, before, o.Rules.Severities) }
	e.save = func(how engine.Saving) (string, error) {
		done := "/rules?done=rules.saved"
		if how.FromOn.After(s.Engine.Today()) {
			done = "/rules?done=rules.planned"
		}
		return done, s.Engine.SaveOffice(v.r.Context(), v.actor(), o, how)
	}
	return s.edit(v, e)
}

// severities binds what the office says of each rule.
func (f *form) severities(shown map[string]string) map[string]string {
	out := map[string]string{}
	f.set("set.rules")
	for _, r := range check.Rules() {
		s := shown[r.ID]
		choices := []choice{{Value: "", Text: f.v.severityText(r, "")}}
		for _, c := range reception.Severities() {
			if c != string(r.Severity) {
				choices = append(choices, choice{Value: c, Text: f.v.t("severity." + c)})
			}
		}
		pick(f, "rules.severities."+r.ID, &s, choices, named(r.ID+" · "+f.v.ruleTitle(r)))
		if s != "" {
			out[r.ID] = s
		}
	}
	return out
}

// foreseeSeverities says what saving would do to the findings that are open.
func (s *site) foreseeSeverities(v *visit, f *form, d rulesOf, before, after map[string]string) error {
	rules := engine.Reweighed(before, after)
	set := &f.sets[0]
	if len(rules) == 0 {
		set.Does = []string{v.t("rules.does.nothing")}
		return nil
	}
	n := 0
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		n, err = r.DocumentsOfRules(v.r.Context(), v.person.OfficeID, rules)
		return err
	})
	if err != nil {
		return fmt.Errorf("documents of rules: %w", err)
	}
	set.Does = []string{v.texts.count(v.lang, "rules.does", n)}
	for _, id := range rules {
		r, _ := check.RuleOf(id)
		set.Does = append(set.Does, v.texts.count(v.lang, "rules.does.rule", d.counts[id].Findings, id, v.severityText(r, before[id]), v.severityText(r, after[id])))
	}
	return nil
}
