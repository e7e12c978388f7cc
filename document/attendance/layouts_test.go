package attendance_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

func head(rows ...[]string) func(world) [][]string {
	return func(world) [][]string { return rows }
}

func foot(rows ...[]string) func(world) [][]string { return head(rows...) }

// layouts are ways of writing the same register, all of which are understood.
func layouts() map[string]look {
	codes := []string{"Cod. ospite"}
	return map[string]look{
		"usual":                      {},
		"two digits":                 {day: dayTwo},
		"days with the month's name": {day: dayNamed},
		"days with month and year":   {day: dayNamedYear},
		"short dates":                {day: dayShort},
		"long dates":                 {day: dayLong},
		"ISO dates":                  {day: dayISO},
		"serial dates":               {day: daySerial},
		"weekday and number":         {day: dayWeek},
		"weekday under the number":   {day: dayWeekBelow},
		"weekday and date":           {day: dayWeekDate},
		"G and number":               {day: dayG},
		"the word giorno":            {day: dayGiorno},
		"ordinals":                   {day: dayDegree},
		"weekdays above":             {weekdays: "above"},
		"weekdays below":             {weekdays: "below"},
		"ones and zeros":             {present: "1", absent: "0", exit: "0"},
		"crosses and dashes":         {present: "X", absent: "-", exit: "-"},
		"yes and no":                 {present: "SI", absent: "NO", exit: "NO"},
		"accented yes":               {present: "sì", absent: "no", exit: "no"},
		"words":                      {present: "presente", absent: "assente", exit: "uscita"},
		"signatures":                 {present: "firma", absent: "A", exit: "D"},
		"check marks":                {present: "✓", absent: "AG", exit: "T"},
		"hospital":                   {absent: "H"},
		"authorised absence":         {absent: "A.A."},
		"transposed":                 {transposed: true, columns: codes},
		"transposed with dates":      {transposed: true, columns: []string{"Cod. ospite", "Ingresso", "Uscita"}, day: dayLong},
		"transposed, no totals":      {transposed: true, columns: codes, noTotals: true},
		"transposed with weekdays":   {transposed: true, columns: codes, weekdays: "above"},
		"long list":                  {list: true},
		"long list of crosses":       {list: true, present: "X", absent: "-", exit: "-"},
		"two signatures a day":       {second: "blank"},
		"days written twice":         {second: "twice"},
		"morning and evening":        {second: "named"},
		"a blank column a day":       {second: "spacer"},
		"two halves":                 {halves: true},
		"halves in one row":          {oneRowHalves: true},
		"page breaks":                {breakAfter: 2},
		"subtotals of groups":        {groups: true},
		"blank rows":                 {blankRows: true},
		"further right":              {indent: 3},
		"no totals":                  {noTotals: true},
		"no row totals":              {noRowTotals: true},
		"totals before the days":     {leftTotal: true},
		"totals without a label":     {totalLabel: " "},
		"totals called presenti":     {totalLabel: "N. presenti"},
		"CUI":                        {columns: []string{"Prog.", "CUI", "Nominativo", "Dal", "Al"}},
		"codes without a heading":    {columns: []string{"N.", "", "Cognome e nome", "Ingresso", "Uscita"}},
		"codes under ospite":         {columns: []string{"Ospite", "Data di ingresso", "Data di uscita"}},
		"codes only":                 {columns: codes},
		"families":                   {columns: familiesAfter("Nucleo")},
		"families, at length":        {columns: familiesAfter("Nucleo familiare")},
		"families, in short":         {columns: familiesAfter("Nucleo fam.")},
		"families, numbered":         {columns: familiesAfter("N. nucleo")},
		"families, by code":          {columns: []string{"N.", "Cod. nucleo", "Cod. ospite", "Cognome e nome", "Ingresso", "Uscita"}},
		"families, in English":       {columns: familiesAfter("Family")},
		"families beside codes":      {columns: []string{"Cod. ospite", "Famiglia"}},
		"families before codes that have no heading": {columns: []string{"N.", "Nucleo", "", "Cognome e nome", "Ingresso", "Uscita"}},
		"families, transposed":                       {transposed: true, columns: []string{"Cod. ospite", "Nucleo"}},
		"families, in two halves":                    {halves: true, columns: familiesAfter("Nucleo")},
		"families in a long list":                    {list: true, columns: familiesAfter("Nucleo")},
		"families, page breaks":                      {breakAfter: 2, columns: familiesAfter("Nucleo")},
		"a sentence above":                           {head: head([]string{"Registro presenze del centro RN-017 Casa del Pino, gestito dalla Cooperativa Città Aperta, mese di ottobre 2026, CIG A0B1C2D3E4, capienza 40 posti"})},
		"labels in one cell": {head: head([]string{"REGISTRO DELLE PRESENZE"}, []string{"Ente gestore: Cooperativa Città Aperta", "CIG: A0B1C2D3E4"},
			[]string{"Centro: Casa del Pino", "Codice centro: RN-017", "Capienza: 40"}, []string{"Mese: 10/2026"})},
		"month and year apart": {head: head([]string{"Registro presenze"}, []string{"Mese", "10"}, []string{"Anno", "2026"}, []string{"Gestore", "Cooperativa Città Aperta"},
			[]string{"Nome centro", "Casa del Pino"}, []string{"Codice centro", "RN-017"}, []string{"Posti", "40"}, []string{"CIG", "A0B1C2D3E4"})},
		"from and to": {head: head([]string{"Foglio presenze ospiti dal 01/10/2026 al 31/10/2026"}, []string{"Struttura", "RN-017 Casa del Pino"},
			[]string{"Ente gestore", "Cooperativa Città Aperta"}, []string{"C.I.G.", "A0B1C2D3E4"}, []string{"Capienza", "40"})},
		"an older contract above": {head: head([]string{"Contratto di gennaio 2025"}, []string{"REGISTRO PRESENZE OTTOBRE 2026"}, []string{"Ente gestore:", "Cooperativa Città Aperta", "CIG:", "A0B1C2D3E4"},
			[]string{"Centro/struttura:", "Casa del Pino", "Codice centro:", "RN-017", "Capienza:", "40"})},
		"other counts below": {foot: foot([]string{"Totale assenti", "", "", "", "", "0", "1", "0", "1"}, []string{"Totale pasti", "", "", "", "", "9", "9", "9"},
			[]string{"Firma responsabile", "", "", "", "", "x", "x", "x", "x"}, []string{"Entrati n.", "1", "Usciti n.", "1", "Media", "4,39", "Totale presenze", "135"})},
		"a legend": {foot: foot([]string{"Legenda: P = presente, A = assente, U = uscita"})},
	}
}

