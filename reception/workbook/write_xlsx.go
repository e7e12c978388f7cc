package workbook

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// lastListed is the last row that has a drop-down list.
const lastListed = 20_000

// styles are the formats of a workbook's cells.
type styles struct{ head, needed, text, date, amount, whole, title, wrap int }

func newStyles(f *excelize.File) (st styles, err error) {
	date, amount := "dd/mm/yyyy", "#,##0.00##"
	const textFormat, wholeFormat = 49, 1 // @ and 0
	head := func(color string) excelize.Style {
		return excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fillOf(color),
			Border:    []excelize.Border{{Type: "bottom", Color: "5A6772", Style: 1}},
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}
	}
	for _, x := range []struct {
		id    *int
		style excelize.Style
	}{
		{&st.head, head("E6ECF2")},
		{&st.needed, head("BFDFFF")},
		{&st.text, excelize.Style{NumFmt: textFormat}},
		{&st.date, excelize.Style{CustomNumFmt: &date}},
		{&st.amount, excelize.Style{CustomNumFmt: &amount}},
		{&st.whole, excelize.Style{NumFmt: wholeFormat}},
		{&st.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&st.wrap, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
	} {
		if *x.id, err = f.NewStyle(&x.style); err != nil {
			return st, err
		}
	}
	return st, nil
}

func fillOf(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func (st styles) of(f form) int {
	return map[form]int{asText: st.text, asDate: st.date, asAmount: st.amount, asWhole: st.whole}[f]
}

// newFile opens an empty workbook that never writes to the disk.
func newFile() *excelize.File { return excelize.NewFile(excelize.Options{TmpDir: os.DevNull}) }

func writeXLSX(all lines, on calendar.Date) ([]byte, error) {
	f := newFile()
	defer f.Close()
	st, err := newStyles(f)
	if err != nil {
		return nil, err
	}
	if err := f.SetSheetName("Sheet1", readmeSheet); err != nil {
		return nil, err
	}
	for _, t := range tables() {
		if err := writeSheet(f, st, t.head(), t.grid(all)); err != nil {
			return nil, fmt.Errorf("write %s: %w", t.head().It, err)
		}
	}
	if err := writeLists(f, st); err != nil {
		return nil, err
	}
	if err := writeReadme(f, st, on); err != nil {
		return nil, err
	}
	if err := Describe(f, "Anagrafe", "it-IT", on.At(0, 0)); err != nil {
		return nil, err
	}
	return bytesOf(f)
}

// Describe writes what a workbook is into its properties, with the prefixes that
// most programs write: some look for the names as they are spelt.
func Describe(f *excelize.File, title, language string, at time.Time) error {
	const part = "docProps/core.xml"
	stamp := at.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Title: title, Creator: "Insiemi", LastModifiedBy: "Insiemi",
		Created: stamp, Modified: stamp, Language: language}); err != nil {
		return err
	}
	if core, ok := f.Pkg.Load(part); ok {
		spelt := strings.NewReplacer("<coreProperties xmlns=", "<cp:coreProperties xmlns:cp=", "</coreProperties>", "</cp:coreProperties>",
			"<lastModifiedBy>", "<cp:lastModifiedBy>", "</lastModifiedBy>", "</cp:lastModifiedBy>")
		f.Pkg.Store(part, []byte(spelt.Replace(string(core.([]byte)))))
	}
	return nil
}

// bytesOf packs a workbook: the parts that programs read first come first, the
// others by name.
func bytesOf(f *excelize.File) ([]byte, error) {
	var loose, buf bytes.Buffer
	if _, err := f.WriteTo(&loose); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(loose.Bytes()), int64(loose.Len()))
	if err != nil {
		return nil, err
	}
	first := []string{"xl/workbook.xml", "_rels/.rels", "[Content_Types].xml"}
	slices.SortFunc(z.File, func(a, b *zip.File) int {
		return cmp.Or(slices.Index(first, b.Name)-slices.Index(first, a.Name), cmp.Compare(a.Name, b.Name))
	})
	w := zip.NewWriter(&buf)
	for _, part := range z.File {
		if err := w.Copy(part); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return buf.Bytes(), err
}

