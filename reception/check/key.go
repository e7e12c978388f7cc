package check

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Key is a finding's identity as the lowercase hex of a SHA-256: of the rule, its
// version, what it says and every input with its source. An override is kept under
// it, so that it holds for just what a person looked at: when an input changes, or
// comes from another revision, the finding is another one. The severity does not
// enter, which an office may change, nor do arithmetic, which follows from the
// inputs, and the day of the run: a finding that counts from today is the same one
// tomorrow, as long as it asks for the same.
func (f Finding) Key() string {
	inputs := make([]Input, 0, len(f.Inputs))
	says := []string{f.It, f.Declared, f.Computed, f.Difference}
	for _, in := range f.Inputs {
		if in.Today {
			in.ValidOn = calendar.Date{}
			if in.Source == "calendar" {
				says = []string{f.DoIt, f.Declared}
				continue
			}
		}
		in.ValueEn, in.OthersEn = "", nil // the same values
		in.Place.Box = nil                // where on the page: a newer reader may measure it otherwise
		inputs = append(inputs, in)
	}
	text, err := json.Marshal([]any{f.Rule, f.Version, says, inputs, f.Aside})
	if err != nil {
		panic("a finding can't be written: " + err.Error()) // texts, numbers and dates always can
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
