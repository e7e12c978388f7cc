package document

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bare returns what of a reading can name nobody: kind, counts, readers, the codes of
// its error and warnings, and the fields whose value is a figure, a date, a code or a
// row of marks, without how they are written. It is what is kept in the clear of a
// reading.
func (r Reading) Bare() Reading {
	out := Reading{SHA256: r.SHA256, Size: r.Size, MediaType: r.MediaType, ContentType: r.ContentType, Kind: r.Kind, KindScore: r.KindScore,
		PageCount: r.PageCount, Method: r.Method, Readers: r.Readers, Agreement: r.Agreement, ReaderVersion: r.ReaderVersion, NeedsOCR: r.NeedsOCR, Marks: r.Marks,
		Fields: []Field{}, Signatures: []Signature{}, Warnings: []Warning{}}
	for _, g := range r.Guesses {
		out.Guesses = append(out.Guesses, Guess{Kind: g.Kind, Score: g.Score})
	}
	for _, f := range r.Fields {
		if f.namesNobody() {
			out.Fields = append(out.Fields, f.bare())
		}
	}
	for _, w := range r.Warnings {
		out.Warnings = append(out.Warnings, Warning{Code: w.Code, XPath: w.XPath})
	}
	if r.Error != nil {
		out.Error = &Warning{Code: r.Error.Code}
	}
	return out
}

func (f Field) bare() Field {
	return Field{Name: f.Name, Value: f.Value, Place: Place{Page: f.Place.Page, XPath: f.Place.XPath, Cell: f.Place.Cell},
		Method: f.Method, Confidence: f.Confidence, Unsure: f.Unsure}
}

// namesNobody says that the value has no letters but those of a code (see ofCode), or is
// the marks, or the cell, of a register.
func (f Field) namesNobody() bool {
	switch {
	case f.marks():
		return strings.Trim(f.Value, "PAx?-.") == ""
	case strings.HasSuffix(f.Name, UnknownMark), strings.HasSuffix(f.Name, UnreadMark):
		return cellOfRegister.MatchString(f.Value)
	}
	before := ' '
	for text := f.Value; text != ""; {
		run, rest := letters(text)
		if run == "" {
			r, n := utf8.DecodeRuneInString(text)
			before, text = r, text[n:]
			continue
		}
		if !ofCode(before, run, rest) {
			return false
		}
		before, text = ' ', rest
	}
	return true
}

// cellOfRegister is the value of an UnknownMark and of an UnreadMark.
var cellOfRegister = regexp.MustCompile(`^row\.\d+\.day\.\d+$`)

// marks says that the field is of those of RowField that have one character a day.
func (f Field) marks() bool {
	return strings.HasSuffix(f.Name, ".present") || strings.HasSuffix(f.Name, ".excused") || strings.HasSuffix(f.Name, ".ink")
}
