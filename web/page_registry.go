package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// registryView lists the bodies with what they run.
type registryView struct {
	Sections []navItem
	Done     string
	AsOf     asOf
	Text     string // what is searched for
	Bodies   []bodyRow
	Total    int // before the search
	Places   int
	Files    downloads
	MayEdit  bool
}

// asOf is the day as of which a page shows the registry.
type asOf struct {
	Day   calendar.Date // zero: today
	Typed string        // for the control
	Today string        // where the same page shows today
}

// query is the end of an address that keeps the day.
func (a asOf) Query() string {
	if a.Day.IsZero() {
		return ""
	}
	return "?on=" + a.Day.String()
}

// asked is the day as an address asks for it.
func (a asOf) asked() url.Values {
	if a.Day.IsZero() {
		return nil
	}
	return url.Values{"on": {a.Day.String()}}
}

// on is the day to ask for.
func (a asOf) on(today calendar.Date) calendar.Date {
	if a.Day.IsZero() {
		return today
	}
	return a.Day
}

// asOf reads the day of the address. A day that can't be read is refused.
func (s *site) asOf(v *visit) (asOf, error) {
	out := asOf{Typed: v.query("on"), Today: v.r.URL.Path}
	if out.Typed == "" {
		out.Typed = s.Engine.Today().String()
		return out, nil
	}
	d, err := parseTypedDate(out.Typed)
	if err == nil {
		err = calendar.CheckYear(d)
	}
	if err != nil {
		return out, &workflow.Refusal{Code: workflow.Invalid, Name: "asof.bad", Cause: err,
			It: fmt.Sprintf("La data nell'indirizzo non va: serve un giorno come 30/09/2026, tra il %d e il %d. Tornare all'anagrafe e sceglierla dal calendario.", calendar.FirstYear, calendar.LastYear),
			En: fmt.Sprintf("The date in the address will not do: it must be a day such as 2026-09-30, between %d and %d. Return to the registry and choose it from the calendar.", calendar.FirstYear, calendar.LastYear)}
	}
	if out.Typed = d.String(); d != s.Engine.Today() {
		out.Day = d
	}
	return out, nil
}

// bodyRow is one body with its figures on the day.
type bodyRow struct {
	reception.Body
	Centres    int // open
	Places     int // of these
	Agreements int // in force
}

// sections are the pages of the registry.
func (v *visit) sections() []navItem {
	out := []navItem{{Href: "/registry", Text: v.t("sections.bodies")}, {Href: "/requirements", Text: v.t("sections.requirements")},
		{Href: "/people", Text: v.t("sections.people")}, {Href: "/rules", Text: v.t("sections.rules")}, {Href: "/office", Text: v.t("sections.office")}}
	for i := range out {
		out[i].Current = strings.HasPrefix(v.r.URL.Path, out[i].Href)
	}
	return out
}

// mayEdit says that the visitor may change the registry.
func (v *visit) mayEdit() bool { return v.person.Role == reception.Administrator }

func (s *site) registryPage(v *visit) error {
	view := registryView{Sections: v.sections(), Done: v.doneText(), Text: v.query("q"), MayEdit: v.mayEdit()}
	var err error
	if view.AsOf, err = s.asOf(v); err != nil {
		return err
	}
	rows, err := s.bodyRows(v, view.AsOf)
	if err != nil {
		return err
	}
	view.Total = len(rows)
	for _, b := range rows {
		if b.matches(view.Text) {
			view.Bodies = append(view.Bodies, b)
			view.Places += b.Places
		}
	}
	view.Files = downloadsOf("/registry/bodies", keep(v, "on", "q"))
	return s.page(v, http.StatusOK, "registry", v.t("registry.title"), view)
}

// keep returns the values of the address under these names that are set.
func keep(v *visit, names ...string) url.Values {
	out := url.Values{}
	for _, n := range names {
		if x := v.query(n); x != "" {
			out.Set(n, x)
		}
	}
	return out
}

// matches says that what is searched for is in the body's names and numbers.
func (b bodyRow) matches(text string) bool {
	all := strings.ToLower(strings.Join([]string{b.Code, b.Name, b.LegalForm, b.VATID, b.TaxCode, b.PEC, b.Email}, " "))
	for _, w := range strings.Fields(strings.ToLower(text)) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

func (s *site) bodyRows(v *visit, at asOf) ([]bodyRow, error) {
	var bodies []reception.Body
	var centres []reception.Centre
	var agreements []reception.Agreement
	day := at.on(s.Engine.Today())
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if bodies, err = r.BodiesOn(v.r.Context(), day); err != nil {
			return err
		}
		if centres, err = r.CentresOn(v.r.Context(), 0, day); err != nil {
			return err
		}
		agreements, err = r.AgreementsOn(v.r.Context(), 0, day)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	return countBodies(bodies, centres, agreements, day), nil
}

// bodiesSheet is the list of bodies as a file.
func (s *site) bodiesSheet(v *visit) (*sheet, error) {
	at, err := s.asOf(v)
	if err != nil {
		return nil, err
	}
	rows, err := s.bodyRows(v, at)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.bodies", v.t("registry.title"), "col.code", "col.body", "col.form", "body.vat", "body.tax", "body.profile", "col.pec", "col.email",
		"body.iban", "col.active", "col.agreements", "col.centres", "col.places", "col.link")
	for _, b := range rows {
		if !b.matches(v.query("q")) {
			continue
		}
		sh.add(word(b.Code), word(b.Name), word(b.LegalForm), word(b.VATID), word(b.TaxCode), word(v.t("vat."+string(b.VATProfile))), word(b.PEC),
			word(b.Email), word(b.IBAN), v.yesNo(!b.Inactive), whole(b.Agreements), whole(b.Centres), whole(b.Places), s.linkTo(v, bodyHref(b.ID)+at.Query()))
	}
	return sh, nil
}

// countBodies counts for each body what is open and in force on a day.
func countBodies(bodies []reception.Body, centres []reception.Centre, agreements []reception.Agreement, day calendar.Date) []bodyRow {
	rows := make([]bodyRow, len(bodies))
	at := map[reception.BodyID]*bodyRow{}
	for i, b := range bodies {
		rows[i].Body = b
		at[b.ID] = &rows[i]
	}
	for _, c := range centres {
		if r := at[c.BodyID]; r != nil && c.OpenIn(calendar.Period{Start: day, End: day}) {
			r.Centres++
			r.Places += c.Places
		}
	}
	for _, a := range agreements {
		if r := at[a.BodyID]; r != nil && a.ActiveOn(day) {
			r.Agreements++
		}
	}
	return rows
}

func bodyHref(id reception.BodyID) string { return fmt.Sprintf("/registry/bodies/%d", id) }
