package province_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// table is a register as somebody reads it who knows nothing of its making:
// rows of texts.
type table [][]string

func openXLSX(t *testing.T, b []byte) table {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func openCSV(t *testing.T, b []byte) table {
	t.Helper()
	r := csv.NewReader(charmap.Windows1252.NewDecoder().Reader(bytes.NewReader(b)))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// value finds what stands after a label, in its cell or in the next full one.
func (tb table) value(label string) string {
	for _, row := range tb {
		for i, cell := range row {
			rest, found := strings.CutPrefix(cell, label)
			if !found {
				continue
			}
			if rest = strings.Trim(rest, ": "); rest != "" {
				return rest
			}
			for _, next := range row[i+1:] {
				if next != "" {
					return next
				}
			}
		}
	}
	return ""
}

func at(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

// count turns a cell into a number; what is none is -1.
func count(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// problems looks for everything that can be wrong with the register of a month.
func problems(tb table, p *province.Province, f province.File) []string {
	centre, month := p.Centres[f.Centre-1], f.Period
	var found []string
	check := func(right bool, code string) {
		if !right && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	code := cmp.Or(tb.value("Codice centro"), tb.value("Centro:")) // the ready sheet
	own := slices.ContainsFunc(p.Centres, func(c reception.Centre) bool { return c.BodyID == f.Body && c.Code == code })
	check(code == centre.Code || own, province.FaultForeignCentre)
	check(code == centre.Code || !own, province.FaultWrongCentre)
	a, _ := p.AgreementOf(f.Centre, f.Period)
	check(tb.value("CIG") == a.CIG, province.FaultRegisterCIG)
	names := []string{"GENNAIO", "FEBBRAIO", "MARZO", "APRILE", "MAGGIO", "GIUGNO", "LUGLIO", "AGOSTO", "SETTEMBRE", "OTTOBRE", "NOVEMBRE", "DICEMBRE"}
	said, year := names[month.Start.Month()-1], month.Start.Year()
	written := cmp.Or(tb.value("mese/anno"), tb.value("Mese:"))
	check(written != fmt.Sprintf("%s %d", said, year-1), province.FaultWrongYear)
	check(written == fmt.Sprintf("%s %d", said, year) || slices.Contains(found, province.FaultWrongYear), province.FaultWrongMonth)
	places, days := count(tb.value("Capienza")), 0
	var first, entry, exit int // columns
	var sums []int
	guests, total := map[string]bool{}, 0
	for _, row := range tb {
		switch {
		case at(row, 0) == "N.":
			first, entry, exit = slices.Index(row, "1"), slices.Index(row, "Ingresso"), slices.Index(row, "Uscita")
			days = slices.IndexFunc(row, isTotal) - first
			wrong := slices.Contains(found, province.FaultWrongMonth)
			check(days <= month.Days() || wrong, province.FaultExtraDay)
			sums = make([]int, min(days, 31))
			if !wrong {
				sums = sums[:min(days, month.Days())]
			}
		case days > 0 && at(row, 0) == "Totale presenti per giorno":
			for d, n := range sums {
				check(count(at(row, first+d)) == n, province.FaultDayTotal)
				check(n <= places || slices.Contains(found, province.FaultWrongMonth), province.FaultOverCapacity) // another month may have been crowded
			}
			check(count(at(row, first+days)) == total, province.FaultRegisterTotal)
			check(tb.value("Totale presenze") == "" || count(tb.value("Totale presenze")) == total, province.FaultRegisterTotal)
			check(places > 0 && total > 0, "empty")
			return found
		case days > 0 && at(row, 1) != "": // the ready sheet has rows to spare
			check(!guests[row[1]] && strings.Contains(row[1], "-"), province.FaultGuestTwice)
			check(at(row, entry) != "01/01/1900", province.FaultEntry1900)
			guests[row[1]] = true
			n := 0
			for d := range sums {
				day := month.Start.AddDays(d)
				in, went := parsed(at(row, entry)), parsed(at(row, exit))
				strange := slices.Contains(found, province.FaultWrongMonth) || slices.Contains(found, province.FaultWrongCentre)
				switch mark := at(row, first+d); mark {
				case "P", "1", "X":
					n++
					sums[d]++
					check(strange || !day.Before(in), province.FaultBeforeEntry)
					check(strange || went.IsZero() || !day.After(went), province.FaultAfterExit)
					check(strange || centre.ClosedOn.IsZero() || !day.After(centre.ClosedOn), province.FaultWhileClosed)
				case "":
					check(strange || day.Before(in) || !went.IsZero() && !day.Before(went) || !centre.ClosedOn.IsZero() && !day.Before(centre.ClosedOn), province.FaultBlankMark)
				case "A", "AA", "H", "0", "-", "U":
				default:
					check(false, province.FaultUnknownMark)
				}
			}
			total += n
			check(count(at(row, first+days)) == n, province.FaultRowTotal)
		}
	}
	return append(found, "no totals")
}

// isTotal says that a heading is that of the rows' totals.
func isTotal(heading string) bool { return heading == "TOT" || heading == "Totale" }

// seen says that the fault can be read off a single register.
func seen(code string) bool {
	return !slices.Contains([]string{province.FaultLate, province.FaultTwoCentres, province.FaultTwoOwnCentres, province.FaultCarryOver, province.FaultAppeared,
		province.FaultLongAbsence, province.FaultNoticed, province.FaultSheetRedated}, code)
}

// parsed is a date as registers write it; zero where there is none.
func parsed(s string) calendar.Date {
	at, err := time.Parse("02/01/2006", s)
	if err != nil {
		return calendar.Date{}
	}
	return calendar.MustDate(at.Year(), at.Month(), at.Day())
}

// TestRegistersAreWrongOnlyAsTold opens spreadsheets and CSV files: all that
// have a fault, and every third of the others.
func TestRegistersAreWrongOnlyAsTold(t *testing.T) {
	t.Parallel()
	p := rimini()
	checked := map[province.Format]int{}
	for i, f := range p.Files {
		if f.Format != province.XLSX && f.Format != province.CSV || f.Fault == nil && i%3 != 0 {
			continue
		}
		checked[f.Format]++
		var tb table
		if f.Format == province.XLSX {
			tb = openXLSX(t, content(t, f))
		} else {
			tb = openCSV(t, content(t, f))
		}
		var want []string
		if f.Fault != nil && seen(f.Fault.Code) {
			want = []string{f.Fault.Code}
		}
		if got := problems(tb, p, f); !slices.Equal(got, want) {
			t.Errorf("%s: told %v, found %v", f.Name, want, got)
		}
		right := f.Fault == nil || f.Fault.Code == province.FaultLate
		if got := count(tb.value("Totale presenze")); right && got >= 0 && got != p.PersonDays(f.Centre, f.Period) {
			t.Errorf("%s says %d presences, there were %d", f.Name, got, p.PersonDays(f.Centre, f.Period))
		}
	}
	if checked[province.XLSX] < 50 || checked[province.CSV] < 3 {
		t.Errorf("only %v were opened", checked)
	}
}

func TestSpreadsheetsArePreparedForReadingAndPrint(t *testing.T) {
	t.Parallel()
	formulas, typed := 0, 0
	for i, f := range rimini().Files {
		if f.Format != province.XLSX || i%20 != 0 {
			continue
		}
		x, err := excelize.OpenReader(bytes.NewReader(content(t, f)))
		if err != nil {
			t.Fatal(err)
		}
		sheet := x.GetSheetName(0)
		panes, err := x.GetPanes(sheet)
		if err != nil || !panes.Freeze {
			t.Errorf("%s: panes %+v, %v", f.Name, panes, err)
		}
		layout, err := x.GetPageLayout(sheet)
		if err != nil || layout.Orientation == nil || *layout.Orientation != "landscape" {
			t.Errorf("%s isn't printed landscape", f.Name)
		}
		header := panes.YSplit
		rows, _ := x.GetRows(sheet)
		cell, _ := excelize.CoordinatesToCellName(slices.IndexFunc(rows[header-1], isTotal)+1, header+1)
		formula, err := x.GetCellFormula(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		if formula == "" {
			typed++
		} else {
			formulas++
			got, err := x.CalcCellValue(sheet, cell)
			shown, _ := x.GetCellValue(sheet, cell)
			if err != nil || got != shown {
				t.Errorf("%s: %s computes %s and shows %s: %v", f.Name, cell, got, shown, err)
			}
		}
		x.Close()
	}
	if formulas == 0 || typed == 0 {
		t.Errorf("%d sheets compute their totals, %d have them typed", formulas, typed)
	}
}

// textOf is the text layer of a PDF.
func textOf(t *testing.T, b []byte) string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := r.GetPlainText()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPDFs(t *testing.T) {
	t.Parallel()
	p := rimini()
	seen := map[string]int{}
	for i, f := range p.Files {
		if f.Format != province.PDF && f.Format != province.Scan && f.Format != province.SignedPDF {
			continue
		}
		fault := ""
		if f.Fault != nil {
			fault = f.Fault.Code
		}
		if fault == "" && f.Format != province.Scan && i%9 != 0 {
			continue
		}
		b, broken := unwrap(t, f)
		whole := bytes.HasPrefix(b, []byte("%PDF-")) && bytes.Contains(b[max(0, len(b)-10):], []byte("%%EOF"))
		cut := fault == province.FaultTruncatedPDF || fault == province.FaultTextAsPDF
		if whole == cut || broken {
			t.Errorf("%s (%s): whole %v, signature broken %v", f.Name, fault, whole, broken)
		}
		if f.Corrects == nil {
			seen[string(f.Format)+string(f.Kind)]++
		}
		if cut {
			continue
		}
		if fault == province.FaultWrongKind {
			if !strings.Contains(textOf(t, b), p.Agreements[f.Agreement-1].CIG) || strings.Contains(textOf(t, b), "REGISTRO PRESENZE") {
				t.Errorf("%s is not the agreement", f.Name)
			}
			continue
		}
		switch f.Kind {
		case document.Register:
			c := p.Centres[f.Centre-1]
			if strings.Contains(textOf(t, b), "REGISTRO PRESENZE") == (f.Format == province.Scan) {
				t.Errorf("%s (%s): text layer %q", f.Name, f.Format, textOf(t, b))
			}
			total := fmt.Sprintf("Totale presenze %d", p.PersonDays(f.Centre, f.Period))
			if f.Format != province.Scan && fault == "" && !strings.Contains(textOf(t, b), total) {
				t.Errorf("%s of %s doesn't say %q", f.Name, c.Code, total)
			}
		case document.Agreement:
			checkContract(t, p, f, textOf(t, b))
		}
	}
	if seen["scan"+string(document.Register)] < 3 || seen["pdf"+string(document.Agreement)] == 0 || seen["pdf.p7m"+string(document.Register)] == 0 {
		t.Errorf("looked at %v", seen)
	}
}

func checkContract(t *testing.T, p *province.Province, f province.File, text string) {
	t.Helper()
	a := p.Agreements[f.Agreement-1]
	right := f.Fault == nil || f.Fault.Code != province.FaultContractCIG
	want := []string{a.StartsOn.It(), a.EndsOn.It(), p.Bodies[a.BodyID-1].IBAN, strings.Replace(a.Tariffs[0].DailyRate.StringFixed(2), ".", ",", 1)}
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s doesn't say %s", f.Name, w)
		}
	}
	if strings.Contains(text, "CIG "+a.CIG) != right {
		t.Errorf("%s: the right CIG is there %v", f.Name, !right)
	}
}
