package attendance

import (
	"regexp"
	"strings"
)

// Headers written as sentences: "Registro presenze del centro RN-017 Casa del
// Pino, gestito da Coop. Città Aperta, capienza 40 posti". They count where no
// label says the same.
var (
	centreInline   = regexp.MustCompile(`(?i:\b(?:centro|struttura|cas)(?:\s+(?:di\s+accoglienza(?:\s+straordinaria)?|collettivo|denominat[oa]))*)\s*[«“"]?\s*((?:[A-Z]{2}\s?[-–]\s?\d{2,4}\b|[A-ZÀ-Ý])[^,;:()«»“”"\n]{1,80})`)
	bodyInline     = regexp.MustCompile(`(?i:\bgestit[oa]\s+da(?:ll[oa]|gli|lle|i|l)?\b|\bgestit[oa]\s+dall['’]|\bgestore\b)\s*[«“"]?\s*([A-ZÀ-Ý][^,;:()«»“”"\n]{2,80})`)
	capacityInline = regexp.MustCompile(`(?i)\bcapienza\s+(?:di\s+|massima\s+|n\.?\s+)*(\d{1,4})\b|\b(\d{1,4})\s+posti\b`)
	// inlineEnd is where a name within a sentence ends.
	inlineEnd = regexp.MustCompile(`(?i)\s+[-–|/]\s+|\s+(?:c\.?i\.?g\.?|mese|periodo|anno|codice|cod\.|capienza|gestit[oa]|ente|sit[oa]|in\s+via|via|piazza|con\s+sede|posti|ottobre|novembre|dicembre|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|dal|per\s+il)\b`)
)

// readSentence reads what a line above the table says without labels. Cells of
// a table are read one by one, glued words as one phrase.
func (r *Register) readSentence(row []Cell) {
	for start := 0; start < len(row); {
		end := start + 1
		for end < len(row) && row[end].Glued {
			end++
		}
		if end-start > 1 || len(row[start].Text) > 12 {
			r.readPhrase(row[start:end])
		}
		start = end
	}
}

func (r *Register) readPhrase(cells []Cell) {
	text, _ := joinCells(cells, 0, len(cells))
	if !titleText.MatchString(fold(text)) && !strings.Contains(fold(text), "gestit") && len(strings.Fields(text)) < 6 {
		return
	}
	r.inline(&r.Centre, centreInline, text, cells)
	r.inline(&r.Body, bodyInline, text, cells)
	if m := capacityInline.FindStringSubmatch(text); m != nil && !r.Capacity.Found() {
		r.Capacity = number(part(cells, m[1]+m[2]))
	}
}

// inline keeps the first group of an expression as a value.
func (r *Register) inline(at *Value, re *regexp.Regexp, text string, cells []Cell) {
	m := re.FindStringSubmatch(text)
	if m == nil || at.Found() {
		return
	}
	name := m[1]
	if end := inlineEnd.FindStringIndex(name); end != nil {
		name = name[:end[0]]
	}
	if name = strings.Trim(name, " .-–|"); name != "" {
		*at = valueOf(part(cells, name))
	}
}

// part is a stretch of a phrase with the place of its words.
func part(cells []Cell, text string) Cell {
	v := placeOf(cells, fold(text))
	return Cell{Text: text, Place: v.Place, Confidence: v.Confidence}
}
