package check

import (
	"testing"

	"github.com/insiemi/insiemi/document"
)

func kits(n string) item {
	return item{"Kit di primo ingresso – ottobre 2025", n, "173.00", "", "", ""}
}
func cards(n string) item { return item{"Schede telefoniche di primo ingresso", n, "5.00", "", "", ""} }

// goodsReceipts are the receipts of a centre for October.
func goodsReceipts(id document.ID, kits, cards string, edits ...func(*Submission)) edit {
	s := with(noticeOf(id, document.KitReceipts, "2025-10", [][2]string{{document.CentreCode, "RN-017"}, {document.KitCount, kits}, {document.CardCount, cards}}), edits...)
	return func(f *Facts) { f.Receipts = append(f.Receipts, s) }
}

func scannedPaper(s *Submission) { s.Reading.Method = document.MethodOCR }

// entered gives rows 1 to n of a register an entry in October.
func entered(n int) func(*Submission) {
	return func(s *Submission) {
		for i := 1; i <= n; i++ {
			inRow(i, "entry", "2025-10-01")(s)
		}
	}
}

func kitCases() []given {
	two := registers(oct(4, coded(4), entered(2)))
	bill := func(items ...item) edit {
		return this(invoice(1, "12", append([]item{presences("124", "32.31")}, items...)...))
	}
	return []given{
		{name: "a kit and a card for each entry", rule: "R17", facts: facts(bill(kits("2"), cards("2")), two)},
		{name: "fewer than the entries", rule: "R17", facts: facts(bill(kits("1"), cards("0")), two)},
		{name: "a kit more than the entries", rule: "R17", facts: facts(bill(kits("3"), cards("2")), two), want: []string{"warn: 3 | 2 | +1"}},
		{name: "kits and cards, both more", rule: "R17", facts: facts(bill(kits("4"), cards("3")), two), want: []string{"warn: 4 | 2 | +2", "warn: 3 | 2 | +1"}},
		{name: "kits on two lines", rule: "R17", facts: facts(bill(kits("2"), kits("1")), two), want: []string{"warn: 3 | 2 | +1"}},
		{name: "a line without a quantity, by the tariff's price", rule: "R17", facts: facts(bill(item{"Kit di primo ingresso", "", "519.00", "", "", ""}), two), want: []string{"warn: 3 | 2 | +1"}},
		{name: "a line without a quantity that is no multiple of the price", rule: "R17", facts: facts(bill(item{"Kit di primo ingresso", "", "500.00", "", "", ""}), two), not: true},
		{name: "kits and cards on one line", rule: "R17", facts: facts(bill(item{"Kit di primo ingresso e scheda telefonica", "9", "178.00", "", "", ""}), two), not: true},
		{name: "an entry that is not certain may be one", rule: "R17", facts: facts(bill(kits("3")), registers(oct(4, coded(4), entered(3), unsure(document.RowField(3, "entry"), "2025-08-01"))))},
		{name: "a row that begins later without an entry may be one", rule: "R17", facts: facts(bill(kits("3")), registers(oct(4, coded(4), entered(2), drop(document.RowField(4, "entry")), inRow(4, "present", stay("-9 P22")))))},
		{name: "a register without dates, by the number that it declares", rule: "R17", facts: facts(bill(kits("3")), registers(oct(4, movements("2", "0")))), want: []string{"warn: 3 | 2 | +1"}},
		{name: "a register that tells no entries", rule: "R17", facts: facts(bill(kits("3")), registers(oct(4)))},
		{name: "nobody was in the second centre, and the office acknowledged it", rule: "R17", facts: facts(bill(kits("3")), centres(ccA, ccB), two, owes(owed(document.Register, ccB, OwedNothing))), want: []string{"warn: 3 | 2 | +1"}},
		{name: "the register is missing: R3 says so", rule: "R17", facts: facts(bill(kits("3")))},
		{name: "the entries of two centres", rule: "R17", facts: facts(bill(kits("3")), centres(ccA, ccB), registers(oct(4, coded(4), entered(2)), with(register(102, ccB, "RN-018", "2025-10", guests(2, "P31")), coded(2), entered(1))))},
		{name: "as many as the receipts declare", rule: "R17", facts: facts(bill(kits("2"), cards("2")), two, goodsReceipts(60, "2", "2"))},
		{name: "more than the receipts declare", rule: "R17", facts: facts(bill(kits("2"), cards("2")), two, goodsReceipts(60, "1", "2")), want: []string{"warn: 2 | 1 | +1"}},
		{name: "the receipts of two papers", rule: "R17", facts: facts(bill(kits("2")), two, goodsReceipts(60, "1", ""), goodsReceipts(61, "1", ""))},
		{name: "receipts that do not count the cards", rule: "R17", facts: facts(bill(cards("2")), two, goodsReceipts(60, "2", ""))},
		{name: "more than the entries and than the receipts: one finding", rule: "R17", facts: facts(bill(kits("3")), two, goodsReceipts(60, "1", "")), want: []string{"warn: 3 | 2 | +1"}},
		{name: "a number of the receipts that is not certain", rule: "R17", facts: facts(bill(kits("2")), two, goodsReceipts(60, "1", "", unsure(document.KitCount, "2"))), want: []string{"warn: 2 | 1 | +1"}},
		{name: "receipts that were rejected", rule: "R17", facts: facts(bill(kits("2")), two, goodsReceipts(60, "1", "", func(s *Submission) { s.Closed = true }))},
		{name: "receipts of another centre", rule: "R17", facts: facts(bill(kits("2")), two, goodsReceipts(60, "1", "", inCentre(ccB)))},
		{name: "scanned receipts without ink", rule: "R17", facts: facts(bill(kits("2")), two, goodsReceipts(60, "2", "", scannedPaper)), want: []string{"info:  |  | "}},
		{name: "scanned receipts with ink", rule: "R17", facts: facts(bill(kits("2")), two, goodsReceipts(60, "2", "", scannedPaper, func(s *Submission) { s.Reading.Outside = []document.Region{{Page: 1}} }))},
		{name: "a kit dearer than the agreement's", rule: "R17", facts: facts(bill(item{"Kit di primo ingresso", "2", "300.00", "", "", ""}), two), want: []string{"warn: 300,00 € | 173,00 € | +127,00 €"}},
		{name: "a kit cheaper than the agreement's", rule: "R17", facts: facts(bill(item{"Kit di primo ingresso", "2", "150.00", "", "", ""}), two)},
		{name: "two kits in one piece", rule: "R17", facts: facts(bill(item{"Kit di primo ingresso", "1", "346.00", "", "", ""}), two)},
		{name: "no kits", rule: "R17", facts: facts(bill(), two), not: true},
		{name: "a credit note", rule: "R17", facts: facts(this(with(invoice(1, "12", kits("3")), set(document.InvoiceType, "TD04"))), two), not: true},
	}
}

// TestTheKitsOfOctober tells a month in which two guests enter.
func TestTheKitsOfOctober(t *testing.T) {
	month := registers(oct(4, coded(4), entered(2)))
	bill := func(kits_ string) edit { return this(invoice(1, "12", presences("124", "32.31"), kits(kits_))) }
	t.Run("two kits for two entries", func(t *testing.T) { silent(t, facts(bill("2"), month)) })
	t.Run("three kits", func(t *testing.T) {
		f := says(t, facts(bill("3"), month), Warn, "R17", "Kit di primo ingresso: la fattura ne conta 3, i registri del periodo hanno 2 ingressi.")
		if f.ArithmeticIt[1] != "fatturati 3 − 2 = +1" || f.Inputs[0].Document != 1 || f.Inputs[len(f.Inputs)-1].Document != 101 {
			t.Errorf("%q, %+v", f.ArithmeticIt, f.Inputs)
		}
	})
	t.Run("two kits, and the receipts are for one", func(t *testing.T) {
		says(t, facts(bill("2"), month, goodsReceipts(60, "1", "1")), Warn, "R17", "Kit di primo ingresso: la fattura ne conta 2, le ricevute 1.")
	})
}
