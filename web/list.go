package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gorilla/mux"
	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// perFile is how many rows a file holds at most: what people can still work
// with, and what a portal can still make while they wait.
const perFile = 100_000

// anyFormat ends the path of a route that gives a list as a file.
const anyFormat = ".{format:csv|xlsx}"

// sheet is a list on its way to a spreadsheet. The same cells become a CSV or
// an XLSX file; what differs is written beside each kind of cell.
//
// A list is one function that returns a sheet and one line in routes.go:
//
//	func (s *site) bodiesSheet(v *visit) (*sheet, error) {
//		sh := v.sheet("file.bodies", v.t("registry.title"), "col.code", "col.body", "col.places", "col.link")
//		for _, b := range rows {
//			sh.add(word(b.Code), word(b.Name), whole(b.Places), s.linkTo(v, b.Href))
//		}
//		return sh, nil
//	}
//
//	{get, "/registry/bodies" + anyFormat, office, s.file(s.bodiesSheet)},
type sheet struct {
	name    string // of the file, without its extension; never about a guest
	title   string // of the document
	columns []string
	rows    [][]cell
}

// sheet begins a list: the key of the file's name, the title of the document,
// the keys of the columns' titles.
func (v *visit) sheet(name, title string, columns ...string) *sheet {
	sh := &sheet{name: v.t(name), title: title}
	for _, key := range columns {
		sh.columns = append(sh.columns, v.t(key))
	}
	return sh
}

// add appends a row, with a cell for each column.
func (sh *sheet) add(row ...cell) { sh.rows = append(sh.rows, row) }

// check errs where a row does not fit the columns, which is a mistake of the
// function that built the sheet.
func (sh *sheet) check() error {
	for i, r := range sh.rows {
		if len(r) != len(sh.columns) {
			return fmt.Errorf("row %d of the list %q has %d cells for %d columns", i+1, sh.name, len(r), len(sh.columns))
		}
	}
	return nil
}

// cell is one value of a list.
type cell interface {
	// csv is how a CSV file says it: 05/11/2026 and 1234,50, as Italian
	// spreadsheets read them in any language of the portal.
	csv() string
	// xlsx is what a workbook holds; nil is an empty cell.
	xlsx(styles) any
	// width is how many characters it needs.
	width() int
}

// word is text, which stays text whatever it begins with.
type word string

// prose is text of several sentences: a workbook shows all of it, on as many lines
// as it needs.
type prose string

// whole is a whole number.
type whole int64

// amount is a decimal number, shown with two decimals.
type amount decimal.Decimal

// day is a civil date; the zero date is an empty cell.
type day calendar.Date

// moment is an instant, to the minute of the clocks in Italy; the zero time is
// an empty cell.
type moment time.Time

// link leads to a page of the portal. A CSV file has the address only; an empty
// address is an empty cell.
type link struct{ text, href string }

func (c word) csv() string { return disarmed(string(c)) }
func (c word) width() int  { return utf8.RuneCountInString(string(c)) }

func (c prose) csv() string { return word(c).csv() }
func (c prose) width() int  { return word(c).width() }

func (c whole) csv() string { return strconv.FormatInt(int64(c), 10) }
func (c whole) width() int  { return len(c.csv()) }

// csv writes at least two decimals, more where they say something, and no
// separator of thousands: not every spreadsheet reads one.
func (c amount) csv() string {
	d := decimal.Decimal(c)
	s := d.String()
	if d.Exponent() > -2 || d.Equal(d.Round(2)) {
		s = d.StringFixed(2)
	}
	return strings.Replace(s, ".", ",", 1)
}
func (c amount) width() int { return len(c.csv()) * 4 / 3 }

func (c day) csv() string { return calendar.Date(c).It() }
func (c day) width() int  { return len("05/11/2026") }

func (c moment) csv() string {
	if time.Time(c).IsZero() {
		return ""
	}
	return time.Time(c).In(calendar.Rome()).Format("02/01/2006 15:04")
}
func (c moment) width() int { return len("05/11/2026 09:00") }

