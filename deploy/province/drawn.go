package province

import "fmt"

// The geometry of a drawn register, in millimetres on A4 landscape.
const (
	pageLeft, pageTop, pageBottom = 8.0, 8.0, 202.0
	rowHeight                     = 4.7
	headHeight                    = 7.0
	dayWidth                      = 3.95
	totWidth                      = 9.0
	footHeight                    = 24.0
)

// widths are those of the columns before the days, in millimetres.
func (h habits) widths() []float64 {
	if h.families {
		return []float64{6.5, 17, 36, 8.5, 16, 16.5, 15.5, 15.5, 11}
	}
	return []float64{6.5, 17, 41, 8.5, 16.5, 21, 16, 16}
}

// drawing is a register on its way onto a canvas.
type drawing struct {
	c    canvas
	s    Sheet
	h    habits
	y    float64
	top  float64 // of the table on this page
	page int
	of   int
}

// drawRegister draws a register on as many pages as it needs, with the head of
// the table on each. It returns how far down the last page the place of the
// signature is.
func drawRegister(c canvas, s Sheet, h habits) (signature float64) {
	d := &drawing{c: c, s: s, h: h}
	d.of = d.pages()
	d.open()
	for i, r := range s.Rows {
		if d.y+rowHeight > d.floor(len(s.Rows)-i) {
			d.rule(d.y)
			d.open()
		}
		d.guest(i+1, r)
	}
	rows := d.y
	d.totals()
	d.rule(rows)
	d.foot()
	return d.y + 10
}

// floor is where rows must end: higher when the rest, the totals and the foot
// would just fit on the page.
func (d *drawing) floor(left int) float64 {
	if left == 1 {
		return pageBottom - footHeight - rowHeight
	}
	return pageBottom - 6
}

// pages counts the pages beforehand, for "Pag. 1 di 2".
func (d *drawing) pages() int {
	y, n := d.tableTop(1)+headHeight, 1
	for i := range d.s.Rows {
		if y+rowHeight > d.floor(len(d.s.Rows)-i) {
			n++
			y = d.tableTop(n) + headHeight
		}
		y += rowHeight
	}
	return n
}

func (d *drawing) tableTop(page int) float64 {
	if page == 1 {
		return pageTop + 24
	}
	return pageTop + 8
}

func (d *drawing) right() float64 {
	return d.dayX(d.s.Period.Days()+1) + totWidth
}

// dayX is the left edge of a day's column.
func (d *drawing) dayX(day int) float64 {
	x := pageLeft
	for _, w := range d.h.widths() {
		x += w
	}
	return x + float64(day-1)*dayWidth
}

// open begins a page with its head and the header of the table.
func (d *drawing) open() {
	d.c.newPage()
	d.page++
	if d.page == 1 {
		d.title()
	} else {
		d.c.text(pageLeft, pageTop, 200, 5, 8, false, 'L', fmt.Sprintf("%s – %s – %s (segue)", registerTitle, d.s.Centre.Code, monthTitle(d.s.Period)))
	}
	d.c.text(d.right()-40, pageBottom, 40, 4, 7, false, 'R', fmt.Sprintf("Pag. %d di %d", d.page, d.of))
	d.top = d.tableTop(d.page)
	d.header()
	d.y = d.top + headHeight
}

func (d *drawing) title() {
	d.c.text(pageLeft, pageTop, 110, 6, 11, true, 'L', shortName(&d.s.Office))
	d.c.text(pageLeft+110, pageTop, 80, 6, 12, true, 'C', registerTitle)
	d.c.text(d.right()-80, pageTop, 80, 6, 11, true, 'R', "mese/anno: "+monthTitle(d.s.Period))
	places := [][3]float64{{0, 7, 120}, {125, 7, 60}, {0, 12, 120}, {125, 12, 60}, {0, 17, 150}, {200, 7, 60}, {200, 12, 75}}
	for i, l := range head(d.s) {
		p := places[i]
		d.c.text(pageLeft+p[0], pageTop+p[1], p[2], 5, 8.5, false, 'L', l.what+": "+l.value)
	}
}

