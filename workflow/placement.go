package workflow

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Hints is what a reading says about the slot that a document belongs to. Zero
// values are not known.
type Hints struct {
	For       calendar.Period // whole months
	On        calendar.Date   // the day that it is about
	Centre    reception.CentreID
	Agreement reception.AgreementID
}

// HintsOf takes the hints out of a reading: months, day, centre code and CIG,
// against the registry of the body that sent it. A value that the reading does
// not vouch for is no hint: a paper is not filed on a guess.
func HintsOf(r document.Reading, centres []reception.Centre, agreements []reception.Agreement) Hints {
	h := Hints{For: monthsOf(r), On: dayOf(r)}
	for _, c := range centres {
		if v := vouched(r, document.CentreCode); v != "" && v == c.Code {
			h.Centre = c.ID
		}
	}
	for _, a := range agreements {
		for _, name := range []string{document.InvoiceCIG, document.CIG} {
			if v := vouched(r, name); v != "" && v == a.CIG {
				h.Agreement = a.ID
			}
		}
	}
	return h
}

// vouched is the value of the first field of that name, "" where it is unsure.
func vouched(r document.Reading, name string) string {
	if f, ok := r.Field(name); ok && !f.Unsure {
		return f.Value
	}
	return ""
}

// monthsOf are the months that a document says it is about: its month, or those
// of its first and last day.
func monthsOf(r document.Reading) calendar.Period {
	month := func(field string) (p calendar.Period) {
		if v := vouched(r, field); len(v) >= 7 {
			p, _ = calendar.ParseMonth(v[:7]) // an unreadable month is not known
		}
		return p
	}
	if p := month(document.PeriodMonth); !p.IsZero() {
		return p
	}
	p := month(document.PeriodStart)
	if last := month(document.PeriodEnd); !p.IsZero() && last.End.After(p.End) {
		p.End = last.End
	}
	return p
}

// dayOf is the day that a document says it is about: that on which a guest left or
// a leave begins, that of a period of one day, or that of its issue.
func dayOf(r document.Reading) calendar.Date {
	for _, name := range []string{document.DepartedOn, document.LeaveStart} {
		if d, err := calendar.ParseDate(vouched(r, name)); err == nil {
			return d
		}
	}
	start, err := calendar.ParseDate(vouched(r, document.PeriodStart))
	if end := vouched(r, document.PeriodEnd); err == nil && (end == "" || end == start.String()) {
		return start
	}
	issued, err := calendar.ParseDate(vouched(r, document.IssuedOn))
	if err != nil {
		return calendar.Date{} // not known
	}
	return issued
}

// Why a document was put into a slot, or was not.
const (
	OneFits         = "the only slot that fits"
	NothingExpected = "nothing is expected"
	MonthUnknown    = "the month is not known"
	CentreUnknown   = "the centre is not known"
	NoSlotFits      = "no slot fits"
	OtherAgreement  = "the slot that fits is of another agreement" // than the paper names
	SeveralFit      = "several slots fit"
)

// Fit finds the one empty slot that the hints point to. The reason is one of the
// words above.
func Fit(slots []Obligation, h Hints) (found Obligation, reason string, ok bool) {
	if len(slots) == 0 {
		return found, NothingExpected, false
	}
	n, other := 0, false
	for _, o := range slots {
		if o.ofMonths() && h.For.IsZero() {
			return Obligation{}, MonthUnknown, false
		}
		if o.CentreID != 0 && h.Centre == 0 {
			return Obligation{}, CentreUnknown, false
		}
		if fits(o, h) {
			found, n = o, n+1
		}
		other = other || fits(o, Hints{For: h.For, On: h.On, Centre: h.Centre})
	}
	switch n {
	case 0:
		if other {
			return Obligation{}, OtherAgreement, false
		}
		return Obligation{}, NoSlotFits, false
	case 1:
		return found, OneFits, true
	}
	return Obligation{}, SeveralFit, false
}

func fits(o Obligation, h Hints) bool {
	if o.ofMonths() && o.For != h.For || o.ofDay() && o.For.Start != h.On {
		return false
	}
	if o.CentreID != 0 && o.CentreID != h.Centre {
		return false
	}
	return h.Agreement == 0 || o.AgreementID == h.Agreement
}

// Paper is a document that came together with others for one obligation.
type Paper struct {
	Kind   document.Kind // "" where it was not recognised
	Hints  Hints
	Read   bool
	Placed bool // it has a slot or a case of its own
}

// Meant finds the one paper that can be what was sent for an obligation: that of
// its kind of which nothing says otherwise, or one that came alone and was not
// recognised. ok is false where none can or several, and while one is not read.
func Meant(o Obligation, all []Paper) (found int, ok bool) {
	n := 0
	for i, p := range all {
		if !p.Read {
			return 0, false
		}
		alone := len(all) == 1 && p.Kind == ""
		if !p.Placed && (alone || p.Kind == o.Kind) && !contradicts(o, p.Hints) {
			found, n = i, n+1
		}
	}
	return found, n == 1
}

// contradicts says that a hint is of another slot; what is not known is no hint.
func contradicts(o Obligation, h Hints) bool {
	switch {
	case o.ofMonths() && !h.For.IsZero() && h.For != o.For:
	case o.ofDay() && !h.On.IsZero() && h.On != o.For.Start:
	case o.CentreID != 0 && h.Centre != 0 && h.Centre != o.CentreID:
	case o.AgreementID != 0 && h.Agreement != 0 && h.Agreement != o.AgreementID:
	default:
		return false
	}
	return true
}
