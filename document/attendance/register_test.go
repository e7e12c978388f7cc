package attendance_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// sheet is a small register for October 2026 as rows of texts: three guests,
// of whom one arrives on the 5th and one leaves on the 20th.
func sheet() [][]string {
	head := []string{"N.", "Cod. ospite", "Cognome e nome", "Ingresso", "Uscita"}
	for d := 1; d <= 31; d++ {
		head = append(head, fmt.Sprint(d))
	}
	rows := [][]string{
		{"Prefettura – UTG di Prova", "", "", "REGISTRO PRESENZE OSPITI", "", "mese/anno", "OTTOBRE 2026"},
		{"Ente gestore:", "Cooperativa Città Aperta", "", "CIG:", "A0B1C2D3E4"},
		{"Centro/struttura: Casa del Pino", "", "Codice centro: rn-017", "", "Capienza: 40 posti"},
		append(head, "TOT"),
		guest("1", "G017-001", "Nome Inventato", "01/09/2025", "", 1, 31, "P", "31"),
		guest("2", "G017-002", "Altro Nome", "05/10/2026", "", 5, 31, "P", "27"),
		guest("3", "G017-003", "Terzo Nome", "01/02/2026", "20/10/2026", 1, 19, "P", "19"),
	}
	rows[6][5+19] = "U"
	totals := []string{"Totale presenti per giorno", "", "", "", ""}
	for d := 1; d <= 31; d++ {
		n := 1
		if d >= 5 {
			n++
		}
		if d <= 19 {
			n++
		}
		totals = append(totals, fmt.Sprint(n))
	}
	rows = append(rows, append(totals, "77"))
	return append(rows, []string{"Entrati n.", "1", "Usciti n.", "1", "Totale presenze", "77"})
}

// guest is a row with a mark on the days from first to last.
func guest(n, code, name, entry, exit string, first, last int, mark, total string) []string {
	row := []string{n, code, name, entry, exit}
	for d := 1; d <= 31; d++ {
		if d >= first && d <= last {
			row = append(row, mark)
		} else {
			row = append(row, "")
		}
	}
	return append(row, total)
}

