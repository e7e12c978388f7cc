package workbook

import "github.com/insiemi/insiemi/reception"

// Where is the place in the file of a row of the merged registry, or of one of
// its fields: "centres", 3, "code". Its row is 0 where the file does not have it.
func (m Merged) Where(list string, i int, field string) Place {
	return m.from.pointAt(list, i, field, Words{}).Place
}

// Refused returns the merge with what somebody else found wrong with a row of its
// registry: problems with its fields or, where there are none, a sentence about
// the row as a whole.
func (m Merged) Refused(list string, i int, ps reception.Problems, w Words) Merged {
	m.from.out = m
	if len(ps) == 0 {
		m.from.problem(m.from.pointAt(list, i, "", w))
	}
	for _, p := range ps {
		m.from.violation(list, i, p.Field, Words{p.It, p.En})
	}
	m.from.sort()
	return m.from.out
}

// WithConsequences returns the merge with what it makes wrong with rows that it
// does not touch: an agreement that covers a centre which would open later. Where
// there are other problems they may only follow from those, and are left out.
func (m Merged) WithConsequences() Merged {
	if len(m.Problems) > 0 || len(m.caused) == 0 {
		return m
	}
	m.from.out = m
	for _, p := range m.caused {
		m.from.problem(p)
	}
	m.from.sort()
	return m.from.out
}
