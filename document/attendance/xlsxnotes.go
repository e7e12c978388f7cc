package attendance

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// What excelize's rows do not tell is read from the parts themselves
// (ECMA-376, part 1, clause 18.3.1): formulas, hidden rows and columns, merged
// cells.

// maxPart bounds the bytes that are looked at of one part, and maxFormulas the
// formulas of a sheet that are kept.
const (
	maxPart     = 96 << 20
	maxFormulas = 50_000
	maxFormula  = 8 << 10 // characters of one formula
)

// sheetNotes is what a sheet says of its cells beside their values.
type sheetNotes struct {
	formulas  map[[2]int]formulaCell // by row and column, from 0
	texts     map[int]*cellSet       // by row
	odd       map[int]*cellSet       // truths, errors and dates in letters
	hidden    map[int]bool           // rows
	columns   [][2]int               // hidden columns, from and to
	merged    []string
	concealed bool
	shared    map[string]sharedFormula
}

// cellSet is a set of cells of a row.
type cellSet [maxColumns / 64]uint64

func (s *cellSet) has(col int) bool { return s != nil && s[col/64]&(1<<(col%64)) != 0 }

func note(sets map[int]*cellSet, row, col int) {
	if row >= maxSheetRows || col >= maxColumns {
		return
	}
	if sets[row] == nil {
		sets[row] = new(cellSet)
	}
	sets[row][col/64] |= 1 << (col % 64)
}

type formulaCell struct {
	text  string
	value bool // it was computed when the file was saved
}

// sharedFormula is a formula that other cells repeat, moved (18.3.1.40).
type sharedFormula struct {
	text     string
	row, col int
}

// readNotes reads the notes of all sheets, by name. A workbook that is not
// understood has none: what is wrong with it is the reader's to say.
func readNotes(r io.ReaderAt, size int64) (map[string]*sheetNotes, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	if err := refuseEntities(z); err != nil {
		return nil, err
	}
	out := map[string]*sheetNotes{}
	targets := map[string]string{}
	_ = eachToken(z, "xl/_rels/workbook.xml.rels", maxPart, func(tok xml.Token) error {
		if t, ok := tok.(xml.StartElement); ok && t.Name.Local == "Relationship" {
			targets[attr(t, "Id")] = partName(attr(t, "Target"))
		}
		return nil
	})
	var names []string
	var parts []string
	_ = eachToken(z, "xl/workbook.xml", maxPart, func(tok xml.Token) error {
		if t, ok := tok.(xml.StartElement); ok && t.Name.Local == "sheet" && len(parts) < maxSheets {
			names, parts = append(names, attr(t, "name")), append(parts, targets[attr(t, "id")])
			out[attr(t, "name")] = &sheetNotes{concealed: attr(t, "state") == "hidden" || attr(t, "state") == "veryHidden"}
		}
		return nil
	})
	left := int64(maxPart)
	for i, part := range parts {
		if f, err := z.Open(part); err == nil {
			if info, err := f.Stat(); err == nil {
				left -= info.Size()
			}
			_ = f.Close()
		}
		if left < 0 {
			break // what follows is read without notes
		}
		if err := out[names[i]].read(z, part); errors.Is(err, ErrEntities) || errors.Is(err, ErrTooDeep) {
			return nil, err
		}
	}
	return out, nil
}

func partName(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(target, "/")
	}
	return path.Join("xl", target)
}

// refuseEntities looks at the beginning of every part, where a document type
// must stand (XML 1.0, production 22).
func refuseEntities(z *zip.Reader) error {
	head := make([]byte, 4<<10)
	for i, f := range z.File {
		if i == 2_000 {
			return fmt.Errorf("%w: %d parts", ErrTooLarge, len(z.File))
		}
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") {
			continue
		}
		p, err := f.Open()
		if err != nil {
			continue
		}
		n, _ := io.ReadFull(p, head)
		_ = p.Close()
		if strings.Contains(string(head[:n]), "<!DOCTYPE") || strings.Contains(string(head[:n]), "<!ENTITY") {
			return ErrEntities
		}
	}
	return nil
}

// eachToken calls f for every token of a part, up to a number of bytes.
func eachToken(z *zip.Reader, part string, limit int64, f func(xml.Token) error) error {
	p, err := z.Open(part)
	if err != nil {
		return err
	}
	defer p.Close()
	d := xml.NewDecoder(io.LimitReader(p, limit))
	for depth := 0; ; {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return ErrTooDeep
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return ErrEntities
		}
		if err := f(tok); err != nil {
			return err
		}
	}
}

// errEnough ends the reading of a part.
var errEnough = errors.New("read enough")

// reading is the state between the tokens of a sheet.
type reading struct {
	*sheetNotes
	at   [2]int // row and column of the cell, from 0
	f    xml.StartElement
	inF  bool
	text strings.Builder
}

