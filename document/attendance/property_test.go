package attendance_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// randomWorld is a register of one to twelve guests in any month, with comings,
// goings and absences.
func randomWorld(rnd *rand.Rand) world {
	w := october()
	w.month = time.Date(2024+rnd.IntN(4), time.Month(1+rnd.IntN(12)), 1, 0, 0, 0, 0, time.UTC)
	w.stays = nil
	for i := range 1 + rnd.IntN(12) {
		w.stays = append(w.stays, randomStay(rnd, w, i))
	}
	return w
}

func randomStay(rnd *rand.Rand, w world, i int) stay {
	n := w.days()
	first, last := 1, n+1 // the day of exit, after the month
	s := stay{code: fmt.Sprintf("G017-%03d", i+1), name: "Inventato " + string(rune('A'+i)), entry: w.month.AddDate(0, -3, i).Format("02/01/2006")}
	if rnd.IntN(3) == 0 {
		first = 1 + rnd.IntN(n)
		s.entry = w.month.AddDate(0, 0, first-1).Format("02/01/2006")
	}
	if rnd.IntN(3) == 0 && first < n {
		last = first + 1 + rnd.IntN(n-first)
		s.exit = w.month.AddDate(0, 0, last-1).Format("02/01/2006")
	}
	b := []byte(strings.Repeat("-", n))
	for d := first; d <= min(last, n); d++ {
		b[d-1] = 'P'
		if d == last || d > first && rnd.IntN(12) == 0 {
			b[d-1] = 'A'
		}
	}
	s.present = string(b)
	return s
}

// randomLook puts the ways of writing together.
func randomLook(rnd *rand.Rand) look {
	pick := func(all ...string) string { return all[rnd.IntN(len(all))] }
	l := look{present: pick("P", "P", "X", "1", "SI", "presente"), absent: pick("A", "AA", "0", "-", "H", "assente"), exit: pick("U", "D", "T")}
	heads := []func(world, int) string{nil, dayTwo, dayNamed, dayNamedYear, dayShort, dayLong, dayISO, daySerial, dayWeek, dayWeekDate, dayG}
	l.day = heads[rnd.IntN(len(heads))]
	l.columns = [][]string{nil, nil, {"Cod. ospite"}, {"N.", "CUI", "Nominativo", "Dal", "Al"}, {"N.", "Cognome e nome"}, {"Cognome e nome", "Ingresso", "Uscita"}}[rnd.IntN(6)]
	l.noTotals, l.noRowTotals = rnd.IntN(4) == 0, rnd.IntN(4) == 0
	l.leftTotal = !l.noTotals && rnd.IntN(6) == 0
	switch rnd.IntN(9) {
	case 0:
		l.transposed = true
	case 1:
		l.list = true
	case 2:
		l.second = pick("blank", "twice", "named", "spacer")
	case 3:
		l.halves = true
	case 4:
		l.oneRowHalves = true
	case 5:
		l.breakAfter = 2
	case 6:
		l.groups = true
	case 7:
		l.weekdays = pick("above", "below")
	}
	l.blankRows, l.indent = rnd.IntN(8) == 0, rnd.IntN(3)
	return l
}

// spoil changes cells as careless people do, and reports whether the sum of
// what is written is then known to nobody.
func spoil(rnd *rand.Rand, rows [][]string, l look) (lost bool) {
	var at [][2]int
	for r, row := range rows {
		for c, text := range row {
			if c > 0 && text == l.present && text != "1" {
				at = append(at, [2]int{r, c})
			}
		}
	}
	if len(at) == 0 {
		return false
	}
	cell := at[rnd.IntN(len(at))]
	row := rows[cell[0]]
	switch rnd.IntN(3) {
	case 0: // a symbol of nobody's
		row[cell[1]] = []string{"Z", "??", "2", "F", "PX", "rientro"}[rnd.IntN(6)]
		return true
	case 1: // the guest's code and name are forgotten
		for c := range row {
			if strings.HasPrefix(row[c], "G017") || strings.HasPrefix(row[c], "Inventato") {
				row[c] = ""
			}
		}
	case 2: // a line of signatures between the guests
		sign := slices.Clone(row)
		for c := range sign {
			sign[c] = ""
		}
		sign[0] = "Firma operatore"
		sign[cell[1]] = "x"
		return false
	}
	return false
}

