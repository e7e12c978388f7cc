package province

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// canvas is what a register is drawn on: a page of a PDF or the image of a
// sheet of paper. Lengths are millimetres from the top left corner, sizes of
// type are points.
type canvas interface {
	newPage()
	// text writes s on one line in the box; align is 'L', 'C' or 'R'.
	text(x, y, w, h, size float64, bold bool, align byte, s string)
	line(x1, y1, x2, y2, width float64)
	fill(x, y, w, h float64, gray uint8)
}

// newPDF opens a PDF of A4 pages whose bytes depend on nothing but what is put
// in. When embedded, the typeface travels with the file; else it is one of the
// fourteen that every reader has, in windows-1252.
func newPDF(orientation, title, author string, at time.Time, embedded bool) (*fpdf.Fpdf, func(string) string, string) {
	f := fpdf.New(orientation, "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(at.UTC())
	f.SetModificationDate(at.UTC())
	f.SetTitle(title, true)
	f.SetAuthor(author, true)
	f.SetAutoPageBreak(false, 0)
	if embedded {
		f.SetProducer("Gestionale Presenze 4.2", true)
		f.AddUTF8FontFromBytes("Body", "", goregular.TTF)
		f.AddUTF8FontFromBytes("Body", "B", gobold.TTF)
		return f, func(s string) string { return s }, "Body"
	}
	return f, f.UnicodeTranslatorFromDescriptor(""), "Helvetica"
}

// finish closes the PDF and returns its bytes.
func finish(f *fpdf.Fpdf, what string) ([]byte, error) {
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("write %s as PDF: %w", what, err)
	}
	return out.Bytes(), nil
}

// pdfCanvas is a canvas of pages with a text layer.
type pdfCanvas struct {
	f      *fpdf.Fpdf
	encode func(string) string
	family string
}

func (c *pdfCanvas) newPage() { c.f.AddPage() }

func (c *pdfCanvas) text(x, y, w, h, size float64, bold bool, align byte, s string) {
	style := ""
	if bold {
		style = "B"
	}
	c.f.SetFont(c.family, style, size)
	c.f.SetXY(x, y)
	c.f.CellFormat(w, h, c.encode(s), "", 0, string(align)+"M", false, 0, "")
}

func (c *pdfCanvas) line(x1, y1, x2, y2, width float64) {
	c.f.SetLineWidth(width)
	c.f.Line(x1, y1, x2, y2)
}

func (c *pdfCanvas) fill(x, y, w, h float64, gray uint8) {
	c.f.SetFillColor(int(gray), int(gray), int(gray))
	c.f.Rect(x, y, w, h, "F")
}

// writePDFRegister writes a register as a spreadsheet program prints it.
func writePDFRegister(s Sheet, h habits) ([]byte, error) {
	f, encode, family := newPDF("L", registerTitle+" "+s.Centre.Code, s.Body.Name, s.Period.End.At(18, 5), h.embedded)
	f.SetCellMargin(0.6)
	drawRegister(&pdfCanvas{f, encode, family}, s, h)
	return finish(f, "a register")
}
