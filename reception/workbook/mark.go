package workbook

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Mark returns the file as an XLSX workbook in which every cell with a problem is
// filled with red and has the sentence as a comment, with a sheet in front that
// lists them all. Read passes over both, so the same file can be mended and sent
// again. A file that was no workbook becomes one. lang is "it" or "en".
func Mark(data []byte, problems []Problem, lang string) ([]byte, error) {
	if _, f, err := open(data); err != nil || f != XLSX {
		return markCopy(data, problems, lang)
	}
	out, err := markOriginal(data, problems, lang)
	if err != nil { // what we can read, a library may not
		return markCopy(data, problems, lang)
	}
	return out, nil
}

// markOriginal marks the workbook as it came, with everything that people have in
// it. The library that writes may give up on a file in any way that it likes.
func markOriginal(data []byte, problems []Problem, lang string) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("mark the workbook: %v", r)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{TmpDir: os.DevNull, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return markAll(f, problems, lang)
}

// markCopy marks a new workbook that says what the file says.
func markCopy(data []byte, problems []Problem, lang string) ([]byte, error) {
	f := newFile()
	defer f.Close()
	grids, _, _ := open(data) // what can't be read has its problem in the list
	st, err := newStyles(f)
	if err != nil {
		return nil, err
	}
	for _, g := range grids {
		if err := copySheet(f, st, g); err != nil {
			return nil, err
		}
	}
	if err := f.SetSheetName("Sheet1", problemsSheet); err != nil {
		return nil, err
	}
	return markAll(f, problems, lang)
}

func copySheet(f *excelize.File, st styles, g grid) error {
	if _, err := f.NewSheet(g.name); err != nil {
		return err
	}
	for _, row := range g.rows {
		for at, c := range row.cells {
			ref := letters(at) + strconv.Itoa(row.number)
			if err := f.SetCellStr(g.name, ref, c.text); err != nil {
				return err
			}
			if err := f.SetCellStyle(g.name, ref, ref, st.text); err != nil {
				return err
			}
		}
	}
	return f.SetColWidth(g.name, "A", "Z", 18)
}

// restyle is a style of the file on red, or without a fill.
type restyle struct {
	of  int
	red bool
}

// marker marks the cells of one workbook.
type marker struct {
	f      *excelize.File
	styles map[restyle]int
	said   map[string]string
}

func markAll(f *excelize.File, problems []Problem, lang string) ([]byte, error) {
	m := marker{f, map[restyle]int{}, map[string]string{}}
	if err := m.clear(); err != nil {
		return nil, err
	}
	sheets := f.GetSheetList()
	for _, p := range problems {
		if p.Row == 0 || !slices.Contains(sheets, p.Sheet) {
			continue
		}
		if err := m.cell(p, lang); err != nil {
			return nil, err
		}
	}
	if err := m.list(problems, lang); err != nil {
		return nil, err
	}
	return bytesOf(f)
}

// checker is the author of our comments, by which they are known again.
const checker = "Insiemi – controllo"

// clear takes away what an earlier answer marked: its list, its comments and the
// red of the cells that have one.
func (m *marker) clear() error {
	if len(m.f.GetSheetList()) > 1 {
		if err := m.f.DeleteSheet(problemsSheet); err != nil {
			return err
		}
	}
	for _, sheet := range m.f.GetSheetList() {
		comments, err := m.f.GetComments(sheet)
		if err != nil {
			return err
		}
		for _, c := range comments {
			if c.Author != checker {
				continue
			}
			if err := m.f.DeleteComment(sheet, c.Cell); err != nil {
				return err
			}
			style, err := m.styled(sheet, c.Cell, excelize.Fill{})
			if err != nil {
				return err
			}
			if err := m.f.SetCellStyle(sheet, c.Cell, c.Cell, style); err != nil {
				return err
			}
		}
	}
	return nil
}

// ref is the cell of a problem: of a whole row, its first.
func (p Problem) ref() string {
	if p.Column == "" {
		return "A" + strconv.Itoa(p.Row)
	}
	return p.Column + strconv.Itoa(p.Row)
}

// cell fills a cell with red and comments it; a second problem adds its sentence.
func (m *marker) cell(p Problem, lang string) error {
	ref := p.ref()
	style, err := m.styled(p.Sheet, ref, fillOf("FFC7CE"))
	if err != nil {
		return err
	}
	if err := m.f.SetCellStyle(p.Sheet, ref, ref, style); err != nil {
		return err
	}
	key := p.Sheet + "!" + ref
	m.said[key] = strings.TrimSpace(m.said[key] + "\n" + p.In(lang))
	if err := m.f.DeleteComment(p.Sheet, ref); err != nil {
		return err
	}
	return m.f.AddComment(p.Sheet, excelize.Comment{Cell: ref, Author: checker, Text: m.said[key], Width: 300, Height: 110})
}

// styled returns the style of a cell with another fill.
func (m *marker) styled(sheet, ref string, fill excelize.Fill) (int, error) {
	of, err := m.f.GetCellStyle(sheet, ref)
	if err != nil {
		return 0, err
	}
	key := restyle{of, len(fill.Color) > 0}
	if id, ok := m.styles[key]; ok {
		return id, nil
	}
	style, err := m.f.GetStyle(of)
	if err != nil {
		style = &excelize.Style{}
	}
	style.Fill = fill
	m.styles[key], err = m.f.NewStyle(style)
	return m.styles[key], err
}

// list writes the sheet of all problems, each with a way to its cell.
func (m *marker) list(problems []Problem, lang string) error {
	first := m.f.GetSheetList()[0]
	i, err := m.f.NewSheet(problemsSheet)
	if err != nil {
		return err
	}
	if first != problemsSheet {
		if err := m.f.MoveSheet(problemsSheet, first); err != nil {
			return err
		}
		i = 0
	}
	m.f.SetActiveSheet(i)
	head, err := m.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fillOf("E6ECF2")})
	if err != nil {
		return err
	}
	titles := Words{"Foglio;Riga;Colonna;Titolo;C'è scritto;Che cosa non va", "Sheet;Row;Column;Title;It says;What is wrong"}
	if err := m.write(1, strings.Split(titles.In(lang), ";")); err != nil {
		return err
	}
	if err := m.f.SetCellStyle(problemsSheet, "A1", "F1", head); err != nil {
		return err
	}
	for n, p := range problems {
		if err := m.line(n+2, p, lang); err != nil {
			return err
		}
	}
	for column, width := range map[string]float64{"A": 16, "B": 8, "C": 9, "D": 26, "E": 30, "F": 100} {
		if err := m.f.SetColWidth(problemsSheet, column, column, width); err != nil {
			return err
		}
	}
	return nil
}

func (m *marker) line(row int, p Problem, lang string) error {
	at := ""
	if p.Row > 0 {
		at = strconv.Itoa(p.Row)
	}
	if err := m.write(row, []string{p.Sheet, at, p.Column, p.Header, p.Value, p.In(lang)}); err != nil {
		return err
	}
	if p.Row == 0 {
		return nil
	}
	return m.f.SetCellHyperLink(problemsSheet, "B"+strconv.Itoa(row), "'"+strings.ReplaceAll(p.Sheet, "'", "''")+"'!"+p.ref(), "Location")
}

func (m *marker) write(row int, texts []string) error {
	for i, s := range texts {
		if err := m.f.SetCellStr(problemsSheet, letters(i)+strconv.Itoa(row), s); err != nil {
			return err
		}
	}
	return nil
}
