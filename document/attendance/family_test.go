package attendance_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// familyCells are what stands in the column of families, where there is one.
var familyCells = map[string]string{"G017-001": "N1", "G017-002": "n 1", "G017-004": "N2", "G017-005": "-"}

// familyCodes are those that are read of it.
var familyCodes = map[string]string{"G017-001": "N1", "G017-002": "N1", "G017-004": "N2"}

func isFamilyHead(heading string) bool {
	t := strings.ToLower(heading)
	return strings.Contains(t, "nuc") || strings.Contains(t, "fam")
}

// checkFamilies asserts the families of the usual guests: all where the register tells
// them, else none.
func checkFamilies(t *testing.T, r attendance.Register, told bool) {
	t.Helper()
	if r.FamiliesTold != told {
		t.Errorf("families told: %v, want %v", r.FamiliesTold, told)
	}
	for _, row := range r.Rows {
		want := familyCodes[row.Guest.Text]
		if !told {
			want = ""
		}
		if row.Family.Text != want {
			t.Errorf("%s is of family %q, want %q", row.Guest.Text, row.Family.Text, want)
		}
	}
	n, ok := (&document.Reading{Fields: r.Fields()}).Field(document.FamilyCount)
	if ok != told || told && (n.Value != "2" || n.Unsure) {
		t.Errorf("families: %+v, %v", n, ok)
	}
}

// Families are read of every kind of file, and of the words of a page.
func TestFamiliesInEveryMedium(t *testing.T) {
	for name, l := range layouts() {
		if !strings.HasPrefix(name, "families") {
			continue
		}
		rows := l.rows(october())
		for _, m := range media() {
			t.Run(name+", "+m.name, func(t *testing.T) {
				all := attendance.Find(m.read(t, rows))
				if len(all) != 1 {
					t.Fatalf("%d registers", len(all))
				}
				checkFamilies(t, all[0], true)
			})
		}
		if l.list || l.halves || l.transposed || name == "families before codes that have no heading" {
			continue // no table with a line a guest and named columns on a page
		}
		t.Run(name+", page", func(t *testing.T) {
			all := attendance.Find(attendance.FromPages(asPages(rows, l.firstColumn(), rand.New(rand.NewPCG(1, 2))), nil))
			if len(all) != 1 {
				t.Fatalf("%d registers", len(all))
			}
			checkFamilies(t, all[0], true)
			checkRows(t, october(), all[0])
		})
	}
}

// withFamilies is the usual sheet with a column of families, and what stands in it.
func withFamilies(heading string, cells ...string) [][]string {
	rows := sheet()
	for i := 3; i < len(rows)-1; i++ {
		cell := ""
		switch {
		case i == 3:
			cell = heading
		case i-4 < len(cells):
			cell = cells[i-4]
		}
		rows[i] = append(append(append([]string{}, rows[i][:5]...), cell), rows[i][5:]...)
	}
	return rows
}

// A family that is called by its name has a code of the register's own: the name is
// nowhere.
func TestAFamilysNameIsNotKept(t *testing.T) {
	r := one(t, withFamilies("Nucleo familiare", "PROVALDI", "F1", "Provaldi"))
	fields := document.Reading{Fields: r.Fields()}
	for n, want := range map[int]string{1: "F2", 2: "F1", 3: "F2"} {
		f, _ := fields.Field(document.RowField(n, "family"))
		if f.Value != want || f.Unsure || f.Place.Cell == "" {
			t.Errorf("row %d: %+v, want %s", n, f, want)
		}
	}
	for _, f := range fields.Fields {
		if strings.Contains(strings.ToLower(f.Value+f.Written+f.Why), "provaldi") {
			t.Errorf("%s holds a family's name", f.Name)
		}
	}
}

// Headings that are of something else make no families, and cost no presence.
func TestNoColumnOfFamilies(t *testing.T) {
	for _, heading := range []string{"Componenti nucleo", "N. componenti nucleo familiare", "Capofamiglia", "Capo nucleo", "Family name", "Stanza", "Totale nucleo"} {
		r := one(t, withFamilies(heading, "3", "3", "3"))
		if r.FamiliesTold || r.PersonDays() != 77 {
			t.Errorf("%s: families %v, %d person-days", heading, r.FamiliesTold, r.PersonDays())
		}
	}
}

// A column of families is none of days, totals or guests' codes, whatever stands in it.
func TestFamiliesAreNothingElse(t *testing.T) {
	for _, cells := range [][]string{{"1", "2", "3"}, {"31", "27", "19"}, {"A", "A", "P"}, {"G017-001", "G017-001", ""}, {"", "", ""}, {"-", "no", "singolo"}} {
		r := one(t, withFamilies("Nucleo", cells...))
		codes := ""
		for _, row := range r.Rows {
			codes += row.Guest.Text + " " + row.Declared.Text + " "
		}
		if len(r.Rows) != 3 || r.PersonDays() != 77 || codes != "G017-001 31 G017-002 27 G017-003 19 " || len(r.Columns) != 31 {
			t.Errorf("%q: %d rows, %d person-days, %s", cells, len(r.Rows), r.PersonDays(), codes)
		}
		if told := strings.Join(cells, "") != ""; r.FamiliesTold != told {
			t.Errorf("%q: families told: %v", cells, r.FamiliesTold)
		}
	}
}

// A column may hold how many each family has, and not which it is: where it may, no
// family is sure.
func TestHowManyIsNotWhich(t *testing.T) {
	for cells, doubt := range map[string]bool{"2 2 1": true, "1 1 1": true, "7 7 8": false, "N2 N2 N1": false, "3 3 4": false} {
		r := one(t, withFamilies("Nucleo", strings.Fields(cells)...))
		f, _ := (&document.Reading{Fields: r.Fields()}).Field(document.RowField(1, "family"))
		if f.Unsure != doubt {
			t.Errorf("%s: unsure %v", cells, f.Unsure)
		}
	}
}

// One cell merged over the rows of a family is of all of them.
func TestAFamilysCellIsMerged(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(asXLSX(t, withFamilies("Nucleo", "N1", "", ""))))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.MergeCell("Sheet1", "F5", "F6"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r := attendance.Find(firstOf(t)(readBack(b.Bytes())))[0]
	if a, b, c := r.Rows[0].Family.Text, r.Rows[1].Family.Text, r.Rows[2].Family.Text; a != "N1" || b != "N1" || c != "" {
		t.Errorf("%q, %q, %q", a, b, c)
	}
}

// A family that was recognised on a scan is never sure.
func TestAFamilyOnAScan(t *testing.T) {
	pages := asPages(look{columns: familiesAfter("Nucleo")}.rows(october()), len(usual)+1, rand.New(rand.NewPCG(1, 2)))
	pages[0].Method = document.MethodOCR
	r := attendance.Find(attendance.FromPages(pages, nil))[0]
	f, ok := (&document.Reading{Fields: r.Fields()}).Field(document.RowField(1, "family"))
	if !ok || !f.Unsure {
		t.Errorf("%+v", f)
	}
}
