package attendance_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// scannedPage is a register of ten days as optical recognition gives it: a heading
// that is "." was not read, a mark that is "." neither, one that is "?" is ink in which
// nothing was recognised.
func scannedPage(headings string, rows ...string) document.Page {
	p := document.Page{Number: 1, Width: 842, Height: 595, Method: document.MethodOCR}
	put := func(x, y float64, text string, confidence float64) {
		p.Words = append(p.Words, document.Word{Text: text, Confidence: confidence, Box: document.Box{X: x, Y: y, Width: 5 * float64(len(text)), Height: 8}})
	}
	line := func(y float64, first string, cells []string) {
		put(20, y, first, 0.95)
		for i, c := range cells {
			switch c {
			case ".":
			case attendance.UnreadText:
				put(dayX(i+1), y, c, 0)
			default:
				put(dayX(i+1), y, c, 0.95)
			}
		}
	}
	put(20, 20, "REGISTRO", 0.95)
	put(70, 20, "PRESENZE", 0.95)
	line(60, "Codice", strings.Fields(headings))
	for i, r := range rows {
		line(80+20*float64(i), "RN-"+strconv.Itoa(101+i), strings.Split(r, ""))
	}
	return p
}

func dayX(day int) float64 { return 100 + 20*float64(day) }

// cellAt is the box of a day's cell in a row, from 1 on.
func blankAt(row, day int) document.Box {
	return document.Box{X: dayX(day) - 8, Y: 56 + 20*float64(row), Width: 20, Height: 18}
}

const tenDays = "1 2 3 4 5 6 7 8 9 10"

// What recognition lost is not blank: unless the cell was found and is blank, it may be
// a mark, before the first mark of a row too.
func TestUnreadIsNotBlank(t *testing.T) {
	blank := attendance.Blanks{1: {{Box: blankAt(1, 1)}, {Box: blankAt(1, 5)}, {Box: blankAt(2, 1), Trace: true}, {Box: blankAt(2, 5), Trace: true}}}
	page := scannedPage(tenDays, ".PPP.PP?PP", ".PPP.PPPPP", "..PPPPPPPP", ".IPPPPPPPU", "...P......")
	all := attendance.Find(attendance.FromPages([]document.Page{page}, blank))
	if len(all) != 1 || len(all[0].Rows) != 5 {
		t.Fatalf("%d registers", len(all))
	}
	r := all[0]
	for i, want := range []struct {
		pattern string
		unread  string
	}{
		{"-PPP?PP?PP", "8"},   // the first and the fifth are blank, the eighth holds ink
		{"-PPP?PPPPP", "5"},   // there are specks in the first and the fifth
		{"??PPPPPPPP", "1 2"}, // nobody knows whether the guest was there
		{"-PPPPPPPPA", ""},    // who enters on the second was not there on the first
		{"???P??????", "1 2 3 5 6 7 8 9 10"},
	} {
		var unread []string
		for d, m := range r.Rows[i].Marks {
			if m.Unread() {
				unread = append(unread, strconv.Itoa(d+1))
			}
		}
		if got := r.Rows[i].Pattern(); got != want.pattern || strings.Join(unread, " ") != want.unread {
			t.Errorf("row %d: %s, unread %v; want %s, unread %s", i+1, got, unread, want.pattern, want.unread)
		}
	}
	if r.Unread() != 13 || r.Unknown() != 14 || len(r.Unfilled) != 0 {
		t.Errorf("%d unread, %d unknown, unfilled %v", r.Unread(), r.Unknown(), r.Unfilled)
	}
}

