package province

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// punctuality is when a body sends its papers.
type punctuality int

const (
	early    punctuality = iota // days before they are due
	onTime                      // in the last days
	wavering                    // one in four late
	late                        // always late, and behind with the last month
)

// habits are how a body writes and sends its papers; every body has its own.
type habits struct {
	punctuality punctuality
	register    Format
	marks       marks
	// layout of the registers: 0 labels and values in one cell, 1 in cells side
	// by side with the initials of the weekdays under the days.
	layout    int
	families  bool // registers have a column of families
	ready     bool // registers are the office's own ready sheet, filled in
	formulas  bool // totals are formulas of the spreadsheet
	embedded  bool // PDFs embed their font
	naming    int  // style of file names
	prefix    string
	bom       bool
	oneLine   bool // XML without line breaks
	crlf      bool
	decimals  int32 // of Quantita and PrezzoUnitario
	number    int   // style of invoice numbers
	perCentre bool  // one invoice line per centre, not per kind of centre
	pocketN1  bool  // pocket money outside the taxable base (art. 15)
	signs     bool  // invoices and PDF registers go out as .p7m
	sender    string
}

// marks are the symbols that a body writes in the cells.
type marks struct {
	present, absent, leave, hospital, left string
}

var markStyles = []marks{
	{"P", "A", "AA", "H", "U"},
	{"1", "0", "0", "0", ""},
	{"X", "-", "-", "-", ""},
	{"P", "A", "A", "A", ""},
}

var prefixes = []string{"p", "ns2", "ns3", "b", "n1", "q1", "fe", "ns0", "FatturaPA"}

// habitsOf fixes by position what the first bodies do, so that every format is
// there whatever the seed; what is left is drawn.
func (p *Province) habitsOf(id, i int, k bodyKind, c chance) habits {
	h := habits{
		punctuality: pick(c, []punctuality{early, onTime, onTime, wavering}),
		register:    XLSX, marks: markStyles[i%len(markStyles)], layout: i % 2, formulas: i%3 != 1,
		embedded: i%4 == 3, naming: id % 4, prefix: prefixes[id%len(prefixes)], bom: i%7 == 4, oneLine: i%5 == 3,
		crlf: i%4 == 2, decimals: 2, number: id % 4, perCentre: i%4 == 1,
	}
	switch i % 14 {
	case 0: // the body of the demonstration: a bit of everything
		h.punctuality, h.families = wavering, true
	case 1:
		h.punctuality, h.signs, h.register = early, true, PDF
	case 2:
		h.register, h.punctuality = PDF, onTime
	case 3:
		h.punctuality, h.decimals = early, 8
	case 4:
		h.punctuality, h.pocketN1 = onTime, true
	case 5:
		h.register, h.marks, h.punctuality, h.families = CSV, markStyles[3], wavering, true
	case 6:
		h.register, h.punctuality, h.families = PDF, onTime, true
	case 7:
		h.punctuality, h.signs = late, true
	case 8:
		h.punctuality, h.families, h.ready = onTime, true, true
	case 9:
		h.punctuality, h.register = late, PDF
	case 10: // whose rates change within a month
		h.punctuality = onTime
	}
	h.sender = vatNumber(i%3 + 3) // of the intermediary that transmits
	if k.vat == reception.VATOutOfScope || i%3 == 0 {
		h.sender = ""
	}
	return h
}

// registerName is the name of a register's file, as the body writes it.
func (h habits) registerName(code string, m calendar.Period, ext string) string {
	month, year := monthName(m.Start.Month()), m.Start.Year()
	compact := strings.ReplaceAll(code, "-", "")
	switch h.naming {
	case 0:
		return fmt.Sprintf("Registro presenze %s %s %d.%s", code, month, year, ext)
	case 1:
		return fmt.Sprintf("registro_presenze_%s_%s.%s", compact, m.Key(), ext)
	case 2:
		return fmt.Sprintf("RP_%s%02d_%s.%s", strings.ToUpper(month[:3]), year%100, code, ext)
	default:
		return fmt.Sprintf("%s - %02d.%d presenze ospiti.%s", code, m.Start.Month(), year, ext)
	}
}

// invoiceNumber is the n-th invoice of the year, as the body numbers them.
func (h habits) invoiceNumber(n, year int) string {
	switch h.number {
	case 0:
		return fmt.Sprintf("%d/PA", n)
	case 1:
		return fmt.Sprintf("FPA %d/%02d", n, year%100)
	case 2:
		return fmt.Sprintf("%d/%03d", year, n)
	default:
		return fmt.Sprintf("E-%d-%04d", year, n)
	}
}
