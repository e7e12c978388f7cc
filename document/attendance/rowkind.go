package attendance

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document/pattern"
)

var (
	totalsLabel = regexp.MustCompile(`^(tot(ale|ali|\.)?\b.*|n\.?\s*presenti.*|presenti(\s+(per|al)\s+giorno.*)?|presenze\s+(giornaliere|per\s+giorno).*|somma.*)$`)
	otherTotals = regexp.MustCompile(`assent|pasti|uscit|entrat|ingress|pocket|totale\s+presenze|totale\s+giornate`)
	weekdays    = regexp.MustCompile(`^` + weekdayExpr + `\.?$`)
	// summary are the words with which rows begin that are no guest's.
	summary = pattern.New(`^(tot|totale|totali|somma|sub\s*totale|riporto|a riportare|di cui|n\.? ?(presenti|assenti)|presenti|assenti|presenze|assenze|media|pasti|colazion[ei]|pranz[oi]|cene?|entrati|usciti|ingressi|uscite|minori|adulti|posti|capienza|firma|firme|sigla|visto|timbro|operatore|responsabile|turno|note|legenda)\b`)
	signed  = regexp.MustCompile(`^(firma|firme|sigla|visto|timbro|operatore|responsabile|turno|note|legenda)\b`)
	// halfOfDay are the second headings under a day with two cells.
	halfOfDay = regexp.MustCompile(`^(m|p|s|mat|pom|ser|am|pm|mattin[ao]|pomeriggio|sera|e|u|ent|usc|entrata|uscita|i|ii|1|2|1a|2a|1ª|2ª|1°|2°|firma|firma [12])\.?$`)
)

// leftText joins what stands left of the days, folded.
func (c columns) leftText(row []Cell) string {
	t, _ := foldCells(row, 0, min(c.first, len(row)))
	return strings.Join(strings.Fields(t), " ")
}

// isTotals says that a row holds the totals per day.
func (c columns) isTotals(row []Cell) bool {
	if isLoose(row) || c.ownTotal(row).Found() || c.hasBareCode(row) && !totalsLabel.MatchString(fold(cellAt(row, c.code).Text)) {
		return false
	}
	numbers := c.numbers(row)
	if 2*numbers < c.filled(row) { // marks, whatever stands beside them
		return false
	}
	for i := 0; i < c.first && i < len(row); i++ {
		t := strings.Join(strings.Fields(fold(row[i].Text)), " ")
		if totalsLabel.MatchString(t) {
			return numbers > 0 && !otherTotals.MatchString(t) || numbers >= minDays && !strings.Contains(t, "assent") && !strings.Contains(t, "pasti")
		}
	}
	return false
}

// isSummary says that a row begins like one that is no guest's.
func (c columns) isSummary(row []Cell) bool { return summary.MatchString(c.leftText(row)) }

// numbers counts the day cells that hold a number.
func (c columns) numbers(row []Cell) int {
	n := 0
	for _, d := range c.days {
		if _, err := strconv.Atoi(strings.TrimSpace(cellAt(row, d.cols[0]).Text)); err == nil {
			n++
		}
	}
	return n
}

// isGuest says that a row is a guest's: it has what has the form of a code, or
// a number, or a name, or figures beside marks.
func (c columns) isGuest(row []Cell) bool {
	if isLoose(row) || c.isWeekdays(row) || c.isLine(row) {
		return false
	}
	code, sums := cellAt(row, c.code).Text, c.isSummary(row)
	switch {
	case isCode(code) && (c.isMarked(row) || !sums && (c.figures || c.hasBareCode(row))):
		return true
	case sums || isHeadLine(row):
		return false
	case hasDigit(code) && c.isMarked(row):
		return true
	}
	if _, err := strconv.Atoi(strings.Trim(cellAt(row, c.number).Text, ". )")); err == nil {
		return c.filled(row) > 0 || c.text(row) > 1 && !hasDigit(code) && !hasDigit(cellAt(row, c.name).Text)
	}
	return c.code < 0 && c.text(row) > 0 && c.filled(row) > 0
}

