package attendance_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A register as it is in truth, and the ways in which offices write it down.

// stay is a guest's month: marks are what the guest's cells say, present how
// each day counts (one letter a day, as Row.Pattern).
type stay struct {
	code, name string
	entry      string // 05/10/2026
	exit       string
	present    string
}

type world struct {
	month    time.Time // its first day
	centre   string
	name     string
	body     string
	cig      string
	capacity int
	stays    []stay
	over     int // columns of days, where there are more than the month has days
}

// columns is the last day that has a column.
func (w world) columns() int { return max(w.days(), w.over) }

func (w world) days() int { return w.month.AddDate(0, 1, -1).Day() }

// october is the world of most cases: five guests, of whom one comes, one
// leaves, one is away.
func october() world {
	w := world{month: time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC), centre: "RN-017", name: "Casa del Pino",
		body: "Cooperativa Città Aperta", cig: "A0B1C2D3E4", capacity: 40}
	p := strings.Repeat("P", 31)
	w.stays = []stay{
		{"G017-001", "Inventato Uno", "01/09/2025", "", p},
		{"G017-002", "Inventato Due", "05/10/2026", "", "----" + p[:27]},
		{"G017-003", "Inventata Tre", "01/02/2026", "20/10/2026", p[:19] + "A-----------"},
		{"G017-004", "Inventato Quattro", "10/06/2026", "", p[:11] + "A" + p[:19]},
		{"G017-005", "Inventata Cinque", "10/06/2026", "", p[:28] + "AAA"},
	}
	return w
}

func (w world) total() int {
	n := 0
	for _, s := range w.stays {
		n += strings.Count(s.present, "P")
	}
	return n
}

func (w world) on(day int) int {
	n := 0
	for _, s := range w.stays {
		if s.present[day-1] == 'P' {
			n++
		}
	}
	return n
}

// look is how a register is written down. The zero look is the usual one.
type look struct {
	present, absent, exit string // the marks; "", "" and "" are P, A and U
	day                   func(w world, day int) string
	head                  func(w world) [][]string
	columns               []string // of the guests; nil are number, code, name, entry, exit
	noTotals              bool     // neither row nor column of totals
	noRowTotals           bool
	totalLabel            string // of the row; empty is the usual one
	leftTotal             bool   // the column of totals stands before the days
	foot                  func(w world) [][]string
	weekdays              string // "above" or "below" the days
	second                string // a second cell for each day: "twice", "blank", "named"
	transposed, list      bool
	breakAfter            int // guests after which the header is repeated
	halves                bool
	oneRowHalves          bool        // 1 … 15, TOT, 16 … 31 in one row
	groups                bool        // subtotals after two guests
	indent                int         // blank columns on the left
	blankRows             bool        // between the guests
	repeats               map[int]int // guests whose row stands there again
}

var usual = []string{"N.", "Cod. ospite", "Cognome e nome", "Ingresso", "Uscita"}

// cells returns a guest's cells under the given headings.
func (s stay) cells(n int, columns []string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		switch {
		case isFamilyHead(c):
			out[i] = familyCells[s.code]
		case c == "N." || c == "Prog.":
			out[i] = strconv.Itoa(n)
		case strings.Contains(c, "Cod") || c == "CUI" || c == "Ospite" || c == "Matricola" || c == "":
			out[i] = s.code
		case strings.Contains(c, "ome") || c == "Nominativo":
			out[i] = s.name
		case c == "Ingresso" || c == "Data di ingresso" || c == "Dal":
			out[i] = s.entry
		case c == "Uscita" || c == "Data di uscita" || c == "Al":
			out[i] = s.exit
		}
	}
	return out
}