func (c link) csv() string { return disarmed(c.href) }
func (c link) width() int  { return utf8.RuneCountInString(c.text) }

// momentOf is the moment of an instant that may be missing.
func momentOf(t *time.Time) moment {
	if t == nil {
		return moment{}
	}
	return moment(*t)
}

// yesNo writes a truth in words.
func (v *visit) yesNo(b bool) word {
	if b {
		return word(v.t("yes"))
	}
	return word(v.t("no"))
}

// disarmed puts an apostrophe before a text that a spreadsheet would take for a
// formula when it opens a CSV file, in the usual or in the full width forms.
func disarmed(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}

// file makes the handler of a list out of the function that builds its sheet:
// the extension of the address chooses the format.
func (s *site) file(build func(*visit) (*sheet, error)) handler {
	return func(v *visit) error {
		sh, err := build(v)
		if err != nil {
			return err
		}
		if err := sh.check(); err != nil {
			return err
		}
		if mux.Vars(v.r)["format"] == "xlsx" {
			return s.sendXLSX(v, sh)
		}
		return sh.sendCSV(v)
	}
}

// sendCSV answers with a CSV file: semicolons and a byte order mark, as Italian
// spreadsheets expect.
func (sh *sheet) sendCSV(v *visit) error {
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", attachment(sh.name+".csv"))
	return send(v, http.StatusOK, sh.csv())
}

func (sh *sheet) csv() []byte {
	var buf bytes.Buffer
	buf.WriteString("\ufeff")
	w := csv.NewWriter(&buf)
	w.Comma, w.UseCRLF = ';', true
	line := make([]string, len(sh.columns))
	for i, title := range sh.columns {
		line[i] = disarmed(title)
	}
	_ = w.Write(line) // a buffer takes everything, and a semicolon is a fine comma
	for _, row := range sh.rows {
		for i, c := range row {
			line[i] = c.csv()
		}
		_ = w.Write(line)
	}
	w.Flush()
	return buf.Bytes()
}

// fits refuses a list that is too long for a file: a file that lacks rows
// without saying so is worse than none.
func (v *visit) fits(total int) error {
	if total <= perFile {
		return nil
	}
	count := func(lang string, n int) string {
		return tongue{lang, v.texts}.number(decimal.NewFromInt(int64(n)))
	}
	return workflow.Refuse(workflow.Invalid, "file.too_long",
		"L'elenco ha "+count("it", total)+" righe e un file ne contiene al massimo "+count("it", perFile)+". Restringerlo con i filtri della pagina e scaricarlo di nuovo.",
		"The list has "+count("en", total)+" rows and a file holds "+count("en", perFile)+" at most. Narrow it with the filters of the page and download it again.")
}

// linkTo is a cell that leads to a page of the portal.
func (s *site) linkTo(v *visit, path string) link {
	if path == "" {
		return link{}
	}
	return link{v.t("file.open"), s.origin(v) + path}
}

// origin is where people reach the portal, without a slash at the end.
func (s *site) origin(v *visit) string {
	if s.BaseURL != "" {
		return strings.TrimRight(s.BaseURL, "/")
	}
	if s.Secure {
		return "https://" + v.r.Host
	}
	return "http://" + v.r.Host
}

// downloads is the two addresses of a list as a file, for the template part of
// that name.
type downloads struct {
	CSV, XLSX string
	Of        string // what is downloaded, where a page has more than one list
}

// of says of which list of a page the files are.
func (d downloads) of(list string) downloads {
	d.Of = list
	return d
}

// downloadsOf returns the addresses of the files of the list at a path, with
// the filters of the page.
func downloadsOf(path string, q url.Values) downloads {
	tail := ""
	if len(q) > 0 {
		tail = "?" + q.Encode()
	}
	return downloads{CSV: path + ".csv" + tail, XLSX: path + ".xlsx" + tail}
}
