package web

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/reception/workbook"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// xlsxType is the media type of a workbook.
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// The widths of columns, in characters.
const (
	narrowest = 6
	widest    = 60
	arrow     = 4 // what the button of the filter takes in a title
)

// longestLiteral is how long a text inside a formula may be, a limit of the
// format (ECMA-376 as spreadsheets implement it).
const longestLiteral = 255

// styles are the formats of a workbook's cells.
type styles struct{ head, amount, day, moment, link, plain, prose int }

func (c prose) xlsx(st styles) any { return excelize.Cell{StyleID: st.prose, Value: string(c)} }

func (c word) xlsx(styles) any {
	if c == "" {
		return nil
	}
	return string(c)
}

func (c whole) xlsx(styles) any { return int64(c) }

// xlsx is a real number. The format keeps numbers as binary floating point, and
// so does every spreadsheet: the shortest digits that say this number are
// written, which are our own up to 15 of them.
func (c amount) xlsx(st styles) any {
	return excelize.Cell{StyleID: st.amount, Value: decimal.Decimal(c).InexactFloat64()}
}

// serialEpoch is day 0 of the dates of a workbook; from firstSerial on it counts
// as calendars do (before, it has a 29 February 1900 that never was).
var (
	serialEpoch = calendar.MustDate(1899, time.December, 30)
	firstSerial = calendar.MustDate(1900, time.March, 1)
)

// xlsx is a real date; one before March 1900, which the format can't hold, is
// text.
func (c day) xlsx(st styles) any {
	d := calendar.Date(c)
	switch {
	case d.IsZero():
		return nil
	case d.Before(firstSerial):
		return d.It()
	}
	return excelize.Cell{StyleID: st.day, Value: serialEpoch.DaysUntil(d)}
}

func (c moment) xlsx(st styles) any {
	t := time.Time(c)
	if t.IsZero() {
		return nil
	}
	d := calendar.DateOf(t)
	if d.Before(firstSerial) {
		return c.csv()
	}
	local := t.In(calendar.Rome())
	minutes := local.Hour()*60 + local.Minute()
	return excelize.Cell{StyleID: st.moment, Value: float64(serialEpoch.DaysUntil(d)) + float64(minutes)/(24*60)}
}

// xlsx is a cell that leads to its address when it is clicked. The function
// HYPERLINK has no limit on how many a sheet holds, as hyperlinks of the format
// do (65,530).
func (c link) xlsx(st styles) any {
	switch {
	case c.href == "":
		return nil
	case utf8.RuneCountInString(c.href) > longestLiteral || utf8.RuneCountInString(c.text) > longestLiteral:
		return c.href
	}
	return excelize.Cell{StyleID: st.link, Value: c.text, Formula: "HYPERLINK(" + literal(c.href) + "," + literal(c.text) + ")"}
}

