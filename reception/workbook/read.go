package workbook

import (
	"errors"
	"slices"
	"strings"
)

// Book is a file that was read: its sheets as they are, and what is wrong with
// how they are written. Over says what they mean.
type Book struct {
	Format   Format
	Problems []Problem // in the order of the sheets; at most 500
	More     bool      // there are more problems than are told
	Notes    []Note
	sheets   []placed
}

// placed is a sheet of the file that is one of the registry's.
type placed struct {
	of     int    // which of tables()
	name   string // as the file calls it
	at     []int  // of each column of the sheet, that of the file; -1: it has none
	titles []string
	rows   []gridRow
}

// Read reads a file: an XLSX workbook or a ZIP of CSV files. It never fails: what
// can't be read is among the problems.
func Read(data []byte) *Book {
	b := &Book{}
	grids, f, err := open(data)
	b.Format = f
	var r refusal
	switch {
	case errors.As(err, &r):
		b.problem(Problem{Words: r.Words})
		return b
	case err != nil:
		b.problem(Problem{Words: Words{"Il file non si può leggere.", "The file can't be read."}})
		return b
	}
	all := tables()
	for _, g := range grids {
		b.place(all, g)
	}
	if len(b.sheets) == 0 && len(b.Problems) == 0 {
		b.problem(Problem{Words: Words{"Nessun foglio di questo file è tra quelli dell'anagrafe (Enti, Centri, Convenzioni…). Scaricare il modello dal portale e compilare quello.",
			"No sheet of this file is among those of the registry (Enti, Centri, Convenzioni…). Download the template from the portal and fill that in."}})
	}
	slices.SortStableFunc(b.sheets, func(x, y placed) int { return x.of - y.of })
	for i := range b.sheets {
		all[b.sheets[i].of].check(b, &b.sheets[i])
	}
	return b
}

// OK says that nothing is wrong with how the file is written.
func (b *Book) OK() bool { return len(b.Problems) == 0 }

func (b *Book) problem(p Problem) {
	if len(b.Problems) == maxProblems {
		b.More = true
		return
	}
	b.Problems = append(b.Problems, p)
}

func (b *Book) note(sheet string, w Words) { b.Notes = append(b.Notes, Note{sheet, w}) }

// place finds which sheet of the registry a sheet of the file is.
func (b *Book) place(all []table, g grid) {
	if slices.ContainsFunc([]string{readmeSheet, listsSheet, problemsSheet}, func(s string) bool { return fold(s) == fold(g.name) }) {
		return
	}
	of := slices.IndexFunc(all, func(t table) bool { return t.head().isCalled(g.name) })
	if of < 0 {
		if len(g.rows) > 0 {
			b.note(g.name, words("Il foglio «%s» non è tra quelli dell'anagrafe: non è stato letto.", "The sheet “%s” is not among those of the registry: it was not read.", shorten(g.name)))
		}
		return
	}
	if i := slices.IndexFunc(b.sheets, func(p placed) bool { return p.of == of }); i >= 0 {
		b.problem(Problem{Place: Place{Sheet: g.name}, Words: words("I fogli «%[1]s» e «%[2]s» sono lo stesso elenco. Tenerne uno solo.",
			"The sheets “%[1]s” and “%[2]s” are the same list. Keep one of them.", b.sheets[i].name, g.name)})
		return
	}
	if len(g.rows) == 0 {
		return
	}
	p := placed{of: of, name: g.name, rows: g.rows}
	if b.titles(&p, all[of]) {
		b.sheets = append(b.sheets, p)
	}
}

// titleRows is among how many rows the titles are looked for: people write things
// above them.
const titleRows = 10

// titles finds the row of the titles and which column each is.
func (b *Book) titles(p *placed, t table) bool {
	best, found := -1, 0
	for i, row := range p.rows[:min(len(p.rows), titleRows)] {
		at := t.columns(row)
		n := 0
		for _, c := range at {
			n += count(c >= 0)
		}
		if n > found {
			best, found = i, n
		}
	}
	h := t.head()
	if found == 0 {
		b.problem(Problem{Place: Place{Sheet: p.name, Row: p.rows[0].number}, Words: words(
			"Non si trovano i titoli delle colonne: la prima riga deve averli (%s…).", "The titles of the columns are not there: the first row must have them (%s…).", h.columns[0].It)})
		return false
	}
	row := p.rows[best]
	p.at, p.rows = t.columns(row), p.rows[best+1:]
	p.titles = make([]string, len(p.at))
	ok := true
	for i, at := range p.at {
		p.titles[i] = h.columns[i].It
		if at >= 0 {
			p.titles[i] = row.cells[at].shown()
		} else if h.columns[i].key {
			ok = false
			b.problem(Problem{Place: Place{Sheet: p.name, Row: row.number, Header: h.columns[i].It}, Words: words(
				"Manca la colonna «%s»: senza, non si sa di che cosa parla una riga. Aggiungerla.", "The column “%s” is missing: without it nobody knows what a row is about. Add it.", h.columns[i].It)})
		}
	}
	b.otherColumns(p, t, row)
	return ok
}

