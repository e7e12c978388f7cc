package web

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/fatturapa"
)

// invoice renders the fields of an invoice and notes the ids of their places.
// The markup is made by html/template from the fields alone: the file itself is
// never read here.
func (v *visit) invoice(fields []document.Field, ids map[string]bool) (template.HTML, error) {
	var b bytes.Buffer
	err := fatturapa.WriteFragment(&b, fields, fatturapa.Style{English: v.lang == "en", Level: 3, ID: func(xpath string) string {
		id := placeID(document.Place{XPath: xpath})
		if id == "" || ids[id] {
			return ""
		}
		ids[id] = true
		return id
	}})
	return template.HTML(b.String()), err // escaped by the template that wrote it
}

// withoutControls leaves out the warnings that repeat controls of the exchange
// system: rule K3 makes findings of them, and each is said once.
func withoutControls(all []document.Warning) []document.Warning {
	var out []document.Warning
	for _, w := range all {
		if !strings.HasPrefix(w.Code, document.ControlCode) {
			out = append(out, w)
		}
	}
	return out
}

// onlyInRendering says that a value is shown in the rendering of its invoice and
// not in the list of values as well, which names the main ones.
func (v *visit) onlyInRendering(f document.Field) bool {
	if f.Method != document.MethodXML || v.texts.has("field."+f.Name) {
		return false
	}
	_, name := document.CutBody(f.Name)
	group, _, _ := strings.Cut(name, ".")
	switch group {
	case "invoice", "seller", "buyer", "representative", "intermediary", "period":
		return true
	}
	return false
}
