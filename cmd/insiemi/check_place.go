package main

import (
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// paperRead is a document of the folder: a file, or what a file holds.
type paperRead struct {
	file string // "mese.zip › registro.xlsx" for what is inside
	sub  check.Submission
	// whyIt and whyEn say why it has no slot; empty where it has one, or needs none.
	whyIt, whyEn string
	guests       []check.GuestMonth // of a register
	prints       []check.Print
}

// papersOf lists a file's documents: what holds others and is none itself is not
// among them.
func papersOf(file string, r document.Reading) []paperRead {
	var out []paperRead
	if r.Kind != "" || len(r.Contents) == 0 {
		out = append(out, paperRead{file: file, sub: check.Submission{Kind: r.Kind, Reading: r}})
	}
	for _, c := range r.Contents {
		out = append(out, papersOf(file+" › "+c.Name, c.Reading)...)
	}
	return out
}

// place numbers the documents in the order of their files and says of each which
// slot it fills, by what was read of it.
func (f checkFacts) place(all []paperRead) {
	for i := range all {
		p := &all[i]
		p.sub.Document, p.sub.Revision = document.ID(i+1), document.RevisionID(i+1)
		p.sub.Reading.Text, p.sub.Reading.Layout, p.sub.Reading.Contents = "", nil, nil
		if on, ok := f.received[p.file]; ok {
			p.sub.SubmittedAt = on.At(9, 0)
		}
		p.sub.Obligation, p.whyIt, p.whyEn = f.slotOf(p.sub)
		if p.sub.Kind == document.Register && p.sub.Obligation != nil {
			p.guests = check.GuestMonthsOf(check.Facts{Centres: f.centres, Agreements: f.agreements, This: p.sub})
		}
		p.prints = check.PrintsOf(check.Facts{Centres: f.centres, Agreements: f.agreements, This: p.sub})
	}
}

// slotOf is the slot that a document fills, or why none.
func (f checkFacts) slotOf(s check.Submission) (slot *check.Slot, whyIt, whyEn string) {
	info, known := s.Kind.Info()
	h := workflow.HintsOf(s.Reading, f.centres, f.agreements)
	switch {
	case s.Reading.Error != nil || !known || !info.Monthly && !isGuestNotice(s.Kind):
		return nil, "", ""
	case info.Monthly && h.For.IsZero():
		return nil, "non si legge di quale mese è", "it can't be read of which month it is"
	case isGuestNotice(s.Kind):
		if h.On.IsZero() {
			return nil, "non si legge di quale giorno è", "it can't be read of which day it is"
		}
		h.For = calendar.Period{Start: h.On, End: h.On}
	}
	slot = &check.Slot{For: h.For, Agreement: h.Agreement}
	if info.PerCentre {
		if slot.Centre = h.Centre; slot.Centre == 0 && len(f.centres) == 1 && s.Reading.Value(document.CentreCode) == "" {
			slot.Centre = f.centres[0].ID
		}
		if slot.Centre == 0 {
			return nil, "non si legge di quale centro è", "it can't be read of which centre it is"
		}
	}
	if slot.Agreement == 0 {
		slot.Agreement = f.agreementFor(slot.Centre, h.For)
	}
	if slot.Agreement == 0 {
		return nil, "non si sa di quale contratto è", "it is not known of which agreement it is"
	}
	return slot, "", ""
}

func isGuestNotice(k document.Kind) bool { return k == document.Departure || k == document.Leave }

// agreementFor is the one agreement that covers a centre in a period, or that is in
// force in it; zero where there is none or several.
func (f checkFacts) agreementFor(c reception.CentreID, p calendar.Period) (found reception.AgreementID) {
	for _, a := range f.agreements {
		if a.StartsOn.After(p.End) || a.EndsOn.Before(p.Start) || c != 0 && !a.CoversIn(c, p) {
			continue
		}
		if found != 0 {
			return 0
		}
		found = a.ID
	}
	return found
}

// about is the period that a document is about; zero: not known.
func (f checkFacts) about(p paperRead) calendar.Period {
	if p.sub.Obligation != nil {
		return p.sub.Obligation.For
	}
	return workflow.HintsOf(p.sub.Reading, f.centres, f.agreements).For
}

// factsFor are the facts that the rules look at for one of the documents: as the
// product loads them from its database, out of the folder alone.
func (f checkFacts) factsFor(this paperRead, all []paperRead) check.Facts {
	out := check.Facts{Today: f.today, Office: f.office, Body: f.body, Centres: f.centres, Agreements: f.agreements, This: this.sub, Expiries: f.expiries}
	period := f.about(this)
	for _, p := range all {
		s := p.sub
		if s.Document != this.sub.Document {
			out.Alike = append(out.Alike, f.alike(this, p)...)
		}
		switch {
		case s.Kind == document.Register:
			if touch(f.about(p), period) {
				out.Registers = append(out.Registers, s)
			}
			if this.sub.Kind == document.Register && s.Document != this.sub.Document && beside(this.sub.Obligation, s.Obligation) {
				out.Neighbours = append(out.Neighbours, s)
			}
			out.Elsewhere = append(out.Elsewhere, f.elsewhere(this, p)...)
		case s.Kind == document.Invoice && this.sub.Kind == document.Invoice && s.Document != this.sub.Document:
			out.Invoices = append(out.Invoices, s)
		case s.Kind == document.KitReceipts && this.sub.Kind == document.Invoice && touch(f.about(p), period):
			out.Receipts = append(out.Receipts, s)
		case isGuestNotice(s.Kind) && this.sub.Kind == document.Register:
			out.GuestNotices = append(out.GuestNotices, s)
		}
	}
	if this.sub.Kind == document.Invoice && !period.IsZero() {
		out.Owed = f.owed(period, all)
	}
	return out
}

// alike are by what another paper of the folder may be known as saying the same: its
// prints that this one has, and what its pages look like. Registers of one centre and
// month are no copies of each other.
func (f checkFacts) alike(this, other paperRead) (out []check.Alike) {
	s := other.sub
	x := check.Alike{Document: s.Document, Revision: s.Revision, Kind: s.Kind, Body: f.body.Name, SubmittedAt: s.SubmittedAt, Own: true}
	same := false
	if s.Obligation != nil {
		x.For = s.Obligation.For
		if c := s.Obligation.Centre; c != 0 {
			x.Centre = f.centreName(c)
		}
		mine := this.sub.Obligation
		same = mine != nil && mine.Centre == s.Obligation.Centre && mine.For == s.Obligation.For
	}
	for _, p := range other.prints {
		if slices.Contains(this.prints, p) && !(same && p.Sort == check.PrintMarks) {
			x.Print = p
			out = append(out, x)
		}
	}
	for _, l := range s.Reading.Looks {
		x.Print, x.Look = check.Print{Sort: check.PrintLook}, l
		out = append(out, x)
	}
	return out
}

// centreName is a centre's code, and its name where that is another.
func (f checkFacts) centreName(id reception.CentreID) string {
	c := f.centres[id-1]
	if c.Name == c.Code {
		return c.Code
	}
	return c.Code + " " + c.Name
}

// elsewhere are the presences of the guests of a register in that of another centre.
func (f checkFacts) elsewhere(this, other paperRead) []check.Elsewhere {
	var out []check.Elsewhere
	if len(this.guests) == 0 || len(other.guests) == 0 || this.sub.Obligation.Centre == other.sub.Obligation.Centre {
		return nil
	}
	name := f.centreName(other.sub.Obligation.Centre)
	for _, g := range other.guests {
		if slices.ContainsFunc(this.guests, func(m check.GuestMonth) bool { return m.Guest == g.Guest && m.For == g.For }) {
			out = append(out, check.Elsewhere{GuestMonth: g, Document: other.sub.Document, Revision: other.sub.Revision,
				Centre: name, Body: f.body.Name, Own: true})
		}
	}
	return out
}

func touch(a, b calendar.Period) bool {
	return !a.IsZero() && !b.IsZero() && !a.Start.After(b.End) && !a.End.Before(b.Start)
}

// beside says that two slots are of one centre and of months in a row.
func beside(a, b *check.Slot) bool {
	return a != nil && b != nil && a.Centre == b.Centre && (a.For.End.AddDays(1).Equal(b.For.Start) || b.For.End.AddDays(1).Equal(a.For.Start))
}

// owed is what the agreements' lists ask for with an invoice of a period, and
// whether it is in the folder or was waived.
func (f checkFacts) owed(p calendar.Period, all []paperRead) []check.Owed {
	var out []check.Owed
	for _, a := range f.agreements {
		for _, k := range a.Checklist {
			info, _ := k.Info()
			if !info.PerCentre {
				out = append(out, f.owedPaper(check.Owed{Kind: k, Agreement: a.ID, For: p}, a.CIG, all))
				continue
			}
			for _, c := range f.centres {
				if !a.CoversIn(c.ID, p) || !c.OpenIn(p) {
					continue
				}
				for m := calendar.MonthOf(p.Start); !m.Start.After(p.End); m = calendar.MonthOf(m.End.AddDays(1)) {
					out = append(out, f.owedPaper(check.Owed{Kind: k, Agreement: a.ID, Centre: c.ID, For: m}, a.CIG, all))
				}
			}
		}
	}
	return out
}

// owedPaper says what became of a paper. One of its kind of which nobody can say
// the month or the centre counts as sent: it is there.
func (f checkFacts) owedPaper(o check.Owed, cig string, all []paperRead) check.Owed {
	o.State = check.OwedOpen
	if slices.ContainsFunc(f.waived, func(w waivedPaper) bool {
		return w.kind == o.Kind && (w.cig == "" || w.cig == cig) && (w.in.IsZero() || touch(w.in, o.For))
	}) {
		o.State = check.OwedWaived
	}
	for _, p := range all {
		slot := p.sub.Obligation
		if p.sub.Kind == o.Kind && (slot == nil || touch(slot.For, o.For) && slot.Centre == o.Centre && slot.Agreement == o.Agreement) {
			o.State, o.Document = check.OwedSent, p.sub.Document
		}
	}
	return o
}
