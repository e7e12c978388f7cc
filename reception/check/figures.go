package check

import (
	"cmp"
	"slices"
)

// Figures are what a finding compares, as screens write them: 1.000 and 32.310,00 €, on
// English ones 1,000 and €32,310.00. They are empty where a rule compares none. The
// English ones are empty where they are written as the Italian ones.
type Figures struct {
	Declared     string `json:"declared,omitempty"`
	Computed     string `json:"computed,omitempty"`
	Difference   string `json:"difference,omitempty"`
	DeclaredEn   string `json:"declared_en,omitempty"`
	ComputedEn   string `json:"computed_en,omitempty"`
	DifferenceEn string `json:"difference_en,omitempty"`
}

// compared makes the figures of a finding.
func compared(declared, computed, difference words) Figures {
	return Figures{declared.it, computed.it, difference.it, declared.otherEn(), computed.otherEn(), difference.otherEn()}
}

// FiguresIn returns the figures as screens of a language write them, "it" or "en".
func (f Figures) FiguresIn(lang string) Figures {
	if lang != "en" {
		return Figures{Declared: f.Declared, Computed: f.Computed, Difference: f.Difference}
	}
	return Figures{Declared: cmp.Or(f.DeclaredEn, f.Declared), Computed: cmp.Or(f.ComputedEn, f.Computed),
		Difference: cmp.Or(f.DifferenceEn, f.Difference)}
}

// ValueIn returns the value of an input as screens of a language write it, "it" or "en".
func (in Input) ValueIn(lang string) string {
	if lang == "en" {
		return cmp.Or(in.ValueEn, in.Value)
	}
	return in.Value
}

// OthersIn returns what other readers saw as screens of a language write it.
func (in Input) OthersIn(lang string) []string {
	if lang == "en" && in.OthersEn != nil {
		return in.OthersEn
	}
	return in.Others
}

// valued gives an input its value in both languages.
func (in Input) valued(value words) Input {
	in.Value, in.ValueEn = value.it, value.otherEn()
	return in
}

// readAlso gives an input what other readers saw.
func (in Input) readAlso(others []words) Input {
	it, en := split(others)
	if in.Others = it; !slices.Equal(it, en) {
		in.OthersEn = en
	}
	return in
}
