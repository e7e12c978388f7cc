package check

import (
	"strings"

	"github.com/insiemi/insiemi/document"
)

// saidBy are the controls that a rule judges too, with more to say: R5 does the
// sums with its steps, R2 knows the office, R8 the dedicated account, K3 the
// dates and what can't be read.
func saidBy() map[string][]string {
	return map[string][]string{
		"R5":    {"00400", "00401", "00421", "00422", "00423", "00429", "00430", "00443", "00444"},
		"R2":    {"00311", "00427"},
		"R8":    {"00200"},
		"dates": {"00403"},
		"doubt": {"00200"},
	}
}

// exchange tells which warnings about the exchange system's controls a finding
// says already, of the same element: a reviewer reads them once.
type exchange struct {
	said  map[string]bool // code and XPath
	sums  bool            // R5 has something to say
	buyer bool            // R2 has
}

func (d *desk) exchangeSaid() exchange {
	e := exchange{said: map[string]bool{}}
	found := map[string][]Finding{"dates": findDates(d), "doubt": findUnsure(d)}
	for _, r := range []Rule{buyerOfInvoice(), arithmetic(), dedicatedAccount()} {
		if _, _, ok := r.appliesTo(d); ok {
			found[r.ID] = r.find(d)
		}
	}
	for by, codes := range saidBy() {
		for _, f := range found[by] {
			for _, in := range f.Inputs {
				for _, c := range codes {
					e.said[c+" "+in.Place.XPath] = true
				}
			}
		}
	}
	e.sums, e.buyer = len(found["R5"]) > 0, len(found["R2"]) > 0
	return e
}

// has says that a warning need not be repeated.
func (e exchange) has(w document.Warning) bool {
	code, ok := strings.CutPrefix(w.Code, document.ControlCode)
	switch {
	case !ok:
		return false
	case code == "00417": // the buyer has no code: R2 misses it as well
		return e.buyer
	case code == "00419": // too few summaries: R5 names those that are missing
		return e.sums && ofFirst(w.XPath)
	}
	return w.XPath != "" && e.said[code+" "+w.XPath]
}

// ofFirst says that an element is of the first invoice of the file.
func ofFirst(xpath string) bool {
	return !strings.Contains(xpath, "FatturaElettronicaBody[") || strings.Contains(xpath, "FatturaElettronicaBody[1]")
}
