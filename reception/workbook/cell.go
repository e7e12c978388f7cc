package workbook

import (
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// kind is what a cell holds.
type kind int

const (
	blank  kind = iota
	text        // as people wrote it
	number      // of a workbook: in text as XML has it
	truth       // of a workbook: "1" or "0"
	day         // to be written
	broken      // a formula without a result; text says which
)

// cell is one cell, as it was read or as it is to be written.
type cell struct {
	kind    kind
	text    string          // what it says; to be written: as a CSV says it
	number  decimal.Decimal // of a number to be written
	on      calendar.Date   // of a day to be written
	formula bool            // what it says is the result of a formula
	serial  bool            // a number counted from 1904 (date1904 of the workbook)
}

func (c cell) isBlank() bool { return c.kind == blank || (c.kind == text && squeeze(c.text) == "") }

// shown is what a problem shows of the cell.
func (c cell) shown() string { return shorten(squeeze(c.text)) }

// shownAs is shown for a column of a form: the number of a day is its date.
func (c cell) shownAs(f form) string {
	if c.kind != number {
		return c.shown()
	}
	switch f {
	case asDate:
		if d, w := readDate(c); w == nil {
			return d.It()
		}
	case asAmount:
		return strings.Replace(c.shown(), ".", ",", 1)
	}
	return c.shown()
}

func shorten(s string) string {
	if r := []rune(s); len(r) > shownOfValue {
		return string(r[:shownOfValue-1]) + "…"
	}
	return s
}

// squeeze removes what people don't see: spaces at the ends and in a row,
// breaks, control and format characters.
func squeeze(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// fold makes texts equal that people take for equal: case, accents, spaces and
// punctuation don't count.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(s))
}

// foldCode makes codes equal that differ in case and in spaces only.
func foldCode(s string) string { return strings.ToUpper(strings.ReplaceAll(squeeze(s), " ", "")) }

// letters is the name of a column, from 0: "A", "B", … "AA".
func letters(column int) string {
	s := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}