// isLine says that the cells left of the days hold a label with its value:
// "Entrati n. | 1".
func (c columns) isLine(row []Cell) bool {
	return len(pairs(row[:min(c.first, len(row))])) > 0 && !c.hasBareCode(row)
}

// isMarked says that a row has marks under the days: one that is known, or
// mostly signs as short as marks are.
func (c columns) isMarked(row []Cell) bool {
	short, filled := 0, 0
	for _, d := range c.days {
		for _, col := range d.cols {
			cell := cellAt(row, col)
			t := strings.TrimSpace(cell.Text)
			if _, ok := c.marks.judge(t); ok || cell.NoValue {
				return true
			}
			if t != "" {
				filled++
			}
			if n := len([]rune(t)); n > 0 && n <= maxShort {
				short++
			}
		}
	}
	return short > 0 && 2*short >= filled
}

// maxShort is the length of a sign that is a mark, if an unknown one.
const maxShort = 3

// isLost says that a row which is neither a guest's nor a total has marks all
// the same: what it means must be asked.
func (c columns) isLost(row []Cell) bool {
	if isLoose(row) {
		return c.marks.inText(row)
	}
	known, words := 0, 0
	for _, d := range c.days {
		for _, col := range d.cols {
			t := strings.TrimSpace(cellAt(row, col).Text)
			if _, ok := c.marks.judge(t); ok && t != "" {
				known++
				if !hasDigit(t) {
					words++
				}
			}
		}
	}
	left := c.leftText(row)
	switch {
	case known == 0 || c.isWeekdays(row) || c.isHalves(row) || signed.MatchString(left):
		return false
	case c.hasName(row) && words > 0:
		return true
	case summary.MatchString(left) || c.isLine(row) || isHeadLine(row):
		return words >= minOther
	}
	return true
}

// hasName says that a row has a name in its column, and no label.
func (c columns) hasName(row []Cell) bool {
	t := strings.TrimSpace(fold(cellAt(row, c.name).Text))
	return t != "" && !hasDigit(t) && !strings.Contains(t, ":") && !summary.MatchString(t)
}

// isLoose says that a row is running text.
func isLoose(row []Cell) bool { return len(row) > 0 && row[0].Loose }

// inText says that running text has marks one after the other, as a row of the
// table has whose words stand in no column.
func (m Marks) inText(row []Cell) bool {
	run := 0
	for _, c := range row {
		if _, ok := m.judge(c.Text); !ok || hasDigit(c.Text) && c.Text != "0" && c.Text != "1" {
			run = 0
			continue
		}
		if run++; run >= minOther {
			return true
		}
	}
	return false
}

// isHalves says that a row holds the headings of the halves of the days.
func (c columns) isHalves(row []Cell) bool {
	seen := map[string]int{}
	for _, d := range c.days {
		for _, col := range d.cols {
			t := fold(strings.TrimSpace(cellAt(row, col).Text))
			if t != "" && !halfOfDay.MatchString(t) {
				return false
			}
			seen[t]++
		}
	}
	delete(seen, "")
	return len(seen) == 2 && c.text(row) == 0
}

func (c columns) isWeekdays(row []Cell) bool {
	n, filled, different := 0, 0, map[string]bool{}
	for _, d := range c.days {
		t := fold(strings.TrimSpace(cellAt(row, d.cols[0]).Text))
		if t == "" {
			continue
		}
		filled++
		if weekdays.MatchString(t) {
			n++
			different[t] = true
		}
	}
	return filled >= minDays && n == filled && len(different) >= 4 && !hasDigit(c.leftText(row))
}

// text counts the cells left of the days that are not empty.
func (c columns) text(row []Cell) int {
	n := 0
	for i := 0; i < c.first && i < len(row); i++ {
		if strings.TrimSpace(row[i].Text) != "" {
			n++
		}
	}
	return n
}

// filled counts the days with a cell that is not empty.
func (c columns) filled(row []Cell) int {
	n := 0
	for _, d := range c.days {
		for _, col := range d.cols {
			if !blank(row, col) || cellAt(row, col).NoValue {
				n++
				break
			}
		}
	}
	return n
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
