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
// more when its value is the same.
func (f Finding) shares(o Finding) (n int) {
	for _, in := range f.Inputs {
		if i := o.inputLike(in); i >= 0 {
			n += 2
			if o.Inputs[i].Value == in.Value {
				n++
			}
		}
	}
	return n
}

// inputLike returns the index of the input that is about the same as in, -1 for none.
func (f Finding) inputLike(in Input) int {
	return slices.IndexFunc(f.Inputs, func(x Input) bool { return x.It == in.It && x.Source == in.Source && x.Document == in.Document })
}

// ChangesSince tells which inputs of an earlier finding changed, came or went, in the
// order of the inputs of now; those that went come last. It is empty where the rule
// itself is another version and judges the same facts.
func (f Finding) ChangesSince(was Finding) []InputChange {
	var out []InputChange
	for _, in := range f.Inputs {
		i := was.inputLike(in)
		switch {
		case i < 0:
			out = append(out, InputChange{Input: in, Is: in.Value, IsEn: in.ValueIn("en")})
		case was.Inputs[i].Value != in.Value || was.Inputs[i].Revision != in.Revision:
			old := was.Inputs[i]
			out = append(out, InputChange{Input: in, Was: old.Value, WasEn: old.ValueIn("en"), Is: in.Value, IsEn: in.ValueIn("en"), Sent: old.Value == in.Value})
		}
	}
	for _, in := range was.Inputs {
		if f.inputLike(in) < 0 {
			out = append(out, InputChange{Input: in, Was: in.Value, WasEn: in.ValueIn("en")})
		}
	}
	return out
}
