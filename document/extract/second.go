package extract

import (
	"slices"

	"github.com/insiemi/insiemi/document"
)

// A text layer may be there and still not hold what the paper says: the stamp of
// a protocol over a scan, a form of which only the labels are text, a font that
// lies. Where a value is missing that the kind of paper always has, its pages
// are recognised as a second opinion.

// required are the values that each kind of paper always has; a paper needs one
// of each list.
var required = map[document.Kind][][]string{
	document.Register:        {{document.PeriodMonth}, {document.GuestCount}},
	document.Agreement:       {{document.CIG}, {document.ContractStart}, {document.ContractRate}},
	document.Extension:       {{document.CIG}, {document.ContractStart, document.ContractEnd}},
	document.DURC:            {{document.ValidUntil, document.IssuedOn}},
	document.Insurance:       {{document.ValidUntil, document.IssuedOn}},
	document.PerformanceBond: {{document.ValidUntil, document.IssuedOn}},
	document.FireSafety:      {{document.ValidUntil, document.IssuedOn}},
	document.AntiMafia:       {{document.ValidUntil, document.IssuedOn}},
}

// stampWords is the number of words a page under which the text layer of a paper
// of no known kind may be only a stamp over a scan.
const stampWords = 60

// unsaid counts the required values that pages lack. A paper of no known kind
// lacks one, itself, but only where its text may be a stamp over a scan: any
// other digital paper says what it says.
func unsaid(kind document.Kind, fields []document.Field, sheets []sheet) int {
	if kind == "" {
		if wordCount(sheets) < stampWords*len(sheets) {
			return 1
		}
		return 0
	}
	return missing(kind, fields)
}

// missing counts the required values that a reading of a known kind lacks.
func missing(kind document.Kind, fields []document.Field) int {
	n := 0
	for _, names := range required[kind] {
		found := slices.ContainsFunc(fields, func(f document.Field) bool { return slices.Contains(names, f.Name) })
		if !found {
			n++
		}
	}
	if info, ok := kind.Info(); ok && info.Monthly && required[kind] == nil {
		if !slices.ContainsFunc(fields, func(f document.Field) bool { return f.Name == document.PeriodMonth }) {
			n++
		}
	}
	return n
}

// secondPages bounds the pages that are recognised for a second opinion.
const secondPages = 3

// inkBesideText is the share of dark pixels outside the words from which on a
// page with a text layer is likely to say more than it.
const inkBesideText = 0.004

// factsAndFields classifies the pages and reads their fields, with a second
// opinion on pages of the PDF at path (if any) where something is missing.
func (j *job) factsAndFields(path string, sheets []sheet) {
	said := len(j.r.Warnings)
	f := j.factsOf(sheets)
	j.classify(f)
	j.r.Fields = j.fieldsOf(f, true)
	if path != "" && unsaid(j.r.Kind, j.r.Fields, sheets) > 0 {
		waits := j.partial
		better := j.secondOpinion(path, sheets)
		if better || j.partial != waits {
			j.r.Warnings = j.r.Warnings[:said]
			f = j.factsOf(sheets)
			j.classify(f)
			j.r.Fields = j.fieldsOf(f, true)
		}
		if better {
			j.warn("ocr.second", itoa(recognised(sheets)))
		}
	}
	if j.r.Kind == document.Register && len(f.registers) > 0 {
		j.inkFields(sheets, f.registers[0])
	}
}

// recognised counts the pages that were recognised.
func recognised(sheets []sheet) int {
	n := 0
	for _, s := range sheets {
		if s.Method == document.MethodOCR {
			n++
		}
	}
	return n
}

// secondOpinion recognises the first pages whose ink says more than their text,
// and takes them when less is missing then.
func (j *job) secondOpinion(path string, sheets []sheet) bool {
	if j.tools.PDFToPPM == "" || j.tools.Tesseract == "" {
		return false
	}
	var pages []int
	for i := range sheets[:min(len(sheets), secondPages)] {
		if sheets[i].Method != document.MethodText || len(sheets[i].Words) == 0 {
			continue
		}
		g, err := j.render(path, sheets[i].Number, lookPixels)
		if err == nil && inkBeside(g, sheets[i]) >= inkBesideText {
			pages = append(pages, i)
		}
	}
	if len(pages) == 0 {
		return false
	}
	if j.in.NoOCR {
		j.r.NeedsOCR, j.partial = true, true
		return false
	}
	return j.takeIfBetter(path, sheets, pages)
}

// takeIfBetter puts recognised pages in place of those of the text layer when
// fewer values are missing with them.
func (j *job) takeIfBetter(path string, sheets []sheet, pages []int) bool {
	tried := slices.Clone(sheets)
	done, _ := j.recogniseSheets(path, sheets, pages, nil, func(i int, page sheet) error {
		tried[i] = page
		return nil
	})
	if done == 0 {
		return false
	}
	other := &job{ctx: j.ctx, in: j.in, r: &document.Reading{}}
	f := other.factsOf(tried)
	other.classify(f)
	fields := other.fieldsOf(f, false)
	if other.r.Kind == "" || j.r.Kind != "" && (other.r.Kind != j.r.Kind || missing(other.r.Kind, fields) >= missing(j.r.Kind, j.r.Fields)) {
		return false
	}
	copy(sheets, tried)
	if !slices.Contains(j.r.Readers, document.ReaderTesseract) {
		j.r.Readers = append(j.r.Readers, document.ReaderTesseract)
	}
	return true
}
