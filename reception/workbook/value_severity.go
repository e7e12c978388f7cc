package workbook

import (
	"maps"
	"slices"
	"strings"
)

// severitiesValue is what an office says of the rules in one cell: "R11: bloccante;
// R14: da valutare".
type severitiesValue struct {
	to   *map[string]string
	from []choice
}

func (v severitiesValue) out() cell {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(*v.to)) {
		s := (*v.to)[id]
		parts = append(parts, id+": "+choiceOf(&s, v.from).out().text)
	}
	s := strings.Join(parts, "; ")
	return textOf(&s).out()
}

func (v severitiesValue) in(c cell) *Words {
	s, w := c.plain()
	if w != nil {
		return w
	}
	out := map[string]string{}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == ',' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		id, says, _ := strings.Cut(part, ":")
		id = foldCode(id)
		var severity string
		if w := choiceOf(&severity, v.from).in(cell{kind: text, text: says}); w != nil {
			return w
		}
		switch {
		case id == "" || severity == "":
			return wrong("«%s» non dice un controllo e la sua gravità. Scrivere per esempio: R11: bloccante; R14: da valutare.",
				"“%s” does not say a rule and its severity. Write for example: R11: blocking; R14: to be judged.", shorten(part))
		case out[id] != "" && out[id] != severity:
			return wrong("Il controllo %s ha due gravità diverse. Lasciarne una.", "Rule %s has two different severities. Leave one.", shorten(id))
		}
		out[id] = severity
	}
	if len(out) == 0 {
		out = nil
	}
	*v.to = out
	return nil
}
