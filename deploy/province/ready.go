package province

import (
	"github.com/insiemi/insiemi/reception/blank"
)

// writeReady fills in the office's own ready sheet, as bodies do that take it from the
// portal: its totals count by themselves, so that none of them can be wrong.
func writeReady(s Sheet) ([]byte, error) {
	r := blank.Register{Office: shortName(&s.Office), Body: s.Body.Name, CIG: s.Agreement.CIG, Centre: s.Centre, Places: s.Places, Month: s.Period, Free: 3}
	for _, g := range s.Rows {
		row := blank.Row{Code: g.Code, Name: g.Name, Family: g.Family, Came: g.Entry, Went: g.Exit}
		for _, m := range g.Marks {
			row.Marks = append(row.Marks, string(m))
		}
		r.Rows = append(r.Rows, row)
	}
	return r.Write()
}
