package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// historyView is one thing that happened about an obligation.
type historyView struct {
	At    time.Time
	Day   bool // the hour is not known
	Title string
	Text  string
	By    string
	Icon  string
	Tone  string
	Href  string // where there is more about it; "": nowhere
}

// On is the day on which it happened.
func (h historyView) On() calendar.Date { return calendar.DateOf(h.At) }

// history tells what people said, which reminders went out and what became of
// the document, latest first. What people said is told by their acts, which have
// the dates of an extension too, so that their events are left out.
func (v *visit) history(d obligationShown) []historyView {
	var out []historyView
	for _, a := range d.PartActs {
		h := v.actTold(a.ActLine)
		h.Title += " (" + tongue{v.lang, v.texts}.period(a.For()) + ")"
		out = append(out, h)
	}
	for _, a := range d.Acts {
		out = append(out, v.actTold(a))
	}
	if d.Rule.Is.Version > 0 {
		out = append(out, v.ruleTold(d.Rule, d.Obligation))
	}
	for _, m := range d.told {
		out = append(out, v.reminderTold(m))
	}
	for _, e := range d.Events {
		if strings.HasPrefix(e.Kind, "obligation.") {
			continue
		}
		var data eventData
		_ = json.Unmarshal(e.Data, &data) // data of another shape is told without details
		h := v.happened(e, data, workflow.Definition{})
		out = append(out, historyView{At: h.At, Title: h.Title, Text: h.Text, By: h.By, Icon: h.Icon, Tone: h.Tone})
	}
	slices.Reverse(out) // what happened at the same moment comes latest first too
	slices.SortStableFunc(out, func(a, b historyView) int { return b.At.Compare(a.At) })
	return out
}

// actTold tells an act.
func (v *visit) actTold(a storage.ActLine) historyView {
	h := historyView{At: a.At, Title: v.t("act.told." + string(a.Act)), Text: a.Reason, By: v.byRole(a.By, a.Role)}
	look := map[workflow.Act]badge{
		workflow.ActDeclared:     {"info", "inbox", ""},
		workflow.ActRevoked:      {"wait", "restore", ""},
		workflow.ActAcknowledged: {"ok", "check-circle", ""},
		workflow.ActRefused:      {"bad", "close-circle", ""},
		workflow.ActExtended:     {"info", "calendar", ""},
		workflow.ActWaived:       {"wait", "minus-circle", ""},
		workflow.ActRestored:     {"warn", "refresh", ""},
		workflow.ActChased:       {"warn", "mail", ""},
	}[a.Act]
	h.Icon, h.Tone = look.Icon, look.Tone
	if t := workflow.TakenBack(); a.Reason == t.It {
		h.Text = t.In(v.lang)
	}
	if !a.ToOn.IsZero() {
		g := tongue{v.lang, v.texts}
		h.Title += ": " + v.t("act.told.dates", g.date(a.FromOn), g.date(a.ToOn))
	}
	return h
}

// ruleTold tells since when the template says the date that the obligation has, or
// had before it was extended. When the obligation followed is not kept.
func (v *visit) ruleTold(t storage.RequirementVersion, o workflow.Obligation) historyView {
	key := "obligation.rule"
	if !o.FirstDueOn.IsZero() {
		key = "obligation.rule.first"
	}
	h := historyView{At: t.At, Title: v.t(key, tongue{v.lang, v.texts}.date(calendar.DateOf(t.At)), t.Is.Version), Icon: "settings", Tone: "info",
		Text: v.t("obligation.rule.says", v.oftenWords(t.Is), v.dueWords(t.Is)), By: v.byRole(t.By, reception.Administrator)}
	if v.isOffice() {
		h.Href = requirementHref(t.Is.ID) + "#v" + strconv.Itoa(t.Is.Version)
	}
	return h
}

// reminderTold tells a reminder: to whom by role, at which step, and why.
func (v *visit) reminderTold(m storage.ToldReminder) historyView {
	h := historyView{At: m.DecidedOn.At(8, 0), Day: true, Icon: "mail", Tone: "wait", By: v.toRoles(m)}
	if m.SentAt != nil {
		h.At, h.Day = *m.SentAt, false
	}
	switch {
	case m.Escalated:
		h.Title, h.Tone, h.Icon = v.t("reminded.escalated"), "bad", "horn"
	case m.OfTask:
		h.Title = v.t("reminded.task")
	default:
		h.Title = v.t("reminded.title")
	}
	h.Text = v.stepTold(m.Step) + " · " + m.Reason.In(v.lang)
	return h
}

// stepTold says at how many days from the due date a reminder went out.
func (v *visit) stepTold(step int) string {
	switch {
	case step < 0:
		return v.texts.count(v.lang, "reminded.before", -step)
	case step == 0:
		return v.t("reminded.that_day")
	}
	return v.texts.count(v.lang, "reminded.after", step)
}

// toRoles says whom a reminder told, by role.
func (v *visit) toRoles(m storage.ToldReminder) string {
	if len(m.Roles) == 0 {
		if m.Escalated {
			return v.t("reminded.to", v.t("role."+string(reception.Head)))
		}
		return v.t("reminded.nobody")
	}
	roles := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		roles[i] = v.t("role." + string(r))
	}
	to := v.t("reminded.to", strings.Join(roles, ", "))
	if m.People > 1 {
		to += " (" + v.texts.count(v.lang, "reminded.people", m.People) + ")"
	}
	return to
}

// byRole names who did something with their role.
func (v *visit) byRole(name string, r reception.Role) string {
	if name == "" {
		return v.t("event.by.system")
	}
	return name + ", " + v.t("role."+string(r))
}