// otherColumns tells of columns that the registry does not have, and refuses
// those that are there twice.
func (b *Book) otherColumns(p *placed, t table, row gridRow) {
	var extra []string
	for _, at := range sortedColumns(row.cells) {
		if slices.Contains(p.at, at) {
			continue
		}
		c := row.cells[at]
		if i := t.column(c.text); i >= 0 && p.at[i] >= 0 {
			b.problem(Problem{Place: Place{p.name, row.number, letters(at), c.shown()}, Value: c.shown(), Words: words(
				"Due colonne sono la stessa: %s e %s («%s»). Tenerne una sola.", "Two columns are the same: %s and %s (“%s”). Keep one of them.",
				letters(p.at[i]), letters(at), p.titles[i])})
			continue
		}
		extra = append(extra, "«"+c.shown()+"»")
	}
	if len(extra) == 0 {
		return
	}
	const most = 8
	more := ""
	if len(extra) > most {
		extra, more = extra[:most], "…"
	}
	b.note(p.name, words("Foglio %[1]s: queste colonne non sono dell'anagrafe e non sono state lette: %[2]s.", "Sheet %[1]s: these columns are not of the registry and were not read: %[2]s.",
		p.name, strings.Join(extra, ", ")+more))
}

func sortedColumns(cells map[int]cell) []int {
	out := make([]int, 0, len(cells))
	for at := range cells {
		out = append(out, at)
	}
	slices.Sort(out)
	return out
}

// columns returns of each column of the sheet which one of a row of titles it is;
// -1: none. A title that is a column's own goes before one that it is also known
// by.
func (b bound[L]) columns(row gridRow) []int {
	at := make([]int, len(b.sheet.columns))
	for i := range at {
		at[i] = -1
	}
	taken := map[int]bool{}
	for _, also := range []bool{false, true} {
		for _, n := range sortedColumns(row.cells) {
			title := fold(row.cells[n].text)
			if taken[n] || title == "" {
				continue
			}
			for i, c := range b.sheet.columns {
				own := title == fold(c.It) || title == fold(c.En)
				if at[i] < 0 && (own || also && c.isCalled(row.cells[n].text)) {
					at[i], taken[n] = n, true
					break
				}
			}
		}
	}
	return at
}

// column is which column goes by a title; -1: none.
func (b bound[L]) column(title string) int {
	return slices.IndexFunc(b.sheet.columns, func(c column[L]) bool { return fold(title) != "" && c.isCalled(title) })
}

// check reads every cell of a sheet of the file and tells what is wrong with it.
func (b bound[L]) check(book *Book, p *placed) {
	formulas := 0
	for _, row := range p.rows {
		var l L
		for i, c := range b.sheet.columns {
			if p.at[i] < 0 {
				continue
			}
			x := row.cells[p.at[i]]
			formulas += count(x.formula)
			if w := c.read(&l, x); w != nil {
				book.problem(Problem{Place: p.where(row.number, i), Value: x.shownAs(c.form), Words: *w})
			}
		}
	}
	if formulas > 0 {
		book.note(p.name, words("Foglio %[1]s: di %[2]d celle con una formula è stato letto il risultato che il foglio di calcolo ha salvato.",
			"Sheet %[1]s: of %[2]d cells with a formula, the result that the spreadsheet saved was read.", p.name, formulas))
	}
}

// read puts a cell into a line, and says what is wrong with it.
func (c column[L]) read(l *L, x cell) *Words {
	if !x.isBlank() {
		return c.of(l).in(x)
	}
	switch {
	case c.needed:
		_ = c.of(l).in(cell{}) // a stored value must not stay in its place
		if c.orZero {
			return wrong("Manca «%[1]s». Scrivere 0 se non è previsto.", "“%[2]s” is missing. Write 0 if there is none.", c.It, c.En)
		}
		return wrong("Manca «%[1]s». Scriverlo.", "“%[2]s” is missing. Write it.", c.It, c.En)
	case c.preset != "":
		return c.of(l).in(cell{kind: text, text: c.preset})
	}
	return c.of(l).in(cell{})
}

// where is the cell of a column of the sheet.
func (p *placed) where(row, column int) Place {
	at := Place{Sheet: p.name, Row: row}
	if column >= 0 && column < len(p.at) {
		at.Header = p.titles[column]
		if p.at[column] >= 0 {
			at.Column = letters(p.at[column])
		}
	}
	return at
}
