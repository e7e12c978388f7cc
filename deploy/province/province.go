// Package province makes an invented but faithful province: offices, managing
// bodies, reception centres, agreements with dated tariffs, people, guests with
// their stays, and the real files that the bodies would have sent (attendance
// registers in XLSX, PDF, CSV and on paper, FatturaPA invoices, contracts and
// other papers, some of them signed), most of them right and some wrong in told
// ways. `insiemi seed`, tests and benchmarks feed on it.
//
//	Options ─ New ─ registry ─ stays ─ plans ─ faults ─ stages ─ Files
//	                             └── Sheet, PersonDays: the truth that the
//	                                 registers and the invoices are written from
//
// It never reads a clock, a file or the network, and never draws chance from
// anywhere but Options.Seed.
//
// Invariants:
//   - the same seed and the same Today give the same bytes, signatures included;
//   - a file without a Fault is right: its totals are the sum of its cells, its
//     invoice bills exactly PersonDays at the tariff of the day;
//   - a file with a Fault is wrong in that way and in no other;
//   - nobody in it exists: names, tax codes and accounts are made up (with right
//     check digits, from ranges that are not given out), addresses of e-mail are
//     on domains reserved by RFC 2606;
//   - no guest's name is part of a file's name.
package province

import (
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Options say what province to make. Zero values mean the size of Rimini.
type Options struct {
	Seed uint64
	// Today is the day on which the province is looked at: nothing is sent
	// later than on its morning. Zero: 23 November 2026.
	Today calendar.Date
	// Bodies and Centres are those of the first office: 14 and 57 when zero.
	// There are never fewer centres than bodies. Every kind of fault is there
	// from about this size and three months on; smaller provinces have some.
	Bodies, Centres int
	// Months is how many calendar months before Today's month have papers: 6
	// when zero.
	Months int
	// OtherBodies and OtherCentres are those of the second office: 3 and 6 when
	// zero.
	OtherBodies, OtherCentres int
	// Rounds is how often each kind of fault is planted among the older papers: 1
	// when zero. What does not fit any more is left out.
	Rounds int
}

func (o Options) withDefaults() Options {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&o.Bodies, 14)
	set(&o.Centres, 57)
	set(&o.Months, 6)
	set(&o.OtherBodies, 3)
	set(&o.OtherCentres, 6)
	set(&o.Rounds, 1)
	o.Centres = max(o.Centres, o.Bodies)
	o.OtherCentres = max(o.OtherCentres, o.OtherBodies)
	if o.Today.IsZero() {
		o.Today = calendar.MustDate(2026, time.November, 23)
	}
	return o
}

// Province is what New made. Ids count from 1 within the province and are the
// positions in the slices plus one: Bodies[0].ID is 1.
type Province struct {
	Options      Options // as used, with the defaults filled in
	Offices      []reception.Office
	Bodies       []reception.Body
	Centres      []reception.Centre
	Agreements   []reception.Agreement
	People       []reception.Person
	Requirements []reception.Requirement
	Happenings   []reception.Happening
	// Files are in the order of SubmittedAt.
	Files []File

	months  []calendar.Period         // oldest first
	details []bodyDetails             // by body, beside Bodies
	stays   [][]stay                  // by centre, beside Centres
	paidBy  [][]reception.AgreementID // by centre
	owned   map[reception.BodyID][]reception.CentreID
	guests  []guest
	ca      *authority
	upset   upsets
}

// File is one file that a body sent.
type File struct {
	Name      string // as the sender called it
	Kind      document.Kind
	Format    Format
	Office    reception.OfficeID
	Body      reception.BodyID
	Agreement reception.AgreementID // zero: about none
	Centre    reception.CentreID    // zero: about none
	// Period is the month it was sent for; zero for papers without one.
	Period      calendar.Period
	SubmittedAt time.Time
	SubmittedBy reception.PersonID
	// DaysLate is how many days after its due day it came; 0: in time.
	DaysLate int
	// Fault is what is wrong with it; nil: nothing.
	Fault *Fault
	// Stage is how far the office has brought it.
	Stage Stage
	// Reason is what the office wrote when Stage is Returned, Corrected or
	// Rejected, in Italian; else empty.
	Reason string
	// Corrects is the index in Files of the file that this one replaces as a new
	// revision of the same document; nil: it is a document of its own.
	Corrects *int
	// Bytes makes the content, each time anew and always the same.
	Bytes func() ([]byte, error)
}

// Format is how a file is written.
type Format string

// The formats.
const (
	XLSX      Format = "xlsx"    // a spreadsheet
	CSV       Format = "csv"     // semicolons, windows-1252
	PDF       Format = "pdf"     // with a text layer
	Scan      Format = "scan"    // a PDF that holds images of pages only
	SignedPDF Format = "pdf.p7m" // a PDF in a CAdES envelope
	XML       Format = "xml"     // FatturaPA
	SignedXML Format = "xml.p7m" // FatturaPA in a CAdES envelope
)

// Stage is what whoever loads the province is to do with a file after it was
// read.
type Stage string

// The stages.
const (
	Left        Stage = "left"         // leave it to the workers
	UnderReview Stage = "under_review" // a reviewer has opened it
	Approved    Stage = "approved"     // approved at the first level of two
	Confirmed   Stage = "confirmed"    // approved at every level, closed
	Returned    Stage = "returned"     // sent back, not yet corrected
	Corrected   Stage = "corrected"    // sent back, a later file corrects it
	Rejected    Stage = "rejected"     // refused, closed
)

// New makes the province of the options.
func New(o Options) *Province {
	p := &Province{Options: o.withDefaults(), owned: map[reception.BodyID][]reception.CentreID{}}
	p.months = monthsBefore(p.Options.Today, p.Options.Months)
	p.ca = &authority{seed: p.Options.Seed, from: p.months[0].Start}
	p.makeOffices()
	p.makeBodies()
	p.makeCentres()
	p.makeAgreements()
	p.makePeople()
	p.makeRequirements()
	p.makeHappenings()
	p.makeStays()
	p.makeFiles()
	return p
}

// Months returns the months that have papers, oldest first.
func (p *Province) Months() []calendar.Period { return append([]calendar.Period(nil), p.months...) }

func monthsBefore(today calendar.Date, n int) []calendar.Period {
	months := make([]calendar.Period, n)
	m := calendar.MonthOf(today)
	for i := n - 1; i >= 0; i-- {
		m = m.Previous()
		months[i] = m
	}
	return months
}

func (p *Province) office(id reception.OfficeID) *reception.Office { return &p.Offices[id-1] }
func (p *Province) body(id reception.BodyID) *reception.Body       { return &p.Bodies[id-1] }
func (p *Province) centre(id reception.CentreID) *reception.Centre { return &p.Centres[id-1] }
func (p *Province) detail(id reception.BodyID) *bodyDetails        { return &p.details[id-1] }

func (p *Province) agreement(id reception.AgreementID) *reception.Agreement {
	return &p.Agreements[id-1]
}

// AgreementOf returns the agreement that pays for the centre on the first day of
// the period on which there is one; ok is false when none does.
func (p *Province) AgreementOf(c reception.CentreID, period calendar.Period) (a reception.Agreement, ok bool) {
	for _, id := range p.paidBy[c-1] {
		a := p.Agreements[id-1]
		if !a.StartsOn.After(period.End) && !a.EndsOn.Before(period.Start) {
			return a, true
		}
	}
	return reception.Agreement{}, false
}
