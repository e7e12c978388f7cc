package web

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// lapsed is an override of what a finding was before an input changed.
type lapsed struct {
	was      check.Finding
	override workflow.Override
	changes  []check.InputChange
	version  int // of the rule now
}

// lapsedView tells such an override beside the finding of now.
type lapsedView struct {
	Title, Reason, Says string
	Changes             []string
}

// lapsedOverrides finds the overrides that hold no longer, by the keys of the findings
// of now that those they were about have become.
func (d *loaded) lapsedOverrides(ctx context.Context, r *storage.Reader) (map[string][]lapsed, error) {
	there := map[string]bool{}
	for _, f := range d.findings {
		there[f.Key()] = true
	}
	var keys []string
	for key, steps := range d.overrides {
		if !there[key] && workflow.OverrideOf(steps).Proposed() {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	were, err := r.OverriddenFindings(ctx, d.line.ID, keys)
	out := map[string][]lapsed{}
	for key, was := range were {
		if is, ok := was.Successor(d.findings); ok {
			out[is.Key()] = append(out[is.Key()], lapsed{was, workflow.OverrideOf(d.overrides[key]), is.ChangesSince(was), is.Version})
		}
	}
	return out, err
}

// lapsed tells the overrides of what a finding was before, the latest first.
func (v *visit) lapsed(d loaded, key string) []lapsedView {
	all := slices.Clone(d.lapsed[key])
	slices.SortFunc(all, func(a, b lapsed) int { return b.override.At.Compare(a.override.At) })
	var out []lapsedView
	for _, l := range all {
		w := lapsedView{Title: v.t("over.lapsed"), Reason: l.override.Reason,
			Says: v.t("over.by", d.names[l.override.By], tongue{v.lang, v.texts}.when(l.override.At))}
		switch {
		case !l.override.Holds(l.was.Severity == check.Block):
			w.Title = v.t("over.lapsed.proposed")
		case l.override.Confirmed != 0:
			w.Says += " · " + v.t("over.confirmed", d.names[l.override.Confirmed])
		}
		w.Changes = v.lapsedChanges(l)
		out = append(out, w)
	}
	return out
}

// lapsedChanges says what changed since an override, in sentences.
func (v *visit) lapsedChanges(l lapsed) []string {
	var out []string
	for _, c := range l.changes {
		out = append(out, v.inputChange(c))
	}
	if l.version != l.was.Version {
		out = append(out, v.t("over.lapsed.rule", l.version, l.was.Version))
	}
	if len(out) == 0 {
		out = append(out, v.t("over.lapsed.says"))
	}
	return out
}

func (v *visit) inputChange(c check.InputChange) string {
	label, was, is := c.It, c.Was, c.Is
	if v.lang == "en" {
		label, was, is = c.En, c.WasEn, c.IsEn
	}
	switch {
	case c.Source == check.SourceReading: // its value is a code for support
		return label
	case c.Sent:
		return v.t("over.lapsed.sent", label, is)
	case is == "":
		return v.t("over.lapsed.gone", label, was)
	case was == "":
		return v.t("over.lapsed.came", label, is)
	}
	return v.t("over.lapsed.was", label, was, is)
}
