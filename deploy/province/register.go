package province

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// register is an attendance register on its way to becoming a file: what it is
// the register of, how it is written, and what is wrong with it.
type register struct {
	p      *Province
	centre reception.CentreID
	month  calendar.Period
	format Format
	edits  []func(*Sheet)
	// retouch is what is done to a scan that is sent again; nil: nothing.
	retouch *retouch
}

// sheet is the register's content, faults included.
func (r *register) sheet() Sheet {
	s := r.p.Sheet(r.centre, r.month)
	for _, edit := range r.edits {
		edit(&s)
	}
	return s
}

func (r *register) habits() habits { return r.p.detail(r.p.centre(r.centre).BodyID).habits }

// bytes writes the register in its format.
func (r *register) bytes() ([]byte, error) {
	s, h := r.sheet(), r.habits()
	switch r.format {
	case CSV:
		return writeCSV(s, h)
	case Scan:
		return r.p.writeScan(s, h, r.retouch)
	case PDF, SignedPDF:
		return writePDFRegister(s, h)
	}
	if h.ready {
		return writeReady(s)
	}
	return writeXLSX(s, h)
}

// label is a line of a register's head: what and value.
type label struct{ what, value string }

// head is the head of a register, in the order in which it is written.
func head(s Sheet) []label {
	return []label{
		{"Ente gestore", s.Body.Name},
		{"CIG", s.Agreement.CIG},
		{"Centro/struttura", s.Centre.Name},
		{"Codice centro", s.Centre.Code},
		{"Indirizzo", s.Centre.Address},
		{"Capienza", fmt.Sprint(s.Places)},
		{"Tipologia", fmt.Sprintf("%s – %s", s.Centre.Kind, kindInWords(s.Centre.Kind))},
	}
}

const registerTitle = "REGISTRO PRESENZE OSPITI"

// monthTitle is the month as the head of a register writes it: OTTOBRE 2026.
func monthTitle(m calendar.Period) string {
	return fmt.Sprintf("%s %d", strings.ToUpper(monthName(m.Start.Month())), m.Start.Year())
}

// fixed are the headings of the columns before the days: that of families is the
// last, where a body has it.
func (h habits) fixed() []string {
	all := []string{"N.", "Cod. ospite", "Cognome e nome", "Sesso", "Data nascita", "Nazionalità", "Ingresso", "Uscita"}
	if h.families {
		all = append(all, familyHeadings[h.naming%len(familyHeadings)])
	}
	return all
}

// familyHeadings are what bodies call the column of families.
var familyHeadings = []string{"Nucleo", "Nucleo fam.", "N. nucleo", "Famiglia"}

// symbol is how the body writes a mark; a mark of no kind is written as it is.
func (h habits) symbol(m Mark) string {
	switch m {
	case Present:
		return h.marks.present
	case Absent:
		return h.marks.absent
	case Leave:
		return h.marks.leave
	case Hospital:
		return h.marks.hospital
	case Exit:
		return h.marks.left
	}
	return string(m)
}

// cells are the texts of a row, without number and days: code to exit, and the family
// where the body has a column of them.
func (r Row) cells(h habits) []string {
	all := []string{r.Code, r.Name, r.Sex, r.Born.It(), r.Country, r.Entry.It(), r.Exit.It()}
	if h.families {
		all = append(all, r.Family)
	}
	return all
}

// tail is the line under a register.
func tail(s Sheet) []label {
	average := float64(s.Total) / float64(s.Period.Days())
	return []label{
		{"Entrati n.", fmt.Sprint(s.Entries)},
		{"Usciti n.", fmt.Sprint(s.Exits)},
		{"Media", strings.Replace(fmt.Sprintf("%.2f", average), ".", ",", 1)},
		{"Totale presenze", fmt.Sprint(s.Total)},
	}
}

// legend explains the symbols, for bodies that use more than one.
func (h habits) legend() string {
	if h.marks.leave == h.marks.absent {
		return ""
	}
	return fmt.Sprintf("Legenda: %s presente; %s assente; %s assenza autorizzata; %s ricovero ospedaliero; %s uscita",
		h.marks.present, h.marks.absent, h.marks.leave, h.marks.hospital, h.marks.left)
}

// weekdayInitial is the letter of the day of the week.
func weekdayInitial(d calendar.Date) string { return "DLMMGVS"[d.Weekday() : d.Weekday()+1] }

func isWeekend(d calendar.Date) bool { return d.Weekday() == 0 || d.Weekday() == 6 }
