package attendance_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// Rows of texts written as files, and read back.

type medium struct {
	name string
	read func(t *testing.T, rows [][]string) attendance.Grid
}

func media() []medium {
	return []medium{
		{"grid", func(_ *testing.T, rows [][]string) attendance.Grid { return grid(rows) }},
		{"csv ;", func(t *testing.T, rows [][]string) attendance.Grid { return csvGrid(t, asCSV(rows, ";", "\r\n")) }},
		{"csv , in UTF-16", func(t *testing.T, rows [][]string) attendance.Grid {
			b, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(asCSV(rows, ",", "\n"))
			if err != nil {
				t.Fatal(err)
			}
			return csvGrid(t, b)
		}},
		{"csv tab in windows-1252", func(t *testing.T, rows [][]string) attendance.Grid {
			b, err := charmap.Windows1252.NewEncoder().Bytes(asCSV(rows, "\t", "\n"))
			if err != nil {
				return csvGrid(t, asCSV(rows, "\t", "\n")) // a check mark is not in windows-1252
			}
			return csvGrid(t, b)
		}},
		{"csv sep=", func(t *testing.T, rows [][]string) attendance.Grid {
			return csvGrid(t, append([]byte("sep=|\r\n"), asCSV(rows, "|", "\r\n")...))
		}},
		{"xlsx", func(t *testing.T, rows [][]string) attendance.Grid { return firstOf(t)(readBack(asXLSX(t, rows))) }},
		{"ods", func(t *testing.T, rows [][]string) attendance.Grid {
			return firstOf(t)(attendance.ReadODS(strings.NewReader(asODS(rows))))
		}},
	}
}

func firstOf(t *testing.T) func([]attendance.Grid, error) attendance.Grid {
	return func(grids []attendance.Grid, err error) attendance.Grid {
		t.Helper()
		if err != nil || len(grids) == 0 {
			t.Fatalf("%d sheets, %v", len(grids), err)
		}
		return grids[0]
	}
}

func csvGrid(t *testing.T, b []byte) attendance.Grid {
	t.Helper()
	g, err := attendance.ReadCSV(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func asCSV(rows [][]string, sep, end string) []byte {
	var b strings.Builder
	for _, row := range rows {
		for i, c := range row {
			if i > 0 {
				b.WriteString(sep)
			}
			if strings.ContainsAny(c, sep+"\"\n") {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			b.WriteString(c)
		}
		b.WriteString(end)
	}
	return []byte(b.String())
}

func asXLSX(t *testing.T, rows [][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for r, row := range rows {
		for c, text := range row {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err == nil && text != "" {
				err = f.SetCellStr("Sheet1", name, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readBack(b []byte) ([]attendance.Grid, error) {
	return attendance.ReadXLSX(bytes.NewReader(b), int64(len(b)))
}

const odsStart = `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:body><office:spreadsheet>`

// asODS writes rows as an office program does: equal cells once, with a count.
func asODS(rows [][]string) string {
	var b strings.Builder
	b.WriteString(odsStart + `<table:table table:name="Ottobre">`)
	for _, row := range rows {
		b.WriteString("<table:table-row>")
		for i := 0; i < len(row); {
			n := 1
			for i+n < len(row) && row[i+n] == row[i] {
				n++
			}
			fmt.Fprintf(&b, `<table:table-cell table:number-columns-repeated="%d"`, n)
			if row[i] == "" {
				b.WriteString("/>")
			} else {
				b.WriteString(` office:value-type="string"><text:p>`)
				_ = xml.EscapeText(&b, []byte(row[i]))
				b.WriteString("</text:p></table:table-cell>")
			}
			i += n
		}
		b.WriteString("</table:table-row>")
	}
	return b.String() + `</table:table></office:spreadsheet></office:body></office:document-content>`
}

// zipOf packs parts into an archive, in the order given.
func zipOf(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := z.Create(parts[i])
		if err == nil {
			_, err = f.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asPages sets rows as the words of a page, as a program prints a sheet: all
// days as wide as the widest, the others as wide as their widest text; lines of
// text above and below the table run across. Points.
func asPages(rows [][]string, first int, rnd *rand.Rand) []document.Page {
	table := 0
	for _, row := range rows {
		table = max(table, len(row))
	}
	widths := columnWidths(rows, first, table)
	p := document.Page{Number: 1, Width: 1200, Height: 800, Method: document.MethodText}
	for r, row := range rows {
		x, inTable := 20.0, len(row) >= table/2
		for c, text := range row {
			w := textWidth(text) + 20
			if inTable {
				w = widths[c]
			}
			at := x
			if inTable && c >= first {
				at = x + (w-textWidth(text))/2
			}
			x += w
			for word := range strings.FieldsSeq(text) {
				p.Words = append(p.Words, document.Word{Text: word, Confidence: 1, Box: document.Box{
					X: at + 0.4*rnd.Float64(), Y: 40 + 14*float64(r) + 0.4*rnd.Float64(), Width: textWidth(word), Height: 8}})
				at += textWidth(word) + 2.5
			}
		}
	}
	return []document.Page{p}
}

// textWidth is the width of words of 4 pt a letter with 2.5 pt between them.
func textWidth(text string) float64 {
	w := 0.0
	for word := range strings.FieldsSeq(text) {
		w += 4*float64(len([]rune(word))) + 2.5
	}
	return max(w-2.5, 0)
}

func columnWidths(rows [][]string, first, table int) []float64 {
	widths := make([]float64, table)
	for _, row := range rows {
		if len(row) < table/2 {
			continue
		}
		for c, text := range row {
			if !strings.HasPrefix(text, "Totale nucleo") && !strings.HasPrefix(text, "Totale presenti") { // the label of the totals runs on
				widths[c] = max(widths[c], textWidth(text)+6)
			}
		}
	}
	days := 0.0
	for c := first; c < table-1; c++ {
		days = max(days, widths[c])
	}
	for c := first; c < table-1; c++ {
		widths[c] = days
	}
	return widths
}
