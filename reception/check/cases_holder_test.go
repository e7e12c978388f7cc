package check

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// certificate is a paper of a holder as the readers of text leave it.
func certificate(k document.Kind, name, code string, edits ...func(*Submission)) Submission {
	r := document.Reading{Kind: k, KindScore: 0.95, Method: document.MethodText}
	add := func(field, value string, at document.Box) {
		if value != "" {
			r.Fields = append(r.Fields, document.Field{Name: field, Written: value, Value: value, Method: document.MethodText, Confidence: 0.99,
				Place: document.Place{Page: 1, Box: &at}})
		}
	}
	add(document.BodyName, name, document.Box{X: 210, Y: 200, Width: 270, Height: 12})
	add(document.BodyTaxCode, code, document.Box{X: 210, Y: 220, Width: 80, Height: 12})
	add(document.ValidUntil, "2026-02-28", document.Box{X: 210, Y: 160, Width: 60, Height: 12})
	return with(Submission{Document: 31, Revision: 31, Kind: k, Reading: r, SubmittedAt: day("2025-11-04").At(10, 30),
		Obligation: &Slot{DueOn: day("2025-11-10")}}, edits...)
}

// Two companies that are not the body, with sound codes.
const (
	otherCo     = "Porto di Levante Società Cooperativa"
	otherCoCode = "09876543217"
)

func fromScan(s *Submission) {
	for i := range s.Reading.Fields {
		s.Reading.Fields[i].Method, s.Reading.Fields[i].Confidence = document.MethodOCR, 0.95
	}
}

func seenToo(code string) func(*Submission) {
	return onField(document.BodyTaxCode, func(f *document.Field) { f.Unsure, f.Others = true, []string{code} })
}

func noTaxCode(b *reception.Body) { b.TaxCode = "" }

func holderCases() []given {
	durc := func(name, code string, edits ...func(*Submission)) edit {
		return this(certificate(document.DURC, name, code, edits...))
	}
	code := "block: " + otherCoCode + " | 01234567897 | "
	warn := "warn: " + otherCoCode + " | 01234567897 | "
	return []given{
		{name: "the body's own DURC", rule: "K6", facts: facts(durc("ACCOGLIENZA DI PROVA S.R.L.", "01234567897"))},
		{name: "the body's own DURC, with the VAT number", rule: "K6", facts: facts(durc("", "IT01234567897"), body(func(b *reception.Body) { b.TaxCode = "91044110400" }))},
		{name: "the DURC of another company", rule: "K6", facts: facts(durc(otherCo, otherCoCode)), want: []string{code}},
		{name: "the DURC of another company, which is not named", rule: "K6", facts: facts(durc("", otherCoCode)), want: []string{"warn" + code[len("block"):]}},
		{name: "the DURC of another company, recognised from a scan", rule: "K6", facts: facts(durc(otherCo, otherCoCode, fromScan)), want: []string{warn}},
		{name: "the DURC of a member of a consortium", rule: "K6", facts: facts(durc(otherCo, otherCoCode), body(func(b *reception.Body) { b.LegalForm = "Consorzio di cooperative sociali" })), want: []string{"task: " + otherCoCode + " | 01234567897 | "}},
		{name: "a code that fails its check", rule: "K6", facts: facts(durc(otherCo, "09876543210", unsure(document.BodyTaxCode))), want: []string{"warn: 09876543210 | 01234567897 | "}},
		{name: "several codes, of which one is the body's", rule: "K6", facts: facts(durc(otherCo, otherCoCode, seenToo("01234567897")))},
		{name: "several codes, none of them the body's", rule: "K6", facts: facts(durc(otherCo, otherCoCode, seenToo("91044110400"))), want: []string{warn}},
		{name: "the body's name beside another code", rule: "K6", facts: facts(durc("Accoglienza di Prova S.r.l.", otherCoCode)), want: []string{warn}},
		{name: "the registry has a VAT number only", rule: "K6", facts: facts(durc(otherCo, otherCoCode), body(noTaxCode)), want: []string{"warn: " + otherCoCode + " | IT01234567897 | "}},
		{name: "another name, without a code", rule: "K6", facts: facts(durc(otherCo, "")), want: []string{"warn: " + otherCo + " | Accoglienza di Prova | "}},
		{name: "the body's name, shortened", rule: "K6", facts: facts(durc("Coop. Accoglienza Prova", ""))},
		{name: "the office's code on a paper that it acquired", rule: "K6", facts: facts(durc("", "91044110400")), not: true},
		{name: "the code of INAIL, which issues it", rule: "K6", facts: facts(durc("", "01165400589")), not: true},
		{name: "anti-mafia documents of another company", rule: "K6", facts: facts(this(certificate(document.AntiMafia, otherCo, otherCoCode))), want: []string{"task: " + otherCoCode + " | 01234567897 | "}},
		{name: "a policy that names its insurer, or the leader of a group", rule: "K6", facts: facts(this(certificate(document.Insurance, otherCo, otherCoCode))), want: []string{warn}},
		{name: "a policy of the body", rule: "K6", facts: facts(this(certificate(document.Insurance, "Accoglienza di Prova", "01234567897")))},
		{name: "a certificate on which no holder was read", rule: "K6", facts: facts(durc("", "")), not: true},
		{name: "a lease names the owner of the house", rule: "K6", facts: facts(this(certificate(document.Premises, otherCo, otherCoCode))), not: true},
	}
}

