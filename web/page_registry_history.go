package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/gorilla/mux"
	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// changesView is every change of a row of the registry.
type changesView struct {
	Sections []navItem
	Back     pageLink
	What     string
	Files    downloads
	Changes  []changeView
}

// changeView is one change in words.
type changeView struct {
	storage.Change
	Since string // from when it holds; "": what changed carries its own days
	Rows  []changedField
}

// changedField is a field before and after.
type changedField struct{ Name, Before, After string }

// historyPaths are the parts of addresses under which histories are.
func historyPaths() map[string]reception.Entity {
	return map[string]reception.Entity{"offices": reception.EntityOffice, "bodies": reception.EntityBody, "centres": reception.EntityCentre,
		"agreements": reception.EntityAgreement, "people": reception.EntityPerson, "requirements": reception.EntityRequirement}
}

// historyHref is the page of the changes of a row.
func historyHref(e reception.Entity, id int64) string {
	for part, of := range historyPaths() {
		if of == e {
			return fmt.Sprintf("/registry/%s/%d/history", part, id)
		}
	}
	return "/registry"
}

// changesPage shows every change of a row, the latest first.
func (s *site) changesPage(v *visit) error {
	e, id := historyPaths()[mux.Vars(v.r)["rows"]], v.pathID()
	view := changesView{Sections: v.sections()}
	var err error
	if view.What, view.Back, err = s.rowNamed(v, e, id); err != nil {
		return err
	}
	view.Files = downloadsOf(historyHref(e, id), nil)
	changes, err := s.changesOf(v, e, id)
	if err != nil {
		return err
	}
	names, err := s.rowNames(v)
	if err != nil {
		return err
	}
	for _, c := range changes {
		view.Changes = append(view.Changes, v.change(e, c, names))
	}
	return s.page(v, http.StatusOK, "changes", v.t("changes.title", view.What), view)
}

// changesSheet is the history of a row as a file, a line for each field.
func (s *site) changesSheet(v *visit) (*sheet, error) {
	e, id := historyPaths()[mux.Vars(v.r)["rows"]], v.pathID()
	what, _, err := s.rowNamed(v, e, id)
	if err != nil {
		return nil, err
	}
	changes, err := s.changesOf(v, e, id)
	if err != nil {
		return nil, err
	}
	names, err := s.rowNames(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.changes", v.t("changes.title", what), "col.at", "col.who", "col.valid_from", "changes.field", "changes.before", "changes.after")
	for _, c := range changes {
		from := day(c.FromOn)
		if c.FromOn == reception.Ever() {
			from = day{}
		}
		for _, r := range v.change(e, c, names).Rows {
			sh.add(moment(c.At), word(c.By), from, word(r.Name), word(r.Before), word(r.After))
		}
	}
	return sh, nil
}

func (s *site) changesOf(v *visit, e reception.Entity, id int64) (changes []storage.Change, err error) {
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		changes, err = r.Changes(v.r.Context(), e, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("changes of %s %d: %w", e, id, err)
	}
	return changes, nil
}

// rowNamed is what a row is called, and the page that shows it.
func (s *site) rowNamed(v *visit, e reception.Entity, id int64) (name string, back pageLink, err error) {
	ctx := v.r.Context()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) error {
		switch e {
		case reception.EntityOffice:
			o, err := r.Office(ctx, reception.OfficeID(id))
			name, back = o.Name, pageLink{"/office", v.t("office.title")}
			return err
		case reception.EntityBody:
			b, err := r.Body(ctx, reception.BodyID(id))
			name, back = b.Name, pageLink{bodyHref(b.ID), b.Name}
			return err
		case reception.EntityPerson:
			p, err := r.Person(ctx, reception.PersonID(id))
			name, back = p.Name, pageLink{"/people", v.t("people.title")}
			return err
		case reception.EntityRequirement:
			q, err := requirementIn(ctx, r, reception.RequirementID(id))
			name, back = v.requirementName(q), pageLink{requirementHref(q.ID), v.requirementName(q)}
			return err
		}
		return nil
	})
	if err != nil || name != "" {
		return name, back, err
	}
	if e == reception.EntityCentre {
		c, b, err := s.centreOn(v, s.Engine.Today())
		return c.Code + " " + c.Name, pageLink{bodyHref(b.ID) + "#centres", b.Name}, err
	}
	a, reg, err := s.agreementOn(v, reception.AgreementID(id), s.Engine.Today())
	if err != nil {
		return "", back, err
	}
	return v.t("cig", a.CIG), pageLink{bodyHref(a.BodyID) + "#agreements", reg.Bodies[0].Name}, nil
}

