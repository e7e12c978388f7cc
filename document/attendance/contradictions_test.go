package attendance_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// plain is a register of five guests who are there all month, without totals
// below; codes stand under "Ospite", which names no codes.
type plain struct {
	head  [][]string
	codes string // heading of the codes
	days  []string
	rows  [][]string
	foot  [][]string
}

func october31(month, centre string) plain {
	p := plain{codes: "Ospite", head: [][]string{{"Registro presenze ospiti"}, {"Mese: " + month, "", "Centro: " + centre}}}
	for d := 1; d <= 31; d++ {
		p.days = append(p.days, strconv.Itoa(d))
	}
	for i := 1; i <= 5; i++ {
		p.rows = append(p.rows, plainRow("G00"+strconv.Itoa(i), "", "", strings.Repeat("P", 31), "31"))
	}
	return p
}

// plainRow is a guest's row; a dot is a blank.
func plainRow(code, entry, exit, marks, total string) []string {
	row := []string{code, entry, exit}
	for _, m := range marks {
		row = append(row, strings.Trim(string(m), "."))
	}
	return append(row, total)
}

func (p plain) with(rows ...[]string) plain {
	p.rows = append(p.rows[:len(p.rows):len(p.rows)], rows...)
	return p
}

func (p plain) below(foot ...[]string) plain { p.foot = foot; return p }

func (p plain) write() [][]string {
	out := append([][]string{}, p.head...)
	out = append(out, append(append([]string{p.codes, "Ingresso", "Uscita"}, p.days...), "Totale"))
	out = append(out, p.rows...)
	return append(out, p.foot...)
}

// said is a register's fields as "value", or "value?" where unsure.
func said(r attendance.Register, name string) string {
	var out []string
	for _, f := range r.Fields() {
		if f.Name != name {
			continue
		}
		if f.Unsure && f.Why == "" {
			f.Value += " without a reason"
		}
		if f.Unsure {
			f.Value += "?"
		}
		out = append(out, f.Value)
	}
	return strings.Join(out, " ")
}

func expect(t *testing.T, r attendance.Register, want map[string]string) {
	t.Helper()
	for name, v := range want {
		if got := said(r, name); got != v {
			t.Errorf("%s = %q, want %q", name, got, v)
		}
	}
}

// Registers below each other stay apart, with their own totals, however their
// headings are written.
func TestRegistersBelow(t *testing.T) {
	full := []string{"Totale", "", ""}
	for range 31 {
		full = append(full, "5")
	}
	second := func(head ...[]string) plain {
		p := october31("", "")
		p.head, p.days = head, p.days[:30]
		for i := range p.rows {
			p.rows[i] = plainRow("H00"+strconv.Itoa(i+1), "", "", strings.Repeat("P", 30), "30")
		}
		return p
	}
	title := []string{"Registro presenze ospiti"}
	for name, below := range map[string]plain{
		"one line, two labels":  second(title, []string{"Mese: novembre 2026", "", "Centro: AN-002"}),
		"lines of their own":    second([]string{""}, title, []string{"Mese: novembre 2026"}, []string{"Centro: AN-002 Casa Beta"}),
		"labels in cells":       second(title, []string{"Mese:", "novembre 2026", "", "Centro:", "AN-002"}),
		"a sentence":            second([]string{"Registro presenze ospiti - novembre 2026 - Centro AN-002"}),
		"no blank line between": second([]string{"Mese: novembre 2026", "", "Centro: AN-002"}),
	} {
		for _, codes := range []string{"Ospite", "Cod. ospite"} {
			first := october31("ottobre 2026", "AN-001 Casa Alfa").below(append(full, "155"), []string{"Totale presenze", "155"})
			first.codes, below.codes = codes, codes
			all := attendance.Find(grid(append(first.write(), below.write()...)))
			if len(all) != 2 {
				t.Errorf("%s: %d registers, want 2", name, len(all))
				continue
			}
			expect(t, all[0], map[string]string{document.PeriodMonth: "2026-10", document.CentreCode: "AN-001", document.GuestCount: "5",
				document.PersonDays: "155", document.DeclaredPersonDays: "155 155", document.RowField(5, "guest"): "G005"})
			expect(t, all[1], map[string]string{document.PeriodMonth: "2026-11", document.CentreCode: "AN-002", document.GuestCount: "5",
				document.PersonDays: "150", document.DeclaredPersonDays: "", document.RowField(5, "guest"): "H005"})
		}
	}
}

