package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// finder gathers the fields of a text.
type finder struct {
	flat   flat
	fields []document.Field
	seen   map[string]bool
	from   int  // dates and rates before are of another act
	guests bool // the paper is about guests: an old date may be of their birth
}

// add adds a field for a stretch of the text, each name and value once.
func (f *finder) add(name, value string, s span) {
	key := name + "\x00" + value
	if value == "" || f.seen[key] {
		return
	}
	f.seen[key] = true
	place, written, confidence, method := f.flat.place(s)
	if hasDigit(value) {
		written = strings.Trim(written, ".,;:()")
	}
	field := document.Field{Name: name, Written: written, Value: value, Place: place, Method: method, Confidence: confidence}
	if method == document.MethodOCR && confidence < sureOCR {
		field.Unsure, field.Why = true, "the characters are hard to recognise"
	}
	f.fields = append(f.fields, field)
	if why := f.flat.doubt(s); why != "" {
		f.doubt(len(f.fields)-1, why)
	}
}

// sureOCR is the confidence from which on a recognised word is relied on.
const sureOCR = 0.90

func (f *finder) has(name string) bool {
	for _, x := range f.fields {
		if x.Name == name {
			return true
		}
	}
	return false
}

// value is the value of the first field of a name that is sure; "" without one.
func (f *finder) value(name string) string {
	for _, x := range f.fields {
		if x.Name == name && !x.Unsure {
			return x.Value
		}
	}
	return ""
}

// first adds the first match of an expression's group 1, normalised; unsure
// where it has other values too.
func (f *finder) first(name string, re *pattern.Pattern, normal func(string) string) {
	if f.has(name) {
		return
	}
	var others []string
	n := len(f.fields)
	all := re.FindAllStringSubmatchIndex(f.flat.text, 50)
	slices.SortStableFunc(all, func(a, b []int) int { // what is seen comes first
		return cmp.Compare(rank01(f.flat.unseen(span{a[2], a[3]})), rank01(f.flat.unseen(span{b[2], b[3]})))
	})
	for _, m := range all {
		s := span{m[2], m[3]}
		v := normal(f.flat.text[s.from:s.to])
		switch {
		case v == "":
		case len(f.fields) == n:
			f.add(name, v, s)
		case v != f.fields[n].Value && len(others) < maxOthers && !slices.Contains(others, v):
			others = append(others, v)
		}
	}
	if len(others) > 0 {
		f.fields[n].Others = others
		f.doubt(n, whySeveral)
	}
}

// whySeveral is said of a value of which the paper has several.
const whySeveral = "the paper names several"

// every adds all matches.
func (f *finder) every(name string, re *pattern.Pattern, normal func(string) string) {
	for _, m := range re.FindAllStringSubmatchIndex(f.flat.text, 50) {
		s := span{m[2], m[3]}
		f.add(name, normal(f.flat.text[s.from:s.to]), s)
	}
}

// Normal forms.

func normalDate(s string) string {
	d, ok := parseDate(s)
	if !ok {
		return ""
	}
	return d.String()
}

func normalCode(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "\n", "", "-", "").Replace(s))
}

func normalCentre(s string) string {
	s = strings.ToUpper(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == '\n' }), "-"))
	return s
}

func normalNumber(s string) string { return strings.TrimLeft(strings.ReplaceAll(s, ".", ""), "0") }

