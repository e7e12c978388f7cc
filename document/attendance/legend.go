package attendance

import (
	"regexp"
	"strings"
)

// legendEntry is a meaning in a register's own legend: "AA = assenza
// autorizzata".
var legendEntry = regexp.MustCompile(`(?:^|[\s,;(/|])([a-z0-9✓✔√]{1,3}|-|–)\s*=\s*([a-z][a-z' .]{1,40})`)

// readLegend keeps the meanings that a line gives to marks.
func (r *Register) readLegend(row []Cell) {
	phrase, _ := foldCells(row, 0, len(row))
	if !strings.Contains(phrase, "=") {
		return
	}
	for _, m := range legendEntry.FindAllStringSubmatch(phrase, 40) {
		r.addLegend(normalMark(m[1]), strings.TrimSpace(m[2]))
	}
}

func (r *Register) addLegend(mark, meaning string) {
	if r.legend == nil {
		r.legend = map[string]string{}
	}
	if _, have := r.legend[mark]; !have {
		r.legend[mark] = meaning
	}
}

// legendWords are the beginnings of the words by which a legend's meaning is
// understood.
var legendWords = []struct {
	begin    string
	presence Presence
}{
	{"pres", Present}, {"firm", Present}, {"ingr", Present}, {"entra", Present}, {"arriv", Present},
	{"ass", Absent}, {"osp", Absent}, {"ricov", Absent}, {"usc", Absent}, {"dim", Absent}, {"trasf", Absent},
	{"allont", Absent}, {"abband", Absent},
}

// legendSays is how a meaning counts; Unknown where it is not understood.
func legendSays(meaning string) Presence {
	for _, w := range legendWords {
		if strings.HasPrefix(meaning, w.begin) {
			return w.presence
		}
	}
	return Unknown
}

// excuses says that a legend's meaning is a reason for an absence.
func excuses(meaning string) bool {
	for _, no := range []string{"non ", "ingiust", " senza", "arbitr"} {
		if strings.Contains(meaning, no) {
			return false
		}
	}
	for _, yes := range []string{"autor", "giust", "osp", "ricov", "permess"} {
		if strings.Contains(meaning, yes) {
			return true
		}
	}
	return false
}

// heedLegend asks about marks whose meaning in the register's own legend is
// another than the table's. A legend never decides by itself; the office's own
// meanings (Marks) come before it.
func (r *Register) heedLegend(m Marks) {
	for i := range r.Rows {
		for d := range r.Rows[i].Marks {
			mark := &r.Rows[i].Marks[d]
			key := normalMark(mark.Written)
			meaning, ok := r.legend[key]
			if _, own := m.own[key]; !ok || own {
				continue
			}
			if mark.Presence == Unknown || legendSays(meaning) != mark.Presence {
				mark.Presence, mark.enters, mark.leaves = Unknown, false, false
				mark.why = "the register's own legend says: " + meaning
			}
			mark.excused = mark.Presence == Absent && excuses(meaning)
		}
	}
}

// doubtX asks about every X of a register that marks presence by P, 1 or SI
// too, unless its own totals count X as present: there X may well be an absence.
func (r *Register) doubtX(m Marks) {
	_, own := m.own["X"]
	_, said := r.legend["X"]
	if own || said || !r.holds("X") || !r.holds("P", "1", "SI", "PRESENTE") || r.addsUp() || r.confirmed() {
		return
	}
	for i := range r.Rows {
		for d := range r.Rows[i].Marks {
			if mark := &r.Rows[i].Marks[d]; normalMark(mark.Written) == "X" {
				mark.Presence = Unknown
				mark.why = "the register writes presence in another way too"
			}
		}
	}
}

// doubtCounts asks about every mark of a row without a code of which most are
// not understood: it may hold counts, in which a 1 is no presence.
func (r *Register) doubtCounts() {
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Guest.Found() || row.Unknown() <= row.known() {
			continue
		}
		for d := range row.Marks {
			if m := &row.Marks[d]; m.Written != "" && m.Presence != Unknown {
				m.Presence, m.why = Unknown, "most marks of the row are not understood"
			}
		}
	}
}

func (r *Register) holds(marks ...string) bool {
	for _, row := range r.Rows {
		for _, have := range row.Marks {
			key := normalMark(have.Written)
			for _, m := range marks {
				if key == m {
					return true
				}
			}
		}
	}
	return false
}