// Lines below a table are no guests, and the totals they declare are kept.
func TestLinesBelow(t *testing.T) {
	for name, c := range map[string]struct {
		line []string
		want string // declared
	}{
		"a note with a number":         {[]string{"Note: il giorno 5 sopralluogo"}, ""},
		"a sentence":                   {[]string{"Sopralluogo del 5 ottobre"}, ""},
		"a total behind a colon":       {[]string{"Totale presenze del mese: 156"}, "156"},
		"a total in a cell of its own": {[]string{"Totale presenze mese", "", "", "156"}, "156"},
		"a total of a named month":     {[]string{"Totale presenze del mese di ottobre 2026: 156"}, "156"},
		"a named month, then a cell":   {[]string{"Totale presenze ottobre 2026", "", "", "", "156"}, "156"},
		"a total of all, which agrees": {[]string{"Totale generale", "", "", "", "155"}, "155"},
		"a total of what is not said":  {[]string{"Totale", "", "", "5"}, "5?"},
		"two numbers behind a label":   {[]string{"Totale presenze ospiti 5 giorni 155"}, "5?"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, codes := range []string{"Ospite", "Cod. ospite"} {
				p := october31("ottobre 2026", "AN-001").below(c.line)
				p.codes = codes
				expect(t, one(t, p.write()), map[string]string{document.GuestCount: "5", document.PersonDays: "155",
					document.DeclaredPersonDays: c.want, document.RowField(6, "days"): ""})
			}
		})
	}
}

// What contradicts itself is said to be unsure, with a reason.
func TestContradictions(t *testing.T) {
	p, oct := strings.Repeat("P", 31), october31("ottobre 2026", "AN-001 Casa Alfa")
	other := oct
	other.head = [][]string{{"Registro presenze ospiti - settembre 2026"}, {"Mese: ottobre 2026", "", "Centro: AN-001"}}
	for name, c := range map[string]struct {
		rows [][]string
		want map[string]string
	}{
		"a guest twice": {oct.with(plainRow("G001", "", "", p, "31")).write(), map[string]string{document.PersonDays: "186?",
			document.GuestCount: "6?", document.DayField(5): "6?", document.RowField(1, "days"): "31", document.RowField(6, "guest"): "G001"}},
		"a guest in two rows, one after the other": {oct.with(plainRow("G006", "", "10/10/2026", p[:9]+"U"+strings.Repeat(".", 21), ""),
			plainRow("G006", "20/10/2026", "", strings.Repeat(".", 19)+p[:12], "")).write(), map[string]string{document.PersonDays: "176", document.DayField(5): "6"}},
		"present after the exit": {oct.with(plainRow("G006", "01/09/2026", "15/10/2026", p, "31")).write(), map[string]string{
			document.PersonDays: "186?", document.RowField(6, "days"): "31?", document.RowField(1, "days"): "31", document.DayField(15): "6", document.DayField(16): "6?"}},
		"present before the entry": {oct.with(plainRow("G006", "15/10/2026", "", p, "31")).write(), map[string]string{
			document.PersonDays: "186?", document.RowField(6, "present"): p + "?", document.DayField(14): "6?", document.DayField(15): "6"}},
		"present after U": {oct.with(plainRow("G006", "", "", p[:14]+"U"+p[:16], "30")).write(), map[string]string{
			document.PersonDays: "185?", document.RowField(6, "days"): "30?"}},
		"back after U": {oct.with(plainRow("G006", "", "", p[:14]+"UI"+p[:15], "30")).write(), map[string]string{
			document.PersonDays: "185", document.RowField(6, "days"): "30"}},
		"present before I": {oct.with(plainRow("G006", "", "", p[:14]+"I"+p[:16], "31")).write(), map[string]string{
			document.PersonDays: "186?", document.RowField(6, "days"): "31?"}},
		"blank to the end without an exit": {oct.with(plainRow("G006", "", "", p[:20]+strings.Repeat(".", 11), "")).write(), map[string]string{
			document.PersonDays: "175?", document.RowField(6, "present"): p[:20] + strings.Repeat("?", 11) + "?", document.RowField(1, "days"): "31"}},
		"blank after an exit whose date is not readable": {oct.with(plainRow("G006", "", "25/99/2026", p[:24]+strings.Repeat(".", 7), "24")).write(), map[string]string{
			document.PersonDays: "179", document.RowField(6, "present"): p[:24] + "-------", document.RowField(6, "exit"): "25/99/2026?"}},
		"days that February does not have": {october31("febbraio 2026", "AN-001").write(), map[string]string{
			document.PeriodMonth: "2026-02?", document.PersonDays: "140?", document.RowField(1, "days"): "28?"}},
		"the title's month is another": {other.write(), map[string]string{
			document.PeriodMonth: "2026-10?", document.PersonDays: "155?", document.RowField(1, "days"): "31"}},
	} {
		t.Run(name, func(t *testing.T) { expect(t, one(t, c.rows), c.want) })
	}
}