var (
	findCentre   = pattern.New(`\b([a-z]{2}\s?-\s?\d{2,4})\b`)
	centreLabel  = pattern.New(`cod(?:ice|\.)?\s*(?:del(?:la)?\s*)?(?:centro|struttura|cas)\s*[:.]?\s*([a-z]{2}\s?-?\s?\d{2,4})\b`)
	centreNamed  = pattern.New(`(?:\b(?:denominazione|nome)\s+(?:del\s+centro|della\s+struttura)|\bcentro\s*/\s*struttura|\b(?:centro|struttura)(?:\s+di\s+accoglienza)?(?:\s+denominat[oa])?|\bc\.?a\.?s\.?)\s*:\s*([^\n\f\t]{3,100})`)
	codeFirst    = pattern.New(`^[a-z]{2}\s?-\s?\d{2,4}\b[\s,;:.\-]*`)
	codeLast     = pattern.New(`[\s,;(\-]*\b[a-z]{2}\s?-\s?\d{2,4}\b.*$`)
	bodyLabel    = pattern.New(`(?:ente\s+gestore|soggetto\s+gestore|gestore|denominazione|ragione\s+sociale|contraente|assicurato|impresa)\s*:\s*([^\n\f\t]{3,120})`)
	bodyRow      = pattern.New(`(?:denominazione\s*/\s*ragione\s+sociale|\ncontraente(?:\s+e\s+assicurato)?|\nente\s+gestore)\s+([^\n\f\t]{3,120})`)
	bodySo       = pattern.New(`(?:\n|\be\s+(?:la\s+|il\s+|l'\s?)?)([^\n\f(,;]{3,100}?)\s*,?\s*\((?:di|nel|d'ora)\s+(?:seguito|in\s+avanti)[^)\n]{0,20}(?:gestore|affidatari|appaltator|contraente)`)
	bodyParty    = pattern.New(`\be\s+(?:la\s+|il\s+|l'\s?|lo\s+)?((?:societa|cooperativa|coop\.?|associazione|fondazione|consorzio|hotel|impresa|ente)[^\n\f,;(]{2,100}?(?:\n[^\n\f,;(]{1,60}?)??)\s*(?:,|;|\(|con\s+sede|c\.f\.|p\.\s?iva|di\s+seguito|nel\s+seguito)`)
	findCapacity = pattern.New(`(?:capienza(?:\s+(?:massima|autorizzata))?|ricettivita|numero\s+(?:massimo\s+)?(?:di\s+)?posti|posti)\s*(?:di\s+|:|n\.?)?\s*(\d{1,4})\b`)
)

// common finds what any paper of this field may name.
func (f *finder) common(k document.Kind) {
	f.codes(k)
	f.body()
}

// centre finds the one centre that a paper is about.
func (f *finder) centre() {
	f.first(document.CentreCode, centreLabel, normalCentre)
	f.first(document.CentreCode, findCentre, provinceCentre)
	f.centreName()
}

// provinces are the letters of the Italian provinces, with which an office's codes
// begin; without a label no other code is taken for a centre's.
const provinces = " AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CL CN CO CR CS CT CZ EN FC FE FG FI FM FR GE GO GR" +
	" IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OR PA PC PD PE PG PI PN PO PR PT PU PV PZ RA RC RE RG RI RM RN RO" +
	" SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA VB VC VE VI VR VT VV "

func provinceCentre(s string) string {
	code := normalCentre(s)
	if !strings.Contains(provinces, " "+code[:2]+" ") {
		return ""
	}
	return code
}

// centreName finds the name after a label, without the code beside it.
func (f *finder) centreName() {
	m := centreNamed.FindStringSubmatchIndex(f.flat.text)
	if m == nil || f.has(document.CentreName) {
		return
	}
	s := span{m[2], endOfName(f.flat.text, m[2], m[3])}
	if code := codeFirst.FindStringIndex(f.flat.text[s.from:s.to]); code != nil {
		s.from += code[1]
	}
	if code := codeLast.FindStringIndex(f.flat.text[s.from:s.to]); code != nil {
		s.to = s.from + code[0]
	}
	if _, written, _, _ := f.flat.place(s); s.to-s.from > 2 {
		f.add(document.CentreName, strings.Trim(written, " ,;-–«»\"“”"), s)
	}
}