func (v *visit) change(e reception.Entity, c storage.Change, names rowNames) changeView {
	out := changeView{Change: c}
	switch {
	case c.New:
	case c.FromOn == reception.Ever():
		out.Since = v.t("changes.ever")
	case !c.FromOn.IsZero():
		out.Since = v.t("changes.since", tongue{v.lang, v.texts}.date(c.FromOn))
	}
	for _, d := range c.Fields {
		out.Rows = append(out.Rows, changedField{v.fieldWords(e, d.Field, names), v.valueWords(e, d.Field, d.Before, names), v.valueWords(e, d.Field, d.After, names)})
	}
	return out
}

// item finds which item of a list the key of a field is about.
var item = regexp.MustCompile(`\[([^\]]*)\]`)

// fieldWords names a field: "tariffs[CC 2025-10-01].daily_rate" is "Tariffa CC
// dal 01/10/2025: pro die pro capite".
func (v *visit) fieldWords(e reception.Entity, key string, names rowNames) string {
	of := item.FindStringSubmatch(key)
	plain := item.ReplaceAllString(key, "")
	if r, ok := ruleOfField(e, plain); ok {
		return v.t("label.office.rules.severities") + " " + r.ID + " (" + v.ruleTitle(r) + ")"
	}
	label := v.texts.or(v.lang, "label."+string(e)+"."+plain, plain)
	if of == nil {
		return label
	}
	list, part, _ := strings.Cut(plain, ".")
	words := strings.Fields(of[1])
	for i, w := range words {
		words[i] = v.plainWords(w)
		if i == 0 && list == "covers" {
			words[i] = names.of("centre_id", w)
		}
	}
	head := v.texts.or(v.lang, "label."+string(e)+"."+list, list) + " " + strings.Join(words, " ")
	if part == "" {
		return head
	}
	return head + ": " + label
}

// valueWords writes a value of a change for people.
func (v *visit) valueWords(e reception.Entity, key, value string, names rowNames) string {
	plain := item.ReplaceAllString(key, "")
	if field := plain[strings.LastIndexByte(plain, '.')+1:]; value != "" && names[field] != nil {
		value = names.of(field, value)
	}
	if r, ok := ruleOfField(e, plain); ok {
		return v.severityText(r, value)
	}
	if value == "" {
		return v.t("changes.nothing")
	}
	if text := "value." + string(e) + "." + plain + "." + value; v.texts.has(text) {
		return v.t(text)
	}
	if prefix, ok := valueTexts()[string(e)+"."+plain]; ok && v.texts.has(prefix+value) {
		return v.t(prefix + value)
	}
	if isMoneyOfAgreement(plain) {
		if d, err := decimal.NewFromString(value); err == nil {
			return tongue{v.lang, v.texts}.money(d)
		}
	}
	return v.plainWords(value)
}

// ruleOfField is the rule of which a field of an office is the severity.
func ruleOfField(e reception.Entity, key string) (check.Rule, bool) {
	id, ok := strings.CutPrefix(key, "rules.severities.")
	if !ok || e != reception.EntityOffice {
		return check.Rule{}, false
	}
	return check.RuleOf(id)
}

// valueTexts is where the words for the values of a field are.
func valueTexts() map[string]string {
	return map[string]string{"body.vat_profile": "vat.", "centre.kind": "centre.", "agreement.kind": "agreement.kind.",
		"agreement.tariffs.centre_kind": "centre.", "agreement.invoice_months": "agreement.months.", "person.role": "role.", "person.language": "language.",
		"requirement.subject": "requirement.subject.", "requirement.recurrence": "requirement.recurrence.", "requirement.happening": "what."}
}

func isMoneyOfAgreement(field string) bool {
	switch field {
	case "tariffs.daily_rate", "tariffs.pocket_money", "tariffs.family_cap", "tariffs.kit", "tariffs.phone_card", "penalties.amount":
		return true
	}
	return false
}

// plainWords writes dates, truths and kinds of document for people; the rest as
// it is.
func (v *visit) plainWords(value string) string {
	switch value {
	case "true":
		return v.t("yes")
	case "false":
		return v.t("no")
	}
	g := tongue{v.lang, v.texts}
	if d, err := calendar.ParseDate(value); err == nil {
		return g.date(d)
	}
	if _, known := document.Kind(value).Info(); known {
		return g.kind(document.Kind(value))
	}
	return value
}