// familiesAfter are the usual columns with one of families before the days.
func familiesAfter(heading string) []string { return append(slices.Clone(usual), heading) }

// Every layout gives the same facts, all of them sure.
func TestManyLayouts(t *testing.T) {
	w := october()
	if len(layouts()) < 40 {
		t.Fatalf("%d layouts", len(layouts()))
	}
	for name, l := range layouts() {
		t.Run(name, func(t *testing.T) {
			r := one(t, l.rows(w))
			checkFacts(t, w, r)
			checkRows(t, w, r)
			checkFamilies(t, r, slices.ContainsFunc(l.columns, isFamilyHead))
			for _, f := range r.Fields() {
				if f.Unsure {
					t.Errorf("%s is unsure: %s", f.Name, f.Why)
				}
				if strings.Contains(strings.ToLower(f.Value+f.Written), "inventat") {
					t.Errorf("%s holds a guest's name", f.Name)
				}
				if f.Place.Cell == "" {
					t.Errorf("%s has no cell", f.Name)
				}
			}
			if len(r.Problems) > 0 {
				t.Errorf("problems %+v", r.Problems)
			}
		})
	}
}

func checkFacts(t *testing.T, w world, r attendance.Register) {
	t.Helper()
	reading := document.Reading{Fields: r.Fields()}
	for name, want := range map[string]string{
		document.PeriodMonth: w.month.Format("2006-01"), document.CentreCode: w.centre, document.BodyName: w.body, document.CIG: w.cig,
		document.Capacity: strconv.Itoa(w.capacity), document.GuestCount: strconv.Itoa(len(w.stays)), document.PersonDays: strconv.Itoa(w.total()),
	} {
		if got := reading.Value(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if v := reading.Value(document.DeclaredPersonDays); v != "" && v != strconv.Itoa(w.total()) {
		t.Errorf("declared total %q, want %d", v, w.total())
	}
	for d := 1; d <= w.days(); d++ {
		if got := reading.Value(document.DayField(d)); got != strconv.Itoa(w.on(d)) {
			t.Errorf("day %d = %q, want %d", d, got, w.on(d))
		}
		if got := reading.Value(document.DeclaredDayField(d)); got != "" && got != strconv.Itoa(w.on(d)) {
			t.Errorf("declared day %d = %q, want %d", d, got, w.on(d))
		}
	}
	if got := reading.Value(document.CentreName); !strings.Contains(got, w.name) {
		t.Errorf("centre %q", got)
	}
}

func checkRows(t *testing.T, w world, r attendance.Register) {
	t.Helper()
	got := map[string]string{}
	for _, row := range r.Rows {
		got[row.Guest.Text] = row.Pattern()
	}
	for _, s := range w.stays {
		if got[s.code] != s.present {
			t.Errorf("%s is %q, want %q", s.code, got[s.code], s.present)
		}
	}
}

// What a sheet declares below its table.
func TestDeclaredBelow(t *testing.T) {
	l := look{foot: foot([]string{"Entrati n.", "1", "Usciti n.: 1", "Media giornaliera", "4,39", "Totale presenze", "135"})}
	reading := document.Reading{Fields: one(t, l.rows(october())).Fields()}
	for name, want := range map[string]string{document.DeclaredEntered: "1 B11", document.DeclaredLeft: "1 C11", document.DeclaredAverage: "4.39 E11"} {
		f, _ := reading.Field(name)
		if got := fmt.Sprint(f.Value, " ", f.Place.Cell); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

// Two registers in one sheet keep their own fields.
func TestSeveralLists(t *testing.T) {
	w := october()
	rows := [][]string{{"Registro presenze"}, {"Data", "Centro", "Cod. ospite", "Presenza"}}
	for d := 1; d <= 31; d++ {
		for i, s := range w.stays {
			if m := (look{}).mark(s, d); m != "" {
				rows = append(rows, []string{dayLong(w, d), []string{"RN-017", "RN-018"}[i%2], s.code, m})
			}
		}
	}
	all := attendance.Find(grid(rows))
	if len(all) != 2 || all[0].CentreCode.Text != "RN-017" || all[1].CentreCode.Text != "RN-018" {
		t.Fatalf("%d registers", len(all))
	}
	if n := all[0].PersonDays() + all[1].PersonDays(); n != w.total() || all[0].Month.Key() != "2026-10" {
		t.Errorf("%d person-days in %s, want %d", n, all[0].Month.Key(), w.total())
	}
}