// Each cell that was not read is a fact of its own, with its place; what is written in
// it is not known.
func TestUnreadIsAFact(t *testing.T) {
	rest := strings.Repeat("P", 21)
	page := scannedPage(tenDays+" 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31", "PPPP.PPPPP"+rest, "PPPP?PPPPP"+rest, "PPPPKPPPPP"+rest)
	fields := attendance.Find(attendance.FromPages([]document.Page{page}, nil))[0].Fields()
	facts := map[string]document.Field{}
	for _, f := range fields {
		if f.Name == document.UnreadMark || f.Name == document.UnknownMark {
			facts[f.Name+" "+f.Value] = f
		} else {
			facts[f.Name] = f
		}
	}
	for _, value := range []string{"row.1.day.5", "row.2.day.5"} {
		f := facts[document.UnreadMark+" "+value]
		if f.Value == "" || f.Written != "" || !f.Unsure || f.Place.Page != 1 || f.Place.Box == nil || f.Place.Box.X > dayX(5) || f.Place.Box.X+f.Place.Box.Width < dayX(5) {
			t.Errorf("%s: %+v", value, f)
		}
	}
	if f := facts[document.UnknownMark+" row.3.day.5"]; f.Written != "K" {
		t.Errorf("the mark that nobody knows: %+v", f)
	}
	for name, why := range map[string]string{
		document.PersonDays:             "1 marks are not known and 2 cells were not read: they were not counted",
		document.RowField(1, "days"):    "1 cells were not read and were not counted",
		document.RowField(3, "days"):    "1 marks are not known and were not counted",
		document.DayField(5):            "1 marks are not known and 2 cells were not read: they were not counted",
		document.RowField(2, "present"): "some cells were not read",
	} {
		if f := facts[name]; !f.Unsure || f.Why != why {
			t.Errorf("%s: unsure %v, %q", name, f.Unsure, f.Why)
		}
	}
}

// A day whose heading was not read is known by its neighbours, and said to be.
func TestDaysThatFollowFromTheirNeighbours(t *testing.T) {
	page := scannedPage("1 2 3 . 5 6 7 8 9 10 11", "PPPPPPPPPPP", "PPPPPPPPPPP")
	r := attendance.Find(attendance.FromPages([]document.Page{page}, nil))[0]
	if !slices.Contains(r.Problems, attendance.Problem{Code: "inferred_days", Detail: "4"}) {
		t.Errorf("problems: %v", r.Problems)
	}
	for _, f := range r.Fields() {
		if inferred := f.Name == document.DayField(4); inferred != (f.Why == "the number of the day was not read: it follows from its neighbours") {
			t.Errorf("%s: %q", f.Name, f.Why)
		}
	}
	page.Method = document.MethodText // where a text says nothing, nothing is there
	r = attendance.Find(attendance.FromPages([]document.Page{page}, nil))[0]
	if slices.ContainsFunc(r.Problems, func(p attendance.Problem) bool { return p.Code == "inferred_days" }) || r.Unread() != 0 {
		t.Errorf("a text page: %v, %d unread", r.Problems, r.Unread())
	}
}

// Where a month ends before the columns of a scan do, neither ink that was not read nor
// a column whose day follows from its neighbours says that the register has a day too
// many: it may be a stroke, or the column of the totals.
func TestNoDayIsAddedByWhatWasNotRead(t *testing.T) {
	thirty := tenDays + " 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30"
	marks := strings.Repeat("P", 30)
	for name, c := range map[string]struct {
		headings, last string
		confidence     float64 // of the last heading
		told           bool
	}{
		"ink that was not read":        {thirty + " 31", "?", 0.95, false},
		"a column of totals":           {thirty + " 31", "9", 0.60, false},
		"a mark on a day that is read": {thirty + " 31", "P", 0.95, true},
	} {
		page := scannedPage(c.headings, marks+c.last, marks+c.last)
		for i, w := range page.Words {
			if w.Text == "31" {
				page.Words[i].Confidence = c.confidence
			}
		}
		page.Words = append(page.Words, document.Word{Text: "NOVEMBRE", Confidence: 0.95, Box: document.Box{X: 120, Y: 20, Width: 40, Height: 8}},
			document.Word{Text: "2026", Confidence: 0.95, Box: document.Box{X: 165, Y: 20, Width: 20, Height: 8}})
		all := attendance.Find(attendance.FromPages([]document.Page{page}, nil))
		if len(all) != 1 || all[0].Month.Days() != 30 || len(all[0].Rows) != 2 {
			t.Fatalf("%s: %+v", name, all)
		}
		r := all[0]
		told := slices.ContainsFunc(r.Problems, func(p attendance.Problem) bool { return p.Code == "day_out_of_month" })
		inferred := slices.ContainsFunc(r.Problems, func(p attendance.Problem) bool { return p.Code == "inferred_days" })
		if told != c.told || inferred || r.PersonDays() != 60 {
			t.Errorf("%s: problems %v, %d presences", name, r.Problems, r.PersonDays())
		}
	}
}