// header draws the header of the table.
func (d *drawing) header() {
	d.c.fill(pageLeft, d.top, d.right()-pageLeft, headHeight, 222)
	x := pageLeft
	for i, name := range d.h.fixed() {
		d.c.text(x, d.top, d.h.widths()[i], headHeight, 6.5, true, 'C', name)
		x += d.h.widths()[i]
	}
	for i := range d.s.Period.Days() {
		day := i + 1
		d.c.text(d.dayX(day), d.top, dayWidth, headHeight, 6, true, 'C', fmt.Sprint(day))
	}
	d.c.text(d.dayX(d.s.Period.Days()+1), d.top, totWidth, headHeight, 6.5, true, 'C', "TOT")
}

func (d *drawing) guest(number int, r Row) {
	d.shade()
	x := pageLeft
	for i, text := range append([]string{fmt.Sprint(number)}, r.cells(d.h)...) {
		align := byte('C')
		if i == 2 || i == 5 {
			align = 'L'
		}
		d.c.text(x, d.y, d.h.widths()[i], rowHeight, 6.5, false, align, text)
		x += d.h.widths()[i]
	}
	for i, m := range r.Marks {
		d.c.text(d.dayX(i+1), d.y, dayWidth, rowHeight, 6.5, false, 'C', d.h.symbol(m))
	}
	d.c.text(d.dayX(d.s.Period.Days()+1), d.y, totWidth, rowHeight, 6.5, true, 'C', fmt.Sprint(r.Total))
	d.c.line(pageLeft, d.y, d.right(), d.y, 0.12)
	d.y += rowHeight
}

// shade grays the columns of Saturdays and Sundays in the row.
func (d *drawing) shade() {
	for i := range d.s.Period.Days() {
		if isWeekend(d.s.Period.Start.AddDays(i)) {
			d.c.fill(d.dayX(i+1), d.y, dayWidth, rowHeight, 240)
		}
	}
}

func (d *drawing) totals() {
	d.c.line(pageLeft, d.y, d.right(), d.y, 0.25)
	d.c.text(pageLeft, d.y, 100, rowHeight, 7, true, 'L', "Totale presenti per giorno")
	for i, n := range d.s.DayTotals {
		d.c.text(d.dayX(i+1), d.y, dayWidth, rowHeight, 6.5, true, 'C', fmt.Sprint(n))
	}
	d.c.text(d.dayX(d.s.Period.Days()+1), d.y, totWidth, rowHeight, 7, true, 'C', fmt.Sprint(d.s.Total))
	d.y += rowHeight
}

// rule draws the lines of the page's table; those between the first columns end
// with the rows of guests.
func (d *drawing) rule(rows float64) {
	d.c.line(pageLeft, d.top, d.right(), d.top, 0.25)
	d.c.line(pageLeft, d.top+headHeight, d.right(), d.top+headHeight, 0.25)
	d.c.line(pageLeft, d.y, d.right(), d.y, 0.25)
	d.c.line(pageLeft, d.top, pageLeft, d.y, 0.25)
	x := pageLeft
	for _, w := range d.h.widths() {
		d.c.line(x, d.top, x, rows, 0.12)
		x += w
	}
	for day := 1; day <= d.s.Period.Days()+1; day++ {
		d.c.line(d.dayX(day), d.top, d.dayX(day), d.y, 0.12)
	}
	d.c.line(d.right(), d.top, d.right(), d.y, 0.25)
}

// foot writes the sums under the table and the place of the signature.
func (d *drawing) foot() {
	x := pageLeft
	for i, l := range tail(d.s) {
		d.c.text(x, d.y+3, 42, 5, 8.5, i == 3, 'L', l.what+" "+l.value)
		x += 34
	}
	if l := d.h.legend(); l != "" {
		d.c.text(pageLeft, d.y+8, 160, 4, 6.5, false, 'L', l)
	}
	d.c.text(190, d.y+3, 80, 5, 8.5, false, 'L', "Firma del responsabile / timbro")
	d.c.line(190, d.y+18, 262, d.y+18, 0.2)
}
