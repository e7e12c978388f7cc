package check

import (
	"slices"

	"github.com/insiemi/insiemi/document"
)

// Fresh returns the findings of a run that an earlier run did not have.
func Fresh(before, after []Finding) []Finding {
	had := map[string]bool{}
	for _, f := range before {
		had[f.Key()] = true
	}
	var out []Finding
	for _, f := range after {
		if !had[f.Key()] {
			out = append(out, f)
		}
	}
	return out
}

// DocumentsOf are the documents other than one that findings rest on.
func DocumentsOf(found []Finding, but document.ID) []document.ID {
	var out []document.ID
	for _, f := range found {
		for _, in := range f.Inputs {
			if in.Document != 0 && in.Document != but {
				out = append(out, in.Document)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// RulesOf are the rules of findings that somebody should look at, each once.
func RulesOf(found []Finding) []string {
	var out []string
	for _, f := range found {
		if f.Severity != Info && !slices.Contains(out, f.Rule) {
			out = append(out, f.Rule)
		}
	}
	return out
}