func (n *sheetNotes) read(z *zip.Reader, part string) error {
	n.formulas, n.hidden, n.shared = map[[2]int]formulaCell{}, map[int]bool{}, map[string]sharedFormula{}
	n.texts, n.odd = map[int]*cellSet{}, map[int]*cellSet{}
	r := reading{sheetNotes: n, at: [2]int{-1, -1}}
	return eachToken(z, part, maxPart, func(tok xml.Token) error {
		switch t := tok.(type) {
		case xml.StartElement:
			return r.start(t)
		case xml.CharData:
			if r.inF && r.text.Len() < maxFormula {
				r.text.Write(t)
			}
		case xml.EndElement:
			switch {
			case t.Name.Local == "f" && r.inF:
				r.formula()
			case t.Name.Local == "c": // rules of colours and values have formulas too
				r.at = [2]int{-1, -1}
			}
		}
		return nil
	})
}

func (r *reading) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "row":
		row := number0(attr(t, "r")) - 1
		if row >= maxSheetRows {
			return errEnough
		}
		if isTrue(attr(t, "hidden")) {
			r.hidden[row] = true
		}
	case "col":
		if isTrue(attr(t, "hidden")) && len(r.columns) < maxColumns {
			r.columns = append(r.columns, [2]int{number0(attr(t, "min")) - 1, number0(attr(t, "max")) - 1})
		}
	case "c":
		r.at = r.cell(t)
	case "f":
		r.f, r.inF = t.Copy(), true
		r.text.Reset()
	case "v", "is":
		if f, ok := r.formulas[r.at]; ok {
			f.value = true
			r.formulas[r.at] = f
		}
	case "mergeCell":
		if len(r.merged) < maxFormulas {
			r.merged = append(r.merged, attr(t, "ref"))
		}
	}
	return nil
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// cell notes that a cell holds a text, or neither that nor a number, and returns its row and column.
func (n *sheetNotes) cell(t xml.StartElement) [2]int {
	col, row, ok := splitName(attr(t, "r"))
	if !ok {
		return [2]int{-1, -1}
	}
	switch attr(t, "t") {
	case "s", "str", "inlineStr":
		note(n.texts, row, col)
	case "b", "e", "d":
		note(n.odd, row, col)
	}
	return [2]int{row, col}
}

// formula keeps the text of an f element; a shared one is moved to its cell.
func (r *reading) formula() {
	r.inF = false
	text := r.text.String()
	if r.at[0] < 0 || len(r.formulas) >= maxFormulas {
		return
	}
	if si := attr(r.f, "si"); attr(r.f, "t") == "shared" && si != "" {
		if text != "" {
			r.shared[si] = sharedFormula{text, r.at[0], r.at[1]}
		} else if s, ok := r.shared[si]; ok {
			text = moveFormula(s.text, r.at[0]-s.row, r.at[1]-s.col)
		}
	}
	r.formulas[r.at] = formulaCell{text: text}
}

// apply writes the notes into the cells of a grid.
func (n *sheetNotes) apply(g *Grid) {
	g.Concealed, g.texts = n.concealed, n.texts
	for at, f := range n.formulas {
		if at[0] >= len(g.Rows) || at[1] >= maxColumns {
			continue
		}
		g.pad(at[0], at[1])
		c := &g.Rows[at[0]][at[1]]
		c.Formula, c.NoValue = f.text, !f.value && c.Text == ""
	}
	for r, row := range g.Rows {
		for i := range row {
			row[i].IsText = n.texts[r].has(i)
			row[i].odd = n.texts == nil || n.odd[r].has(i)
			row[i].rowHidden = n.hidden[r]
			row[i].Hidden = row[i].rowHidden || n.hidesColumn(i)
		}
	}
	for _, m := range n.merged {
		g.merge(m)
	}
}

func (n *sheetNotes) hidesColumn(col int) bool {
	for _, c := range n.columns {
		if col >= c[0] && col <= c[1] {
			return true
		}
	}
	return false
}

// pad makes a row reach to a column.
func (g *Grid) pad(row, col int) {
	for i := len(g.Rows[row]); i <= col; i++ {
		c := Cell{}
		c.Place.Sheet, c.Place.Cell = g.Name, cellName(i, row)
		g.Rows[row] = append(g.Rows[row], c)
	}
}

// merge marks the cells of a merged range, as far as the grid has them.
func (g *Grid) merge(cells string) {
	c0, r0, c1, r1, ok := corners(cells)
	if !ok || cells == "" {
		return
	}
	for r := r0; r <= r1 && r < len(g.Rows); r++ {
		if c1 < maxColumns && c1-c0 < maxColumns && len(g.Rows[r]) > c0 {
			g.pad(r, c1)
		}
		for c := c0; c <= c1 && c < len(g.Rows[r]); c++ {
			g.Rows[r][c].Merged = cells
		}
	}
}
