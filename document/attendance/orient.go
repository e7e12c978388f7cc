package attendance

import "strings"

// maxAcross is the number of guests that a table with the days in rows may
// have, and maxHeads that of the lines of headings above its days.
const (
	maxAcross = maxColumns
	maxHeads  = 6
)

// acrossRun is the length of the longest run of days in a row, and of those
// whose own label is that of running numbers.
func acrossRun(g Grid) int {
	best := 0
	for _, row := range g.Rows {
		run, _ := dayRun(row, g.Date1904)
		if len(run) > best && evenlySpaced(run) && !isCounting(cellAt(row, run[0].cols[0]-1)) {
			best = len(run)
		}
	}
	return best
}

// isCounting says that a cell is the heading of running numbers. On pages a single
// letter of the next heading ("Cognome e nome") may have strayed into it.
func isCounting(c Cell) bool {
	words := strings.Fields(fold(c.Text))
	for len(words) > 1 && len(words[len(words)-1]) == 1 {
		words = words[:len(words)-1]
	}
	return countingHeading.MatchString(strings.Join(words, " "))
}

// downRun is a column of consecutive days.
type downRun struct {
	col, first, last int // column, rows of the first and last day
	rows             []int
}

// transpose turns a table whose days are rows and whose guests are columns into
// one with a row a guest. Lines above and below it stay as they are; every cell
// keeps its place. ok is false when there is no such table.
func transpose(g Grid) (Grid, bool) {
	run, ok := longestDown(g)
	if !ok {
		return g, false
	}
	top, end := run.first, run.last+1
	for top > 0 && run.first-top < maxHeads && isHeading(g.Rows[top-1], run.col) {
		top--
	}
	for end < len(g.Rows) && end-run.last <= 2 && isFoot(g.Rows[end], run.col) {
		end++
	}
	width := 0
	for _, row := range g.Rows[top:end] {
		width = max(width, len(row))
	}
	if width > maxAcross {
		return g, false
	}
	out := g
	out.Rows = append([][]Cell{}, g.Rows[:top]...)
	out.Rows = append(out.Rows, turned(g, run, top, end, run.col))
	for col := range width {
		if col != run.col {
			out.Rows = append(out.Rows, turned(g, run, top, end, col))
		}
	}
	out.Rows = append(out.Rows, g.Rows[end:]...)
	return out, true
}

// turned is a column of the rows of the table as a row. Headings and blank
// lines between the days are left out.
func turned(g Grid, run downRun, top, end, col int) []Cell {
	var out []Cell
	for r := top; r < end; r++ {
		c := cellAt(g.Rows[r], col)
		if r < run.first {
			if col == run.col && dayNumber(c.Text, false) != 0 {
				c.Text = "" // a number that is no heading
			}
			out = append(out, c)
			continue
		}
		if r <= run.last && cellAt(g.Rows[r], run.col).Text == "" {
			continue
		}
		out = append(out, c)
	}
	return out
}

// longestDown finds the column with the longest run of days.
func longestDown(g Grid) (downRun, bool) {
	best := downRun{}
	width := 0
	for _, row := range g.Rows {
		width = max(width, len(row))
	}
	for col := range min(width, 6) {
		if run := downIn(g, col); len(run.rows) > len(best.rows) && (run.first == 0 || !isCounting(cellAt(g.Rows[run.first-1], col))) {
			best = run
		}
	}
	return best, len(best.rows) >= minDays
}

func downIn(g Grid, col int) downRun {
	var best, run []int
	day := 0
	for r, row := range g.Rows {
		t := strings.TrimSpace(cellAt(row, col).Text)
		if isLoose(row) {
			t = "text"
		}
		if t == "" && len(run) > 0 && isBlank(row) {
			continue
		}
		switch n := dayNumber(t, g.Date1904); {
		case n == 0:
			run, day = nil, 0
		case len(run) > 0 && n == day+1:
			run, day = append(run, r), n
		default:
			run, day = []int{r}, n
		}
		if len(run) > len(best) {
			best = run
		}
	}
	if len(best) == 0 {
		return downRun{}
	}
	return downRun{col: col, first: best[0], last: best[len(best)-1], rows: best}
}

func isBlank(row []Cell) bool {
	for _, c := range row {
		if strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return true
}

// isHeading says that a row above the days is part of the table's head: it has
// several cells, and no label with its value.
func isHeading(row []Cell, col int) bool {
	filled := 0
	for i, c := range row {
		if i != col && strings.TrimSpace(c.Text) != "" {
			filled++
		}
	}
	if filled == 0 { // a heading of which nobody has anything: no exits yet
		return headingKind(fold(cellAt(row, col).Text)) >= 0
	}
	for is := range pairs(row) {
		if is != labelOther && (is != labelTotal || filled < 3) {
			return false
		}
	}
	phrase, _ := foldCells(row, 0, len(row))
	_, _, month := Month(phrase)
	return !month && !titleText.MatchString(phrase)
}

// isFoot says that a row under the days holds the totals of the guests.
func isFoot(row []Cell, col int) bool {
	t := strings.Join(strings.Fields(fold(cellAt(row, col).Text)), " ")
	if !totalsLabel.MatchString(t) && !totalHeading.MatchString(t) {
		return false
	}
	numbers := 0
	for i := col + 1; i < len(row); i++ {
		if number(row[i]).Found() {
			numbers++
		}
	}
	return numbers > 1
}
