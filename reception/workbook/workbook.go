// Package workbook is the whole registry of an office as one file: an XLSX
// workbook that people fill in with any spreadsheet, or a ZIP of CSV files, one
// for each sheet. Bytes in, rows and problems out; and back.
//
//	Write(registry) ─▶ bytes ─▶ people ─▶ bytes ─▶ Read ─▶ Book ─▶ Over(stored) ─▶ Merged
//	                                        Mark(bytes, problems) ─▶ the same file, its wrong cells marked
//
// Rows refer to each other by the codes that people know: the code of a body or
// of a centre, the CIG of an agreement, the e-mail of a person; never by ids. A
// sheet is one list, and one table of columns (sheets.go) says how each column is
// called, written, read and explained: what is written and what is read cannot
// drift apart.
//
// The package is pure: no clock, no file, no network. It never panics on bytes,
// never unpacks more than its limits, never runs nor keeps a macro, and never
// guesses: what can be read in two ways is a problem with a sentence.
//
// Invariants:
//   - Read tells every problem at once, each with sheet, row and column, in words;
//   - an import adds and changes and never removes: rows that the file does not
//     have, sheets and columns that it lacks, stay as they are stored;
//   - the rows of Write(Over(Read(x))) are those of x: an export imported again
//     changes nothing;
//   - the same registry gives the same bytes, and a CSV says what the XLSX says.
//
// It checks how cells are written and what they refer to. What a registry may say
// is checked by reception.Registry.Validate.
package workbook

import "fmt"

// Format is what a registry is written as.
type Format string

// The formats.
const (
	XLSX Format = "xlsx" // ECMA-376
	CSV  Format = "zip"  // a ZIP with a CSV for each sheet: semicolons, UTF-8 with a byte order mark
)

// The limits of a file. A whole national registry stays far below them.
const (
	MaxSize      = 20 << 20  // bytes of the file
	maxUnpacked  = 128 << 20 // bytes of what is in it, as it is unpacked
	maxEntries   = 4000      // files in a ZIP
	maxRows      = 50_000    // rows that are not empty, of one sheet
	maxColumns   = 256       // columns of a sheet that are read
	maxCells     = 1_000_000 // cells that are not empty, of a file
	maxText      = 4000      // characters of a cell
	maxProblems  = 500       // problems that are told
	shownOfValue = 60        // characters of a wrong cell that are shown
)

// Words is a text in the two languages of the screens.
type Words struct{ It, En string }

// In returns the text in a language, Italian by default.
func (w Words) In(lang string) string {
	if lang == "en" && w.En != "" {
		return w.En
	}
	return w.It
}

// words returns a text whose two languages are filled in with the same values.
func words(it, en string, args ...any) Words {
	return Words{fmt.Sprintf(it, args...), fmt.Sprintf(en, args...)}
}

// Place is where something stands in a file, as people find it.
type Place struct {
	Sheet  string // the name of the sheet; "" for the file as a whole
	Row    int    // from 1, the titles included; 0: the whole sheet
	Column string // letters, "C"; "": the whole row
	Header string // the title of the column
}

// Words says the place: "foglio Centri, riga 5, colonna C: ", "" for the file.
func (p Place) Words() Words {
	if p.Sheet == "" {
		return Words{}
	}
	w := words("foglio %s", "sheet %s", p.Sheet)
	if p.Row > 0 {
		w = Words{fmt.Sprintf("%s, riga %d", w.It, p.Row), fmt.Sprintf("%s, row %d", w.En, p.Row)}
	}
	if p.Column != "" {
		w = Words{w.It + ", colonna " + p.Column, w.En + ", column " + p.Column}
	}
	return Words{w.It + ": ", w.En + ": "}
}

// Problem is one thing that is wrong with a file: where, what was found there,
// and a sentence that says what is wrong and what to write.
type Problem struct {
	Place
	Value string // what the cell says, shortened
	Words
}

// Note is something that people may want to know of a file and that does not
// keep it from being imported.
type Note struct {
	Sheet string
	Words
}
