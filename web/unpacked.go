package web

import (
	"context"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// unpacked is an archive or a message that was sent for one obligation, and what
// became of that.
type unpacked struct {
	slot  workflow.Obligation
	names []string // of the documents inside it that fill the slot: one, or none
	taken bool     // by a document that is not inside it
	read  bool     // all that is inside
}

// loadUnpacked reads what an archive was sent for; nothing for other documents.
func (d *loaded) loadUnpacked(v *visit, r *storage.Reader) error {
	ctx := v.r.Context()
	slot, err := r.SentFor(ctx, d.line.ID)
	if err != nil || slot == 0 {
		return err
	}
	if d.unpacked.slot, err = r.Obligation(ctx, slot); err != nil {
		return fmt.Errorf("what archive %d was sent for: %w", d.line.ID, err)
	}
	filled, taken, err := r.DocumentOf(ctx, slot)
	if err != nil {
		return fmt.Errorf("what fills obligation %d: %w", slot, err)
	}
	if taken {
		if d.unpacked.names, err = namesWithin(ctx, r, filled, d.line.ID, mostAround); err != nil {
			return fmt.Errorf("what document %d came in: %w", filled, err)
		}
	}
	d.unpacked.taken = taken
	d.unpacked.read = !slices.ContainsFunc(d.contents, func(c storage.ContentLine) bool { return !c.Read })
	return nil
}

// mostAround bounds how many containers around a document are looked through.
const mostAround = 10

// namesWithin are the names that a document has within another one, however deep.
func namesWithin(ctx context.Context, r *storage.Reader, id, outer document.ID, left int) (names []string, err error) {
	around, err := r.ContainersOf(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, c := range around {
		if c.Outer == outer {
			names = append(names, c.Name)
			continue
		}
		if left == 0 {
			break
		}
		within, err := namesWithin(ctx, r, c.Outer, outer, left-1)
		if err != nil {
			return nil, err
		}
		if len(within) > 0 {
			names = append(names, c.Name)
		}
	}
	return names, nil
}

// unpackedView says what became of the obligation that an archive was sent for,
// and what to do.
type unpackedView struct {
	Done bool
	Text string
	Href string // of the obligation
}

func (v *visit) unpacked(d loaded) *unpackedView {
	u := d.unpacked
	if u.slot.ID == 0 || !d.line.Opened() {
		return nil
	}
	g := tongue{v.lang, v.texts}
	what := g.kind(u.slot.Kind)
	if p := g.period(u.slot.For); p != "" {
		what += ", " + p
	}
	view := &unpackedView{Href: fmt.Sprintf("/obligations/%d", u.slot.ID)}
	switch {
	case len(u.names) > 0:
		view.Done, view.Text = true, v.t("unpacked.filled", what, u.names[0])
	case u.taken:
		view.Done, view.Text = true, v.t("unpacked.taken", what)
	case !u.read:
		view.Done, view.Text = true, v.t("unpacked.reading", what)
	default:
		view.Text = v.t("unpacked.open", what)
	}
	return view
}