// Days that are struck out are none.
func TestDaysStruckOut(t *testing.T) {
	p := october31("febbraio 2026", "AN-001")
	for i := range p.rows {
		p.rows[i] = plainRow("G00"+strconv.Itoa(i), "", "", strings.Repeat("P", 28)+"-/*", "28")
	}
	expect(t, one(t, p.write()), map[string]string{document.PeriodMonth: "2026-02", document.PersonDays: "140", document.RowField(1, "days"): "28"})
}

// A month that begins within another: what stands in the second table's columns
// was not counted, in rows neither.
func TestAcrossTwoMonths(t *testing.T) {
	p := october31("", "")
	p.head = [][]string{{"Registro presenze ospiti"}, {"Periodo: dal 16/09/2026 al 15/10/2026"}}
	p.days = nil
	for d := 16; d <= 30; d++ {
		p.days = append(p.days, strconv.Itoa(d)+"/09")
	}
	for d := 1; d <= 15; d++ {
		p.days = append(p.days, strconv.Itoa(d)+"/10")
	}
	for i := range p.rows {
		p.rows[i] = plainRow("G00"+strconv.Itoa(i), "", "", strings.Repeat("P", 30), "30")
	}
	expect(t, one(t, p.write()), map[string]string{document.PeriodMonth: "", document.PersonDays: "75?", document.RowField(1, "days"): "15?"})
}

// A column of rooms is none of codes, though rooms look like codes.
func TestRoomsAreNoCodes(t *testing.T) {
	p := october31("ottobre 2026", "AN-001")
	p.codes = "Stanza"
	for i := range p.rows {
		p.rows[i][0] = "A" + strconv.Itoa(1+i/3)
	}
	expect(t, one(t, p.write()), map[string]string{document.PersonDays: "155", document.RowField(1, "guest"): ""})
}

// Who is present outside the stay is told by guest and days: the sheet has many rows.
func TestOutsideTheStayIsToldByGuest(t *testing.T) {
	all := strings.Repeat("P", 31)
	p := october31("ottobre 2025", "RN-017").with(plainRow("G006", "", "20/10/2025", all, "31"), plainRow("G007", "03/10/2025", "", all, "31"))
	regs := attendance.Find(grid(p.write()))
	want := attendance.Problem{Code: "outside_stay", Detail: "G006 (21–31); G007 (1–2)"}
	if len(regs) != 1 || !slices.Contains(regs[0].Problems, want) {
		t.Errorf("problems %+v, want %+v", regs, want)
	}
}
