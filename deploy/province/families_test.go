package province_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
)

// Some bodies write families into their registers, in the ready sheet and in sheets of
// their own; others have no such column.
func TestSomeRegistersTellFamilies(t *testing.T) {
	t.Parallel()
	p := rimini()
	told, silent, largest := map[string]int{}, 0, 0
	for i, f := range p.Files {
		if f.Kind != document.Register || f.Fault != nil || i%4 != 0 {
			continue
		}
		var tb table
		switch f.Format {
		case province.XLSX:
			tb = openXLSX(t, content(t, f))
		case province.CSV:
			tb = openCSV(t, content(t, f))
		default:
			continue
		}
		sizes := families(tb)
		if sizes == nil {
			silent++
			continue
		}
		for code, n := range sizes {
			if !strings.HasPrefix(code, "N") {
				t.Errorf("%s calls a family %q", f.Name, code)
			}
			largest = max(largest, n)
		}
		told[tb.value("REGISTRO ")]++
	}
	if len(told) < 2 || silent == 0 || largest < 4 {
		t.Errorf("with the column, by title of the sheet %v, %d registers without the column, the largest family has %d", told, silent, largest)
	}
}

// families counts the guests of each family; nil where there is no such column.
func families(tb table) map[string]int {
	at0 := -1
	var sizes map[string]int
	for _, row := range tb {
		if at0 < 0 {
			at0 = slices.IndexFunc(row, func(c string) bool {
				return slices.Contains([]string{"Nucleo", "Nucleo fam.", "N. nucleo", "Famiglia"}, c)
			})
			if at0 >= 0 {
				sizes = map[string]int{}
			}
			continue
		}
		if code := at(row, at0); code != "" && count(at(row, 0)) > 0 {
			sizes[code]++
		}
	}
	return sizes
}
