package check

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Key is a finding's identity as the lowercase hex of a SHA-256: of the rule, its
// version, what it says and every input with its source. An override is kept under
// it, so that it holds for just what a person looked at: when an input changes, or
// comes from another revision, the finding is another one. The severity does not
// enter, which an office may change, nor do confidences and arithmetic, which
// follow from the inputs.
func (f Finding) Key() string {
	inputs := make([]Input, len(f.Inputs))
	copy(inputs, f.Inputs)
	for i := range inputs {
		inputs[i].Place.Box = nil // where on the page: a newer reader may measure it otherwise
	}
	text, err := json.Marshal([]any{f.Rule, f.Version, f.It, f.Declared, f.Computed, f.Difference, inputs, f.Aside})
	if err != nil {
		panic("a finding can't be written: " + err.Error()) // texts, numbers and dates always can
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