// body finds the managing body's name and code: after a label, or as the
// second party of a contract.
func (f *finder) body() {
	for _, re := range []*pattern.Pattern{bodyLabel, bodySo, bodyRow, bodyParty} {
		m := re.FindStringSubmatchIndex(f.flat.text)
		if m == nil || f.has(document.BodyName) {
			continue
		}
		from := f.secondParty(m[2], m[3])
		s := span{from, endOfName(f.flat.text, from, m[3])}
		_, written, _, _ := f.flat.place(s)
		f.add(document.BodyName, strings.Trim(written, " ,;-"), s)
	}
	f.bodyCode()
}

var secondParties = pattern.New(`\be\s+(?:la|il|lo|l')\s?`)

// secondParty is where a name begins in a stretch that may begin with the first
// party: "tra la Prefettura di Prova e la Cooperativa". Without another party it
// is where the stretch ends.
func (f *finder) secondParty(from, to int) int {
	office := strings.Index(f.flat.text[from:to], "prefettura")
	if office < 0 {
		return from
	}
	from += office
	if all := secondParties.FindAllStringIndex(f.flat.text[from:to], -1); len(all) > 0 {
		from += all[len(all)-1][1]
		return from + len(f.flat.text[from:to]) - len(strings.TrimLeft(f.flat.text[from:to], " "))
	}
	if i := strings.LastIndex(f.flat.text[from:to], " e "); i >= 0 {
		return from + i + len(" e ")
	}
	return to
}

// sameParty is how far two codes of one party stand from each other at most: its
// tax code and its VAT number.
const sameParty = 70

// bodyCode finds the first code that is not another party's; unsure where a
// second one is no more the office's or an insurer's than it.
func (f *finder) bodyCode() {
	var all []span
	for _, m := range bodyTaxCode.FindAllStringSubmatchIndex(f.flat.text, 10) {
		if !isOther(f.flat.text[max(0, m[0]-260):m[0]]) {
			all = append(all, span{m[2], m[3]})
		}
	}
	if len(all) == 0 || f.has(document.BodyTaxCode) {
		return
	}
	n := len(f.fields)
	value := f.flat.text[all[0].from:all[0].to]
	if f.add(document.BodyTaxCode, value, all[0]); len(f.fields) == n {
		return
	}
	for _, s := range all[1:] {
		if v := f.flat.text[s.from:s.to]; v != value && s.from-all[0].to > sameParty {
			f.fields[n].Others = append(f.fields[n].Others, v)
			f.doubt(n, whySeveral)
			return
		}
	}
}

var (
	bodyWords  = pattern.New(`gestore|cooperativa|\bcoop\b|societa|associazione|fondazione|contraente|denominazione|consorzio|hotel|albergo|impresa|s\.r\.l|s\.n\.c|onlus`)
	otherWords = pattern.New(`prefettura|\bcompagnia|\bassicurazioni\b|assicurator|\bbanca\b|\bgarante\b|fideiussor[ei]\b|\bbeneficiari|\bbroker\b|\bsubappaltator|\bfornitor`)
)

// isOther says that the words before a code name the Prefettura, an insurer or
// another third party last.
func isOther(before string) bool {
	others := otherWords.FindAllStringIndex(before, -1)
	if len(others) == 0 {
		return false
	}
	all := bodyWords.FindAllStringIndex(before, -1)
	return len(all) == 0 || all[len(all)-1][0] < others[len(others)-1][0]
}

// nameEnds are the labels that may follow a name on its line.
var nameEnds = pattern.New(`\s+(?:c\.?i\.?g\.?\b|cod(?:ice|\.)|p\.?\s?iva|partita|c\.?\s?f\.?\b|centro\b|sede\b|indirizzo|con\s+sede|mese\b|capienza)`)

func endOfName(text string, from, to int) int {
	if m := nameEnds.FindStringIndex(text[from:to]); m != nil {
		to = from + m[0]
	}
	for to > from && strings.ContainsRune(" ,;\n", rune(text[to-1])) {
		to--
	}
	return to
}
