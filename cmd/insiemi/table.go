package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// maxColumn is how wide a column of a table may make itself, in places of a terminal:
// what is longer ends its line, and the rest of its row stands on the next.
const maxColumn = 44

// table writes rows of text in columns as they look in a terminal, two places apart.
// The last column is not filled up: no line ends in blanks.
type table struct {
	indent string
	rows   [][]string
}

// add adds a row; texts are put on one line.
func (t *table) add(cells ...string) {
	for i, c := range cells {
		cells[i] = oneLine(c)
	}
	t.rows = append(t.rows, cells)
}

// print writes the table.
func (t *table) print(out io.Writer) error {
	var wide []int
	for _, row := range t.rows {
		for i, c := range row {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			if n := displayWidth(c); n <= maxColumn {
				wide[i] = max(wide[i], n)
			}
		}
	}
	for _, row := range t.rows {
		if _, err := fmt.Fprint(out, t.line(row, wide)); err != nil {
			return err
		}
	}
	return nil
}

// line is a row, broken after each text that is too long for its column.
func (t *table) line(row []string, wide []int) string {
	var b strings.Builder
	line, at := t.indent, displayWidth(t.indent)
	for i, c := range row {
		for displayWidth(line) < at {
			line += " "
		}
		line += c
		at += wide[i] + 2
		if displayWidth(c) > wide[i] && i < len(row)-1 {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = ""
		}
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}

// oneLine replaces what moves the cursor, and runs of blanks, by one blank.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// displayWidth is how many places of a terminal a text takes: none for marks that are
// set on a letter and for what is not seen, two for wide letters (Unicode annex 11).
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), unicode.IsControl(r):
		case k == width.EastAsianWide, k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
