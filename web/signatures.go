package web

import (
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// signatureView is what a page says of a signature: who and how, what could be
// told here, and what could not.
type signatureView struct {
	Good       bool   // nothing that was looked at is against it
	Broken     bool   // it surely does not fit the document
	Title      string // "Firma CAdES di Anna Rossi."
	Intact     string
	Lines      []string
	NotChecked string
}

// signatures says what is known of the signatures of a reading.
func (v *visit) signatures(r document.Reading) []signatureView {
	var out []signatureView
	for _, s := range r.Signatures {
		view := signatureView{Title: v.signatureTitle(s), Intact: v.t("facts.intact.unknown"), NotChecked: v.notChecked(s),
			Good: s.Intact == "yes" && s.Coverage != "part" && s.Chain != "untrusted" && (!s.SelfSigned || s.Chain == "trusted") && !slices.Contains(s.NotChecked, "validity")}
		if s.Intact == "yes" || s.Intact == "no" {
			view.Intact = v.t("facts.intact." + s.Intact)
		}
		if view.Broken = s.Broken(); view.Broken {
			view.Intact = v.t("facts.intact.broken")
		}
		view.Lines = v.signatureLines(s)
		out = append(out, view)
	}
	return out
}

// signatureLines say one thing each of who signed, when, and what.
func (v *visit) signatureLines(s document.Signature) []string {
	g := tongue{v.lang, v.texts}
	var out []string
	if s.Why != "" {
		out = append(out, v.t("signature.why", v.texts.or(v.lang, "signature.why."+keyOf(s.Why), s.Why)))
	}
	if s.TaxCode != "" {
		out = append(out, v.t("signature.tax_code", s.TaxCode))
	}
	if from, to := signedDay(s.NotBefore), signedDay(s.NotAfter); s.Issuer != "" && !from.IsZero() {
		out = append(out, v.t("signature.issuer", s.Issuer, g.date(from), g.date(to)))
	}
	if at := signedAt(s.SignedAt); !at.IsZero() {
		out = append(out, v.t("signature.claimed", g.when(at)))
	}
	if at := signedAt(s.TimestampAt); !at.IsZero() {
		out = append(out, v.t("signature.attested", g.when(at), s.TimestampBy))
	}
	if s.SelfSigned {
		out = append(out, v.t("signature.self_signed"))
	}
	switch s.Chain {
	case "trusted":
		out = append(out, v.t("signature.chain.trusted"))
	case "untrusted":
		out = append(out, v.t("signature.chain.untrusted"))
	}
	if cover := v.coverage(s); cover != "" {
		out = append(out, cover)
	}
	return out
}

// keyOf makes a part of a key of the words by which a reader gives a reason.
func keyOf(words string) string {
	return strings.Trim(notInKeys.ReplaceAllString(strings.ToLower(words), "_"), "_")
}

// signatureTitle says what it is and whose.
func (v *visit) signatureTitle(s document.Signature) string {
	signer := s.Signer
	if signer == "" {
		signer = v.t("signature.nobody")
	}
	switch {
	case s.Form == "RFC 3161":
		return v.t("signature.stamp", signer)
	case s.CounterOf == "?":
		return v.t("signature.counter", s.Form, signer, v.t("signature.nobody"))
	case s.CounterOf != "":
		return v.t("signature.counter", s.Form, signer, s.CounterOf)
	}
	return v.t("facts.signed", s.Form, signer)
}

// coverage says how much of the document was signed.
func (v *visit) coverage(s document.Signature) string {
	switch {
	case s.Coverage == "whole":
		return v.t("signature.whole")
	case s.Coverage == "part" && s.LaterRevisions > 0:
		return v.texts.count(v.lang, "signature.part_later", s.LaterRevisions)
	case s.Coverage == "part":
		return v.t("signature.part")
	}
	return ""
}

// notChecked says what nobody looked at here.
func (v *visit) notChecked(s document.Signature) string {
	var names []string
	for _, name := range s.NotChecked {
		names = append(names, v.texts.or(v.lang, "signature.not."+name, name))
	}
	if len(names) == 0 {
		return ""
	}
	return v.t("signature.not_checked", strings.Join(names, ", "))
}

// signedAt reads an instant of a reading; it is zero where there is none.
func signedAt(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

func signedDay(text string) calendar.Date {
	t := signedAt(text)
	if t.IsZero() {
		return calendar.Date{}
	}
	return calendar.DateOf(t)
}