// literal writes a text inside a formula.
func literal(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// sendXLSX answers with a workbook, which is compressed by itself.
func (s *site) sendXLSX(v *visit, sh *sheet) error {
	b, err := sh.xlsx(v.lang, s.Now())
	if err != nil {
		return fmt.Errorf("write the list %q: %w", sh.name, err)
	}
	h := v.w.Header()
	h.Set("Content-Type", xlsxType)
	h.Set("Content-Disposition", attachment(sh.name+".xlsx"))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(b) // whoever asked may have gone
	return nil
}

// xlsx writes a workbook of one page: titles in bold that stay in view and
// filter, columns as wide as what they hold, no macros. The same cells at the
// same time give the same bytes.
func (sh *sheet) xlsx(lang string, now time.Time) ([]byte, error) {
	// What is longer than 16 MiB would go to a file that stays behind when the
	// program is killed. Where no file can be made, it stays in memory.
	f := excelize.NewFile(excelize.Options{TmpDir: os.DevNull})
	defer f.Close()
	tab := tabName(sh.title)
	if err := sh.prepare(f, tab, lang, now); err != nil {
		return nil, err
	}
	st, err := newStyles(f, sh.hasProse())
	if err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter(tab)
	if err != nil {
		return nil, err
	}
	if err := sh.fill(w, st); err != nil {
		return nil, err
	}
	last, err := excelize.CoordinatesToCellName(len(sh.columns), len(sh.rows)+1)
	if err != nil {
		return nil, err
	}
	if err := f.AutoFilter(tab, "A1:"+last, nil); err != nil {
		return nil, err
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	_, err = f.WriteTo(&buf)
	return buf.Bytes(), err
}

// prepare names the page, says what the document is, and makes it print on
// landscape pages with the titles on each.
func (sh *sheet) prepare(f *excelize.File, tab, lang string, now time.Time) error {
	if err := f.SetSheetName("Sheet1", tab); err != nil {
		return err
	}
	if err := workbook.Describe(f, sh.title, map[string]string{"it": "it-IT", "en": "en-GB"}[lang], now); err != nil {
		return err
	}
	fit, landscape, wide, long := true, "landscape", 1, 0
	if err := f.SetSheetProps(tab, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetPageLayout(tab, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &long}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: tab,
		RefersTo: "'" + strings.ReplaceAll(tab, "'", "''") + "'!$1:$1"})
}

// fill writes titles and rows.
func (sh *sheet) fill(w *excelize.StreamWriter, st styles) error {
	widths := sh.widths()
	for i, n := range widths {
		if err := w.SetColWidth(i+1, i+1, float64(n)); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	line := make([]any, len(sh.columns))
	for i, title := range sh.columns {
		line[i] = excelize.Cell{StyleID: st.head, Value: title}
	}
	if err := w.SetRow("A1", line); err != nil {
		return err
	}
	for n, row := range sh.rows {
		lines := 0
		for i, c := range row {
			line[i] = c.xlsx(st)
			if _, ok := c.(prose); ok {
				lines = max(lines, linesIn(c.csv(), widths[i]))
			} else if text, plain := line[i].(string); plain && st.plain != 0 {
				line[i] = excelize.Cell{StyleID: st.plain, Value: text}
			}
		}
		var opts []excelize.RowOpts
		if lines > 1 {
			opts = append(opts, excelize.RowOpts{Height: min(float64(lines)*lineHeight, tallest)})
		}
		if err := w.SetRow("A"+strconv.Itoa(n+2), line, opts...); err != nil {
			return err
		}
	}
	return nil
}

// The height of a line of text and the most that a row may have, in points.
const (
	lineHeight = 15
	tallest    = 405
)

// linesIn is on how many lines a text stands in a column so many characters wide.
func linesIn(text string, width int) int {
	lines, left := 1, width-1
	for _, w := range strings.Fields(text) {
		n := utf8.RuneCountInString(w) + 1
		if n > left && left < width-1 {
			lines, left = lines+1, width-1
		}
		for n > left {
			lines, n = lines+1, n-left
		}
		left -= n
	}
	return lines
}

// hasProse says that rows of the sheet may be several lines high.
func (sh *sheet) hasProse() bool {
	return len(sh.rows) > 0 && slices.ContainsFunc(sh.rows[0], func(c cell) bool { _, ok := c.(prose); return ok })
}

// widths are as wide as the longest cell, within reason.
func (sh *sheet) widths() []int {
	out := make([]int, len(sh.columns))
	for i, title := range sh.columns {
		out[i] = utf8.RuneCountInString(title) + arrow
	}
	for _, row := range sh.rows {
		for i, c := range row {
			out[i] = max(out[i], c.width()+2)
		}
	}
	for i := range out {
		out[i] = min(max(out[i], narrowest), widest)
	}
	return out
}

// newStyles makes the formats of the cells. With top what is beside a text of several
// lines begins where it does.
func newStyles(f *excelize.File, top bool) (st styles, err error) {
	date, minute := "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
	const grouped = 4 // #,##0.00, which Italian spreadsheets show as #.##0,00
	type format struct {
		id    *int
		style excelize.Style
	}
	formats := []format{
		{&st.head, excelize.Style{Font: &excelize.Font{Bold: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6ECF2"}},
			Border:    []excelize.Border{{Type: "bottom", Color: "5A6772", Style: 1}},
			Alignment: &excelize.Alignment{Vertical: "center"}}},
		{&st.amount, excelize.Style{NumFmt: grouped}},
		{&st.day, excelize.Style{CustomNumFmt: &date}},
		{&st.moment, excelize.Style{CustomNumFmt: &minute}},
		{&st.link, excelize.Style{Font: &excelize.Font{Color: "0066CC", Underline: "single"}}},
	}
	if top {
		formats = append(formats, format{&st.plain, excelize.Style{}},
			format{&st.prose, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}})
	}
	for _, x := range formats {
		if top && x.style.Alignment == nil {
			x.style.Alignment = &excelize.Alignment{Vertical: "top"}
		}
		if *x.id, err = f.NewStyle(&x.style); err != nil {
			return st, err
		}
	}
	return st, nil
}

// tabName makes a title fit for a tab: at most 31 characters, without those that
// the format forbids.
func tabName(title string) string {
	name := strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < 0x20 || r > 0xffff {
			return ' '
		}
		return r
	}, title))
	if r := []rune(name); len(r) > 31 {
		name = strings.TrimSpace(string(r[:31]))
	}
	if name == "" {
		return "Insiemi"
	}
	return name
}
