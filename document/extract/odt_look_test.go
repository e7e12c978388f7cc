package extract_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// What an OpenDocument text does not show is not read, which is said; what it
// strikes through, writes in white or shows on a condition is unsure.
func TestTextThatODTDoesNotShow(t *testing.T) {
	head := ""
	for _, line := range []string{"RENDICONTO DEI COSTI", "Mese di ottobre 2026", "Ente gestore: Cooperativa Città Aperta", "Voce di costo e spese sostenute"} {
		head += odtParagraph(line)
	}
	const total, grand = "Totale costi € 1.234,56", "Totale generale € 9.999,00"
	style := func(family, name, more, properties string) string {
		return `<style:style style:family="` + family + `" style:name="` + name + `" ` + more + `>` + properties + `</style:style>`
	}
	text := func(properties string) string { return `<style:text-properties ` + properties + `/>` }
	common := `<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:fo="f"><office:styles>` + style("text", "Nascosto", "", text(`text:display="none"`)) + `</office:styles></office:document-styles>`
	styles := `<office:automatic-styles xmlns:fo="f">` + style("text", "T1", "", text(`text:display="none"`)) + style("text", "T2", `style:parent-style-name="Nascosto"`, text(`fo:font-weight="bold"`)) +
		style("text", "T3", "", text(`text:display="true"`)) + style("text", "T4", "", text(`style:text-line-through-style="solid"`)) + style("text", "T5", "", text(`fo:color="#ffffff"`)) + style("text", "T7", "", text(`fo:color="#fefdfe"`)) + style("text", "T8", "", text(`fo:font-size="1pt"`)) + style("text", "T9", "", text(`fo:font-size="6.5pt"`)) +
		style("text", "T6", "", text(`fo:color="#ffffff" fo:background-color="#1f4e79"`)) + style("paragraph", "P1", "", text(`text:display="none"`)) + style("paragraph", "P2", `style:parent-style-name="P1"`, "") +
		style("table-cell", "C1", "", `<style:table-cell-properties fo:background-color="#1f4e79"/>`) + `</office:automatic-styles>`
	span := func(name, s string) string {
		return `<text:p>` + `<text:span text:style-name="` + name + `">` + s + `</text:span></text:p>`
	}
	first := odtParagraph(total)
	for name, c := range map[string]struct {
		body, want     string
		unsure, hidden bool
	}{
		"shown":                     {first + odtParagraph(grand), "9999.00", false, false},
		"hidden run":                {first + span("T1", grand), "1234.56", false, true},
		"hidden by a parent":        {first + span("T2", grand), "1234.56", false, true},
		"tiny":                      {first + span("T8", grand), "1234.56", true, false},
		"small":                     {first + span("T9", grand), "9999.00", false, false},
		"nearly white":              {first + span("T7", grand), "1234.56", true, false},
		"hidden paragraph":          {first + `<text:p text:style-name="P2">` + grand + `</text:p>`, "1234.56", false, true},
		"shown in hidden":           {first + `<text:p text:style-name="P1"><text:span text:style-name="T3">` + grand + `</text:span></text:p>`, "9999.00", false, false},
		"hidden section":            {first + `<text:section text:display="none">` + odtParagraph(grand) + `</text:section>`, "1234.56", false, true},
		"section on a condition":    {first + `<text:section text:display="condition" text:condition="ooow:1==1" text:is-hidden="true">` + odtParagraph(grand) + `</text:section>`, "1234.56", false, true},
		"section maybe":             {first + `<text:section text:display="condition" text:condition="ooow:1==0">` + odtParagraph(grand) + `</text:section>`, "9999.00", true, false},
		"hidden text":               {first + `<text:p><text:hidden-text text:condition="ooow:1" text:is-hidden="true">` + grand + `</text:hidden-text></text:p>`, "1234.56", false, true},
		"hidden text maybe":         {first + `<text:p><text:hidden-text text:condition="ooow:0">` + grand + `</text:hidden-text></text:p>`, "9999.00", true, false},
		"paragraph hidden by field": {first + `<text:p>` + grand + `<text:hidden-paragraph text:condition="ooow:1" text:is-hidden="true"/></text:p>`, "1234.56", false, true},
		"hidden frame":              {first + `<text:p><draw:frame draw:display="none"><draw:text-box>` + odtParagraph(grand) + `</draw:text-box></draw:frame></text:p>`, "1234.56", false, true},
		"deleted":                   {first + `<text:tracked-changes><text:changed-region><text:deletion>` + odtParagraph(grand) + `</text:deletion></text:changed-region></text:tracked-changes>`, "1234.56", false, false},
		"blank hidden":              {first + span("T1", " "), "1234.56", false, false},
		"struck":                    {span("T4", total), "1234.56", true, false},
		"white":                     {first + span("T5", grand), "1234.56", true, false},
		"white on blue":             {span("T6", total), "1234.56", false, false},
		"white in a blue cell":      {`<table:table><table:table-row><table:table-cell table:style-name="C1">` + span("T5", total) + `</table:table-cell></table:table-row></table:table>`, "1234.56", false, false},
	} {
		r := readBytes(t, odtOf(t, styles, head+c.body, "styles.xml", common), extract.Options{})
		f, _ := r.Field(document.Total)
		if f.Value != c.want || f.Unsure != c.unsure || has(r, "office.hidden_text") != c.hidden || c.hidden && strings.Contains(r.Text, "9.999") {
			t.Errorf("%s: %+v, %s", name, f, codes(r))
		}
	}
}
