package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// factRow is something that happened or expires, in words.
type factRow struct {
	storage.HappeningLine
	Name     string
	About    string
	Hour     string
	Standing badge // of what expires
}

// expiringDays is how many days before it an expiry is marked.
const expiringDays = 60

func (s *site) facts(v *visit, body reception.BodyID, limit int) ([]factRow, error) {
	var lines []storage.HappeningLine
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		lines, err = r.HappeningLines(v.r.Context(), body, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("happenings: %w", err)
	}
	out := make([]factRow, len(lines))
	for i, l := range lines {
		out[i] = v.factRow(l, s.Engine.Today())
	}
	return out, nil
}

// factsSheet is what is recorded of a body as a file.
func (s *site) factsSheet(v *visit) (*sheet, error) {
	id := reception.BodyID(v.pathID())
	if _, err := s.registryOfBody(v, id, s.Engine.Today()); err != nil {
		return nil, err
	}
	rows, err := s.facts(v, id, perFile)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.facts", v.t("happenings.title"), "col.day", "col.hour", "label.happening.what", "fact.about", "label.happening.reference", "col.owed", "col.who", "col.at")
	for _, f := range rows {
		sh.add(day(f.OnDate), word(f.Hour), word(f.Name), word(f.About), word(f.Reference), whole(f.Owed), word(f.RecordedBy), moment(f.RecordedAt))
	}
	return sh, nil
}

func (v *visit) factRow(l storage.HappeningLine, today calendar.Date) factRow {
	out := factRow{HappeningLine: l, Name: v.whatName(l.What), About: strings.TrimSpace(l.CentreCode + " " + l.CentreName)}
	if l.CIG != "" {
		out.About = strings.TrimSpace(v.t("cig", l.CIG) + " " + out.About)
	}
	if l.At != nil {
		out.Hour = l.At.In(calendar.Rome()).Format("15:04")
	}
	if strings.HasPrefix(string(l.What), "expiry:") {
		switch days := today.DaysUntil(l.OnDate); {
		case days < 0:
			out.Standing = badge{"bad", "close-circle", v.t("fact.expired")}
		case days <= expiringDays:
			out.Standing = badge{"warn", "warning-circle", v.texts.count(v.lang, "left", days)}
		default:
			out.Standing = badge{"ok", "check-circle", v.t("fact.valid")}
		}
	}
	return out
}

// whatName names a kind of happening; one of the office's own is its own name.
func (v *visit) whatName(w reception.What) string {
	if k, ok := strings.CutPrefix(string(w), "expiry:"); ok {
		return v.t("what.expiry", tongue{v.lang, v.texts}.kind(document.Kind(k)))
	}
	return v.texts.or(v.lang, "what."+string(w), strings.ReplaceAll(string(w), "_", " "))
}

// whats lists the happenings that may be chosen: those that the product knows,
// the expiry of each kind of document, and those that the office's requirements
// name.
func (v *visit) whats(of []reception.Requirement, agreementEnd bool) []choice {
	all := []reception.What{reception.Entry, reception.LeftCentre, reception.LeaveAsked, reception.StaffChange, reception.AccountOpened,
		reception.BreachNotified, reception.Inspected}
	if agreementEnd {
		all = append(all, reception.AgreementExpiry)
	}
	for _, q := range of {
		if q.Happening != "" && q.Happening != reception.AgreementExpiry && !slices.Contains(all, q.Happening) {
			all = append(all, q.Happening)
		}
	}
	for _, k := range document.Catalogue() {
		if w := reception.ExpiryOf(k.Kind); !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	out := make([]choice, len(all))
	for i, w := range all {
		out[i] = choice{Value: string(w), Text: v.whatName(w)}
	}
	return out
}

// recordFact records something that happened or expires of a body.
func (s *site) recordFact(v *visit) error {
	today := s.Engine.Today()
	reg, err := s.registryOfBody(v, reception.BodyID(v.pathID()), today)
	if err != nil {
		return err
	}
	all, err := s.requirements(v)
	if err != nil {
		return err
	}
	b := reg.Bodies[0]
	h := reception.Happening{OfficeID: b.OfficeID, BodyID: b.ID, On: today}
	e := editing{entity: "happening", title: v.t("fact.new"), lead: v.t("fact.new.lead", b.Name), submit: "fact.add", back: pageLink{bodyHref(b.ID) + "#facts", b.Name}}
	e.bind = func(f *form) { f.happening(&h, reg, v.whats(all, false)) }
	e.alone = func() reception.Problems { return h.Validate() }
	e.save = func(engine.Saving) (string, error) {
		_, err := s.Engine.RecordHappening(v.r.Context(), v.actor(), h)
		return bodyHref(b.ID) + "?done=fact.recorded#facts", err
	}
	return s.edit(v, e)
}

// happening binds something that happened or expires.
func (f *form) happening(h *reception.Happening, reg reception.Registry, whats []choice) {
	f.set("set.happening.what")
	pick(f, "what", &h.What, whats, must, wide)
	f.date("on", &h.On, must)
	hour := ""
	f.text("at", &hour, typed("time", ""), short)
	if at, err := time.Parse("15:04", hour); err == nil && !h.On.IsZero() {
		var shown error
		if h.At, _, shown = h.On.Clock(at.Hour(), at.Minute()); shown != nil {
			f.refuse("at", f.v.t("form.time.skipped", hour))
		}
	} else if hour != "" {
		f.refuse("at", f.v.t("form.time.bad", hour))
	}
	f.set("set.happening.about")
	agreements := []choice{{Text: "–"}}
	for _, a := range reg.Agreements {
		agreements = append(agreements, choice{Value: fmt.Sprint(a.ID), Text: f.v.t("cig", a.CIG) + " " + a.Title})
	}
	pick(f, "agreement_id", &h.AgreementID, agreements, wide)
	pick(f, "centre_id", &h.CentreID, append([]choice{{Text: "–"}}, centreChoices(reg.Centres)...), wide)
	f.text("reference", &h.Reference, mono, short)
	h.Reference = strings.ToUpper(h.Reference)
}

// cancelFact takes back what was recorded, once whoever asks has seen what
// follows.
func (s *site) cancelFact(v *visit) error {
	id := reception.HappeningID(v.pathID())
	var h reception.Happening
	var lines []storage.HappeningLine
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if h, err = r.Happening(v.r.Context(), id); err != nil {
			return err
		}
		lines, err = r.HappeningLines(v.r.Context(), h.BodyID, perFile)
		return err
	})
	if err != nil {
		return err
	}
	e := editing{entity: "happening", title: v.t("fact.cancelling"), submit: "fact.cancel_it", back: pageLink{bodyHref(h.BodyID) + "#facts", v.t("happenings.title")}}
	for _, l := range lines {
		if l.ID == id {
			e.lead = v.whatName(l.What) + ", " + tongue{v.lang, v.texts}.date(l.OnDate)
			e.bind = func(f *form) {
				f.set("set.happening.cancel")
				f.says(v.texts.count(v.lang, "fact.owed", l.Owed))
			}
		}
	}
	e.save = func(engine.Saving) (string, error) {
		return bodyHref(h.BodyID) + "?done=fact.cancelled#facts", s.Engine.CancelHappening(v.r.Context(), v.actor(), id)
	}
	return s.edit(v, e)
}
