package attendance

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// dayHead is what the heading of a day's column says. Month and year are 0
// where it does not say them; weekday is a set of bits (1 is Monday), because M
// is Tuesday and Wednesday.
type dayHead struct {
	day, month, year int
	weekday          uint8
}

const (
	weekdayExpr = `(?:lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|lun|mar|mer|gio|ven|sab|dom|lu|ma|me|gi|ve|sa|do|[lmgvsd])`
	monthNames  = `(gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic)[a-z]*`
	yearPart    = `(?:[\s\-/.']+(\d{4}|\d{2}))?`
)

var (
	headNumber = regexp.MustCompile(`^(giorno|gg|` + weekdayExpr + `|[a-z]{1,3})?\.?,?\s*(\d{1,2})[°º]?(?:\s*(` + weekdayExpr + `|[a-z]{1,3})\.?)?$`)
	headNamed  = regexp.MustCompile(`^(?:(` + weekdayExpr + `)\.?,?\s+)?(\d{1,2})[\s\-/.]*` + monthNames + `\.?` + yearPart + `$`)
	headDate   = regexp.MustCompile(`^(?:(` + weekdayExpr + `)\.?,?\s*)?(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?(?:\s+(` + weekdayExpr + `)\.?)?$`)
	headISO    = regexp.MustCompile(`^(20\d\d)-(\d\d)-(\d\d)(?:[t ].*)?$`)
)

// readDayHead reads a heading as a day of the month: "1", "01", "gio 1", "1 g",
// "G1", "1-ott", "01/10", "gio 01/10/2026", 2026-10-01, the serial date of a
// spreadsheet; ok is false when it is none.
func readDayHead(text string, date1904 bool) (dayHead, bool) {
	if len(text) > 40 || !hasDigit(text) {
		return dayHead{}, false
	}
	if len(text) <= 2 && wholeNumber.MatchString(text) { // nearly every heading
		h := dayHead{day: number0(text)}
		return h, h.day >= 1 && h.day <= 31
	}
	t := strings.Join(strings.Fields(fold(text)), " ")
	var h dayHead
	if m := headNumber.FindStringSubmatch(t); m != nil && monthNumber(m[3]) == 0 {
		h = dayHead{day: number0(m[2]), weekday: weekdayOf(m[1]) | weekdayOf(m[3])}
	} else if m := headNamed.FindStringSubmatch(t); m != nil {
		h = dayHead{number0(m[2]), monthNumber(m[3]), fullYear(m[4]), weekdayOf(m[1])}
	} else if m := headDate.FindStringSubmatch(t); m != nil {
		h = dayHead{number0(m[2]), number0(m[3]), fullYear(m[4]), weekdayOf(m[1]) | weekdayOf(m[5])}
	} else if m := headISO.FindStringSubmatch(t); m != nil {
		h = dayHead{day: number0(m[3]), month: number0(m[2]), year: number0(m[1])}
	} else if d, ok := serialDate(t, date1904); ok {
		h = dayHead{day: d.Day(), month: int(d.Month()), year: d.Year()}
	}
	return h, h.day >= 1 && h.day <= 31 && h.month <= 12
}

// number0 reads digits; 0 for none.
func number0(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func fullYear(s string) int {
	n := number0(s)
	if len(s) == 2 {
		n += 2000
	}
	return n
}

// weekdayOf returns the weekdays that a name or its beginning may mean.
func weekdayOf(name string) uint8 {
	var out uint8
	if name == "" {
		return 0
	}
	for i, w := range []string{"lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"} {
		if strings.HasPrefix(w, name) {
			out |= 1 << i
		}
	}
	return out
}

// dayNumber reads a heading as a day of the month; 0 when it is none.
func dayNumber(text string, date1904 bool) int {
	h, ok := readDayHead(text, date1904)
	if !ok {
		return 0
	}
	return h.day
}

// dayRun finds the longest run of consecutive days in a row, over columns of
// subtotals (1 … 15, TOT, 16 … 31). A day that is repeated has several columns.
// more says that the row holds another run: another table beside this one, or
// days of another month.
func dayRun(row []Cell, date1904 bool) (best []dayColumn, more bool) {
	if len(row) < minDays {
		return nil, false
	}
	var runs [][]dayColumn
	broken := true
	for c, cell := range row {
		if strings.TrimSpace(cell.Text) == "" || cell.Loose {
			continue
		}
		h, ok := readDayHead(cell.Text, date1904)
		if !ok {
			broken = true
			continue
		}
		runs, broken = addDay(runs, c, cell, h, broken), false
	}
	at := -1
	for i, run := range runs {
		if len(run) > len(best) {
			best, at = run, i
		}
	}
	for i, run := range runs {
		more = more || i != at && len(run) >= minOther
	}
	return best, more
}

// minOther is the shortest second run of days that makes a row doubtful.
const minOther = 3

// maxGap is the number of columns that may stand between two parts of a run.
const maxGap = 4

func addDay(runs [][]dayColumn, col int, at Cell, h dayHead, broken bool) [][]dayColumn {
	if n := len(runs); n > 0 {
		run := runs[n-1]
		last := &run[len(run)-1]
		lastCol := last.cols[len(last.cols)-1]
		switch {
		case h.day == last.day && !broken && h.month == last.head.month:
			last.cols = append(last.cols, col)
			return runs
		case h.day == last.day+1 && (!broken || len(run) >= minDays && col-lastCol <= maxGap+1):
			runs[n-1] = append(run, dayColumn{day: h.day, cols: []int{col}, head: h, at: at})
			return runs
		}
	}
	return append(runs, []dayColumn{{day: h.day, cols: []int{col}, head: h, at: at}})
}

// monthOfHeads is the month that all headings of days name, where they do; the
// year is 0 where they name none.
func (c columns) monthOfHeads() (month, year int) {
	for i, d := range c.days {
		switch {
		case i == 0:
			month, year = d.head.month, d.head.year
		case d.head.month != month || d.head.year != year:
			return 0, 0
		}
	}
	return month, year
}

// weekdaysOf returns the weekdays written over the days: in the headings, else
// in a row near them.
func (c columns) weekdaysOf(g Grid) map[int]uint8 {
	out := map[int]uint8{}
	for _, d := range c.days {
		out[d.day] = d.head.weekday
	}
	for _, r := range []int{c.header - 1, c.header + 1, c.header - 2} {
		if r < 0 || r >= len(g.Rows) || !c.isWeekdays(g.Rows[r]) {
			continue
		}
		for _, d := range c.days {
			if w := weekdayOf(strings.Trim(fold(cellAt(g.Rows[r], d.cols[0]).Text), " .")); w != 0 {
				out[d.day] = w
			}
		}
	}
	return out
}

// weekdaysDeny says that most of the weekdays written over the days are not
// those of the month.
func weekdaysDeny(days map[int]uint8, month calendar.Period) bool {
	seen, wrong, kinds := 0, 0, uint8(0)
	for day, w := range days {
		if w == 0 || day > month.Days() {
			continue
		}
		seen++
		kinds |= w
		iso := (int(month.Start.AddDays(day-1).Weekday()) + 6) % 7
		if w&(1<<iso) == 0 {
			wrong++
		}
	}
	return seen >= minDays && kinds == 0x7F && 2*wrong > seen
}
