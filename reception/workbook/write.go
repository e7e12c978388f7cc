package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The sheets that hold no rows of the registry.
const (
	readmeSheet   = "LEGGIMI"
	listsSheet    = "Elenchi"
	problemsSheet = "Problemi"
)

// Write returns a registry as a file in a format. on is the day as of which the
// registry stands: it is told on the first sheet. The same registry gives the
// same bytes.
func Write(reg reception.Registry, on calendar.Date, f Format) ([]byte, error) {
	switch f {
	case XLSX:
		return writeXLSX(flatten(reg), on)
	case CSV:
		return writeCSV(flatten(reg), on)
	}
	return nil, fmt.Errorf("there is no format %q: choose %s or %s", f, XLSX, CSV)
}

// Template returns a workbook without rows, to be filled in.
func Template(on calendar.Date) ([]byte, error) { return Write(reception.Registry{}, on, XLSX) }

func writeCSV(all lines, on calendar.Date) ([]byte, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	add := func(name string, content []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: on.At(0, 0).UTC().Truncate(time.Second)})
		if err == nil {
			_, err = w.Write(content)
		}
		return err
	}
	if err := add(readmeSheet+".txt", []byte(readmeText(on))); err != nil {
		return nil, err
	}
	for i, t := range tables() {
		h := t.head()
		content, err := csvOf(h, t.grid(all))
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", h.It, err)
		}
		if err := add(fmt.Sprintf("%02d-%s.csv", i+1, h.It), content); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func csvOf(h head, rows [][]cell) ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteString("\ufeff")
	w := csv.NewWriter(&buf)
	w.Comma, w.UseCRLF = ';', true
	line := make([]string, len(h.columns))
	for i, c := range h.columns {
		line[i] = c.It
	}
	if err := w.Write(line); err != nil {
		return nil, err
	}
	for _, row := range rows {
		for i, c := range row {
			line[i] = disarmed(c)
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}

// armed are the characters with which a spreadsheet begins a formula.
const armed = "=+-@\t\r\n＝＋－＠"

// disarmed puts an apostrophe before a text that a spreadsheet would take for a
// formula when it opens a CSV; Read takes it away again.
func disarmed(c cell) string {
	first, _ := utf8.DecodeRuneInString(c.text)
	if c.kind == text && c.text != "" && strings.ContainsRune(armed, first) {
		return "'" + c.text
	}
	return c.text
}

// rearmed takes the apostrophe of disarmed away.
func rearmed(s string) string {
	rest, ok := strings.CutPrefix(s, "'")
	if first, _ := utf8.DecodeRuneInString(rest); ok && rest != "" && strings.ContainsRune(armed, first) {
		return rest
	}
	return s
}

// Sheets are the names of the sheets, in the order of a workbook.
func Sheets() []Words {
	var out []Words
	for _, t := range tables() {
		out = append(out, t.head().Words)
	}
	return out
}
