package extract

import (
	"fmt"
	"os"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/cades"
)

// Forms of signatures.
const (
	formCAdES = "CAdES"
	formPAdES = "PAdES"
	formXAdES = "XAdES"
	formSMIME = "S/MIME"
	formStamp = "RFC 3161" // a time stamp, of a document or of other content
)

// Coverage of signatures.
const (
	coverWhole = "whole"
	coverPart  = "part"
)

// addSignatures tells of the signatures of an envelope, which cover all that is
// in it.
func (j *job) addSignatures(form string, all []cades.Signature) {
	for _, s := range all {
		j.addSignature(document.Signature{Form: form, Coverage: coverWhole}, s)
	}
}

// addSignature tells of a signature, of which form and coverage are known
// already, and warns of what is wrong with it.
func (j *job) addSignature(sig document.Signature, s cades.Signature) {
	if s.Stamp {
		sig.Form = formStamp
	}
	if s.CounterOf != "" || s.Why == cades.NotAtHand {
		sig.Coverage = "" // it covers another signature, or nobody knows what
	}
	sig.Signer, sig.TaxCode, sig.Issuer, sig.CounterOf = s.Signer, s.TaxCode, s.Issuer, s.CounterOf
	sig.Intact, sig.Why, sig.Algorithm = string(s.Integrity), s.Why, s.Algorithm
	sig.SignedAt, sig.NotBefore, sig.NotAfter = instant(s.SignedAt), instant(s.NotBefore), instant(s.NotAfter)
	verdict := j.trusted().Judge(s, j.there())
	sig.Chain, sig.SelfSigned = string(verdict.Chain), s.SelfSigned()
	j.addStamp(&sig, s)
	if verdict.Undated {
		sig.NotChecked = append(sig.NotChecked, "validity")
	}
	sig.NotChecked = append([]string{"trusted_list", "revocation"}, sig.NotChecked...)
	if sig.Chain == string(cades.Unresolved) && (!verdict.Undated || j.trusted() == nil) {
		sig.NotChecked = append(sig.NotChecked, "chain")
	}
	j.r.Signatures = append(j.r.Signatures, sig)
	j.warnOfSignature(sig, s, verdict)
}

// addStamp tells of the time stamp of a signature, or of one that is itself a
// time stamp. What is not intact attests nothing.
func (j *job) addStamp(sig *document.Signature, s cades.Signature) {
	stamp, ok := s.Stamped()
	if s.Stamp {
		stamp, ok = s, s.Integrity == cades.Intact
	}
	if ok {
		sig.TimestampAt, sig.TimestampBy = instant(stamp.Attested), stamp.Signer
	}
	asked := s.Stamp || len(s.Timestamps) > 0
	sure := ok && len(s.Timestamps) <= 1 && j.trusted().Judge(stamp, j.there()).Chain == cades.Trusted
	if asked && !sure || s.Unread > 0 {
		sig.NotChecked = append(sig.NotChecked, "timestamp")
	}
}

// warnOfSignature says what people should know of a signature before they rely
// on it.
func (j *job) warnOfSignature(sig document.Signature, s cades.Signature, verdict cades.Judgement) {
	if s.Integrity == cades.Broken {
		j.warn("p7m.not_intact")
		return
	}
	if s.OtherCertificate {
		j.warn("p7m.other_certificate")
	}
	if at := s.Time(); !s.InValidity(at) {
		j.warn("p7m.expired", day(at), day(s.NotBefore), day(s.NotAfter))
	} else if there := j.there(); verdict.Undated && !s.InValidity(there) {
		j.warn("p7m.undated", day(there), day(s.NotBefore), day(s.NotAfter))
	}
	switch {
	case sig.Chain == string(cades.Trusted):
	case sig.SelfSigned && sig.Form != formSMIME: // that of a message is its provider's
		j.warn("p7m.self_signed", sig.Signer)
	case sig.Chain == string(cades.Untrusted):
		j.warn("p7m.untrusted")
	}
	for _, t := range s.Timestamps {
		if t.Integrity == cades.Broken {
			j.warn("p7m.stamp_broken")
		}
	}
}

// instant is RFC 3339, or nothing where it is not known.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func day(t time.Time) string { return t.UTC().Format("02/01/2006") }

// there is the end of the day on which the file was there for sure; zero where
// that is not known.
func (j *job) there() time.Time {
	on := j.in.Received
	if on.IsZero() {
		on = j.in.Today
	}
	if on.IsZero() {
		return time.Time{}
	}
	return on.AddDays(1).At(0, 0).Add(-time.Second)
}

// trusted is the trust store of this reading; nil where there is none. One that
// can't be read is told once.
func (j *job) trusted() *cades.Trust {
	if j.trust != nil || j.in.Trust == "" {
		return j.trust
	}
	var err error
	if j.trust, err = readTrust(j.in.Trust); err != nil {
		j.in.Trust = ""
		j.warn("p7m.no_store")
	}
	return j.trust
}

// CheckTrust says why a file is no store of trusted certificates.
func CheckTrust(path string) error {
	_, err := readTrust(path)
	return err
}

func readTrust(path string) (*cades.Trust, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read trusted certificates: %w", err)
	}
	t, err := cades.ParseTrust(b)
	if err != nil {
		return nil, fmt.Errorf("read trusted certificates of %s: %w", path, err)
	}
	return t, nil
}
