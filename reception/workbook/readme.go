package workbook

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// rules is how a file is filled in, in the order in which people ask.
func rules() []Words {
	return []Words{
		{"Ogni foglio è un elenco: una riga per ente, centro, convenzione… La prima riga sono i titoli.",
			"Each sheet is a list: one row for each body, centre, agreement… The first row is the titles."},
		{"Le righe si richiamano con i codici: il codice dell'ente, il codice del centro, il CIG. Nulla va numerato.",
			"Rows refer to each other by codes: the body's code, the centre's code, the CIG. Nothing needs a number."},
		{"L'importazione aggiunge e modifica, non toglie mai: le righe, i fogli e le colonne che mancano dal file restano come sono.",
			"An import adds and changes and never removes: rows, sheets and columns that the file lacks stay as they are."},
		{"Per cambiare una riga si lascia il suo codice e si riscrive il resto. Una cella vuota vuota il dato, se la colonna c'è.",
			"To change a row, keep its code and rewrite the rest. A blank cell empties the field, if the column is there."},
		{"Le colonne con il titolo azzurro sono obbligatorie. Ogni titolo ha un commento che lo spiega.",
			"Columns with a light blue title are needed. Each title has a comment that explains it."},
		{"Date come 31/12/2026, importi con la virgola (25,60), sì o no. I codici sono testo: gli zeri iniziali restano.",
			"Dates as 31/12/2026, amounts with a comma (25,60), sì (yes) or no. Codes are text: leading zeros stay."},
		{"Prima di importare il portale mostra che cosa cambia e che cosa non va, foglio per foglio e riga per riga. Se c'è anche un solo errore non si importa nulla.",
			"Before importing, the portal shows what changes and what is wrong, sheet by sheet and row by row. With even one error nothing is imported."},
		{"Nel file non vanno mai nomi di ospiti.", "No guest's name belongs in this file."},
	}
}

// readmeTable is the explanation of every column, with its titles.
func readmeTable() [][]string {
	out := [][]string{{"Foglio", "Colonna", "Serve", "Che cos'è", "Se è vuota", "Esempio", "Sheet", "Column", "What it is"}}
	for _, t := range tables() {
		h := t.head()
		out = append(out, []string{h.It, "", "", h.help.It, "", "", h.En, "", h.help.En})
		for _, c := range h.columns {
			needed := ""
			if c.needed {
				needed = yes
			}
			out = append(out, []string{h.It, c.It, needed, c.help.It, c.preset, c.example, h.En, c.En, c.help.En})
		}
	}
	return out
}

func readmeTitle(on calendar.Date) Words {
	return words("Anagrafe dell'ufficio, situazione al %s", "Registry of the office as of %s", on.It())
}

// writeReadme fills the first sheet.
func writeReadme(f *excelize.File, st styles, on calendar.Date) error {
	w, err := f.NewStreamWriter(readmeSheet)
	if err != nil {
		return err
	}
	for i, width := range []float64{16, 28, 8, 62, 14, 28, 16, 24, 62} {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	row := 0
	put := func(style int, texts ...string) error {
		row++
		line := make([]any, len(texts))
		for i, s := range texts {
			line[i] = excelize.Cell{StyleID: style, Value: s}
		}
		return w.SetRow("A"+strconv.Itoa(row), line)
	}
	title := readmeTitle(on)
	if err := put(st.title, title.It+" / "+title.En); err != nil {
		return err
	}
	for i, r := range rules() {
		if err := put(0, fmt.Sprintf("%d. %s", i+1, r.It)); err != nil {
			return err
		}
	}
	for i, r := range rules() {
		if err := put(0, fmt.Sprintf("%d. %s", i+1, r.En)); err != nil {
			return err
		}
	}
	row++
	for i, texts := range readmeTable() {
		style := st.wrap
		if i == 0 {
			style = st.head
		}
		if err := put(style, texts...); err != nil {
			return err
		}
	}
	return w.Flush()
}

// readmeText is the same explanation as a text, for a ZIP of CSV files.
func readmeText(on calendar.Date) string {
	var b strings.Builder
	title := readmeTitle(on)
	line := func(s string) { b.WriteString(s + "\r\n") }
	b.WriteString("\ufeff")
	for _, lang := range []string{"it", "en"} {
		line(title.In(lang))
		line("")
		for i, r := range rules() {
			line(fmt.Sprintf("%d. %s", i+1, r.In(lang)))
		}
		line("")
	}
	for _, t := range tables() {
		h := t.head()
		line("")
		line(h.It + " (" + h.En + "): " + h.help.It + " / " + h.help.En)
		for _, c := range h.columns {
			mark := "  - "
			if c.needed {
				mark = "  * "
			}
			line(mark + c.It + " (" + c.En + "): " + c.help.It + " / " + c.help.En)
		}
	}
	return b.String()
}
