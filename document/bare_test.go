package document_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// What is kept in the clear of a reading has every figure, date and code, and no
// text in which a guest may be named.
func TestWhatIsBareNamesNobody(t *testing.T) {
	const name = "Provaldi Nessuno"
	place := document.Place{Page: 2, Sheet: name, Cell: "B4", Box: &document.Box{X: 1}}
	r := document.Reading{Marks: "0a1b", Kind: document.Register, KindScore: 0.8, PageCount: 2, Readers: []document.Reader{document.ReaderPoppler},
		Text: name, Terms: []string{name}, Attachments: []string{name}, Layout: []document.Page{{Number: 1, Words: []document.Word{{Text: name}}}},
		Guesses:    []document.Guess{{Kind: document.Register, Score: 0.8, Why: []string{name}}},
		Signatures: []document.Signature{{Form: "CAdES", Signer: name, Of: name}},
		Warnings:   []document.Warning{{Code: "a.b", It: name, En: name}},
		Error:      &document.Warning{Code: "read.timeout", It: name, En: name},
		Contents:   []document.Content{{Name: name}},
		Fields: []document.Field{
			{Name: document.RowField(1, "guest"), Value: "RI00042K", Written: name, Others: []string{name}, Place: place, Why: name, Unsure: true, Confidence: 0.5},
			{Name: document.RowField(2, "guest"), Value: name},
			{Name: document.RowField(3, "guest"), Value: "PROVALDI"},
			{Name: document.RowField(4, "guest"), Value: "Ba Ly"},
			{Name: document.RowField(5, "guest"), Value: "王芳"},
			{Name: document.RowField(6, "guest"), Value: "O. B."},
			{Name: document.RowField(1, "present"), Value: "PPA?-"},
			{Name: document.RowField(1, "ink"), Value: name},
			{Name: document.PersonDays, Value: "310"},
			{Name: document.PeriodMonth, Value: "2026-10"},
			{Name: document.CIG, Value: "ZA12B3C4D5"},
			{Name: document.LineField(1, "description"), Value: "biglietto per " + name + " 12/10"},
			{Name: document.MailSubject, Value: name},
			{Name: document.AttachmentField(1, "name"), Value: "Provaldi2026.pdf"},
			{Name: document.PersonTaxCode, Value: "PRVNSN70C59H294C"},
			{Name: document.IBAN, Value: "IT52A0998724200136627206212"},
			{Name: document.UnknownMark, Value: "row.2.day.3", Written: "Provaldi"},
			{Name: document.UnknownMark, Value: "Provaldi"},
		}}
	b := r.Bare()
	text, err := json.Marshal(b)
	if err != nil || strings.Contains(strings.ToLower(string(text)), "provaldi") {
		t.Errorf("a name stands in %s, %v", text, err)
	}
	var names []string
	for _, f := range b.Fields {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "row.1.guest row.1.present person_days period cig iban mark.unknown" {
		t.Errorf("kept are %s", got)
	}
	f := b.Fields[0]
	if f.Value != "RI00042K" || f.Place.Page != 2 || f.Place.Cell != "B4" || !f.Unsure || f.Confidence != 0.5 {
		t.Errorf("a code is kept as %+v", f)
	}
	if b.Marks != "0a1b" || b.Kind != document.Register || b.PageCount != 2 || len(b.Readers) != 1 || b.Error == nil || b.Error.Code != "read.timeout" || len(b.Guesses) != 1 || len(b.Warnings) != 1 || b.Warnings[0].Code != "a.b" {
		t.Errorf("kept is %+v", b)
	}
}
