package extract

import (
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/codes"
	"github.com/insiemi/insiemi/document/pattern"
)

var (
	findCIG     = pattern.New(`\bc\.?i\.?g\.?(?:\s*(?:n\.?|nr\.?|:|=|codice))*\s*([0-9a-z]{8,13})\b`)
	labelledCUP = pattern.New(`\bc\.?u\.?p\.?(?:\s*(?:n\.?|nr\.?|:|=|codice))*\s*([0-9a-z]{13,17})\b`)
	anyCUP      = pattern.New(`\b([a-z]\d{2}[a-z]\d{11})\b`)
	labelledTax = pattern.New(`(?:c\.?\s?f\.?|cod(?:ice|\.)\s*fisc(?:ale|\.))\s*(?:n\.?)?\s*[:.]?\s*([0-9a-z]{16})\b`)
	anyTax      = pattern.New(`\b([a-z]{6}[0-9lmnpqrstuv]{2}[abcdehlmprst][0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{3}[a-z])\b`)
	anyIBAN     = pattern.New(`\biban\b[\s:.n°=-]*([a-z]{2}\s?\d)|\b(it\s?\d{2}\s?[a-z]\s?\d)`)
	codeGroup   = pattern.New(`^[ \t\n]?([0-9a-z]+)`)
	bodyTaxCode = pattern.New(`(?:p\.?\s?iva|partita\s+iva|c\.?\s?f\.?|codice\s+fiscale)(?:\s*/\s*(?:p\.?\s?iva|c\.?\s?f\.?))?\s*(?:n\.?)?\s*[:.]?\s*(?:it)?\s?(\d{9,13})\b`)
)

// normalCIG refuses words: every CIG has figures. A code of another length is
// kept, to be marked.
func normalCIG(s string) string {
	s = normalCode(s)
	digits := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			digits++
		}
	}
	if len(s) == 10 && digits > 0 || digits > 3 {
		return s
	}
	return ""
}

// namesGuests says that papers of a kind are about single guests, whose codes
// are not kept.
func namesGuests(k document.Kind) bool {
	return slices.Contains([]document.Kind{document.Register, document.PocketMoney, document.KitReceipts, document.DailyReport,
		document.Departure, document.Leave, document.Registration, document.Hospitality}, k)
}

// codes finds the codes that any paper may carry; those of persons and accounts
// only in papers that are not about guests.
func (f *finder) codes(k document.Kind) {
	f.every(document.CIG, findCIG, normalCIG)
	f.cigInPieces()
	f.every(document.CUP, labelledCUP, normalCode)
	f.every(document.CUP, anyCUP, normalCode)
	if namesGuests(k) || k == "" {
		return
	}
	f.ibans()
	f.every(document.PersonTaxCode, anyTax, normalCode)
	f.every(document.PersonTaxCode, labelledTax, func(s string) string {
		if !hasDigit(s) {
			return "" // a word
		}
		return normalCode(s)
	})
}

// pieceCIG is a tender code that a blank or the end of a line cuts in two.
var pieceCIG = pattern.New(`\bc\.?i\.?g\.?(?:\s*(?:n\.?|nr\.?|:|=|codice))*\s*([0-9a-z]{2,8}[ \n][0-9a-z]{2,8})\b`)

// cigInPieces finds codes that are written in two pieces; they are unsure, since
// the second may be another word.
func (f *finder) cigInPieces() {
	for _, m := range pieceCIG.FindAllStringSubmatchIndex(f.flat.text, 20) {
		s := span{m[2], m[3]}
		first, second, _ := strings.Cut(strings.ReplaceAll(f.flat.text[s.from:s.to], "\n", " "), " ")
		n := len(f.fields)
		if len(first+second) != 10 || !hasDigit(first) || !hasDigit(second) {
			continue
		}
		if f.add(document.CIG, normalCIG(first+second), s); len(f.fields) > n {
			f.doubt(n, "the code is written in pieces")
		}
	}
}

// ibans finds account numbers, written in one or in groups.
func (f *finder) ibans() {
	for _, m := range anyIBAN.FindAllStringSubmatchIndex(f.flat.text, 50) {
		from, labelled := m[2], true
		if from < 0 {
			from, labelled = m[4], false
		}
		to, code := f.gather(from)
		if labelled && len(code) >= 15 || codes.IsIBAN(code) {
			f.add(document.IBAN, code, span{from, to})
		}
	}
}

// gather joins the groups of an account number from an offset on: as many as its
// country's length asks for (27 characters for Italy, else at most 34).
func (f *finder) gather(from int) (to int, code string) {
	want := 34
	if strings.HasPrefix(f.flat.text[from:], "it") {
		want = 27
	}
	to = from
	for len(code) < want {
		m := codeGroup.FindStringSubmatchIndex(f.flat.text[to:])
		if m == nil {
			break
		}
		group := f.flat.text[to+m[2] : to+m[3]]
		if code != "" && len(group) > 1 && !hasDigit(group) || len(code)+len(group) > 34 {
			break // a word: the number has ended
		}
		code += strings.ToUpper(group)
		to += m[1]
	}
	return to, code
}

// check is how a code of a field is judged.
type check struct {
	form  func(string) bool // whether it has the form at all
	valid func(string) bool // whether its check characters are right
}

// checkOf returns the check of a field; ok is false for a field that is no code.
func checkOf(name string) (c check, ok bool) {
	isTax := func(s string) bool { return codes.IsCompany(s) || codes.IsPerson(s) }
	switch name {
	case document.CIG, document.InvoiceCIG:
		return check{codes.IsCIG, codes.IsCIG}, true
	case document.CUP, document.InvoiceCUP:
		return check{codes.IsCUP, codes.IsCUP}, true
	case document.IBAN, document.InvoiceIBAN:
		return check{codes.IsIBAN, codes.ValidIBAN}, true
	case document.SellerVATID:
		return check{func(s string) bool { return !strings.HasPrefix(s, "IT") || codes.IsCompany(s[2:]) }, codes.ValidVATID}, true
	case document.BodyTaxCode, document.SellerTaxCode, document.BuyerTaxCode:
		return check{isTax, codes.ValidTaxCode}, true
	case document.PersonTaxCode:
		return check{codes.IsPerson, codes.ValidPerson}, true
	}
	if strings.HasPrefix(name, "invoice.line.") && strings.HasSuffix(name, ".cig") {
		return check{codes.IsCIG, codes.IsCIG}, true
	}
	return check{}, false
}

// judgeCodes marks the codes that fail their check. They are kept as they stand:
// nobody can say which character is wrong.
func (j *job) judgeCodes() {
	wrong := 0
	for i := range j.r.Fields {
		f := &j.r.Fields[i]
		c, ok := checkOf(f.Name)
		v := codes.Bare(f.Value)
		if !ok || v == "" || c.valid(v) {
			continue
		}
		f.Unsure, f.Confidence, f.Why = true, min(f.Confidence, doubtful), document.WhyCheck
		if !c.form(v) {
			f.Why = document.WhyForm
		}
		wrong++
	}
	if wrong > 0 {
		j.warn("code.wrong", itoa(wrong))
	}
}
