package extract_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// styled is a run with properties.
func styled(properties, text string) string {
	return `<w:r><w:rPr>` + properties + `</w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`
}

// What a text document does not show is not read, and what it strikes through or
// writes in white is unsure.
func TestTextThatDOCXDoesNotShow(t *testing.T) {
	head := ""
	for _, line := range []string{"RENDICONTO DEI COSTI", "Mese di ottobre 2026", "Ente gestore: Cooperativa Città Aperta", "Voce di costo e spese sostenute"} {
		head += paragraph(line)
	}
	const total, grand = "Totale costi € 1.234,56", "Totale generale € 9.999,00"
	para := func(runs string) string { return "<w:p>" + runs + "</w:p>" }
	styles := `<w:styles xmlns:w="x"><w:style w:styleId="Nascosto"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`
	for name, c := range map[string]struct {
		body, want string
		unsure     bool
	}{
		"shown":                {paragraph(total) + para(styled("<w:b/>", grand)), "9999.00", false},
		"hidden":               {paragraph(total) + para(styled("<w:vanish/>", grand)), "1234.56", false},
		"not hidden":           {paragraph(total) + para(styled(`<w:vanish w:val="0"/>`, grand)), "9999.00", false},
		"hidden by style":      {paragraph(total) + para(styled(`<w:rStyle w:val="Nascosto"/>`, grand)), "1234.56", false},
		"hidden mark":          {paragraph(total) + `<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>` + grand + `</w:t></w:r></w:p>`, "9999.00", false},
		"struck":               {para(styled("<w:strike/>", total)), "1234.56", true},
		"struck beside":        {para(styled("<w:b/>", total+" ") + styled("<w:strike/>", "1.000,00")), "1000.00", true},
		"white":                {paragraph(total) + para(styled(`<w:color w:val="FFFFFF"/>`, grand)), "1234.56", true},
		"white on blue":        {para(styled(`<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>`, total)), "1234.56", false},
		"white in a blue cell": {`<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/></w:tcPr>` + para(styled(`<w:color w:val="FFFFFF"/>`, total)) + `</w:tc></w:tr></w:tbl>`, "1234.56", false},
		"no more hidden":       {para(styled(`<w:b/><w:rPrChange w:id="1"><w:rPr><w:vanish/><w:strike/></w:rPr></w:rPrChange>`, total)), "1234.56", false},
		"hidden since":         {paragraph(total) + para(styled(`<w:vanish/><w:rPrChange w:id="1"><w:rPr><w:vanish w:val="0"/></w:rPr></w:rPrChange>`, grand)), "1234.56", false},
		"style hidden before":  {`<w:p><w:pPr><w:pPrChange w:id="2"><w:pPr><w:pStyle w:val="Nascosto"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>` + total + `</w:t></w:r></w:p>`, "1234.56", false},
		"nearly white":         {paragraph(total) + para(styled(`<w:color w:val="FDFEFE"/>`, grand)), "1234.56", true},
		"on nearly white":      {paragraph(total) + para(styled(`<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="FEFEFE"/>`, grand)), "1234.56", true},
		"tiny":                 {paragraph(total) + para(styled(`<w:sz w:val="2"/>`, grand)), "1234.56", true},
		"small":                {para(styled(`<w:sz w:val="12"/>`, total)), "1234.56", false},
		"grey":                 {para(styled(`<w:color w:val="7F7F7F"/>`, total)), "1234.56", false},
		"white in a cell":      {`<w:tbl><w:tr><w:tc>` + para(styled(`<w:color w:val="FFFFFF"/>`, total)) + `</w:tc></w:tr></w:tbl>`, "1234.56", true},
	} {
		r := readBytes(t, docxOf(t, head+c.body, "word/styles.xml", styles), extract.Options{})
		if f, _ := r.Field(document.Total); f.Value != c.want || f.Unsure != c.unsure {
			t.Errorf("%s: %+v", name, f)
		}
		if left := strings.HasPrefix(name, "hidden") && name != "hidden mark"; has(r, "office.hidden_text") != left {
			t.Errorf("%s: warnings %s", name, codes(r))
		}
	}
}