func grid(rows [][]string) attendance.Grid {
	g := attendance.Grid{Name: "Ottobre", Method: document.MethodCells}
	for r, texts := range rows {
		var row []attendance.Cell
		for c, text := range texts {
			name, _ := excelize.CoordinatesToCellName(c+1, r+1)
			row = append(row, attendance.Cell{Text: text, Place: document.Place{Sheet: "Ottobre", Cell: name}})
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func one(t *testing.T, rows [][]string) attendance.Register {
	t.Helper()
	all := attendance.Find(grid(rows))
	if len(all) != 1 {
		t.Fatalf("%d registers, want 1", len(all))
	}
	return all[0]
}

func TestRegister(t *testing.T) {
	r := one(t, sheet())
	reading := document.Reading{Fields: r.Fields()}
	for name, want := range map[string]string{
		document.CentreCode:                   "RN-017",
		document.CentreName:                   "Casa del Pino",
		document.BodyName:                     "Cooperativa Città Aperta",
		document.CIG:                          "A0B1C2D3E4",
		document.Capacity:                     "40",
		document.PeriodMonth:                  "2026-10",
		document.GuestCount:                   "3",
		document.PersonDays:                   "77",
		document.DeclaredPersonDays:           "77",
		document.DayField(1):                  "2",
		document.DayField(5):                  "3",
		document.DayField(20):                 "2",
		document.DeclaredDayField(20):         "2",
		document.RowField(2, "guest"):         "G017-002",
		document.RowField(2, "entry"):         "2026-10-05",
		document.RowField(3, "exit"):          "2026-10-20",
		document.RowField(3, "days"):          "19",
		document.RowField(3, "days.declared"): "19",
		document.RowField(2, "present"):       "----" + strings.Repeat("P", 27),
		document.RowField(3, "present"):       strings.Repeat("P", 19) + "A" + strings.Repeat("-", 11),
	} {
		if got := reading.Value(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	for _, f := range reading.Fields {
		if f.Place.Cell == "" {
			t.Errorf("%s has no cell", f.Name)
		}
		if strings.Contains(f.Value+f.Written, "Nome") {
			t.Errorf("%s holds a guest's name", f.Name)
		}
		if f.Unsure {
			t.Errorf("%s is unsure: %s", f.Name, f.Why)
		}
	}
	if f, _ := reading.Field(document.DayField(5)); f.Place.Cell != "J5:J7" {
		t.Errorf("day 5 stands at %s", f.Place.Cell)
	}
	if f, _ := reading.Field(document.PersonDays); f.Place.Cell != "F5:AJ7" {
		t.Errorf("person-days stand at %s", f.Place.Cell)
	}
}

// A label of which the words stand apart ends the value before it where it begins.
func TestLabelsInOneLineOfWords(t *testing.T) {
	rows := sheet()
	g := grid(append([][]string{{"Centro:", "CAS", "Via", "del", "Mare", "CIG:", "A0B1C2D3E4", "mese/anno", "10/2026"}}, rows[len(rows)-6:]...))
	for i := range g.Rows[0][1:] {
		g.Rows[0][i+1].Glued = true
	}
	all := attendance.Find(g)
	if len(all) != 1 || all[0].Centre.Text != "CAS Via del Mare" || all[0].CIG.Text != "A0B1C2D3E4" {
		t.Errorf("%+v", all)
	}
}

// What is not known is asked, and never counted.
func TestUnknownMarks(t *testing.T) {
	rows := sheet()
	rows[4][5+9] = "Z"  // a symbol of nobody's
	rows[4][5+11] = ""  // a blank within the stay
	rows[5][5+3] = "?"  // before the entry
	rows[6][5+25] = "P" // after the exit: known, and counted as written
	r := one(t, rows)
	if got := r.Unknown(); got != 3 { // 21 to 25 October, between U and P, are outside the stay
		t.Errorf("%d unknown marks, want 3", got)
	}
	reading := document.Reading{Fields: r.Fields()}
	f, _ := reading.Field(document.PersonDays)
	if f.Value != "76" || !f.Unsure || f.Why == "" {
		t.Errorf("person-days = %+v, want 76 and unsure", f)
	}
	var questions []string
	for _, f := range reading.Fields {
		if f.Name == document.UnknownMark {
			questions = append(questions, f.Value+" "+f.Written+" "+f.Place.Cell)
		}
	}
	want := "row.1.day.10 Z O5, row.1.day.12  Q5, row.2.day.4 ? I6"
	if got := strings.Join(questions, ", "); got != want {
		t.Errorf("questions %q, want %q", got, want)
	}
}

func TestMarksAreCountedByTheTable(t *testing.T) {
	for mark, want := range map[string]attendance.Presence{
		"firma": attendance.Present, "Sì": attendance.Present, "presente": attendance.Present, "P P": attendance.Present, "P": attendance.Present, "p": attendance.Present, "1": attendance.Present, "X": attendance.Present, "I": attendance.Present, "E": attendance.Present,
		"no": attendance.Absent, "Assente": attendance.Absent, "A": attendance.Absent, "0": attendance.Absent, "-": attendance.Absent, "AA": attendance.Absent, "A.A.": attendance.Absent,
		"AI": attendance.Absent, "AG": attendance.Absent, "H": attendance.Absent, "R": attendance.Absent,
		"U": attendance.Absent, "D": attendance.Absent, "T": attendance.Absent,
	} {
		if got, ok := attendance.Judge(mark); !ok || got != want {
			t.Errorf("%q counts as %v, %v; want %v", mark, got, ok, want)
		}
	}
	for _, mark := range []string{"Z", "PP", "F", "S", "N", "2", "?", "P A"} {
		if _, ok := attendance.Judge(mark); ok {
			t.Errorf("%q is not in the table, and was judged", mark)
		}
	}
}

func TestLayouts(t *testing.T) {
	cases := map[string]func([][]string) [][]string{
		"digits for the month": func(r [][]string) [][]string { r[0][6] = "10/2026"; return r },
		"month and year apart": func(r [][]string) [][]string {
			r[0] = []string{"REGISTRO PRESENZE", "Mese:", "Ottobre", "Anno:", "2026"}
			return r
		},
		"weekday line": func(r [][]string) [][]string {
			week := []string{"", "", "", "", ""}
			for d := range 31 {
				week = append(week, string("GVSDLMM"[d%7]))
			}
			return append(r[:4:4], append([][]string{week}, r[4:]...)...)
		},
		"weekday beside the number": func(r [][]string) [][]string {
			for d := range 31 {
				r[3][5+d] = fmt.Sprintf("%s %d", []string{"gio", "ven", "sab", "dom", "lun", "mar", "mer"}[d%7], d+1)
			}
			return r
		},
		"dates as headings": func(r [][]string) [][]string {
			for d := range 31 {
				r[3][5+d] = fmt.Sprintf("%02d/10", d+1)
			}
			return r
		},
		"serial dates": func(r [][]string) [][]string {
			for d := range 31 {
				r[3][5+d] = fmt.Sprint(46296 + d) // 1 October 2026
			}
			r[5][3] = "46300"
			return r
		},
		"page break": func(r [][]string) [][]string {
			return append(r[:6:6], append([][]string{r[3]}, r[6:]...)...)
		},
		"two halves":           halves,
		"two signatures a day": doubled,
		"short dates":          func(r [][]string) [][]string { r[5][3], r[6][4] = "05.10.26", "20/10"; return r },
		"blank lines":          func(r [][]string) [][]string { return append(r[:5:5], append([][]string{{}, {""}}, r[5:]...)...) },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			r := one(t, change(sheet()))
			if r.Month.Key() != "2026-10" || r.PersonDays() != 77 || r.Unknown() != 0 || len(r.Rows) != 3 {
				t.Errorf("month %q, %d person-days, %d unknown, %d rows", r.Month.Key(), r.PersonDays(), r.Unknown(), len(r.Rows))
			}
			if r.Rows[1].Entry.Text != "2026-10-05" || r.Rows[2].Exit.Text != "2026-10-20" {
				t.Errorf("entry %q, exit %q", r.Rows[1].Entry.Text, r.Rows[2].Exit.Text)
			}
			if len(r.DeclaredTotals) == 0 || r.DeclaredTotals[0].Text != "77" {
				t.Errorf("declared totals %+v", r.DeclaredTotals)
			}
		})
	}
}

// halves cuts the table into the first and the second half of the month.
func halves(r [][]string) [][]string {
	part := func(row []string, from, to int) []string {
		return append(append([]string{}, row[:5]...), row[5+from:5+to]...)
	}
	out := append([][]string{}, r[:3]...)
	for _, row := range r[3:8] {
		out = append(out, part(row, 0, 15))
	}
	for _, row := range r[3:8] {
		out = append(out, part(row, 15, 32))
	}
	return append(out, r[8])
}

// doubled gives every day two cells, of which both are signed.
func doubled(r [][]string) [][]string {
	for i := 3; i <= 7; i++ {
		row := append([]string{}, r[i][:5]...)
		for d := range 31 {
			v := r[i][5+d]
			if i == 3 || i == 7 {
				row = append(row, v, "")
			} else {
				row = append(row, v, v)
			}
		}
		r[i] = append(row, r[i][36])
	}
	return r
}

func TestDaysOfTheMonth(t *testing.T) {
	rows := sheet()
	rows[0][6] = "SETTEMBRE 2026"
	r := one(t, rows)
	if len(r.Rows[0].Marks) != 30 {
		t.Errorf("September has %d days", len(r.Rows[0].Marks))
	}
	found := false
	for _, p := range r.Problems {
		found = found || p.Code == "day_out_of_month" && p.Detail == "31"
	}
	if !found {
		t.Errorf("the marks on 31 September were not told: %+v", r.Problems)
	}
}

func TestSeveralRegisters(t *testing.T) {
	second := sheet()
	second[2][2] = "Codice centro: RN-018"
	if all := attendance.Find(grid(append(sheet(), second...))); len(all) != 2 || all[1].CentreCode.Text != "RN-018" {
		t.Errorf("%d registers", len(all))
	}
}

func TestNoRegister(t *testing.T) {
	for name, rows := range map[string][][]string{
		"empty":   {},
		"numbers": {{"1", "2", "3"}, {"4", "5", "6"}},
		"sparse":  {{"1", "", "", "", "2", "", "", "", "3", "", "", "", "4", "", "", "", "5", "", "", "", "6", "", "", "", "7", "", "", "", "8", "", "", "", "9", "", "", "", "10"}},
	} {
		if all := attendance.Find(grid(rows)); len(all) != 0 {
			t.Errorf("%s: found %d registers", name, len(all))
		}
	}
}

func TestReadXLSX(t *testing.T) {
	f := excelize.NewFile()
	for r, row := range sheet() {
		for c, text := range row {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStr("Sheet1", name, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	grids, err := attendance.ReadXLSX(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	all := attendance.Find(grids[0])
	if len(all) != 1 || all[0].PersonDays() != 77 || all[0].Place.Sheet != "Sheet1" {
		t.Fatalf("got %+v", all)
	}
	if got := all[0].Rows[0].Guest.Place.Cell; got != "B5" {
		t.Errorf("guest at %s", got)
	}
}

func TestReadCSV(t *testing.T) {
	var semi, comma strings.Builder
	for _, row := range sheet() {
		semi.WriteString(strings.Join(row, ";") + "\r\n")
		comma.WriteString(`"` + strings.Join(row, `","`) + `"` + "\n")
	}
	latin := strings.NewReplacer("à", "\xE0", "–", "\x96").Replace(semi.String())
	for name, text := range map[string]string{"semicolons": semi.String(), "commas": comma.String(), "windows-1252": latin, "mark": "\xEF\xBB\xBF" + semi.String()} {
		g, err := attendance.ReadCSV(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		all := attendance.Find(g)
		if len(all) != 1 || all[0].PersonDays() != 77 || all[0].Body.Text != "Cooperativa Città Aperta" {
			t.Errorf("%s: got %+v", name, all)
		}
	}
}

// The totals of whatever is found are sums of what is counted, and no field is
// without a name.
func FuzzFind(f *testing.F) {
	var b strings.Builder
	for _, row := range sheet() {
		b.WriteString(strings.Join(row, ";") + "\n")
	}
	f.Add(b.String())
	f.Add("1;2;3;4;5;6;7;8;9;10;11;12\n;;;;;;P")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := attendance.ReadCSV(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, r := range attendance.Find(g) {
			sum := 0
			for _, row := range r.Rows {
				sum += row.Days()
				if len(row.Pattern()) != len(row.Marks) {
					t.Error("the pattern has not a character a day")
				}
			}
			if sum != r.PersonDays() {
				t.Errorf("%d person-days, rows add up to %d", r.PersonDays(), sum)
			}
			for _, field := range r.Fields() {
				if field.Name == "" {
					t.Error("a field without a name")
				}
			}
		}
	})
}
