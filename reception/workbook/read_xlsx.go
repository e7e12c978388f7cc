package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// A workbook is read here and not by a library, so that each cell keeps what the
// spreadsheet knew of it (is it a text, a number, the result of a formula?) and
// that nothing but its cells is ever unpacked. Elements are known by their local
// names: the two variants of the format (ECMA-376 transitional and strict) differ
// in namespaces only.

type xmlWorkbook struct {
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name  string     `xml:"name,attr"`
		Attrs []xml.Attr `xml:",any,attr"`
	} `xml:"sheets>sheet"`
}

type xmlRelations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// workbook reads the sheets of an XLSX, in order.
func (c *container) workbook() ([]grid, error) {
	at, err := c.mainPart()
	if err != nil {
		return nil, err
	}
	var wb xmlWorkbook
	if err := c.decode(at, &wb); err != nil {
		return nil, err
	}
	parts, shared, err := c.relations(at)
	if err != nil {
		return nil, err
	}
	r := sheetReader{date1904: wb.Properties.Date1904 == "1" || wb.Properties.Date1904 == "true", left: maxCells}
	if shared != "" {
		if r.strings, err = c.sharedStrings(shared); err != nil {
			return nil, err
		}
	}
	var out []grid
	for _, s := range wb.Sheets {
		part := ""
		for _, a := range s.Attrs {
			if a.Name.Local == "id" {
				part = parts[a.Value]
			}
		}
		g, err := c.sheet(&r, s.Name, part)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// mainPart is where the workbook is within the package, normally
// xl/workbook.xml.
func (c *container) mainPart() (string, error) {
	var rels xmlRelations
	if err := c.decode("_rels/.rels", &rels); err == nil {
		for _, r := range rels.List {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				return strings.TrimPrefix(r.Target, "/"), nil
			}
		}
	}
	return "xl/workbook.xml", nil
}

// relations returns the parts that a workbook refers to by id, and that of the
// shared strings.
func (c *container) relations(at string) (parts map[string]string, shared string, err error) {
	var rels xmlRelations
	if err := c.decode(path.Join(path.Dir(at), "_rels", path.Base(at)+".rels"), &rels); err != nil {
		return nil, "", err
	}
	parts = map[string]string{}
	for _, r := range rels.List {
		to := strings.TrimPrefix(r.Target, "/")
		if !strings.HasPrefix(r.Target, "/") {
			to = path.Join(path.Dir(at), r.Target)
		}
		switch {
		case strings.HasSuffix(r.Type, "/worksheet"):
			parts[r.ID] = to
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			shared = to
		}
	}
	return parts, shared, nil
}

var errMissing = errors.New("a part is missing")

func (c *container) decode(name string, to any) error {
	b, ok, err := c.read(name)
	if err != nil {
		return err
	}
	if !ok {
		return errMissing
	}
	return xml.Unmarshal(b, to)
}

// sharedStrings reads the table of texts.
func (c *container) sharedStrings(name string) (out []string, err error) {
	b, ok, err := c.read(name)
	if err != nil || !ok {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "si" {
			s, err := richText(d)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
}

// richText joins the runs of a text until the end of the element that was
// opened, without its phonetic readings.
func richText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	phonetic, in := 0, 0
	for depth := 1; depth > 0; {
		tok, err := d.Token()
		if err != nil {
			return "", err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			depth++
			phonetic += count(e.Name.Local == "rPh")
			in += count(e.Name.Local == "t")
		case xml.EndElement:
			depth--
			phonetic -= count(e.Name.Local == "rPh")
			in -= count(e.Name.Local == "t")
		case xml.CharData:
			if in > 0 && phonetic == 0 {
				b.Write(e)
			}
		}
	}
	return unescaped(b.String()), nil
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescaped reads the characters that the format writes as _x000D_ (ECMA-376
// part 1, 22.9.2.19).
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 16)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}

// sheetReader reads the cells of sheets.
type sheetReader struct {
	strings  []string
	date1904 bool
	left     int // cells that may still be read
}

type xmlCell struct {
	Ref  string     `xml:"r,attr"`
	Type string     `xml:"t,attr"`
	F    *struct{}  `xml:"f"`
	V    *string    `xml:"v"`
	Is   *xmlInline `xml:"is"`
}

type xmlInline struct {
	T string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (c *container) sheet(r *sheetReader, name, part string) (grid, error) {
	g := grid{name: name}
	if part == "" { // a chart, a dialogue: no cells
		return g, nil
	}
	b, ok, err := c.read(part)
	if err != nil || !ok {
		return g, err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	number := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return g, err
		}
		if end, ok := tok.(xml.EndElement); ok && end.Name.Local == "sheetData" {
			return g, nil
		}
		e, ok := tok.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		number = rowNumber(e, number+1)
		if err := r.row(d, &g, number); err != nil {
			return g, err
		}
	}
}

// rowNumber is the number that a row says that it has, or that of its place.
func rowNumber(e xml.StartElement, place int) int {
	for _, a := range e.Attr {
		if n, err := strconv.Atoi(a.Value); a.Name.Local == "r" && err == nil && n > 0 && n <= 1<<20 {
			return n
		}
	}
	return place
}

// row reads the cells of one row until its end.
func (r *sheetReader) row(d *xml.Decoder, g *grid, number int) error {
	row := gridRow{number: number, cells: map[int]cell{}}
	next := 0
	for {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		if _, ok := tok.(xml.EndElement); ok {
			break
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local != "c" {
			if err := d.Skip(); err != nil {
				return err
			}
			continue
		}
		var x xmlCell
		if err := d.DecodeElement(&x, &e); err != nil {
			return err
		}
		if at, ok := columnOf(x.Ref); ok {
			next = at
		}
		if c := r.cell(x); c.kind != blank && next < maxColumns {
			row.cells[next] = c
		}
		next++
	}
	if len(row.cells) == 0 {
		return nil
	}
	if r.left -= len(row.cells); r.left < 0 || len(g.rows) >= maxRows {
		return tooLarge()
	}
	g.rows = append(g.rows, row)
	return nil
}

// columnOf reads the letters of "AB12", from 0.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := range len(ref) {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' || i == 3 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1, n > 0
}

// cell is what a cell of the format says (ECMA-376 part 1, 18.3.1.4).
func (r *sheetReader) cell(x xmlCell) cell {
	out := cell{formula: x.F != nil, serial: r.date1904}
	if x.V != nil {
		out.text = *x.V
	}
	switch x.Type {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(out.text))
		if err != nil || i < 0 || i >= len(r.strings) {
			return cell{}
		}
		out.kind, out.text = text, r.strings[i]
	case "str", "d":
		out.kind, out.text = text, unescaped(out.text)
	case "inlineStr":
		out.kind, out.text = text, x.Is.join()
	case "b":
		out.kind = truth
	case "e":
		out.kind = broken
	default:
		out.kind = number
	}
	if out.kind == number && strings.TrimSpace(out.text) == "" {
		out.kind = blank
	}
	if out.formula && (x.V == nil || (out.kind == blank)) {
		return cell{kind: broken, text: "?", formula: true}
	}
	if out.isBlank() {
		return cell{}
	}
	return out
}

func (x *xmlInline) join() string {
	if x == nil {
		return ""
	}
	s := x.T
	for _, r := range x.R {
		s += r.T
	}
	return unescaped(s)
}