// FuzzProperty is TestProperty for any seed.
func FuzzProperty(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { tryOne(t, seed) })
}

// A register that is written down somehow and read back has the same marks and
// totals, or says that it is unsure. It is never different and sure.
func TestProperty(t *testing.T) {
	sure := 0
	const tries = 400
	for seed := range uint64(tries) {
		if tryOne(t, seed) {
			sure++
		}
	}
	if sure < tries/2 { // else the test would prove nothing
		t.Errorf("of %d registers only %d were read and sure", tries, sure)
	}
	t.Logf("%d of %d were read and sure", sure, tries)
}

// written is one or two registers that were written down at random.
type written struct {
	worlds []world // in truth
	look   look
	hazard hazard
	rows   [][]string
	lost   bool // the sum is known to nobody
	via    string
	grid   attendance.Grid
}

func caseOf(t *testing.T, seed uint64) written {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 4))
	c := written{worlds: []world{randomWorld(rnd)}, look: randomLook(rnd)}
	c.write(rnd)
	if c.hazard == "" {
		c.lost = rnd.IntN(4) == 0 && spoil(rnd, c.rows, c.look)
	}
	if l := c.look; l.second == "" && !l.list && l.indent == 0 && !(l.transposed && (l.blankRows || c.hazard == twoTables)) && rnd.IntN(4) == 0 {
		c.via, c.grid = "pages", attendance.FromPages(asPages(c.rows, l.firstColumn(), rnd), nil)
		return c
	}
	m := media()[rnd.IntN(len(media()))]
	c.via, c.grid = m.name, m.read(t, c.rows)
	return c
}

func tryOne(t *testing.T, seed uint64) (sure bool) {
	t.Helper()
	c := caseOf(t, seed)
	all := attendance.Find(c.grid)
	if len(all) == 0 {
		return false
	}
	problem := ""
	if len(all) > len(c.worlds) {
		problem = fmt.Sprintf("%d registers, want %d", len(all), len(c.worlds))
	}
	for i, r := range all[:min(len(all), len(c.worlds))] {
		problem = cmp.Or(problem, differs(c.worlds[i], r, c.lost))
	}
	if problem != "" {
		t.Errorf("seed %d (%s, %s): %s\n%+v\n%s", seed, c.via, c.hazard, problem, c.look, asCSV(c.rows, ";", "\n"))
	}
	for _, r := range all {
		f, _ := (&document.Reading{Fields: r.Fields()}).Field(document.PersonDays)
		sure = !f.Unsure && len(all) == len(c.worlds)
	}
	return sure
}

// differs names the first field of a register that is sure and not the truth.
func differs(w world, r attendance.Register, lost bool) string {
	want := map[string]string{document.PeriodMonth: w.month.Format("2006-01"), document.PersonDays: strconv.Itoa(w.total()),
		document.DeclaredPersonDays: strconv.Itoa(w.total()), document.GuestCount: strconv.Itoa(len(w.stays))}
	for d := 1; d <= w.days(); d++ {
		want[document.DayField(d)], want[document.DeclaredDayField(d)] = strconv.Itoa(w.on(d)), strconv.Itoa(w.on(d))
	}
	if r.CentreCode.Found() {
		want[document.CentreCode] = w.centre
	}
	for i := range r.Rows {
		for _, s := range w.stays {
			if r.Rows[i].Guest.Text == s.code {
				want[document.RowField(i+1, "present")] = s.present
				want[document.RowField(i+1, "days")] = strconv.Itoa(strings.Count(s.present, "P"))
				want[document.RowField(i+1, "days.declared")] = want[document.RowField(i+1, "days")]
			}
		}
	}
	for _, f := range r.Fields() {
		v, known := want[f.Name]
		switch {
		case f.Unsure || !known:
		case lost && strings.Contains(f.Name, "declared"): // as written
		case lost && f.Name == document.PersonDays:
			return "person-days are sure, though nobody can know them"
		case f.Value != v:
			return fmt.Sprintf("%s is %q and sure, want %q", f.Name, f.Value, v)
		}
	}
	return ""
}
