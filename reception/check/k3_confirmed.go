package check

import (
	"regexp"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// confirmed says that an unsure value of a scan is what another source has as well:
// recognition doubts its characters, but a character that was misread hardly makes
// another code that is known for the same centre and guest. Values on which readers
// disagree, and sums, are left to a person.
func (d *desk) confirmed(f document.Field) bool {
	if f.Method != document.MethodOCR || len(f.Others) > 0 || f.Value == "" {
		return false
	}
	switch f.Name {
	case document.CentreCode:
		slot := d.This.Obligation
		if slot == nil {
			return false
		}
		c, ok := d.centre(slot.Centre)
		return ok && bare(f.Value) == bare(c.Code)
	case document.CIG:
		for _, a := range d.Agreements {
			if f.Value == a.CIG {
				return true
			}
		}
		return false
	}
	number, what, ok := rowField(f.Name)
	return ok && d.besideSays(number, what, f.Value)
}

// rowField cuts "row.3.entry" into the number of the row and what it is.
func rowField(name string) (number, what string, ok bool) {
	rest, ok := strings.CutPrefix(name, "row.")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, ".")
}

// besideSays says that the register of the month before or after has a guest of the
// same code, with the same value. A code that stands in two rows is of one guest only.
func (d *desk) besideSays(number, what, value string) bool {
	guest, ok := d.this.first("row." + number + ".guest")
	if !ok || d.sheet == nil || !isCode(guest.Value) || d.sheet.rowsOf(guest.Value) != 1 {
		return false
	}
	for _, s := range []*sheet{d.before, d.after} {
		if s == nil {
			continue
		}
		for _, r := range s.rows {
			if bare(r.guest.Value) != bare(guest.Value) {
				continue
			}
			switch what {
			case "guest":
				return true
			case "entry":
				return r.came.Value == value
			case "exit":
				return r.went.Value == value
			}
		}
	}
	return false
}

// rowsOf counts the rows of a guest's code.
func (s *sheet) rowsOf(code string) (n int) {
	for _, r := range s.rows {
		if bare(r.guest.Value) == bare(code) {
			n++
		}
	}
	return n
}

// twiceCount is why a computed value is unsure for a guest alone who stands in two rows.
var twiceCount = regexp.MustCompile(`in two rows$`)

// ofCells says that a value is a cell that M1 asks about, or was computed from cells and
// is unsure for those alone that another rule tells: M1 marks that are not known or were
// not read, R12 a guest in two rows.
func (d *desk) ofCells(f document.Field) bool {
	if f.Name == document.UnknownMark || f.Name == document.UnreadMark {
		return true
	}
	if f.Written != "" || len(f.Others) > 0 {
		return false
	}
	marks := len(d.this.all(document.UnknownMark))+len(d.this.all(document.UnreadMark)) > 0
	return marks && (f.Method != document.MethodOCR || openCount.MatchString(f.Why)) ||
		twiceCount.MatchString(f.Why) && d.This.Kind == document.Register && d.sheet.tellsTwins()
}
