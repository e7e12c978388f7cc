package engine

import (
	"context"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Overriding is what a person asks to do about the override of a finding.
type Overriding struct {
	Case    workflow.CaseID
	Finding string // check.Finding.Key, as the person saw it
	Act     workflow.OverrideAct
	Reason  string // required to propose
}

type overrideData struct {
	Rule    string `json:"rule"`
	Version int    `json:"version"`
	Finding string `json:"finding"` // its key
	Reason  string `json:"reason,omitempty"`
}

// Override proposes, confirms or withdraws the override of a finding: act and
// event, in one transaction. It refuses with a sentence what workflow.Override
// does not allow, and an act on a finding that is no longer there.
func (e *Engine) Override(ctx context.Context, a workflow.Actor, o Overriding) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		id, err := t.DocumentOfCase(ctx, o.Case)
		if err != nil {
			return err
		}
		if _, err := t.LockDocument(ctx, id); err != nil {
			return err
		}
		f, err := t.LockCase(ctx, o.Case)
		if err != nil {
			return err
		}
		found, overrides, err := overridesOf(ctx, t, f)
		if err != nil {
			return err
		}
		x, ok := findingOf(found, o.Finding)
		if !ok {
			return workflow.Refuse(workflow.Conflict, "finding.changed",
				"Questo rilievo non c'è più, o è cambiato: i controlli sono stati rifatti. Ricaricare la pagina e guardare i rilievi di adesso.",
				"This finding is no longer there, or it changed: the checks ran again. Reload the page and look at the findings of now.")
		}
		if err := mayAct(overrides[o.Finding], a, o, f.Case.Outcome == workflow.Rejected, x.Severity); err != nil {
			return err
		}
		if err := t.TouchCase(ctx, f.Case.ID); err != nil { // nobody decides on what they did not see
			return err
		}
		return e.override(ctx, t, a, f, x, o.Act, o.Reason)
	})
}

func mayAct(is workflow.Override, a workflow.Actor, o Overriding, closed bool, s check.Severity) error {
	switch {
	case o.Act == workflow.OverrideProposed && s == check.Info:
		return workflow.Refuse(workflow.Invalid, "override.info", "Questa è un'informazione, non un rilievo da superare.", "This is an information, not a finding to override.")
	case o.Act == workflow.OverrideProposed:
		return is.Propose(a, o.Reason, closed)
	case o.Act == workflow.OverrideConfirmed:
		return is.Confirm(a, closed)
	case o.Act == workflow.OverrideWithdrawn:
		return is.Withdraw(a, closed)
	}
	return workflow.Refuse(workflow.Invalid, "override.unknown", "Scelta sconosciuta. Ricaricare la pagina e riprovare.", "Unknown choice. Reload the page and try again.")
}

// override writes an act that is allowed, with its event.
func (e *Engine) override(ctx context.Context, t *storage.Tx, a workflow.Actor, f storage.CaseFile, x check.Finding, act workflow.OverrideAct, reason string) error {
	now := e.now()
	s := workflow.OverrideStep{Act: act, Reason: strings.TrimSpace(reason), By: a.Person, At: now}
	if err := t.AddOverride(ctx, f.Case, x, s); err != nil {
		return err
	}
	if act == workflow.OverrideProposed && x.Severity == check.Block { // it takes a second person
		if err := e.tellOffice(ctx, t, f.Case.OfficeID, workflow.NoticeConfirm, int64(f.Case.ID), a.Person, reception.Reviewer, reception.Head); err != nil {
			return err
		}
	}
	return t.AddEvent(ctx, storage.Event{OfficeID: f.Case.OfficeID, BodyID: f.Case.BodyID, DocumentID: f.Case.DocumentID, CaseID: f.Case.ID,
		Kind: "override." + string(act), At: now, By: a.Person, Data: overrideData{x.Rule, x.Version, x.Key(), s.Reason}})
}

// overridesOf returns the current findings on a case's document, and what stands
// about each by its key.
func overridesOf(ctx context.Context, t *storage.Tx, f storage.CaseFile) ([]check.Finding, map[string]workflow.Override, error) {
	found, err := t.Findings(ctx, f.Case.DocumentID)
	if err != nil {
		return nil, nil, err
	}
	acts, err := t.OverrideActs(ctx, f.Case.DocumentID)
	out := make(map[string]workflow.Override, len(acts))
	for key, steps := range acts {
		out[key] = workflow.OverrideOf(steps)
	}
	return found, out, err
}

func findingOf(found []check.Finding, key string) (check.Finding, bool) {
	for _, f := range found {
		if f.Key() == key {
			return f, true
		}
	}
	return check.Finding{}, false
}

// answerBlocks says which rules' blocking findings an approval overrides, and
// confirms as a second person what others proposed: see workflow.Answer.
func (e *Engine) answerBlocks(ctx context.Context, t *storage.Tx, a workflow.Actor, f storage.CaseFile, m workflow.Move) (rules []string, confirmed []check.Finding, err error) {
	found, overrides, err := overridesOf(ctx, t, f)
	if err != nil {
		return nil, nil, err
	}
	var blocks []check.Finding
	var asked []workflow.Blocking
	for _, x := range found {
		if x.Severity == check.Block {
			blocks = append(blocks, x)
			asked = append(asked, workflow.Blocking{Rule: x.Rule, Override: overrides[x.Key()]})
			rules = append(rules, x.Rule)
		}
	}
	confirms, err := workflow.Answer(asked, a, m.Outcome == workflow.Approved)
	if err != nil {
		return nil, nil, err
	}
	for _, i := range confirms {
		confirmed = append(confirmed, blocks[i])
	}
	return rules, confirmed, nil
}

// lapse records that overrides no longer hold: the findings that they were about
// are not among those of now, as an input or a rule changed.
func (e *Engine) lapse(ctx context.Context, t *storage.Tx, doc storage.Document, before, after []check.Finding) error {
	if len(before) == 0 {
		return nil
	}
	acts, err := t.OverrideActs(ctx, doc.ID)
	if err != nil || len(acts) == 0 {
		return err
	}
	for _, x := range before {
		key := x.Key()
		if _, still := findingOf(after, key); still || !workflow.OverrideOf(acts[key]).Proposed() {
			continue
		}
		if err := t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID,
			Kind: "override.lapsed", At: e.now(), Data: overrideData{Rule: x.Rule, Version: x.Version, Finding: key}}); err != nil {
			return err
		}
	}
	return nil
}
