package workbook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// isCSV says that a file of a ZIP is a sheet, and not what an archiver left.
func isCSV(name string) bool {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.EqualFold(path.Ext(base), ".csv") && !strings.HasPrefix(base, "._") && !strings.HasPrefix(name, "__MACOSX/")
}

var orderPrefix = regexp.MustCompile(`^[0-9]+[ _.\-]+`)

// csvs reads the CSV files of a ZIP, each as the sheet that its name says.
func (c *container) csvs() ([]grid, error) {
	var out []grid
	left := maxCells
	for _, f := range c.zip.File {
		if !isCSV(f.Name) {
			continue
		}
		b, err := c.unpack(f)
		if err != nil {
			return nil, err
		}
		base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
		g := grid{name: orderPrefix.ReplaceAllString(strings.TrimSuffix(base, path.Ext(base)), "")}
		if err := g.fill(decoded(b), &left); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// decoded makes UTF-8 of a text: by its byte order mark, as it is when it is
// valid UTF-8, else from Windows-1252, which Italian spreadsheets save.
func decoded(b []byte) []byte {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case utf8.Valid(b):
		return b
	default:
		from = charmap.Windows1252
	}
	out, err := from.NewDecoder().Bytes(b)
	if err != nil {
		return bytes.ToValidUTF8(b, []byte("?"))
	}
	return out
}

// separator is what the titles are separated by: what they hold most of.
func separator(b []byte) rune {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	best, most := ';', 0
	for _, r := range ";,\t|" {
		if n := bytes.Count(line, []byte(string(r))); n > most {
			best, most = r, n
		}
	}
	return best
}

// fill reads a CSV. Rows are numbered as a spreadsheet does: a text that goes
// over several lines is in one row.
func (g *grid) fill(b []byte, left *int) error {
	if rest, ok := bytes.CutPrefix(b, []byte("sep=")); ok { // a hint for one spreadsheet
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
		b = append([]byte("\n"), rest...)
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator(bytes.TrimLeft(b, "\r\n")), true, -1
	inside := 0 // line breaks within the fields so far
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		row := gridRow{number: line - inside, cells: map[int]cell{}}
		for i, s := range record {
			inside += strings.Count(s, "\n")
			if s = rearmed(s); squeeze(s) != "" && i < maxColumns {
				row.cells[i] = cell{kind: text, text: s}
			}
		}
		if len(row.cells) == 0 {
			continue
		}
		if *left -= len(row.cells); *left < 0 || len(g.rows) >= maxRows {
			return tooLarge()
		}
		g.rows = append(g.rows, row)
	}
}
