package web

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// loadSlots reads which slots an unplaced document may be for, and what its
// reading says about them.
func (d *loaded) loadSlots(v *visit, r *storage.Reader) (err error) {
	ctx, body := v.r.Context(), d.line.BodyID
	if d.slots, err = r.SlotsToFill(ctx, body); err != nil {
		return fmt.Errorf("slots to fill: %w", err)
	}
	centres, err := r.Centres(ctx, body)
	if err != nil {
		return fmt.Errorf("centres of body %d: %w", body, err)
	}
	agreements, err := r.Agreements(ctx, body)
	if err != nil {
		return fmt.Errorf("agreements of body %d: %w", body, err)
	}
	d.hints = workflow.HintsOf(d.shown.Reading, centres, agreements)
	for _, a := range agreements {
		if a.ID == d.hints.Agreement {
			d.cig = a.CIG
		}
	}
	for _, c := range centres {
		if c.ID == d.hints.Centre {
			d.centre = c.Code
		}
	}
	return nil
}

// whyUnplaced says why no slot was found for a document: what was recognised,
// and what was missing.
func (v *visit) whyUnplaced(d loaded) string {
	switch {
	case d.line.Kind == "" && len(d.slots) == 0:
		return ""
	case d.line.Kind == "":
		return v.t("place.text")
	case len(d.slots) == 0:
		return v.t("place.recognised", v.recognised(d))
	}
	var same []workflow.Obligation
	for _, s := range d.slots {
		if s.Kind == d.line.Kind {
			same = append(same, s.Obligation())
		}
	}
	_, reason, found := workflow.Fit(same, d.hints)
	switch {
	case found:
		return v.t("place.free", v.recognised(d))
	case reason == workflow.NothingExpected || reason == workflow.NoSlotFits:
		if v.isOffice() {
			return v.t("place.taken.office", v.recognised(d))
		}
		return v.t("place.taken", v.recognised(d))
	case reason == workflow.OtherAgreement:
		return v.t("place.other_agreement", v.recognised(d), d.cig)
	case reason == workflow.MonthUnknown:
		return v.t("place.no_month", v.recognised(d))
	case reason == workflow.CentreUnknown:
		return v.t("place.no_centre", v.recognised(d))
	}
	return v.t("place.several", v.recognised(d))
}

// recognised names what a reading recognised: kind, centre and month.
func (v *visit) recognised(d loaded) string {
	g := tongue{v.lang, v.texts}
	var known []string
	if d.centre != "" {
		known = append(known, d.centre)
	}
	if p := g.period(d.hints.For); p != "" {
		known = append(known, p)
	}
	if len(known) == 0 {
		return g.kind(d.line.Kind)
	}
	return g.kind(d.line.Kind) + " (" + strings.Join(known, ", ") + ")"
}