// signedBy adds signatures to a reading, with the warning that the reader gives of
// those that do not fit.
func signedBy(all ...document.Signature) func(*Submission) {
	return func(s *Submission) {
		s.Reading.Signatures = all
		for _, x := range all {
			if x.Intact == "no" {
				s.Reading.Warnings = []document.Warning{{Code: "p7m.not_intact", It: "La firma non corrisponde al contenuto.", En: "The signature does not match the content."}}
			}
		}
	}
}

func signatureCases() []given {
	signature := func(form, intact, counterOf string) document.Signature {
		return document.Signature{Form: form, Signer: "Anna Rossi", Intact: intact, Coverage: "whole", CounterOf: counterOf}
	}
	cades, broken := signature("CAdES", "yes", ""), signature("CAdES", "no", "")
	on := func(rule string, want []string, all ...document.Signature) given {
		return given{rule: rule, facts: facts(this(with(thousand(), signedBy(all...)))), want: want}
	}
	named := func(name string, g given) given { g.name = name; return g }
	digest := func(s *Submission) {
		s.Reading.Warnings = []document.Warning{{Code: "p7m.digest_differs", It: "Impronta.", En: "Digest."}}
	}
	return []given{
		named("an intact signature", on("K7", nil, cades)),
		named("a signature that does not match the content", on("K7", []string{"block:  |  | "}, broken)),
		named("none of two signatures matches", on("K7", []string{"block:  |  | "}, broken, signature("PAdES", "no", ""))),
		named("one of two signatures matches", on("K7", []string{"task:  |  | "}, broken, cades)),
		named("one of three signatures matches", on("K7", []string{"task:  |  | "}, broken, broken, cades)),
		named("a signature beside a time stamp that holds", on("K7", []string{"block:  |  | "}, broken, signature("RFC 3161", "yes", ""))),
		named("a signature that could not be verified", on("K7", nil, signature("XAdES", "unknown", ""))),
		named("a countersignature that does not match", on("K7", nil, cades, signature("CAdES", "no", "Anna Rossi"))),
		named("the seal of a message that was altered on its way", on("K7", nil, signature("S/MIME", "no", ""))),
		{name: "an envelope whose digest is not that of its content", rule: "K7", facts: facts(this(with(thousand(), digest))), want: []string{"block:  |  | "}},
		{name: "a paper without signatures", rule: "K7", facts: facts(this(thousand())), not: true},
		named("a signature that does not match is told once, by K7", on("K3", nil, broken)),
		named("a countersignature that does not match is a doubt", on("K3", []string{"warn:  |  | "}, cades, signature("CAdES", "no", "Anna Rossi"))),
	}
}

// TestHeldByOther: only what is sure keeps a date from being recorded.
func TestHeldByOther(t *testing.T) {
	w := world()
	for _, c := range []struct {
		s    Submission
		want bool
	}{
		{certificate(document.DURC, otherCo, otherCoCode), true},
		{certificate(document.DURC, otherCo, otherCoCode, fromScan), false},
		{certificate(document.DURC, "Accoglienza di Prova", "01234567897"), false},
		{certificate(document.DURC, otherCo, ""), false},
		{certificate(document.Premises, otherCo, otherCoCode), false},
	} {
		if got := HeldByOther(c.s.Kind, c.s.Reading, w.Office, w.Body); got != c.want {
			t.Errorf("%s of %q: %v", c.s.Kind, c.s.Reading.Value(document.BodyTaxCode), got)
		}
	}
}

// TestNamesOfOneBody: names are told different only where they share nothing that
// tells bodies apart.
func TestNamesOfOneBody(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"La Marea Lenta Soc. Coop. Sociale", "LA MAREA LENTA S.C.S.", true},
		{"Consorzio Sociale Tre Rive", "CONS. SOC. TRERIVE", true},
		{"Fondazione Lume sul Ponte", "Fondazione Città dei Ragazzi", false},
		{"L'Orto dei Mestieri Soc. Coop. Sociale", "Passo Gentile Soc. Coop. Sociale", false},
		{"Società Cooperativa «Perché No»", "perche no coop", true},
	} {
		if sameName(c.a, c.b) != c.same || sameName(c.b, c.a) != c.same {
			t.Errorf("%q and %q: same = %v", c.a, c.b, !c.same)
		}
	}
}
