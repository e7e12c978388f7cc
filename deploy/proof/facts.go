package proof

import (
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"

	"github.com/insiemi/insiemi/deploy/province"
)

// looked is how many days after it came a paper is looked at.
const looked = 5

// noticesBack is how many days before a register's month a notice still bears on it.
const noticesBack = 184

// submission is a file as the rules see it among others, or being judged itself,
// when its case is open.
func (b *bench) submission(i int, judged bool) check.Submission {
	f := b.p.Files[i]
	s := check.Submission{Document: documentOf(b.p, i), Revision: document.RevisionID(i + 1), Kind: f.Kind,
		SubmittedAt: f.SubmittedAt, Reading: b.readings[i], Obligation: b.slotOf[i]}
	for j := f.Corrects; j != nil; j = b.p.Files[*j].Corrects {
		s.SubmittedAt = b.p.Files[*j].SubmittedAt
	}
	if !judged {
		s.Approved = f.Stage == province.Confirmed
		s.Closed = s.Approved || f.Stage == province.Rejected
	}
	return s
}

// registry is the facts of a file without the papers beside it.
func (b *bench) registry(i int) check.Facts {
	file := b.p.Files[i]
	today := calendar.DateOf(file.SubmittedAt).AddDays(looked)
	if today.After(b.p.Options.Today) {
		today = b.p.Options.Today
	}
	f := check.Facts{Today: today, Office: b.p.Offices[file.Office-1], Body: b.p.Bodies[file.Body-1], This: b.submission(i, true)}
	for _, c := range b.p.Centres {
		if c.BodyID == file.Body {
			f.Centres = append(f.Centres, c)
		}
	}
	for _, a := range b.p.Agreements {
		if a.BodyID == file.Body {
			f.Agreements = append(f.Agreements, a)
		}
	}
	return f
}

// facts is everything that the rules may look at when a file is judged.
func (b *bench) facts(i int) check.Facts {
	f := b.registry(i)
	file, period := b.p.Files[i], calendar.Period{}
	if f.This.Obligation != nil {
		period = f.This.Obligation.For
	} else {
		period = workflow.HintsOf(f.This.Reading, f.Centres, f.Agreements).For
	}
	for _, j := range b.known(i) {
		o := b.p.Files[j]
		if o.Body != file.Body {
			continue
		}
		switch slot := b.slotOf[j]; {
		case o.Kind == document.Register && slot != nil:
			if !period.IsZero() && overlap(slot.For, period) {
				f.Registers = append(f.Registers, b.submission(j, false))
			}
			if file.Kind == document.Register && j != i && slot.Centre == file.Centre && (slot.For == period.Previous() || slot.For == period.Next()) {
				f.Neighbours = append(f.Neighbours, b.submission(j, false))
			}
		case o.Kind == document.Departure && file.Kind == document.Register && !calendar.DateOf(o.SubmittedAt).Before(period.Start.AddDays(-noticesBack)):
			f.GuestNotices = append(f.GuestNotices, b.submission(j, false))
		case o.Kind == document.Invoice && file.Kind == document.Invoice && documentOf(b.p, j) != f.This.Document &&
			o.SubmittedAt.After(f.This.SubmittedAt.AddDate(-1, -3, 0)):
			f.Invoices = append(f.Invoices, b.submission(j, false))
		}
	}
	f.Alike = b.alike(i)
	switch file.Kind {
	case document.Register:
		f.Elsewhere = b.elsewhere(i)
	case document.Invoice:
		f.Owed, f.Expiries = b.owed(i, f.Agreements, period), b.expiries(file.Body)
	}
	return f
}

func overlap(a, b calendar.Period) bool {
	return !a.End.Before(b.Start) && !b.End.Before(a.Start)
}

// known are the files that have come when a file is judged, each document in its
// latest revision, the file itself included.
func (b *bench) known(i int) []int {
	latest := map[document.ID]int{}
	for j, o := range b.p.Files {
		if o.Office == 1 && o.SubmittedAt.Before(b.until[i]) {
			latest[documentOf(b.p, j)] = j
		}
	}
	latest[documentOf(b.p, i)] = i
	out := make([]int, 0, len(latest))
	for _, j := range latest {
		out = append(out, j)
	}
	slices.Sort(out)
	return out
}

