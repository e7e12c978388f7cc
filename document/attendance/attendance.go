// Package attendance turns a register of presences (registro presenze: one row
// per guest, one column per day of the month) into typed facts: centre, month,
// capacity, marks, computed and declared totals, each with the cell or the box
// it was read from.
//
// It reads a Grid, which is a table of texts with places; XLSX, ODS, CSV and
// words of a page (text layer or OCR) are each turned into grids by this
// package. A table that lies on its side, and a list of dates, guests and marks,
// are turned into one row a guest and one column a day.
//
//	XLSX, ODS, CSV ──► Grid ──┐
//	                          ├──► (turned) ──► Find ──► Register ──► Fields
//	words of pages ───────────┘
//
// It never keeps a guest's name: rows are known by the guest's code, or by
// their number where the register has no codes, and families by a code, of the
// register's own where it calls them by name. It never guesses a mark: a
// symbol that is not in the table of Marks, or a blank within a stay, is kept
// as Unknown, for a person to say.
//
// Invariants:
//   - computed totals are sums of marks that are known; what is unknown is
//     counted apart (Register.Unknown) and never silently as present or absent;
//   - on a scan, a cell in which nothing was recognised is a blank only where it was
//     seen to hold no ink; else it is unknown, and said to be unread;
//   - declared totals are what is written, never corrected; a stored value that
//     its own formula denies carries a doubt (Recompute);
//   - rows, columns and cells with marks that were not counted make the sums
//     unsure: a sum is never silently of a part;
//   - days are those of the month: a mark on 31 September does not exist.
package attendance

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Cell is a text of a table and where it stands.
type Cell struct {
	Text       string
	Place      document.Place
	Confidence float64 // 0 to 1; 0 is taken as 1
	// Glued says that the text continues the phrase of the cell before: words
	// of a line, as opposed to cells of a table.
	Glued bool
	// Loose says that the cell is a word of running text: it stands in no column.
	Loose bool
	// Formula is the cell's formula without its equals sign, in the names and
	// separators of files (SUM, commas); NoValue says that it was never computed.
	Formula string
	NoValue bool
	// IsText says that the cell holds a text, though it may look like a number.
	IsText bool
	// Hidden says that the cell's row or column is not shown.
	Hidden bool
	// Unread says that the cell of a scan holds ink in which nothing was recognised, or
	// that nothing was recognised in it and it was not seen to be blank.
	Unread bool
	// Merged is the range of merged cells that the cell belongs to (A1 notation).
	Merged string
	// Doubt says in a few English words why the stored value is not to be relied on.
	Doubt string

	rowHidden bool // as Hidden, for its row
	trace     bool // of one that is unread: there is a speck and no more

	odd    bool // it holds neither a number nor a text: a date, a truth, an error
	padded bool // its text has blanks around, which Text has not
	loose  bool // its sheet is compared by parts of texts
}

// Grid is a table: rows of cells, ragged.
type Grid struct {
	Name string // of the sheet, or empty
	Rows [][]Cell
	// Method says how the texts were obtained.
	Method document.Method
	// Date1904 says that serial dates count from 1 January 1904.
	Date1904 bool
	// Concealed says that the sheet is hidden.
	Concealed bool
	// Misaligned says that marks of a page do not stand clearly under the days.
	Misaligned bool
	// Truncated says that the table goes on beyond what was read.
	Truncated bool
	// Rounded says that its program computes with numbers as they are shown.
	Rounded bool

	texts  map[int]*cellSet // cells with a text, of nothing perhaps, by row; nil: not known
	listed bool             // made of a list: a day without a line has no cell
}

// Value is a text of the register, with its place; Found is false for a value
// that is not there.
type Value struct {
	Text       string // normalised
	Written    string
	Place      document.Place
	Confidence float64
	Doubt      string // why it is unsure, in a few English words
}

// Found says that the register holds the value.
func (v Value) Found() bool { return v.Written != "" }

// Register is one register: one centre, one month.
type Register struct {
	Method     document.Method
	Sheet      string
	Title      Value // the line that calls it a register
	CentreCode Value
	Centre     Value
	Body       Value
	CIG        Value
	Capacity   Value
	Month      calendar.Period // zero when the register does not say
	MonthAt    Value
	Rows       []Row
	Columns    map[int]document.Place // the area of each day's marks
	// DeclaredDays are the totals written under the days, by day (from 1).
	DeclaredDays map[int]Value
	// DeclaredTotals are the grand totals as written: under the column of row
	// totals, and in the lines below the table.
	DeclaredTotals []Value
	// Entered, Left and Average are what the lines below the table declare: guests
	// who came and went in the month, and guests a day.
	Entered, Left, Average Value
	// FamiliesTold says that the register tells of some guest to what family he or she
	// belongs, or that it is none.
	FamiliesTold bool
	// Unfilled are days on which no row has any mark.
	Unfilled []int
	// Place is the area of the marks.
	Place document.Place
	// Problems are what a reader should be told, by code.
	Problems []Problem

	doubts   doubts
	listed   bool
	weekdays map[int]uint8 // as written over the days

	legend map[string]string // the register's own meanings of marks, by normalMark
}

// Problem is something odd in the register; Detail is a day, a code or a number.
type Problem struct {
	Code   string // "no_month", "no_codes", "no_rows", "day_out_of_month", "unfilled_days" and those of doubts.go
	Detail string
}

// Row is one guest's month.
type Row struct {
	Number   int   // position in the register, from 1
	Guest    Value // code; not found where the register has none
	Entry    Value // 2026-10-05
	Exit     Value
	Family   Value  // code; not found where the register names none
	Marks    []Mark // one per day, Marks[0] is day 1
	Declared Value  // the row's total as written
	Place    document.Place

	away  dayset // days on which the guest is present outside the stay
	doubt string // why its marks contradict each other, in a few English words
	key   string // what joins two halves of the month; never told

	familySaid familySaid
	familyName string // as Family, until it has a code; never told
}

// Mark is what stands in one cell, and how it counts.
type Mark struct {
	Written    string
	Presence   Presence
	Place      document.Place
	Confidence float64

	enters, leaves bool
	excused        bool   // the mark gives a reason for the absence
	unread         bool   // the cell of a scan was not read
	trace          bool   // there is a speck in it and no more
	why            string // why it is unknown, in a few English words
}

// Days returns the number of days that count as present.
func (r Row) Days() int {
	n := 0
	for _, m := range r.Marks {
		if m.Presence == Present {
			n++
		}
	}
	return n
}

// Unknown returns the number of marks that a person must judge.
func (r Row) Unknown() int {
	n := 0
	for _, m := range r.Marks {
		if m.Presence == Unknown {
			n++
		}
	}
	return n
}

// Pattern returns one character a day: P present, A absent, ? unknown, - outside
// the stay.
func (r Row) Pattern() string {
	b := make([]byte, len(r.Marks))
	for i, m := range r.Marks {
		b[i] = m.Presence.Letter()
	}
	return string(b)
}

// PersonDays returns the sum of present marks over all rows.
func (r Register) PersonDays() int {
	n := 0
	for _, row := range r.Rows {
		n += row.Days()
	}
	return n
}

// Present returns the number of guests present on a day (from 1).
func (r Register) Present(day int) int {
	n := 0
	for _, row := range r.Rows {
		if day <= len(row.Marks) && row.Marks[day-1].Presence == Present {
			n++
		}
	}
	return n
}

// Unknown returns the number of marks that a person must judge.
func (r Register) Unknown() int {
	n := 0
	for _, row := range r.Rows {
		n += row.Unknown()
	}
	return n
}
