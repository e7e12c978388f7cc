package attendance

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// label is a word of the header that introduces a value.
type label string

const (
	labelCode     label = "code"
	labelCentre   label = "centre"
	labelBody     label = "body"
	labelCIG      label = "cig"
	labelCapacity label = "capacity"
	labelMonth    label = "month"
	labelYear     label = "year"
	labelTotal    label = "total"
	labelEntered  label = "entered"
	labelLeft     label = "left"
	labelAverage  label = "average"
	labelOther    label = "other" // ends the value before it
)

// labels are tried in this order at each position: longer ones first.
var labels = []struct {
	is label
	re *pattern.Pattern
}{
	{labelCode, pattern.New(`^(cod(ice|\.)?\s*(identificativo\s*)?(del(la)?\s*)?(centro|struttura|cas)|id\s*centro)\b`)},
	{labelTotal, pattern.New(`^(totale\s+(generale\s+)?(delle\s+)?(giornate(\s+di)?\s+)?(presenze|presenza)(\s+((nel|del)\s+)?mese)?|tot\.?\s*presenze|presenze\s+totali|giornate\s+di\s+presenza)(?:\b|$)`)},
	{labelBody, pattern.New(`^(ente\s+gestore|soggetto\s+gestore|gestore|ente\s+attuatore)\b`)},
	{labelCIG, pattern.New(`^(cod(ice|\.)?\s*)?c\.?i\.?g\.?(?:\s*n\.?)?(?:[^a-z]|$)`)},
	{labelCapacity, pattern.New(`^(capienza(\s+(autorizzata|massima|convenzionata))?|posti(\s+(autorizzati|convenzionati|disponibili))?|ricettivita)\b`)},
	{labelMonth, pattern.New(`^(mese\s*/\s*anno|mese\s+di(\s+riferimento)?|mese|periodo(\s+di\s+riferimento)?)\b`)},
	{labelYear, pattern.New(`^anno\b`)},
	{labelCentre, pattern.New(`^(((denominazione|nome)\s+)?(del(la)?\s+)?(centro\s*/\s*struttura|centro(\s+di\s+accoglienza)?|struttura(\s+di\s+accoglienza)?))\b`)},
	{labelEntered, pattern.New(`^((ospiti\s+)?entrati(\s+n\.?)?|(nuovi\s+)?ingressi(\s+n\.?)?)(?:\b|$)`)},
	{labelLeft, pattern.New(`^((ospiti\s+)?usciti(\s+n\.?)?|uscite(\s+n\.?)?|dimessi(\s+n\.?)?)(?:\b|$)`)},
	{labelAverage, pattern.New(`^(media(\s+(giornaliera|mensile|(delle\s+)?presenze))*|presenza\s+media)\b`)},
	{labelOther, pattern.New(`^(indirizzo|tipologia|comune|prefettura|firma|timbro|data|responsabile|lotto|telefono|pec|note|legenda)\b`)},
}

// counts says that the label introduces a number, which needs no colon.
func (l label) counts() bool { return l == labelEntered || l == labelLeft || l == labelAverage }

// hit is a label found in a row.
type hit struct {
	is   label
	at   int // index in the row of the cell in which the label starts
	from int // byte offset in that cell where it does
	cell int // index in the row of the cell in which its value may start
	to   int // and byte offset in that one
}

// valueMark is what may stand between a label and its value.
var valueMark = pattern.New(`^\.?\s*(n\.?|nr\.?)?\s*[:=]\s*`)

// pairs finds the labels of a row and their values.
func pairs(row []Cell) map[label]Value {
	hits := findLabels(row)
	out := map[label]Value{}
	for i, h := range hits {
		end := hit{at: len(row), cell: len(row)}
		if i+1 < len(hits) {
			end = hits[i+1]
		}
		v := valueBetween(row, h, end)
		if h.is == labelTotal {
			v = sumOf(v, row[:min(end.at, len(row))], h.cell)
		}
		if _, taken := out[h.is]; !taken && v.Found() {
			out[h.is] = v
		}
	}
	return out
}

// findLabels looks for labels at the start of each word. In glued words a label
// spans cells, so phrases are searched as one text.
func findLabels(row []Cell) []hit {
	var hits []hit
	for start := 0; start < len(row); {
		end := start + 1
		for end < len(row) && row[end].Glued {
			end++
		}
		hits = append(hits, labelsOfPhrase(row, start, end)...)
		start = end
	}
	return hits
}

