package province

import (
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

// act is a page of prose on its way into a PDF: titles, paragraphs and tables.
type act struct {
	f      *fpdf.Fpdf
	encode func(string) string
	family string
	size   float64
}

func newAct(f *fpdf.Fpdf, encode func(string) string, family string, footer string) *act {
	a := &act{f: f, encode: encode, family: family, size: 10.5}
	f.SetMargins(22, 20, 22)
	f.SetAutoPageBreak(true, 22)
	f.AliasNbPages("")
	f.SetFooterFunc(func() {
		f.SetY(-15)
		f.SetFont(family, "", 8)
		f.CellFormat(0, 5, encode(fmt.Sprintf("%s – Pag. %d di {nb}", footer, f.PageNo())), "", 0, "C", false, 0, "")
	})
	f.AddPage()
	return a
}

// center writes a centred line.
func (a *act) center(size float64, bold bool, text string) {
	style := ""
	if bold {
		style = "B"
	}
	a.f.SetFont(a.family, style, size)
	a.f.MultiCell(0, size*0.5, a.encode(text), "", "C", false)
}

// article writes a heading.
func (a *act) article(title string) {
	if a.f.GetY() > 250 {
		a.f.AddPage()
	}
	a.f.Ln(3)
	a.f.SetFont(a.family, "B", a.size)
	a.f.MultiCell(0, 5.4, a.encode(title), "", "L", false)
}

// par writes a paragraph.
func (a *act) par(format string, args ...any) {
	a.f.SetFont(a.family, "", a.size)
	a.f.MultiCell(0, 5.1, a.encode(fmt.Sprintf(format, args...)), "", "J", false)
	a.f.Ln(1)
}

// row writes a row of a ruled table.
func (a *act) row(bold bool, widths []float64, cells ...string) {
	style := ""
	if bold {
		style = "B"
	}
	a.f.SetFont(a.family, style, 9)
	for i, c := range cells {
		a.f.CellFormat(widths[i], 5.6, a.encode(c), "1", 0, "LM", false, 0, "")
	}
	a.f.Ln(-1)
}

func (a *act) space(mm float64) { a.f.Ln(mm) }

// signatures writes the places of two signatures; the left one may be missing.
func (a *act) signatures(left, leftName, right, rightName string) {
	if a.f.GetY() > 245 {
		a.f.AddPage()
	}
	a.space(8)
	a.f.SetFont(a.family, "", a.size)
	const rule = "______________________"
	under := rule
	if left == "" {
		under = ""
	}
	for _, pair := range [][2]string{{left, right}, {leftName, rightName}, {under, rule}} {
		a.f.CellFormat(83, 6, a.encode(pair[0]), "", 0, "C", false, 0, "")
		a.f.CellFormat(83, 6, a.encode(pair[1]), "", 1, "C", false, 0, "")
	}
}
