package blank

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// The geometry of a printed register, in millimetres on A4 landscape.
const (
	sheetLeft, sheetTop = 8.0, 8.0
	sheetWidth          = 281.0
	headsHeight         = 6.5
	lineHeight          = 5.6
	tableTop            = sheetTop + 27
	tableBottom         = 172.0 // below: legend, date and signature, page
	totalWidth          = 12.0
	linesMax            = 23 // of a page's table, below its headings
)

// column is one before the days, in millimetres; of is its text for a guest.
type column struct {
	name  string
	width float64
	align string
	of    func(n int, g Row) string
}

// columns are those before the days: that of families only where one is told.
func (r Register) columns() []column {
	name, family := 45.0, column{"Nucleo", 12, "C", func(_ int, g Row) string { return g.Family }}
	all := []column{
		{"N.", 7, "C", func(n int, _ Row) string { return strconv.Itoa(n) }},
		{"Cod. ospite", 23, "L", func(_ int, g Row) string { return g.Code }},
		{"Cognome e nome", name, "L", func(_ int, g Row) string { return g.Name }},
		{"Ingresso", 18, "C", func(_ int, g Row) string { return g.Came.It() }},
		{"Uscita", 18, "C", func(_ int, g Row) string { return g.Went.It() }},
	}
	if !r.TellsFamilies() {
		return all
	}
	all[2].width -= family.width
	return slices.Insert(all, 3, family)
}

// PDF makes the register for signing: A4 landscape, the heading, the place for date
// and signature on each page. at is when it was printed, which it tells. It errs on
// a period that is not one month.
func (r Register) PDF(at time.Time) ([]byte, error) {
	if !r.Month.IsMonth() {
		return nil, fmt.Errorf("a register is of one month, not of %s", r.Month.Key())
	}
	f := fpdf.New("L", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(at.UTC())
	f.SetModificationDate(at.UTC())
	f.SetTitle(fmt.Sprintf("Registro presenze %s %s", r.Centre.Code, r.Month.Words("it")), true)
	f.SetAuthor(r.Body, true)
	f.SetLang("it")
	f.SetAutoPageBreak(false, 0)
	f.SetCellMargin(0.6)
	f.AddUTF8FontFromBytes("Body", "", goregular.TTF)
	f.AddUTF8FontFromBytes("Body", "B", gobold.TTF)
	p := &print{f: f, r: r, at: at, fixed: r.columns()}
	p.days = sheetWidth - totalWidth
	for _, c := range p.fixed {
		p.days -= c.width
	}
	p.days /= float64(r.Month.Days())
	p.all()
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("print a register: %w", err)
	}
	return out.Bytes(), nil
}

// print is a register on its way onto paper.
type print struct {
	f     *fpdf.Fpdf
	r     Register
	at    time.Time
	fixed []column
	days  float64 // width of a day's column
	y     float64
	page  int
}

func (p *print) all() {
	rows := p.r.Rows
	pages := (len(rows) + linesMax) / linesMax // the line of totals is one more
	each := (len(rows) + pages) / pages        // so that the last page is not of totals alone
	for n := range pages {
		from := min(n*each, len(rows))
		to := min(from+each, len(rows))
		p.open(n+1, pages)
		for i := from; i < to; i++ {
			p.guest(i)
		}
		rows := p.y
		if n == pages-1 {
			p.totals()
		}
		p.rules(rows)
		p.foot()
	}
}

func (p *print) text(x, y, w, h, size float64, bold bool, align, s string) {
	style := ""
	if bold {
		style = "B"
	}
	p.f.SetFont("Body", style, size)
	for size > 4 && p.f.GetStringWidth(s) > w-1 { // a long name is small rather than cut
		size -= 0.25
		p.f.SetFontSize(size)
	}
	p.f.SetXY(x, y)
	p.f.CellFormat(w, h, s, "", 0, align+"M", false, 0, "")
}

func (p *print) open(page, of int) {
	p.f.AddPage()
	p.page = page
	r := p.r
	p.text(sheetLeft, sheetTop, 90, 6, 9, true, "L", r.Office)
	p.text(sheetLeft+90, sheetTop, 101, 6, 12, true, "C", "REGISTRO DELLE PRESENZE DEGLI OSPITI")
	p.text(sheetLeft+191, sheetTop, 90, 6, 11, true, "R", "Mese: "+strings.ToUpper(r.Month.Words("it")))
	p.text(sheetLeft, sheetTop+8, 150, 5, 9, false, "L", "Ente gestore: "+r.Body)
	p.text(sheetLeft+160, sheetTop+8, 60, 5, 9, false, "L", "CIG: "+r.CIG)
	p.text(sheetLeft+225, sheetTop+8, 56, 5, 9, false, "L", "Capienza: "+strconv.Itoa(r.Places))
	p.text(sheetLeft, sheetTop+13.5, 60, 5, 9, false, "L", "Codice centro: "+r.Centre.Code)
	p.text(sheetLeft+65, sheetTop+13.5, 150, 5, 9, false, "L", "Denominazione: "+r.Centre.Name)
	p.text(sheetLeft+221, 201, 60, 4, 7.5, false, "R", fmt.Sprintf("Pag. %d di %d", page, of))
	p.text(sheetLeft, 201, 160, 4, 7.5, false, "L", "Stampato da Insiemi il "+p.at.Format("02/01/2006")+" alle "+p.at.Format("15:04"))
	p.y = tableTop
	p.heads()
}

