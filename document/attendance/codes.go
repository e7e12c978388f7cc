package attendance

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var (
	bareCode = regexp.MustCompile(`^[A-Za-z]{1,6}[\-/. ]?\d[\dA-Za-z\-/.]*$|^\d+[\-/][\dA-Za-z\-/]+$`)
	// rooms are headings of what several guests share.
	rooms = regexp.MustCompile(`stanz|camer|alloggi|appart|piano|nucle|modul|settore|lett[oi]\b`)
)

// isCode says that a text has the form of a guest's code: one word with a figure
// in it, or letters and figures apart ("G 017"); no date, and no label.
func isCode(text string) bool {
	t := strings.TrimSpace(text)
	return hasDigit(t) && len(t) <= maxCode && (codeText.MatchString(t) || bareCode.MatchString(t)) && !isDate(t)
}

func isDate(t string) bool { return civilDate.MatchString(t) || isoDate.MatchString(t) }

// hasBareCode says that a row has a guest's code of letters and figures.
func (c columns) hasBareCode(row []Cell) bool {
	t := strings.TrimSpace(cellAt(row, c.code).Text)
	return bareCode.MatchString(t) && !isDate(t)
}

// inferCode finds the column of codes where no heading names one: every row
// with marks has a code there. No two are the same in the one that is taken
// first; else a few may be: a guest who stands twice is still one.
func (c *columns) inferCode(header []Cell, rows [][]Cell) {
	if c.code >= 0 {
		return
	}
	twice := -1
	for col := range c.first {
		if col == c.entry || col == c.exit || col == c.number || col == c.total || col == c.family {
			continue
		}
		switch all, different := c.codesIn(rows, col); {
		case all == 0:
		case all == different:
			c.code = col
			return
		case twice >= 0 || rooms.MatchString(fold(cellAt(header, col).Text)):
		case col == c.name || 3*different >= 2*all:
			twice = col
		}
	}
	c.code = twice
}

// findFigures says whether the codes of the rows with marks are of figures only.
func (c *columns) findFigures(rows [][]Cell) {
	c.figures = true
	for _, row := range rows {
		c.figures = c.figures && !(c.hasBareCode(row) && c.isMarked(row))
	}
}

// codesIn counts the codes of a column and how many differ; none where a row
// with marks has something else there.
func (c *columns) codesIn(rows [][]Cell, col int) (all, different int) {
	seen := map[string]bool{}
	for _, row := range rows {
		if !c.isMarked(row) || c.isWeekdays(row) || c.isSummary(row) || c.text(row) == 0 {
			continue
		}
		t := strings.TrimSpace(cellAt(row, col).Text)
		if !bareCode.MatchString(t) || isDate(t) {
			if isHeadLine(row) {
				continue
			}
			return 0, 0
		}
		all++
		seen[strings.ToUpper(t)] = true
	}
	return all, len(seen)
}

// findTwice notes the days on which a guest, known by code or else by name, is
// present in two rows: the sums count the guest twice.
func (r *Register) findTwice() {
	here := map[string]*dayset{}
	for _, row := range r.Rows {
		if !strings.ContainsFunc(row.key, unicode.IsLetter) && !hasDigit(row.key) {
			continue
		}
		if here[row.key] == nil {
			here[row.key] = new(dayset)
		}
		for d, m := range row.Marks {
			if m.Presence != Present {
				continue
			}
			if here[row.key].has(d + 1) {
				r.doubts.twice.add(d + 1)
				r.problem("twice", cmp.Or(row.Guest.Text, "n. "+strconv.Itoa(row.Number)))
			}
			here[row.key].add(d + 1)
		}
	}
}
