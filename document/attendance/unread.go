package attendance

import (
	"github.com/insiemi/insiemi/document"
)

// On a scan a cell in which nothing was recognised is not a blank one: that it is
// blank is known only where the cell was found and no ink was seen in it.

// Blanks are the cells of scanned tables in which no mark was seen, by the number of
// the page.
type Blanks map[int][]Blank

// Blank is a cell of a scan in which there is no ink to speak of; its box is in the
// same points as the words of its page.
type Blank struct {
	Box document.Box
	// Trace says that there is some ink, too little for a mark: a speck, as a rule.
	Trace bool
}

// UnreadText is the text of a word that stands for ink in a cell in which nothing
// was recognised; its confidence is 0.
const UnreadText = "?"

// scan is a page of a table, with the cells that are known to be blank.
type scan struct {
	document.Page
	blanks []Blank
}

// blankAt returns the blank cell that a place is within.
func (p scan) blankAt(x, y float64) (Blank, bool) {
	for _, b := range p.blanks {
		if x >= b.Box.X && x < b.Box.X+b.Box.Width && y >= b.Box.Y && y < b.Box.Y+b.Box.Height {
			return b, true
		}
	}
	return Blank{}, false
}

// marked is the cell of a mark whose column has its middle at x and is so wide, on a
// line of the table: on a scan, one in which nothing was read says so.
func (p scan) marked(c Cell, ln line, x, width float64) Cell {
	if p.Method != document.MethodOCR {
		return c
	}
	if c.Text == UnreadText && c.Confidence == 0 {
		c.Unread = true
		return c
	}
	if c.Text != "" {
		return c
	}
	if b, ok := p.blankAt(x, (ln.top+ln.base)/2); !ok || b.Trace {
		c.Unread, c.trace = true, b.Trace
		c.Place = document.Place{Page: p.Number, Box: &document.Box{X: x - width/2, Y: ln.top, Width: width, Height: ln.height()}}
	}
	return c
}

// Why a mark is unknown that was not read.
const (
	whyInk    = "there is ink in the cell, which was not read"
	whyUnread = "nothing was read in the cell, which may hold a mark"
)

// unreadMark is the mark of a cell that was not read. Where there is no ink for sure,
// it may be one outside the stay: see judgeUnread.
func unreadMark(c Cell) Mark {
	m := Mark{Presence: Unknown, Place: c.Place, unread: true, trace: c.trace, why: whyUnread}
	if c.Text != "" {
		m.Written, m.Confidence, m.why = c.Text, c.confidence(), whyInk
	}
	return m
}

// judgeUnread decides of a cell in which nothing was read: beyond a stay whose bounds
// the row tells it is no day of the guest's, and where there is no more than a speck,
// nor is it outside the days that have marks. within and may say that it is of the
// stay, or may be.
func (m *Mark) judgeUnread(within, may bool) {
	if !within && (m.trace || !may) {
		m.Presence, m.unread, m.why = Outside, false, ""
	}
}

// Unread says that the mark is unknown because it was not read, on a scan: that its
// cell is blank is not known.
func (m Mark) Unread() bool { return m.unread && m.Presence == Unknown }

// Unread returns the number of marks of the row that were not read.
func (r Row) Unread() int {
	n := 0
	for _, m := range r.Marks {
		if m.Unread() {
			n++
		}
	}
	return n
}

// Unread returns the number of marks that were not read. They are among the Unknown.
func (r Register) Unread() int {
	n := 0
	for _, row := range r.Rows {
		n += row.Unread()
	}
	return n
}