func labelsOfPhrase(row []Cell, start, end int) []hit {
	text, at := joinCells(row, start, end)
	low := fold(text)
	if len(low) != len(text) { // folding shortens accents: keep offsets aligned
		text = low
		low, at = foldCells(row, start, end)
	}
	var hits []hit
	for i := 0; i < len(low); i++ {
		if i > 0 && isWordByte(low[i-1]) || !isWordByte(low[i]) {
			continue
		}
		h, n, ok := labelAt(low[i:])
		if !ok {
			continue
		}
		cell, offset := at(i + n)
		from, fromOffset := at(i)
		hits = append(hits, hit{is: h, at: from, from: fromOffset, cell: cell, to: offset})
		i += max(n-1, 0)
	}
	return hits
}

// labelAt tries every label at the start of text. A label must be followed by a
// colon or end the phrase.
func labelAt(text string) (label, int, bool) {
	for _, l := range labels {
		m := l.re.FindStringIndex(text)
		if m == nil {
			continue
		}
		n := m[1]
		for n > 0 && !isWordByte(text[n-1]) && text[n-1] != '.' {
			n--
		}
		if v := valueMark.FindString(text[n:]); v != "" {
			return l.is, n + len(v), true
		}
		rest := strings.TrimSpace(text[n:])
		if rest == "" || l.is == labelTotal || l.is == labelCIG || l.is.counts() && rest[0] >= '0' && rest[0] <= '9' {
			return l.is, n, true
		}
	}
	return "", 0, false
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= 0x80
}

// joinCells joins the cells of a phrase by blanks; at maps an offset back to a
// cell and the offset in it.
func joinCells(row []Cell, start, end int) (string, func(int) (int, int)) {
	return joinWith(row, start, end, func(s string) string { return s })
}

func foldCells(row []Cell, start, end int) (string, func(int) (int, int)) {
	return joinWith(row, start, end, fold)
}

func joinWith(row []Cell, start, end int, as func(string) string) (string, func(int) (int, int)) {
	var b strings.Builder
	starts := make([]int, 0, end-start)
	for i := start; i < end; i++ {
		if i > start {
			b.WriteByte(' ')
		}
		starts = append(starts, b.Len())
		b.WriteString(as(row[i].Text))
	}
	return b.String(), func(offset int) (int, int) {
		c := 0
		for c+1 < len(starts) && starts[c+1] <= offset {
			c++
		}
		return start + c, offset - starts[c]
	}
}

// valueBetween takes the text after a label: the rest of its phrase, or the
// next cell that is not empty, up to the next label.
func valueBetween(row []Cell, h, end hit) Value {
	var parts []Cell
	if h.cell < len(row) {
		rest := clipCell(row[h.cell], h.to, h.cell == end.at, end.from)
		if rest.Text != "" {
			parts = append(parts, rest)
		}
	}
	for i := h.cell + 1; i < len(row) && i <= end.at; i++ {
		if len(parts) > 0 && !row[i].Glued {
			break
		}
		c := clipCell(row[i], 0, i == end.at, end.from)
		if c.Text != "" {
			parts = append(parts, c)
		}
	}
	return joinValue(parts)
}

// clipCell cuts a cell's text to what lies between two offsets.
func clipCell(c Cell, from int, cut bool, to int) Cell {
	text := c.Text
	if cut && to <= len(text) {
		text = text[:to]
	}
	text = text[min(from, len(text)):]
	c.Text = strings.Trim(text, " \t\n:=–-_|;,\u00a0")
	return c
}

func joinValue(parts []Cell) Value {
	if len(parts) == 0 {
		return Value{}
	}
	texts := make([]string, len(parts))
	v := Value{Place: parts[0].Place, Confidence: 1}
	for i, p := range parts {
		texts[i] = p.Text
		v.Place = unite(v.Place, p.Place)
		v.Confidence = min(v.Confidence, p.confidence())
		if p.Doubt != "" {
			v.Doubt = p.Doubt
		}
	}
	v.Written = strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
	v.Text = v.Written
	return v
}

func (c Cell) confidence() float64 {
	if c.Confidence == 0 {
		return 1
	}
	return c.Confidence
}

// unite returns the smallest place that holds both, where they share a page or
// a sheet; otherwise the first.
func unite(a, b document.Place) document.Place {
	switch {
	case a.IsZero():
		return b
	case a.Page != 0 && a.Page == b.Page && a.Box != nil && b.Box != nil:
		box := a.Box.Union(*b.Box)
		a.Box = &box
	case a.Sheet == b.Sheet && a.Cell != "" && b.Cell != "" && a.Cell != b.Cell:
		a.Cell = cellRange(a.Cell, b.Cell)
	}
	return a
}
