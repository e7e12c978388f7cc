package extract

import (
	"fmt"
	"os"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// marksName names a file of meanings by its bytes, "" where there is none. What the
// reader is given to read by must be there: it errs where it is not.
func marksName(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("meanings of marks: %w", err)
	}
	return document.MarksName(b), nil
}

// marks returns the table by which marks of registers are judged: the body's own
// meanings, where there are any. A file that cannot be used is told, and
// the default table is used.
func (j *job) marks() attendance.Marks {
	if j.in.Marks == "" {
		return attendance.Marks{}
	}
	f, err := os.Open(j.in.Marks)
	if err != nil {
		j.warn("register.marks_file")
		return attendance.Marks{}
	}
	defer f.Close()
	m, err := attendance.ParseMarks(f)
	if err != nil {
		j.warn("register.marks_file")
	}
	return m
}

// hasRows says that a table with one column per day has rows of guests, with
// marks.
func (f facts) hasRows() bool {
	for _, r := range f.registers {
		if r.Plausible() {
			return true
		}
	}
	return false
}

// maxRegisters bounds the registers of one file whose fields are kept.
const maxRegisters = 20

// registerFields are the fields of the registers of a file: the first one's
// under their plain names, the others' under "register.N.".
func registerFields(all []attendance.Register) []document.Field {
	var out []document.Field
	for i, r := range all[:min(len(all), maxRegisters)] {
		for _, f := range r.Fields() {
			f.Name = document.RegisterField(i+1, f.Name)
			out = append(out, f)
		}
	}
	return out
}

// problemCodes are the warnings of a register's problems.
var problemCodes = map[string]string{"no_month": "register.no_month", "no_codes": "register.no_codes", "no_rows": "register.no_rows",
	"day_out_of_month": "register.days", "unfilled_days": "register.unfilled", "lost_rows": "register.lost_rows",
	"second_table": "register.second_table", "hidden": "register.hidden", "hidden_sheet": "register.hidden_sheet",
	"merged": "register.merged", "truncated": "register.truncated", "unmatched": "register.unmatched", "astray": "register.astray", "missing_days": "register.missing_days", "inferred_days": "register.inferred_days",
	"twice": "register.twice", "outside_stay": "register.outside_stay"}

// registerRemarks tells what is odd in the registers of a file.
func (j *job) registerRemarks(all []attendance.Register) {
	if len(all) > 1 {
		j.warn("register.several", itoa(len(all)))
	}
	for _, r := range all[:min(len(all), maxRegisters)] {
		j.remarks(r)
	}
}

func (j *job) remarks(r attendance.Register) {
	for _, p := range r.Problems {
		code := problemCodes[p.Code]
		if p.Code == "no_codes" && r.Method == document.MethodOCR && p.Detail != itoa(len(r.Rows)) {
			code = "register.lost_codes" // other rows have one: the column is there
		}
		if p.Detail == "" {
			j.warn(code)
		} else {
			j.warn(code, p.Detail)
		}
	}
	unread := r.Unread()
	if n := r.Unknown() - unread; n > 0 {
		j.warn("register.unknown", itoa(n))
	}
	if unread > 0 {
		j.warn("register.unread", itoa(unread))
	}
	if d := r.MonthAt.Doubt; d != "" {
		j.warn("register.month_doubt")
	}
}

// maxNamed is how many cells a sentence names.
const maxNamed = 8

// gridRemarks tells which cells have a stored value that their formula denies,
// or none.
func (j *job) gridRemarks(grids []attendance.Grid) {
	var wrong, never []string
	for _, g := range grids {
		if g.Concealed {
			j.warn("office.hidden_sheet", g.Name)
		}
		for _, row := range g.Rows {
			for _, c := range row {
				switch {
				case c.NoValue:
					never = append(never, c.Place.Cell)
				case c.Doubt != "":
					wrong = append(wrong, c.Place.Cell)
				}
			}
		}
	}
	if len(wrong) > 0 {
		j.warn("office.formulas", named(wrong))
	}
	if len(never) > 0 {
		j.warn("office.no_value", named(never))
	}
}

func named(cells []string) string {
	if len(cells) > maxNamed {
		return strings.Join(cells[:maxNamed], ", ") + " …"
	}
	return strings.Join(cells, ", ")
}
