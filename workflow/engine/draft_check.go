package engine

import (
	"cmp"
	"context"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// tryOut runs the rules on a reading as if it were of a submission for the draft's
// obligation, and returns the draft with what is kept of it. It sees what the body sees: of other bodies' papers the rules tell once
// the file is sent, when the office looks.
func (e *Engine) tryOut(ctx context.Context, d storage.Draft, r document.Reading) (out storage.Draft, err error) {
	out = d
	a := workflow.Actor{Person: d.PersonID, Office: d.OfficeID, Body: d.BodyID, Role: reception.Operator}
	err = e.write(ctx, a, func(t *storage.Tx) error {
		if err := sameMarks(ctx, t, storage.Revision{BodyID: d.BodyID}, r); err != nil {
			return err
		}
		o, err := t.Obligation(ctx, d.ObligationID)
		if err != nil {
			return err
		}
		this, inside, meant, err := paperOf(ctx, t, o, r)
		if err != nil {
			return err
		}
		out.Summary = workflow.SummaryOf(this)
		out.Summary.Inside, out.Summary.Meant = inside, meant
		if inside > 0 && !meant {
			out.Findings = nil
			return nil // what is inside is placed by itself: there is no paper to hold against the slot
		}
		res, err := e.rulesOn(ctx, t, o, this)
		if err != nil {
			return err
		}
		out.Findings = worstFirst(res.Findings)
		out.Summary.Rules = len(res.Outcomes)
		for _, x := range res.Outcomes {
			if x.Applied {
				out.Summary.Ran++
			}
		}
		return nil
	})
	return out, err
}

// rulesOn runs the rules on a reading of what is not sent yet.
func (e *Engine) rulesOn(ctx context.Context, t *storage.Tx, o workflow.Obligation, r document.Reading) (check.Result, error) {
	doc := storage.Document{OfficeID: o.OfficeID, BodyID: o.BodyID, Kind: o.Kind, ObligationID: o.ID}
	var err error
	if doc.ID, _, err = t.DocumentOf(ctx, o.ID); err != nil {
		return check.Result{}, err
	}
	facts, err := e.facts(ctx, t, doc, check.Submission{Document: doc.ID, Kind: o.Kind, SubmittedAt: o.SubmittedAt, Reading: r,
		Obligation: &check.Slot{Agreement: o.AgreementID, Centre: o.CentreID, For: o.For, DueOn: o.Due.On, DueIt: o.Due.Derivation.It(), DueEn: o.Due.Derivation.En()}})
	if err != nil {
		return check.Result{}, err
	}
	return check.Run(facts), nil
}

// worstFirst is findings in the order of their severities, as the body may see them.
func worstFirst(all []check.Finding) []check.Finding {
	worst := check.Severities()
	out := slices.Clone(all)
	for i := range out {
		out[i].Aside = nil
	}
	slices.SortStableFunc(out, func(a, b check.Finding) int {
		return cmp.Compare(slices.Index(worst, a.Severity), slices.Index(worst, b.Severity))
	})
	return out
}

// paperOf is what of a reading would be held against an obligation: all of it, or of
// an archive the one document inside that would come to be in the slot, by the rules
// by which what is sent is placed. inside is how many an archive holds, 0: it is none.
func paperOf(ctx context.Context, t *storage.Tx, o workflow.Obligation, r document.Reading) (this document.Reading, inside int, meant bool, err error) {
	var in []document.Reading
	if o.Status == workflow.ObligationToComplete {
		return r, 0, false, nil // what is under review is not opened: see unpack
	}
	for _, c := range r.Contents {
		if c.From == "zip" {
			in = append(in, c.Reading)
		}
	}
	if len(in) == 0 {
		return r, 0, false, nil
	}
	papers := make([]workflow.Paper, len(in))
	for i, c := range in {
		slots, by, err := t.Fitting(ctx, o.BodyID, c.Kind)
		if err != nil {
			return r, 0, false, err
		}
		papers[i] = workflow.Paper{Kind: c.Kind, Read: true, Hints: workflow.HintsOf(c, by.Centres, by.Agreements)}
		slot, _, ok := workflow.Fit(slots, papers[i].Hints)
		if ok && slot.ID == o.ID {
			return c, len(in), true, nil
		}
		papers[i].Placed = ok
	}
	if i, ok := workflow.Meant(o, papers); ok {
		return in[i], len(in), true, nil
	}
	return r, len(in), false, nil
}
