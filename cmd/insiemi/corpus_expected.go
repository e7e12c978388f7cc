package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// expectedSuffix ends the name of a file that says what reading another one must
// give: docs/reading.md tells its format.
const expectedSuffix = ".expected.json"

// expected is what a reading must say; a key that is absent is not judged.
type expected struct {
	Kind   *document.Kind             `json:"kind"`
	Error  json.RawMessage            `json:"error"`
	Fields map[string]json.RawMessage `json:"fields"`
	Absent []string                   `json:"absent"`
}

// outcome is how an expectation came out.
type outcome int

// The outcomes. Only wrong is a failure of the product's promise.
const (
	right outcome = iota
	rightUnsure
	wrong // and sure
	wrongUnsure
	missing
	outcomes // how many there are
)

func (o outcome) String() string {
	return [...]string{"right", "right but unsure", "wrong and sure", "wrong but unsure", "missing"}[o]
}

// verdict is an expectation of a field, of the kind or of the error, judged.
type verdict struct {
	field string
	outcome
}

// expectations judges a reading by the file beside it, if there is one:
// NAME.EXT.expected.json or NAME.expected.json.
func (c corpus) expectations(file string, r document.Reading) ([]verdict, error) {
	for _, name := range []string{file, strings.TrimSuffix(file, filepath.Ext(file))} {
		b, err := os.ReadFile(name + expectedSuffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out, err := judge(b, r)
		if err != nil {
			return nil, fmt.Errorf("%s%s: %w", c.relative(name), expectedSuffix, err)
		}
		return out, nil
	}
	return nil, nil
}

// judge compares a reading with what a file beside it says.
func judge(b []byte, r document.Reading) ([]verdict, error) {
	var e expected
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return nil, err
	}
	return e.judge(r)
}

func (e expected) judge(r document.Reading) ([]verdict, error) {
	var out []verdict
	if e.Kind != nil {
		out = append(out, verdict{"kind", judgeKind(*e.Kind, r.Kind)})
	}
	if e.Error != nil {
		var code *string
		if err := json.Unmarshal(e.Error, &code); err != nil {
			return nil, fmt.Errorf(`"error" is null or a code: %w`, err)
		}
		out = append(out, verdict{"error", judgeError(code, r.Error)})
	}
	for name, raw := range e.Fields {
		wants, err := valuesOf(raw)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		for _, want := range wants {
			out = append(out, verdict{name, judgeField(want, fieldsNamed(r, name))})
		}
	}
	for _, name := range e.Absent {
		out = append(out, verdict{name, judgeAbsent(fieldsNamed(r, name))})
	}
	slices.SortStableFunc(out, func(a, b verdict) int { return strings.Compare(a.field, b.field) })
	return out, nil
}

// judgeKind: a kind that was not recognised is asked of a person, and so missing.
func judgeKind(want, got document.Kind) outcome {
	switch got {
	case want:
		return right
	case "":
		return missing
	}
	return wrong
}

func judgeError(want *string, got *document.Warning) outcome {
	switch {
	case want == nil && got == nil, want != nil && got != nil && got.Code == *want:
		return right
	case got == nil:
		return missing
	}
	return wrong
}

// valuesOf is one value, or a list of which each must be there.
func valuesOf(raw json.RawMessage) ([]string, error) {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}, nil
	}
	var many []string
	if json.Unmarshal(raw, &many) == nil && len(many) > 0 {
		return many, nil
	}
	var number json.Number
	if err := json.Unmarshal(raw, &number); err != nil {
		return nil, errors.New("its value is a text, a number, or a list of texts")
	}
	return []string{number.String()}, nil
}

func fieldsNamed(r document.Reading, name string) (out []document.Field) {
	for _, f := range r.Fields {
		if f.Name == name {
			out = append(out, f)
		}
	}
	return out
}

func judgeField(want string, got []document.Field) outcome {
	at := slices.IndexFunc(got, func(f document.Field) bool { return sameValue(want, f.Value) })
	switch {
	case at >= 0 && got[at].Unsure:
		return rightUnsure
	case at >= 0:
		return right
	case len(got) == 0:
		return missing
	}
	return judgeAbsent(got)
}

// judgeAbsent: what should not be there is wrong.
func judgeAbsent(got []document.Field) outcome {
	switch {
	case len(got) == 0:
		return right
	case slices.ContainsFunc(got, func(f document.Field) bool { return !f.Unsure }):
		return wrong
	}
	return wrongUnsure
}

// sameValue compares amounts as numbers, all else letter by letter.
func sameValue(want, got string) bool {
	if want == got || !strings.Contains(want+got, ".") {
		return want == got
	}
	a, okA := new(big.Rat).SetString(want)
	b, okB := new(big.Rat).SetString(got)
	return okA && okB && a.Cmp(b) == 0
}
