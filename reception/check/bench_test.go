package check

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

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
			f := invoiceOf(n, 40)
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

// invoiceOf is the facts of an invoice for n full centres of as many guests each.
func invoiceOf(n, each int) Facts {
	f := facts(this(invoice(1, "99", presences(fmt.Sprint(n*each*31), "32.31"))), centres())
	f.Centres = nil
	for i := range n {
		c := reception.Centre{ID: reception.CentreID(i + 1), Code: fmt.Sprintf("RN-%03d", i), Kind: reception.CollectiveCentre, Places: each}
		f.Centres = append(f.Centres, c)
		f.Agreements[0].Covers = append(f.Agreements[0].Covers, reception.Covering{CentreID: c.ID})
		f.Registers = append(f.Registers, register(document.ID(100+i), c.ID, c.Code, "2025-10", guests(each, "P31")))
	}
	return f
}

// monthOf is a month of an office: the registers of n centres with those of the
// months beside them, and invoices that bill some centres each.
func monthOf(n, each, invoices int) []Facts {
	var out []Facts
	for i := range n {
		code := fmt.Sprintf("RN-%03d", i)
		f := facts(this(register(document.ID(1+i), ccA, code, "2025-10", guests(each, "P31"))))
		f.Centres[0].Code, f.Centres[0].Places = code, each
		f.Neighbours = []Submission{register(document.ID(1001+i), ccA, code, "2025-09", guests(each, "P30")), register(document.ID(2001+i), ccA, code, "2025-11", guests(each, "P30"))}
		out = append(out, f)
	}
	for range invoices {
		out = append(out, invoiceOf(max(1, n/invoices), each))
	}
	return out
}

// BenchmarkMonth checks a month of Rimini again: 57 centres of 14 guests, as many as
// it has, and 40 invoices, on as many processors as there are. It tells the whole
// month in ms.
func BenchmarkMonth(b *testing.B) {
	month := monthOf(57, 14, 40)
	start, rounds := time.Now(), 0
	for b.Loop() {
		rounds++
		var wg sync.WaitGroup
		slots := make(chan struct{}, runtime.GOMAXPROCS(0))
		for _, f := range month {
			slots <- struct{}{}
			wg.Go(func() { Run(f); <-slots })
		}
		wg.Wait()
	}
	b.ReportMetric(float64(time.Since(start).Milliseconds())/float64(rounds), "ms/month")
}

// BenchmarkPersonDays runs every rule on an invoice and on a register of 1, 10 and
// 100 times as many person-days. What a person-day costs stays the same.
func BenchmarkPersonDays(b *testing.B) {
	for _, times := range []int{1, 10, 100} {
		days := 40 * 31 * times
		for name, f := range map[string]Facts{
			"invoice":  invoiceOf(times, 40),
			"register": facts(this(register(1, ccA, "RN-017", "2025-10", guests(40*times, "P31")))),
		} {
			b.Run(fmt.Sprintf("%s/%d", name, days), func(b *testing.B) {
				start, rounds := time.Now(), 0
				for b.Loop() {
					rounds++
					Run(f)
				}
				b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(rounds)/float64(days), "ns/person-day")
			})
		}
	}
}
