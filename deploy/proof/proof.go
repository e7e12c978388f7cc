// Package proof holds the rules across documents against an invented province whose
// every fault is in a ledger, and counts: planted and found, planted and missed,
// alarms on what is right.
//
//	province.New ─ Files ─► extract.Read ─► Facts ─► check.Run ─► Report
//	                 └──────── Fault: the ledger ─────────────────┘
//
// Each file is read by the product's own reader and judged by its own rules, as the
// office sees it when the papers of its month are in: with the other papers that
// have come by then, in their latest revision. What was sent back is judged with what
// was there before its correction. The facts are gathered in memory, as
// workflow/engine gathers them from the database; deploy/demo holds the engine itself
// against the same ledger, on a smaller province.
package proof

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Judged is a file of the province, read and judged.
type Judged struct {
	File    province.File
	Reading document.Reading // without text and layout
	Result  check.Result
	// Echoes are the documents with a fault of their own that the facts held: a
	// finding that cites one of them says something true.
	Echoes map[document.ID]bool
	// Scans are the documents among the facts that were read by optical recognition.
	Scans map[document.ID]bool
	// Missing are the centres that an invoice bills and of which no right register had
	// come.
	Missing []reception.CentreID
}

// documentOf is the id under which findings cite a file, by its index in
// province.Files: that of the first revision.
func documentOf(p *province.Province, i int) document.ID {
	for p.Files[i].Corrects != nil {
		i = *p.Files[i].Corrects
	}
	return document.ID(i + 1)
}

// Judge reads every file of the first office and runs the rules on each, as many at
// a time as there are processors. Progress, where it is set, is told now and then
// how many files were read.
func Judge(ctx context.Context, p *province.Province, progress func(done, all int)) ([]Judged, error) {
	readings, err := readAll(ctx, p, progress)
	if err != nil {
		return nil, err
	}
	b, err := newBench(p, readings)
	if err != nil {
		return nil, err
	}
	var out []Judged
	for i, f := range p.Files {
		if f.Office != 1 {
			continue
		}
		facts := b.facts(i)
		out = append(out, Judged{f, readings[i], check.Run(facts), b.faulty(facts), b.scans(facts), b.missing(i, facts)})
	}
	return out, nil
}

// patience is the time after which no further page of a scan is recognised. A worker
// stops much earlier, to be there for other papers; here a page that is left out on a
// busy machine would be a fault that was missed, and the same papers must always give
// the same report.
const patience = 20 * time.Minute

// readAll reads the files of the first office.
func readAll(ctx context.Context, p *province.Province, progress func(done, all int)) ([]document.Reading, error) {
	out := make([]document.Reading, len(p.Files))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range p.Files {
		if f.Office != 1 {
			continue
		}
		if progress != nil && i%100 == 0 {
			progress(i, len(p.Files))
		}
		g.Go(func() error {
			content, err := f.Bytes()
			if err != nil {
				return err
			}
			in := extract.Input{ReaderAt: bytes.NewReader(content), Size: int64(len(content)), Name: f.Name}
			in.Today, in.OCRTime = calendar.DateOf(f.SubmittedAt), patience
			r, err := extract.Read(ctx, in)
			if err != nil {
				return fmt.Errorf("read %s: %w", f.Name, err)
			}
			r.Text, r.Layout = "", nil
			out[i] = r
			return nil
		})
	}
	return out, g.Wait()
}

// bench is where papers are laid beside each other.
type bench struct {
	p        *province.Province
	readings []document.Reading
	slots    map[key]check.Slot
	slotOf   []*check.Slot // by file; nil: beside the slots
	until    []time.Time   // by file: what came by then is known when it is judged
	guests   [][]check.GuestMonth
	prints   [][]check.Print
}

// key names an obligation.
type key struct {
	kind      document.Kind
	agreement reception.AgreementID
	centre    reception.CentreID
	month     calendar.Period
}

func newBench(p *province.Province, readings []document.Reading) (*bench, error) {
	b := &bench{p: p, readings: readings, slots: map[key]check.Slot{}, slotOf: make([]*check.Slot, len(p.Files)),
		until: make([]time.Time, len(p.Files)), guests: make([][]check.GuestMonth, len(p.Files)), prints: make([][]check.Print, len(p.Files))}
	if err := b.expect(); err != nil {
		return nil, err
	}
	end := p.Options.Today.At(9, 0)
	taken := map[key]bool{}
	for i, f := range p.Files {
		b.until[i] = end
		if f.Corrects != nil {
			b.slotOf[i], b.until[*f.Corrects] = b.slotOf[*f.Corrects], f.SubmittedAt
			continue
		}
		k := key{f.Kind, f.Agreement, f.Centre, f.Period}
		if f.Kind == document.Agreement {
			k.month = calendar.Period{}
		}
		if s, ok := b.slots[k]; ok && !taken[k] {
			taken[k], b.slotOf[i] = true, &s
		}
	}
	for i, f := range p.Files {
		if f.Office == 1 {
			b.prints[i] = check.PrintsOf(b.registry(i))
		}
		if f.Kind == document.Register && b.slotOf[i] != nil {
			b.guests[i] = check.GuestMonthsOf(b.registry(i))
		}
	}
	return b, nil
}

// expect lets the product say what is owed and by when.
func (b *bench) expect() error {
	window := calendar.Period{End: b.p.Options.Today.AddDays(400)}
	for i := range b.p.Bodies {
		g := workflow.Grounds{Body: b.p.Bodies[i], Calendar: calendar.Named(b.p.Offices[b.p.Bodies[i].OfficeID-1].Calendar)}
		for _, a := range b.p.Agreements {
			if a.BodyID == g.Body.ID {
				g.Agreements = append(g.Agreements, a)
				g.From = earliest(g.From, a.StartsOn)
			}
		}
		for _, c := range b.p.Centres {
			if c.BodyID == g.Body.ID {
				g.Centres = append(g.Centres, c)
			}
		}
		for _, r := range b.p.Requirements {
			if r.OfficeID == g.Body.OfficeID && (r.Kind == document.Register || r.Kind == document.Invoice || r.Kind == document.Agreement) {
				g.Requirements = append(g.Requirements, r)
			}
		}
		window.Start = g.From.AddDays(-40)
		owed, skipped := workflow.ExpectAll(g, window)
		if len(skipped) > 0 {
			return fmt.Errorf("what is owed: %w", skipped[0])
		}
		for _, o := range owed {
			k := key{o.Kind, o.AgreementID, o.CentreID, o.For}
			if o.Kind == document.Agreement {
				k.month = calendar.Period{}
			}
			b.slots[k] = check.Slot{Agreement: o.AgreementID, Centre: o.CentreID, For: o.For, DueOn: o.Due.On,
				DueIt: o.Due.Derivation.It(), DueEn: o.Due.Derivation.En()}
		}
	}
	return nil
}

func earliest(a, b calendar.Date) calendar.Date {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
