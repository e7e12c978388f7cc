package web

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// happenedView is one fact of the timeline.
type happenedView struct {
	At    time.Time
	Title string
	Text  string
	By    string
	Icon  string
	Tone  string
}

// eventData is what the timeline tells of an event's data, where it is there.
type eventData struct {
	Receipt  string            `json:"receipt"`
	Number   int               `json:"number"`
	Kind     document.Kind     `json:"kind"`
	Was      document.Kind     `json:"was"`
	Pages    int               `json:"pages"`
	Fields   int               `json:"fields"`
	Error    string            `json:"error"`
	Findings json.RawMessage   `json:"findings"`
	Blocking int               `json:"blocking"`
	DueOn    string            `json:"due_on"`
	Outcome  workflow.Outcome  `json:"outcome"`
	Step     string            `json:"step"`
	Reason   string            `json:"reason"`
	Rule     string            `json:"rule"`
	Rules    []string          `json:"rules"`
	Because  []storage.Changed `json:"because"`
	Reread   bool              `json:"reread"`
}

// timeline tells what happened, latest first.
func (v *visit) timeline(events []storage.Happened, def workflow.Definition) []happenedView {
	out := make([]happenedView, 0, len(events))
	for _, e := range events {
		var d eventData
		_ = json.Unmarshal(e.Data, &d) // data of another shape is told without details
		out = append(out, v.happened(e, d, def))
	}
	slices.Reverse(out)
	return out
}

func (v *visit) happened(e storage.Happened, d eventData, def workflow.Definition) happenedView {
	h := happenedView{At: e.At, By: e.By, Title: v.texts.or(v.lang, "event."+e.Kind, e.Kind), Icon: "info-circle", Tone: "wait"}
	if h.By == "" {
		h.By = v.t("event.by.system")
	} else if e.Role != "" {
		h.By += ", " + v.t("role."+string(e.Role))
	}
	switch e.Kind {
	case "revision.received":
		h.Icon, h.Tone, h.Text = "upload", "info", v.t("event.received.text", d.Number, d.Receipt)
	case "revision.read":
		h.Icon = "file"
		switch {
		case d.Error != "":
			h.Tone, h.Text = "bad", v.t("event.read.error")
		case d.Kind != "" || d.Fields > 0:
			h.Text = v.t("event.read.text", tongue{v.lang, v.texts}.kind(d.Kind), d.Fields)
		}
	case "document.placed":
		h.Icon, h.Text = "pin", tongue{v.lang, v.texts}.kind(d.Kind)
	case "document.unpacked":
		h.Icon, h.Text = "files", tongue{v.lang, v.texts}.kind(d.Kind)
	case "document.kind_corrected":
		g := tongue{v.lang, v.texts}
		h.Icon, h.Tone, h.Text = "pencil", "info", v.t("event.kind.text", g.kind(d.Was), g.kind(d.Kind))
	case "case.refiled":
		h.Icon, h.Tone = "refresh", "info"
	case "document.unplaced":
		h.Icon, h.Tone = "help-circle", "warn"
	case "document.checked":
		h.Icon, h.Text = "check", v.checkedText(d)
	case "findings.reopened":
		h.Icon, h.Tone, h.Text = "flag", "warn", v.reopenedText(d)
	case "case.opened":
		h.Icon, h.Tone = "folder", "info"
	case "case.resubmitted":
		h.Icon, h.Tone = "refresh", "info"
	case "case.exported":
		h.Icon = "file-compressed"
	case "override.proposed", "override.confirmed", "override.withdrawn", "override.lapsed":
		h.Icon, h.Tone, h.Text = "flag", "info", v.t("findings.rule", d.Rule)
		if d.Reason != "" {
			h.Text += ": " + d.Reason
		}
	case "decision.taken":
		v.decided(&h, d, def)
	}
	return h
}

// reopenedText says which rules speak now, and what changed.
func (v *visit) reopenedText(d eventData) string {
	rules := strings.Join(d.Rules, ", ")
	if d.Reread {
		return v.texts.count(v.lang, "event.reopened.reread", len(d.Rules), rules)
	}
	if len(d.Because) == 0 {
		return v.texts.count(v.lang, "event.reopened.registry", len(d.Rules), rules)
	}
	var what []string
	for _, c := range d.Because {
		name := tongue{v.lang, v.texts}.kind(c.Kind)
		if c.Centre != "" {
			name += " " + c.Centre
		}
		what = append(what, name+" ("+v.t("document.revision", c.Revision)+")")
	}
	return v.texts.count(v.lang, "event.reopened.documents", len(d.Rules), rules, strings.Join(what, ", "))
}

func (v *visit) checkedText(d eventData) string {
	var n int
	if json.Unmarshal(d.Findings, &n) != nil {
		return ""
	}
	if n == 0 {
		return v.t("findings.clean")
	}
	return v.texts.count(v.lang, "findings", n)
}

func (v *visit) decided(h *happenedView, d eventData, def workflow.Definition) {
	h.Title = v.t("decision." + string(d.Outcome))
	if st, ok := def.Step(d.Step); ok {
		h.Title += " · " + st.Title.In(v.lang)
	}
	h.Text = d.Reason
	switch d.Outcome {
	case workflow.Approved:
		h.Icon, h.Tone = "check-circle", "ok"
	case workflow.Returned:
		h.Icon, h.Tone = "pencil", "warn"
	case workflow.Rejected:
		h.Icon, h.Tone = "close-circle", "bad"
	}
}
