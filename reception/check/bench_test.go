package check

import (
	"fmt"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// BenchmarkRegister runs every rule on the register of a full centre.
func BenchmarkRegister(b *testing.B) {
	f := facts(this(register(1, ccA, "RN-017", "2025-10", guests(40, "P31"))))
	for b.Loop() {
		Run(f)
	}
}

// BenchmarkInvoice runs every rule on an invoice for n centres of 40 guests,
// with a year of earlier invoices.
func BenchmarkInvoice(b *testing.B) {
	for _, n := range []int{1, 57} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := facts(this(invoice(1, "99", presences(fmt.Sprint(n*40*31), "32.31"))), centres())
			f.Centres = nil
			for i := range n {
				c := reception.Centre{ID: reception.CentreID(i + 1), Code: fmt.Sprintf("RN-%03d", i), Kind: reception.CollectiveCentre, Places: 40}
				f.Centres = append(f.Centres, c)
				f.Agreements[0].Covers = append(f.Agreements[0].Covers, reception.Covering{CentreID: c.ID})
				f.Registers = append(f.Registers, register(document.ID(100+i), c.ID, c.Code, "2025-10", guests(40, "P31")))
			}
			for i := range 12 {
				f.Invoices = append(f.Invoices, with(invoice(document.ID(1000+i), fmt.Sprint(i+1), item{"Presenze", "10", "32.08", "2025-08-01", "2025-08-31", ""}), sentAt("2025-09-08", 9, 0)))
			}
			if found := run(f).Findings; len(found) > 0 {
				b.Fatal(brief(found))
			}
			for b.Loop() {
				Run(f)
			}
		})
	}
}