func (p *print) dayX(d int) float64 {
	x := sheetLeft
	for _, c := range p.fixed {
		x += c.width
	}
	return x + float64(d)*p.days
}

func (p *print) heads() {
	p.f.SetFillColor(222, 230, 240)
	p.f.Rect(sheetLeft, p.y, sheetWidth, headsHeight, "F")
	x := sheetLeft
	for _, c := range p.fixed {
		p.text(x, p.y, c.width, headsHeight, 7.5, true, "C", c.name)
		x += c.width
	}
	for d := range p.r.Month.Days() {
		p.text(p.dayX(d), p.y, p.days, headsHeight, 7, true, "C", strconv.Itoa(d+1))
	}
	p.text(p.dayX(p.r.Month.Days()), p.y, totalWidth, headsHeight, 7.5, true, "C", "TOT")
	p.y += headsHeight
}

func (p *print) shade() {
	p.f.SetFillColor(240, 240, 240)
	b := book{r: p.r}
	for d := range p.r.Month.Days() {
		if b.weekendOn(d) {
			p.f.Rect(p.dayX(d), p.y, p.days, lineHeight, "F")
		}
	}
}

func (p *print) guest(i int) {
	g := p.r.Rows[i]
	p.shade()
	x := sheetLeft
	for _, c := range p.fixed {
		p.text(x, p.y, c.width, lineHeight, 7.5, false, c.align, c.of(i+1, g))
		x += c.width
	}
	total := 0
	for d := range p.r.Month.Days() {
		if d < len(g.Marks) {
			p.text(p.dayX(d), p.y, p.days, lineHeight, 7.5, false, "C", g.Marks[d])
			if Counts(g.Marks[d]) {
				total++
			}
		}
	}
	p.text(p.dayX(p.r.Month.Days()), p.y, totalWidth, lineHeight, 7.5, true, "C", strconv.Itoa(total))
	p.line(p.y, 0.12)
	p.y += lineHeight
}

func (p *print) totals() {
	p.line(p.y, 0.3)
	p.text(sheetLeft, p.y, 100, lineHeight, 7.5, true, "L", "Totale presenti per giorno")
	all := 0
	for d := range p.r.Month.Days() {
		n := p.r.PresentOn(d + 1)
		all += n
		p.text(p.dayX(d), p.y, p.days, lineHeight, 7, true, "C", strconv.Itoa(n))
	}
	p.text(p.dayX(p.r.Month.Days()), p.y, totalWidth, lineHeight, 7.5, true, "C", strconv.Itoa(all))
	p.y += lineHeight
}

// PresentOn counts the guests who are present on a day (from 1).
func (r Register) PresentOn(day int) (n int) {
	for _, g := range r.Rows {
		if day <= len(g.Marks) && Counts(g.Marks[day-1]) {
			n++
		}
	}
	return n
}

func (p *print) line(y, width float64) {
	p.f.SetLineWidth(width)
	p.f.Line(sheetLeft, y, sheetLeft+sheetWidth, y)
}

// rules draws the lines of the table on this page; those between the first columns
// end with the rows of guests.
func (p *print) rules(rows float64) {
	p.line(tableTop, 0.3)
	p.line(tableTop+headsHeight, 0.3)
	p.line(p.y, 0.3)
	x := sheetLeft
	p.f.SetLineWidth(0.12)
	for _, c := range p.fixed {
		p.f.Line(x, tableTop, x, rows)
		x += c.width
	}
	for d := range p.r.Month.Days() + 1 {
		p.f.Line(p.dayX(d), tableTop, p.dayX(d), p.y)
	}
	for _, x := range []float64{sheetLeft, sheetLeft + sheetWidth} {
		p.f.Line(x, tableTop, x, p.y)
	}
}

// foot writes the legend, and the place of date and signature.
func (p *print) foot() {
	var legend []string
	for _, m := range Marks() {
		legend = append(legend, m.Sign+" = "+m.It)
	}
	p.text(sheetLeft, tableBottom+3, sheetWidth, 4, 7.5, false, "L", "Legenda: "+strings.Join(legend, "; "))
	y := tableBottom + 10
	p.text(sheetLeft, y, 20, 5, 9, false, "L", "Data")
	p.text(sheetLeft+150, y, 80, 5, 9, false, "L", "Il responsabile del centro (firma)")
	p.f.SetLineWidth(0.2)
	p.f.Line(sheetLeft, y+15, sheetLeft+55, y+15)
	p.f.Line(sheetLeft+150, y+15, sheetLeft+sheetWidth-20, y+15)
}
