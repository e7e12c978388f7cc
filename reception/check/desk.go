package check

import (
	"cmp"
	"slices"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// desk is the facts laid out for the rules: sorted, indexed, with registers and
// invoices opened. Rules only look at it.
type desk struct {
	Facts
	this    *paper
	kind    document.Kind // what the paper is to be; what it seems where nobody said
	sheet   *sheet        // this, when it is a register
	bill    *bill         // this, when it is an invoice
	sheets  []*sheet      // registers that count, those of a centre and month in order of trust
	earlier []*bill       // the body's invoices that came before this one
	refused []*bill       // those that were rejected
	credits []*bill       // the body's credit notes
	back    credited      // what these take back of this, when it is an invoice
	before  *sheet        // of the same centre, the month before this register's; nil: none
	after   *sheet        // the month after
	notices []*notice     // of departures and leaves, those that count
}

// open lays out the facts. The slices of the caller are not touched.
func open(f Facts) *desk {
	d := &desk{Facts: f, this: newPaper(f.This), kind: f.This.Kind}
	d.Centres, d.Agreements = slices.Clone(f.Centres), slices.Clone(f.Agreements)
	slices.SortFunc(d.Centres, func(a, b reception.Centre) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(d.Agreements, func(a, b reception.Agreement) int {
		return cmp.Or(cmp.Compare(a.CIG, b.CIG), cmp.Compare(a.ID, b.ID))
	})
	if d.kind == "" {
		d.kind = f.This.Reading.Kind
	}
	switch d.kind {
	case document.Register:
		d.sheet = d.openSheet(d.this)
		d.openNeighbours()
		d.openNotices()
	case document.Invoice:
		d.bill = d.openBill(d.this)
		d.openSheets()
		d.openBills()
	}
	return d
}

func (d *desk) openSheets() {
	for _, s := range d.Registers {
		if s.Closed && !s.Approved {
			continue
		}
		d.sheets = append(d.sheets, d.openSheet(newPaper(s)))
	}
	slices.SortFunc(d.sheets, func(a, b *sheet) int { return byTrust(a.Submission, b.Submission) })
}

// byTrust puts approved papers first, then the latest.
func byTrust(a, b Submission) int {
	if a.Approved != b.Approved {
		if a.Approved {
			return -1
		}
		return 1
	}
	return -byArrival(a, b)
}

// byArrival orders submissions as they came; what is still a draft comes last.
func byArrival(a, b Submission) int {
	at := func(s Submission) time.Time {
		if s.SubmittedAt.IsZero() {
			return time.Unix(1<<40, 0)
		}
		return s.SubmittedAt
	}
	return cmp.Or(at(a).Compare(at(b)), cmp.Compare(a.Document, b.Document), cmp.Compare(a.Revision, b.Revision))
}

func (d *desk) openBills() {
	all := slices.Clone(d.Invoices)
	slices.SortFunc(all, byArrival)
	for _, s := range all {
		if s.Document == d.This.Document || !s.Approved && isPrint(s.Reading) {
			continue
		}
		b := d.openBill(newPaper(s))
		switch {
		case s.Closed && !s.Approved:
			if !b.isCredit() {
				d.refused = append(d.refused, b)
			}
		case b.isCredit():
			d.credits = append(d.credits, b)
		case s.Approved || byArrival(s, d.This) < 0:
			d.earlier = append(d.earlier, b)
		}
	}
	if !d.bill.isCredit() {
		d.back = d.creditedOn(d.bill)
	}
}

// readable says whether the paper is one of the kinds and its content could be
// read.
func (d *desk) readable(kinds []document.Kind) (it, en string, ok bool) {
	if !slices.Contains(kinds, d.kind) {
		all := words{}
		for i, k := range kinds {
			w := paperWords(k)
			if i > 0 {
				all.it, all.en = all.it+", ", all.en+", "
			}
			all.it, all.en = all.it+w.it, all.en+w.en
		}
		return "Vale solo per: " + all.it + ".", "Only for: " + all.en + ".", false
	}
	r := d.This.Reading
	switch {
	case r.Error != nil:
		return "Il file non si è potuto leggere.", "The file could not be read.", false
	case r.Kind != "" && r.Kind != d.kind:
		return "Il file sembra un altro documento: vedere K1.", "The file seems to be another document: see K1.", false
	case r.Kind == "" && d.kind == document.Invoice && !isPrint(r): // what it does not say, it does not lack
		return "Il file non è riconosciuto come fattura: vedere K1.", "The file was not recognised as an invoice: see K1.", false
	}
	return "", "", true
}

func (d *desk) centre(id reception.CentreID) (reception.Centre, bool) {
	for _, c := range d.Centres {
		if c.ID == id {
			return c, true
		}
	}
	return reception.Centre{}, false
}

func (d *desk) centreOf(code string) (reception.Centre, bool) {
	for _, c := range d.Centres {
		if bare(c.Code) == bare(code) {
			return c, true
		}
	}
	return reception.Centre{}, false
}

func (d *desk) agreement(id reception.AgreementID) *reception.Agreement {
	for i := range d.Agreements {
		if d.Agreements[i].ID == id {
			return &d.Agreements[i]
		}
	}
	return nil
}

// slotAgreement is the agreement of the slot that the paper fills, or nil.
func (d *desk) slotAgreement() *reception.Agreement {
	if d.This.Obligation == nil {
		return nil
	}
	return d.agreement(d.This.Obligation.Agreement)
}

// centresOf are the agreement's centres that were open on some day of the
// period.
func (d *desk) centresOf(a *reception.Agreement, p calendar.Period) []reception.Centre {
	var out []reception.Centre
	for _, c := range d.Centres {
		shut := !c.ClosedOn.IsZero() && c.ClosedOn.Before(p.Start)
		if a.CoversIn(c.ID, p) && !c.OpenedOn.After(p.End) && !shut {
			out = append(out, c)
		}
	}
	return out
}