func (l look) mark(s stay, day int) string {
	switch s.present[day-1] {
	case 'P':
		return or(l.present, "P")
	case 'A':
		if s.exit != "" && (day == len(s.present) || s.present[day] == '-') {
			return or(l.exit, "U")
		}
		return or(l.absent, "A")
	}
	return ""
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func plainHead(w world) [][]string {
	return [][]string{
		{"Prefettura – UTG di Prova", "", "REGISTRO PRESENZE OSPITI", "", "mese/anno:", italian(w.month)},
		{"Ente gestore:", w.body, "CIG:", w.cig},
		{"Centro/struttura:", w.name, "Codice centro:", w.centre, "Capienza:", strconv.Itoa(w.capacity)},
	}
}

var monthsIt = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

func italian(t time.Time) string {
	return strings.ToUpper(monthsIt[t.Month()-1]) + " " + strconv.Itoa(t.Year())
}

func weekday(t time.Time) string {
	return []string{"dom", "lun", "mar", "mer", "gio", "ven", "sab"}[t.Weekday()]
}

// rows writes the register down.
func (l look) rows(w world) [][]string {
	if l.head == nil {
		l.head = plainHead
	}
	if l.day == nil {
		l.day = func(_ world, day int) string { return strconv.Itoa(day) }
	}
	if l.columns == nil {
		l.columns = usual
	}
	out := l.head(w)
	switch {
	case l.list:
		out = append(out, l.listRows(w)...)
	case l.halves:
		out = append(out, l.table(w, 1, 15)...)
		out = append(out, l.table(w, 16, w.columns())...)
	default:
		out = append(out, l.table(w, 1, w.columns())...)
	}
	if l.foot != nil {
		out = append(out, l.foot(w)...)
	}
	for i := range out {
		out[i] = append(make([]string, l.indent), out[i]...)
	}
	return out
}

// firstColumn is the number of columns of a printed table before those of equal
// width.
func (l look) firstColumn() int {
	if l.transposed {
		return 1
	}
	return l.firstDay()
}

// firstDay is the number of columns before the days.
func (l look) firstDay() int {
	n := len(usual)
	if l.columns != nil {
		n = len(l.columns)
	}
	if l.leftTotal {
		n++
	}
	return n
}

// table is the register's table for some days.
func (l look) table(w world, from, to int) [][]string {
	last := to == w.columns()
	header := l.header(w, from, to, last)
	var out [][]string
	if l.weekdays == "above" {
		out = append(out, l.weekdayRow(w, from, to))
	}
	out = append(out, header)
	if l.weekdays == "below" {
		out = append(out, l.weekdayRow(w, from, to))
	}
	if l.second == "named" {
		row := make([]string, l.firstDay())
		for d := from; d <= to; d++ {
			row = append(row, "M", "S")
		}
		out = append(out, row)
	}
	group := w
	group.stays = nil
	for i, s := range w.stays {
		if l.breakAfter > 0 && i > 0 && i%l.breakAfter == 0 {
			out = append(out, header)
		}
		if l.blankRows {
			out = append(out, []string{""})
		}
		for range 1 + l.repeats[i] {
			out = append(out, l.guestRow(s, i+1, from, to, last))
		}
		group.stays = append(group.stays, s)
		if l.groups && (i%2 == 1 || i == len(w.stays)-1) {
			out = append(out, l.totals(group, "Totale nucleo", from, to, last))
			group.stays = nil
		}
	}
	if !l.noTotals {
		out = append(out, l.totals(w, or(l.totalLabel, "Totale presenti per giorno"), from, to, last))
	}
	if l.transposed {
		return turn(out)
	}
	return out
}

func (l look) header(w world, from, to int, last bool) []string {
	row := slices.Clone(l.columns)
	if l.leftTotal {
		row = append(row, "Totale presenze")
	}
	for d := from; d <= to; d++ {
		row = append(row, l.day(w, d))
		switch l.second {
		case "twice":
			row = append(row, l.day(w, d))
		case "blank", "named", "spacer":
			row = append(row, "")
		}
		if l.oneRowHalves && d == 15 {
			row = append(row, "TOT 1-15")
		}
	}
	if last && !l.noTotals && !l.noRowTotals && !l.leftTotal {
		row = append(row, "TOT")
	}
	return row
}

func (l look) weekdayRow(w world, from, to int) []string {
	row := make([]string, l.firstDay())
	for d := from; d <= to; d++ {
		row = append(row, strings.ToUpper(weekday(w.month.AddDate(0, 0, d-1))[:1]))
		if l.second != "" {
			row = append(row, "")
		}
	}
	return row
}

func (l look) guestRow(s stay, n, from, to int, last bool) []string {
	row := s.cells(n, l.columns)
	sum := strconv.Itoa(strings.Count(s.present, "P"))
	if l.leftTotal {
		row = append(row, sum)
	}
	for d := from; d <= to; d++ {
		row = append(row, l.mark(s, d))
		switch l.second {
		case "twice", "blank", "named":
			row = append(row, l.mark(s, d))
		case "spacer":
			row = append(row, "")
		}
		if l.oneRowHalves && d == 15 {
			row = append(row, strconv.Itoa(strings.Count(s.present[:15], "P")))
		}
	}
	if last && !l.noTotals && !l.noRowTotals && !l.leftTotal {
		row = append(row, sum)
	}
	return row
}

func (l look) totals(w world, label string, from, to int, last bool) []string {
	row := make([]string, len(l.columns))
	row[0] = label
	if l.leftTotal {
		row = append(row, strconv.Itoa(w.total()))
	}
	for d := from; d <= to; d++ {
		row = append(row, strconv.Itoa(w.on(d)))
		if l.second != "" {
			row = append(row, "")
		}
		if l.oneRowHalves && d == 15 {
			row = append(row, "")
		}
	}
	if last && !l.noRowTotals && !l.leftTotal {
		row = append(row, strconv.Itoa(w.total()))
	}
	return row
}

// turn swaps rows and columns.
func turn(rows [][]string) [][]string {
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	out := make([][]string, width)
	for c := range out {
		for _, r := range rows {
			if c < len(r) {
				out[c] = append(out[c], r[c])
			} else {
				out[c] = append(out[c], "")
			}
		}
	}
	return out
}

// listRows is one line a guest and day.
func (l look) listRows(w world) [][]string {
	out := [][]string{{"Data", "Cod. ospite", "Cognome e nome", "Presenza"}}
	families := slices.ContainsFunc(l.columns, isFamilyHead)
	if families {
		out[0] = append(out[0], "Nucleo")
	}
	for d := 1; d <= w.days(); d++ {
		for _, s := range w.stays {
			if m := l.mark(s, d); m != "" {
				out = append(out, []string{w.month.AddDate(0, 0, d-1).Format("02/01/2006"), s.code, s.name, m})
				if families {
					out[len(out)-1] = append(out[len(out)-1], familyCells[s.code])
				}
			}
		}
	}
	return out
}

// Headings of days.

func dayNamed(w world, d int) string { return fmt.Sprintf("%d-%s", d, monthsIt[w.month.Month()-1][:3]) }
func dayShort(w world, d int) string { return fmt.Sprintf("%02d/%02d", d, w.month.Month()) }
func dayLong(w world, d int) string  { return w.month.AddDate(0, 0, d-1).Format("02/01/2006") }
func dayISO(w world, d int) string   { return w.month.AddDate(0, 0, d-1).Format("2006-01-02") }
func dayTwo(_ world, d int) string   { return fmt.Sprintf("%02d", d) }
func dayG(_ world, d int) string     { return fmt.Sprintf("G%d", d) }
func dayGiorno(_ world, d int) string {
	return fmt.Sprintf("Giorno %d", d)
}
func dayWeek(w world, d int) string {
	return fmt.Sprintf("%s %d", weekday(w.month.AddDate(0, 0, d-1)), d)
}
func dayWeekBelow(w world, d int) string {
	return fmt.Sprintf("%d\n%s", d, weekday(w.month.AddDate(0, 0, d-1)))
}
func dayWeekDate(w world, d int) string {
	return weekday(w.month.AddDate(0, 0, d-1)) + " " + dayShort(w, d)
}
func dayDegree(_ world, d int) string { return fmt.Sprintf("%d°", d) }
func daySerial(w world, d int) string {
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	return strconv.Itoa(int(w.month.AddDate(0, 0, d-1).Sub(epoch).Hours() / 24))
}
func dayNamedYear(w world, d int) string {
	return fmt.Sprintf("%d-%s-%d", d, monthsIt[w.month.Month()-1][:3], w.month.Year()%100)
}
