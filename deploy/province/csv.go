package province

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// writeCSV writes a register as spreadsheets in Italy export it: semicolons,
// windows-1252, CRLF.
func writeCSV(s Sheet, h habits) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(charmap.Windows1252.NewEncoder().Writer(&out))
	w.Comma, w.UseCRLF = ';', true
	days := s.columns()
	width := len(h.fixed()) + days + 1
	write := func(cells ...string) error {
		return w.Write(append(cells, make([]string, max(0, width-len(cells)))...))
	}
	err := write(shortName(&s.Office), "", "", registerTitle, "", "", "mese/anno", monthTitle(s.Period))
	for _, l := range head(s) {
		if err == nil {
			err = write(l.what+":", "", l.value)
		}
	}
	if err == nil {
		err = write()
	}
	header := h.fixed()
	for d := 1; d <= days; d++ {
		header = append(header, fmt.Sprint(d))
	}
	for _, row := range append([][]string{append(header, "TOT")}, csvRows(s, h)...) {
		if err == nil {
			err = write(row...)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("write a register as CSV: %w", err)
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// csvRows are the guests, the totals by day and the line under the table.
func csvRows(s Sheet, h habits) [][]string {
	var rows [][]string
	for i, r := range s.Rows {
		row := append([]string{fmt.Sprint(i + 1)}, r.cells(h)...)
		for _, m := range r.Marks {
			row = append(row, h.symbol(m))
		}
		rows = append(rows, append(row, fmt.Sprint(r.Total)))
	}
	totals := append([]string{"Totale presenti per giorno"}, make([]string, len(h.fixed())-1)...)
	for _, n := range s.DayTotals {
		totals = append(totals, fmt.Sprint(n))
	}
	totals = append(totals, make([]string, s.ExtraDays)...)
	rows = append(rows, append(totals, fmt.Sprint(s.Total)))
	var under []string
	for _, l := range tail(s) {
		under = append(under, strings.TrimSpace(l.what+" "+l.value))
	}
	return append(rows, nil, under, []string{"Firma del responsabile"})
}
