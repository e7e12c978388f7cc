package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
)

// RuleOfMarks is the id of the rule that asks what marks mean.
const RuleOfMarks = "M1"

// unknownMarks is M1: symbols of a register that nobody has explained, blanks within a
// stay, and cells of a scan that were not read. They are questions for a person, never
// a guess.
func unknownMarks() Rule {
	return Rule{
		ID: RuleOfMarks, Version: 4, TitleIt: "Segni da spiegare", TitleEn: "Marks to explain",
		Basis: "Legenda dei segni del registro; TAR Lazio 13777/2023 sulle assenze", Severity: Task,
		Kinds: []document.Kind{document.Register},
		find:  func(d *desk) []Finding { return append(findMarks(d), findUnread(d)...) },
	}
}

// AsksMeaning says that a finding asks what a mark means, which a person of the office
// or of the body can say once for all its registers; what was not read is no mark.
func (f Finding) AsksMeaning() bool {
	return f.Rule == RuleOfMarks && !slices.ContainsFunc(f.Inputs, func(in Input) bool { return in.Value == unreadValue })
}

// findMarks asks one question for each symbol, the most frequent first.
func findMarks(d *desk) []Finding {
	cells := map[string][]document.Field{}
	var symbols []string
	for _, f := range d.this.all(document.UnknownMark) {
		s := symbolOf(f)
		if cells[s] == nil {
			symbols = append(symbols, s)
		}
		cells[s] = append(cells[s], f)
	}
	slices.SortFunc(symbols, func(a, b string) int {
		return cmp.Or(len(cells[b])-len(cells[a]), cmp.Compare(a, b))
	})
	var out []Finding
	for _, s := range symbols {
		out = append(out, d.question(s, cells[s]))
	}
	return out
}

// longText stands for a text that is no symbol. It is never repeated: it may
// hold a guest's name.
const longText = "…"

func symbolOf(f document.Field) string {
	s := strings.TrimSpace(f.Written)
	if utf8.RuneCountInString(s) > 5 || strings.ContainsAny(s, " \t\n") || mayBeName(s) {
		return longText
	}
	return s
}

// mayBeName says that a short text may be a guest's name, where a table was read
// askew: more than three letters, or three that begin with a capital and go on small.
func mayBeName(s string) bool {
	letters, small := 0, 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			return false
		}
		letters++
		if unicode.IsLower(r) {
			small++
		}
	}
	return letters > 3 || letters == 3 && small == 2
}

// maxCells bounds how many cells a question names.
const maxCells = 12

func (d *desk) question(symbol string, cells []document.Field) Finding {
	slices.SortStableFunc(cells, byRowAndDay)
	var it, en []string
	var inputs []Input
	for _, f := range cells {
		w := cellWords(f)
		it, en = append(it, w.it), append(en, w.en)
		inputs = append(inputs, d.this.cite(f, w, same(marked(symbol))))
	}
	n := len(cells)
	f := Finding{
		It: fmt.Sprintf("Che cosa significa «%s»? È in %s %s: %s.", symbol, count(n).it, plural(n, "casella", "caselle"), listIt(atMost(it, maxCells, "altre"))),
		En: fmt.Sprintf("What does “%s” mean? It is in %s %s: %s.", symbol, count(n).en, plural(n, "cell", "cells"), listEn(atMost(en, maxCells, "more"))),

		DoIt:   "Dire se il segno vale presenza o assenza. Finché non è chiarito, queste caselle non sono contate.",
		DoEn:   "Say whether the mark is a presence or an absence. Until then these cells are not counted.",
		Inputs: inputs,
	}
	switch symbol {
	case longText:
		f.It = fmt.Sprintf("%s un testo e non un segno: presenza o assenza? %s.", plural(n, "Una casella ha", count(n).it+" caselle hanno"), capital(listIt(atMost(it, maxCells, "altre"))))
		f.En = fmt.Sprintf("%s a text and not a mark: presence or absence? %s.", plural(n, "One cell has", count(n).en+" cells have"), capital(listEn(atMost(en, maxCells, "more"))))
	case "":
		f.It = fmt.Sprintf("%s durante il soggiorno: presenza o assenza? %s.", plural(n, "Una casella è vuota", count(n).it+" caselle sono vuote"), capital(listIt(atMost(it, maxCells, "altre"))))
		f.En = fmt.Sprintf("%s within the stay: presence or absence? %s.", plural(n, "One cell is blank", count(n).en+" cells are blank"), capital(listEn(atMost(en, maxCells, "more"))))
		f.DoIt = "Riempire le caselle nel registro, oppure dire all'ufficio se valgono presenza o assenza: potrà restituire il documento da correggere."
		f.DoEn = "Fill in the cells of the register, or tell the office whether they are presences or absences: it can return the document to be corrected."
	}
	return f
}

// byRowAndDay orders questions about cells.
func byRowAndDay(a, b document.Field) int {
	ra, da := markAt(a)
	rb, db := markAt(b)
	return cmp.Or(ra-rb, da-db, cmp.Compare(a.Value, b.Value))
}

// markAt returns row and day of "row.N.day.D".
func markAt(f document.Field) (row, day int) {
	if _, err := fmt.Sscanf(f.Value, "row.%d.day.%d", &row, &day); err != nil {
		return 0, 0
	}
	return row, day
}

// cellWords names the cell of a mark by its address, else by row and day.
func cellWords(f document.Field) words {
	if f.Place.Cell != "" {
		return words{f.Place.Cell, f.Place.Cell}
	}
	if row, day := markAt(f); row > 0 {
		return words{fmt.Sprintf("riga %d giorno %d", row, day), fmt.Sprintf("row %d day %d", row, day)}
	}
	w := where(f.Place)
	if w.it == "" {
		return words{strings.TrimSpace(f.Value), strings.TrimSpace(f.Value)}
	}
	return w
}

func marked(symbol string) string {
	if symbol == "" {
		return "—"
	}
	return symbol
}
