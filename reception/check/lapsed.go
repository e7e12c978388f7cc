package check

import "slices"

// InputChange is one input of a finding that is not what it was when somebody overrode
// the finding. A value is "" where the input was not there, or is no more.
type InputChange struct {
	Input             // what it is and where, as it is now; as it was where it is gone
	Was, WasEn string // as Italian and as English screens write it
	Is, IsEn   string // empty where it is gone
	Sent       bool   // the value is the same, but stands in another revision
}

// Successor returns which of the findings of now an earlier one on the same document has
// become: the one of its rule that rests on most of the same inputs; ok is false where
// there is none. A finding that is still there just so is its own successor.
func (f Finding) Successor(now []Finding) (found Finding, ok bool) {
	best := 0
	for _, x := range now {
		if x.Rule != f.Rule {
			continue
		}
		if n := f.shares(x); n > best {
			found, best = x, n
		}
	}
	return found, best > 0
}

// shares measures how much two findings rest on the same: an input of both counts, and
// more when its value is the same. What rests on papers shares one of them: a rate, or
// a day, stands behind many findings.
func (f Finding) shares(o Finding) (n int) {
	onPapers, samePaper := slices.ContainsFunc(f.Inputs, Input.ofPaper), false
	for i, k := range f.pairs(o) {
		if k < 0 {
			continue
		}
		n += 2
		if o.Inputs[k].Value == f.Inputs[i].Value {
			n++
		}
		samePaper = samePaper || f.Inputs[i].ofPaper()
	}
	if onPapers && !samePaper {
		return 0
	}
	return n
}

// ofPaper says that the input stands in a paper, or is a warning of its reading.
func (in Input) ofPaper() bool { return in.Source == "document" || in.Source == SourceReading }

// pairs returns for each input of f which input of o is about the same, -1 for none.
// Several may be, as the values of a summary: those of the same value belong together,
// and of the others those that come first.
func (f Finding) pairs(o Finding) []int {
	out, taken := slices.Repeat([]int{-1}, len(f.Inputs)), make([]bool, len(o.Inputs))
	for _, same := range []func(a, b Input) bool{sameInput, aboutTheSame} {
		for i, in := range f.Inputs {
			for k, x := range o.Inputs {
				if out[i] < 0 && !taken[k] && same(in, x) {
					out[i], taken[k] = k, true
				}
			}
		}
	}
	return out
}

func aboutTheSame(a, b Input) bool {
	return a.It == b.It && a.Source == b.Source && a.Document == b.Document
}

func sameInput(a, b Input) bool { return aboutTheSame(a, b) && a.Value == b.Value }

// ChangesSince tells which inputs of an earlier finding changed, came or went, in the
// order of the inputs of now; those that went come last. It is empty where the rule
// itself is another version and judges the same facts.
func (f Finding) ChangesSince(was Finding) []InputChange {
	var out []InputChange
	for i, k := range f.pairs(was) {
		in := f.Inputs[i]
		if k < 0 {
			out = append(out, InputChange{Input: in, Is: in.Value, IsEn: in.ValueIn("en")})
			continue
		}
		if old := was.Inputs[k]; old.Value != in.Value || old.Revision != in.Revision {
			out = append(out, InputChange{Input: in, Was: old.Value, WasEn: old.ValueIn("en"), Is: in.Value, IsEn: in.ValueIn("en"), Sent: old.Value == in.Value})
		}
	}
	for i, k := range was.pairs(f) {
		if in := was.Inputs[i]; k < 0 {
			out = append(out, InputChange{Input: in, Was: in.Value, WasEn: in.ValueIn("en")})
		}
	}
	return out
}
