package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/codes"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// held are the papers that are somebody's: whose they are is what they are for.
// Leases, fire safety, habitability and hygiene may be in the name of the owner of
// the house, contracts and the papers of suppliers name others by their nature.
var held = []document.Kind{document.DURC, document.AntiMafia, document.DedicatedAccount, document.Insurance, document.PerformanceBond}

// several are those that name others beside their holder in ways that the reading
// may not tell apart: the insurer, the bank, the leader of a group in whose name a
// policy or a guarantee stands for all its members (D.Lgs. 36/2023 art. 68 and 117).
var several = []document.Kind{document.Insurance, document.PerformanceBond}

// institutes issue or keep such papers, and print their own tax codes on them: INPS,
// INAIL.
var institutes = []string{"80078750587", "01165400589"}

// holderOfPaper is K6: a certificate, a guarantee or a declaration is of the body that
// sends it. A DURC is of one tax code alone (DM 30 January 2015, art. 2 and 7), and
// once accepted its expiry counts for the body (R19): one of another code blocks,
// where paper and registry both have a sound one, the names differ too, and the body is
// not itself made of several. All else a person concludes: the registry does not know
// who is in a group of companies or a consortium, which sends the papers of its members
// too.
func holderOfPaper() Rule {
	return Rule{
		ID: "K6", Version: 1, TitleIt: "Il documento è dell'ente", TitleEn: "The paper is the body's",
		Basis: "DM 30 gennaio 2015, artt. 2 e 7; D.Lgs. 159/2011 art. 84; L. 136/2010 art. 3; D.Lgs. 36/2023 artt. 68 e 117", Severity: Block,
		Kinds: held,
		applies: func(d *desk) (string, string, bool) {
			if h := holderOn(d.kind, d.this, d.Office, d.Body); h.code.Value == "" && h.name.Value == "" {
				return "Nel documento non si leggono né codice fiscale né nome di un titolare da confrontare.", "Neither a tax code nor a name of a holder to compare was read in the document.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			h := holderOn(d.kind, d.this, d.Office, d.Body)
			if h.is == ours {
				return nil
			}
			return []Finding{d.heldByOther(h)}
		},
	}
}

// HeldByOther says that a paper is surely somebody else's: that nothing in it may be
// recorded as the body's.
func HeldByOther(k document.Kind, r document.Reading, o reception.Office, b reception.Body) bool {
	if !slices.Contains(held, k) {
		return false
	}
	return holderOn(k, newPaper(Submission{Kind: k, Reading: r}), o, b).is == otherCode
}

// whose says what a paper's holder is to the body.
type whose int

const (
	ours      whose = iota // the body, or nothing says otherwise
	otherCode              // another: both codes are sound, and so is the name another
	maybe                  // another code, but one of the two, or whose it is, is not certain; or no name was read
	namesake               // another code beside the body's own name
	otherName              // no code to compare, and another name
)

// holder is who a paper says that it is of.
type holder struct {
	code, name document.Field // without a value: not read, or not comparable
	own        string         // the body's code that was compared
	is         whose
}

// holderOn compares the holder named on a paper with the body. A code that is the
// body's tax code or its VAT number settles it, wherever it was seen; codes that the
// office or the institutes print are nobody's.
func holderOn(k document.Kind, p *paper, o reception.Office, b reception.Body) holder {
	h := holder{own: b.TaxCode}
	if h.own == "" {
		h.own = b.VATID
	}
	code, _ := p.first(document.BodyTaxCode)
	if v := taxCode(code.Value); h.own != "" && v != "" && v != taxCode(o.TaxCode) && !slices.Contains(institutes, v) {
		h.code = code
	}
	if name, ok := p.first(document.BodyName); ok && len(nameWords(name.Value)) > 0 && len(nameWords(b.Name)) > 0 {
		h.name = name
	}
	if isOwn(h.code, b) {
		return h
	}
	alike := h.name.Value != "" && sameName(h.name.Value, b.Name)
	switch {
	case h.code.Value == "":
		if h.name.Value != "" && !alike {
			h.is = otherName
		}
	case alike:
		h.is = namesake
	case h.name.Value != "" && h.certain(b) && !slices.Contains(several, k):
		h.is = otherCode
	default:
		h.is = maybe
	}
	return h
}

// certain says that both codes can be relied on: they bear out their check digit,
// the paper's was not recognised from an image, and is the only one; the registry
// has the tax code, which may be another than the VAT number.
func (h holder) certain(b reception.Body) bool {
	f := h.code
	return !f.Unsure && len(f.Others) == 0 && f.Method != document.MethodOCR &&
		codes.ValidCompany(taxCode(f.Value)) && codes.ValidTaxCode(taxCode(b.TaxCode))
}

// isOwn says that a field holds a code of the body, or that another reader saw one
// there.
func isOwn(f document.Field, b reception.Body) bool {
	for _, v := range append([]string{f.Value}, f.Others...) {
		if v = taxCode(v); v != "" && (v == taxCode(b.TaxCode) || v == taxCode(b.VATID)) {
			return true
		}
	}
	return false
}

// taxCode writes a tax code or VAT number as it is compared: without the country of
// an Italian one.
func taxCode(s string) string {
	s = bare(s)
	if len(s) == 13 {
		s = strings.TrimPrefix(s, "IT")
	}
	return s
}

// heldByOther tells of whom the paper is, and of whom it should be.
func (d *desk) heldByOther(h holder) Finding {
	w := paperWords(d.kind)
	f := Finding{
		DoIt:    fmt.Sprintf("Inviare il documento dell'ente: %s. Se è di una consorziata o di un'impresa del raggruppamento che svolge il servizio, scriverlo all'ufficio.", w.it),
		DoEn:    fmt.Sprintf("Send the body's own document: %s. If it is of a member of the consortium or of the group that provides the service, write so to the office.", w.en),
		Figures: compared(same(h.code.Value), same(h.own), words{}),
	}
	if h.code.Value == "" {
		f.Figures = compared(same(h.name.Value), same(d.Body.Name), words{})
	}
	named, own := h.named(), words{fmt.Sprintf("%s (codice fiscale %s)", d.Body.Name, h.own), fmt.Sprintf("%s (tax code %s)", d.Body.Name, h.own)}
	if h.own == "" {
		own = words{d.Body.Name, d.Body.Name}
	}
	switch h.is {
	case otherCode:
		f.It = fmt.Sprintf("%s: il documento è di %s, ma doveva essere di %s.", w.it, named.it, own.it)
		f.En = fmt.Sprintf("%s: the document is of %s, but should be of %s.", w.en, named.en, own.en)
		if d.kind != document.DURC || madeOfSeveral(d.Body) {
			f.Severity = Task
		}
	case namesake:
		f.Severity = Warn
		f.It = fmt.Sprintf("%s: il nome è quello dell'ente, ma il codice letto è %s e in anagrafe c'è %s.", w.it, h.code.Value, h.own)
		f.En = fmt.Sprintf("%s: the name is the body's, but the code that was read is %s and the registry has %s.", w.en, h.code.Value, h.own)
		f.DoIt = "Controllare il codice nel documento. Se è giusto, chiedere all'ufficio di correggere l'anagrafe."
		f.DoEn = "Check the code in the document. If it is right, ask the office to correct the registry."
	default:
		f.Severity = Warn
		f.It = fmt.Sprintf("%s: il documento sembra di %s, ma doveva essere di %s.", w.it, named.it, own.it)
		f.En = fmt.Sprintf("%s: the document seems to be of %s, but should be of %s.", w.en, named.en, own.en)
		f.DoIt = "Guardare di chi è il documento. " + f.DoIt
		f.DoEn = "Look whose document it is. " + f.DoEn
	}
	f.Inputs = d.holderInputs(h)
	return f
}

var groupForms = regexp.MustCompile(`(?i)consorzi|raggruppament|associazione temporanea|rete di imprese|\b(?:ati|rti|rtp)\b|\ba\.t\.i\.|\br\.t\.i\.`)

// madeOfSeveral says that the body is a consortium or a group of companies: the
// certificates of its members are sent by it rightly.
func madeOfSeveral(b reception.Body) bool { return groupForms.MatchString(b.LegalForm + " " + b.Name) }

// named tells the holder as the paper does.
func (h holder) named() words {
	switch {
	case h.code.Value == "":
		return words{"«" + h.name.Value + "»", "“" + h.name.Value + "”"}
	case h.name.Value == "":
		return words{"un soggetto con codice fiscale " + h.code.Value, "somebody with the tax code " + h.code.Value}
	}
	return words{fmt.Sprintf("«%s» (codice fiscale %s)", h.name.Value, h.code.Value), fmt.Sprintf("“%s” (tax code %s)", h.name.Value, h.code.Value)}
}

func (d *desk) holderInputs(h holder) []Input {
	var in []Input
	if h.code.Value != "" {
		in = append(in, d.this.cite(h.code, words{"codice fiscale del titolare", "holder's tax code"}, words{}),
			registry(words{"codice dell'ente in anagrafe", "the body's code in the registry"}, same(h.own), calendar.Date{}))
	}
	if h.name.Value != "" {
		name := d.this.cite(h.name, words{"titolare del documento", "holder of the document"}, words{})
		name.Unsure = name.Unsure && h.is == otherName // the code says it without the name
		in = append(in, name)
	}
	return append(in, registry(words{"nome dell'ente in anagrafe", "the body's name in the registry"}, same(d.Body.Name), calendar.Date{}))
}
