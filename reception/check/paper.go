package check

import (
	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// paper is a submission with its fields by name.
type paper struct {
	Submission
	byName map[string][]document.Field
}

func newPaper(s Submission) *paper {
	p := &paper{Submission: s, byName: make(map[string][]document.Field, len(s.Reading.Fields))}
	for _, f := range s.Reading.Fields {
		p.byName[f.Name] = append(p.byName[f.Name], f)
	}
	return p
}

// all returns the fields of that name in the reading's order.
func (p *paper) all(name string) []document.Field { return p.byName[name] }

// first returns the first field of that name that holds a value.
func (p *paper) first(name string) (document.Field, bool) {
	for _, f := range p.byName[name] {
		if f.Value != "" {
			return f, true
		}
	}
	return document.Field{}, false
}

// number returns the value of the first field of that name; ok is false where
// there is none or it is no number.
func (p *paper) number(name string) (decimal.Decimal, document.Field, bool) {
	f, ok := p.first(name)
	if !ok {
		return decimal.Zero, f, false
	}
	n, err := ParseNumber(f.Value)
	return n, f, err == nil
}

func (p *paper) date(name string) (calendar.Date, document.Field, bool) {
	f, ok := p.first(name)
	if !ok {
		return calendar.Date{}, f, false
	}
	d, err := calendar.ParseDate(f.Value)
	return d, f, err == nil
}

// period returns what the document says that it is about: its days where it
// gives both ends, else its month.
func (p *paper) period() (calendar.Period, []document.Field, bool) {
	start, from, ok1 := p.date(document.PeriodStart)
	end, to, ok2 := p.date(document.PeriodEnd)
	if ok1 && ok2 && !end.Before(start) {
		return calendar.Period{Start: start, End: end}, []document.Field{from, to}, true
	}
	f, ok := p.first(document.PeriodMonth)
	if !ok {
		return calendar.Period{}, nil, false
	}
	month, err := calendar.ParseMonth(f.Value)
	return month, []document.Field{f}, err == nil
}

// cite makes an input of a field; value is how screens write it, empty for the
// field's own value.
func (p *paper) cite(f document.Field, w, value words) Input {
	in := Input{It: w.it, En: w.en, Source: "document", Document: p.Document, Revision: p.Revision,
		Place: f.Place, Unsure: f.Unsure && !exact(f), Others: f.Others}
	if value == (words{}) {
		return in.valued(same(f.Value))
	}
	return in.valued(value).readAlso(shown("", f.Others))
}

// exact says that a value stands just so in an XML document: that its check
// fails is the document's mistake, and no doubt of the reading.
func exact(f document.Field) bool {
	return f.Method == document.MethodXML && (f.Why == document.WhyCheck || f.Why == document.WhyForm)
}

// absent makes an input of a value that the document does not have.
func (p *paper) absent(w words) Input {
	return Input{It: w.it, En: w.en, Value: "—", Source: "document", Document: p.Document, Revision: p.Revision}
}

// registry makes an input of a value of the registry; on is the day for which
// it was taken, zero for values without a date.
func registry(w, value words, on calendar.Date) Input {
	return Input{It: w.it, En: w.en, Source: "registry", ValidOn: on}.valued(value)
}

// agreementInput names an agreement and its term.
func agreementInput(a *reception.Agreement) Input {
	return registry(words{"contratto CIG " + a.CIG, "agreement CIG " + a.CIG},
		spanOf(calendar.Period{Start: a.StartsOn, End: a.EndsOn}), calendar.Date{})
}