// writeSheet writes one list: titles that stay in view and explain themselves,
// columns with their formats and drop-down lists, the rows.
func writeSheet(f *excelize.File, st styles, h head, rows [][]cell) error {
	if _, err := f.NewSheet(h.It); err != nil {
		return err
	}
	for i, c := range h.columns {
		if err := decorate(f, h.It, i, c); err != nil {
			return err
		}
	}
	if err := printWide(f, h.It); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(h.It)
	if err != nil {
		return err
	}
	for i, c := range h.columns {
		if err := w.SetColWidth(i+1, i+1, float64(c.width)); err != nil {
			return err
		}
		if err := w.SetColStyle(i+1, i+1, st.of(c.form)); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := writeRows(w, st, h, rows); err != nil {
		return err
	}
	return w.Flush()
}

func writeRows(w *excelize.StreamWriter, st styles, h head, rows [][]cell) error {
	line := make([]any, len(h.columns))
	for i, c := range h.columns {
		style := st.head
		if c.needed {
			style = st.needed
		}
		line[i] = excelize.Cell{StyleID: style, Value: c.It}
	}
	if err := w.SetRow("A1", line, excelize.RowOpts{Height: 32}); err != nil {
		return err
	}
	for n, row := range rows {
		for i, c := range row {
			line[i] = c.xlsx(st.of(h.columns[i].form))
		}
		if err := w.SetRow("A"+strconv.Itoa(n+2), line); err != nil {
			return err
		}
	}
	return nil
}

// xlsx is what a workbook holds of a cell; nil is an empty one.
func (c cell) xlsx(style int) any {
	switch c.kind {
	case blank:
		return nil
	case day:
		if n := epoch1900.DaysUntil(c.on); n >= firstSerial {
			return excelize.Cell{StyleID: style, Value: n}
		}
	case number:
		// The format keeps numbers as binary floating point; the shortest digits
		// that say this number are our own, up to 15 of them.
		return excelize.Cell{StyleID: style, Value: c.number.InexactFloat64()}
	}
	return excelize.Cell{StyleID: style, Value: c.text}
}

// decorate gives a column its explanation and its drop-down list.
func decorate(f *excelize.File, sheet string, i int, c columnHead) error {
	if err := f.AddComment(sheet, excelize.Comment{Cell: letters(i) + "1", Author: "Insiemi", Text: c.explained(), Width: 260, Height: 110}); err != nil {
		return err
	}
	from := c.droplist()
	if from == "" && len(c.choices) == 0 {
		return nil
	}
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(fmt.Sprintf("%[1]s2:%[1]s%[2]d", letters(i), lastListed))
	style, title, text := excelize.DataValidationErrorStyleStop, "Valore non ammesso", "Scegliere una delle risposte dell'elenco. / Choose one of the list."
	if from != "" {
		dv.SetSqrefDropList(from)
		style = excelize.DataValidationErrorStyleWarning
	} else {
		var answers []string
		for _, x := range c.choices {
			answers = append(answers, x.It)
		}
		if err := dv.SetDropList(answers); err != nil {
			return err
		}
	}
	dv.SetError(style, title, text)
	return f.AddDataValidation(sheet, dv)
}

// droplist is the range of cells from which a long or an open list comes; "" for
// a short one.
func (c columnHead) droplist() string {
	if c.list != "" {
		return fmt.Sprintf("%s!$A$2:$A$%d", c.list, lastListed)
	}
	for i, l := range longLists() {
		if len(l.answers) == len(c.choices) && len(c.choices) > 0 && l.answers[0] == c.choices[0] {
			return fmt.Sprintf("%s!$%[2]s$2:$%[2]s$%[3]d", listsSheet, letters(i), len(l.answers)+1)
		}
	}
	return ""
}

// explained is the comment of a column's title.
func (c columnHead) explained() string {
	text := func(needed, help, blank, example string) string {
		s := strings.ToUpper(needed[:1]) + needed[1:] + ". " + help
		if c.preset != "" {
			s += " " + blank + " " + c.preset + "."
		}
		if c.example != "" {
			s += " " + example + " " + c.example
		}
		return s
	}
	it, en := "facoltativa", "optional"
	if c.needed {
		it, en = "obbligatoria", "needed"
	}
	return text(it, c.help.It, "Vuota:", "Esempio:") + "\n\n" + c.En + ". " + text(en, c.help.En, "Blank:", "Example:")
}

// printWide makes a sheet print on landscape pages, with its titles on each.
func printWide(f *excelize.File, sheet string) error {
	fit, landscape, wide, long := true, "landscape", 1, 0
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &long}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: sheet + "!$1:$1"})
}

// longList is a list of answers that is too long for a cell's own list.
type longList struct {
	title   string
	answers []choice
	beside  func(choice) string // what stands in the column at its right; nil: nothing
}

func longLists() []longList {
	titles := map[string]string{}
	for _, k := range kinds() {
		titles[k.code] = k.It // the title comes after the code
	}
	return []longList{
		{"documento", kindCodes(), nil},
		{"titolo", kindCodes(), func(c choice) string { return titles[c.code] }},
		{"fatto", happenings(), nil},
		{"calendario", calendars(), nil},
	}
}

// writeLists writes the sheet of the long lists.
func writeLists(f *excelize.File, st styles) error {
	if _, err := f.NewSheet(listsSheet); err != nil {
		return err
	}
	for i, l := range longLists() {
		at := func(row int) string { return letters(i) + strconv.Itoa(row) }
		if err := f.SetCellStr(listsSheet, at(1), l.title); err != nil {
			return err
		}
		for n, c := range l.answers {
			s := c.It
			if l.beside != nil {
				s = l.beside(c)
			}
			if err := f.SetCellStr(listsSheet, at(n+2), s); err != nil {
				return err
			}
		}
		if err := f.SetCellStyle(listsSheet, at(1), at(1), st.head); err != nil {
			return err
		}
		if err := f.SetColWidth(listsSheet, letters(i), letters(i), 38); err != nil {
			return err
		}
	}
	return nil
}