// elsewhere are the presences of the register's guests in other registers of the
// office. The codes are the bodies' own: the office has issued none.
func (b *bench) elsewhere(i int) []check.Elsewhere {
	mine := map[string]bool{}
	for _, g := range b.guests[i] {
		mine[g.Guest] = true
	}
	var out []check.Elsewhere
	for _, j := range b.known(i) {
		o := b.p.Files[j]
		if o.Kind != document.Register || o.Period != b.p.Files[i].Period || documentOf(b.p, j) == documentOf(b.p, i) {
			continue
		}
		for _, g := range b.guests[j] {
			if mine[g.Guest] {
				out = append(out, check.Elsewhere{GuestMonth: g, Document: documentOf(b.p, j), Revision: document.RevisionID(j + 1),
					Centre: b.p.Centres[o.Centre-1].Code, Body: b.p.Bodies[o.Body-1].Name, Own: o.Body == b.p.Files[i].Body})
			}
		}
	}
	return out
}

// owed is what the body owes for the period, of the kinds that its agreements list.
func (b *bench) owed(i int, agreements []reception.Agreement, period calendar.Period) []check.Owed {
	var kinds []document.Kind
	for _, a := range agreements {
		kinds = append(kinds, a.Checklist...)
	}
	sent := map[key]document.ID{}
	for _, j := range b.known(i) {
		if o := b.p.Files[j]; b.slotOf[j] != nil {
			sent[key{o.Kind, o.Agreement, o.Centre, o.Period}] = documentOf(b.p, j)
		}
	}
	var out []check.Owed
	for k, s := range b.slots {
		own := slices.ContainsFunc(agreements, func(a reception.Agreement) bool { return a.ID == k.agreement })
		if !own || !slices.Contains(kinds, k.kind) || period.IsZero() || !overlap(s.For, period) {
			continue
		}
		o := check.Owed{Kind: k.kind, Agreement: k.agreement, Centre: k.centre, For: s.For, DueOn: s.DueOn, State: check.OwedOpen}
		if o.Document = sent[k]; o.Document != 0 {
			o.State = check.OwedSent
		}
		out = append(out, o)
	}
	return out
}

func (b *bench) expiries(body reception.BodyID) []check.Recorded {
	var out []check.Recorded
	for _, h := range b.p.Happenings {
		if h.BodyID == body && h.What.Expires() != "" {
			out = append(out, check.Recorded{Happening: h})
		}
	}
	return out
}

// faulty are the documents among the facts, other than the one that is judged, that
// have a fault of their own.
func (b *bench) faulty(f check.Facts) map[document.ID]bool {
	out := map[document.ID]bool{}
	add := func(s check.Submission) {
		if fault := b.p.Files[s.Revision-1].Fault; fault != nil && fault.Code != province.FaultLate && s.Document != f.This.Document {
			out[s.Document] = true
		}
	}
	for _, all := range [][]check.Submission{f.Registers, f.Invoices, f.Neighbours} {
		for _, s := range all {
			add(s)
		}
	}
	for _, e := range f.Elsewhere {
		add(check.Submission{Document: e.Document, Revision: e.Revision})
	}
	for _, a := range f.Alike {
		add(check.Submission{Document: a.Document, Revision: a.Revision})
	}
	return out
}

// scans are the documents among the facts that are scans.
func (b *bench) scans(f check.Facts) map[document.ID]bool {
	out := map[document.ID]bool{}
	for _, all := range [][]check.Submission{f.Registers, f.Neighbours} {
		for _, s := range all {
			if b.p.Files[s.Revision-1].Format == province.Scan {
				out[s.Document] = true
			}
		}
	}
	return out
}

// missing are the centres that an invoice bills and of which the facts hold no
// register that is right.
func (b *bench) missing(i int, f check.Facts) []reception.CentreID {
	file := b.p.Files[i]
	if file.Kind != document.Invoice {
		return nil
	}
	var out []reception.CentreID
	for _, c := range b.p.Agreements[file.Agreement-1].Covered() {
		there := slices.ContainsFunc(f.Registers, func(s check.Submission) bool {
			fault := b.p.Files[s.Revision-1].Fault
			return s.Obligation.Centre == c && s.Obligation.For == file.Period && (fault == nil || fault.Code == province.FaultLate)
		})
		if !there && b.p.PersonDays(c, file.Period) > 0 {
			out = append(out, c)
		}
	}
	return out
}
