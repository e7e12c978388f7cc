package xades

import (
	"bytes"
	"time"

	"github.com/insiemi/insiemi/document/cades"
)

// properties reads the XAdES properties of a signature: those that it signs, and
// the time stamps on its value.
func (v *verification) properties(s *Signature, cert cades.Certificate, refs []reference) {
	for _, object := range v.n.all(spaceDSig, "Object") {
		q := object.at(spaceXAdES, "QualifyingProperties")
		if q == nil {
			continue
		}
		if signed := q.at(spaceXAdES, "SignedProperties"); signed != nil && isSigned(signed, refs) {
			v.signedProperties(s, cert, signed.at(spaceXAdES, "SignedSignatureProperties"))
		}
		v.stamps(s, q.at(spaceXAdES, "UnsignedProperties", "UnsignedSignatureProperties"))
	}
}

// isSigned says that a reference that fits leads to a node or around it.
func isSigned(n *node, refs []reference) bool {
	for _, r := range refs {
		if r.fits && r.target != nil && r.target.kind == kindElement && r.target == n {
			return true
		}
	}
	return false
}

// signedProperties takes the instant that the signer claims, and compares the
// certificate that it names with the one in the document.
func (v *verification) signedProperties(s *Signature, cert cades.Certificate, n *node) {
	if n == nil {
		return
	}
	s.SignedAt = parseInstant(n.at(spaceXAdES, "SigningTime").value())
	for _, name := range []string{"SigningCertificate", "SigningCertificateV2"} {
		id := n.at(spaceXAdES, name, "Cert", "CertDigest")
		h, ok := digests[id.at(spaceDSig, "DigestMethod").attribute("Algorithm")]
		want, err := decodeBase64(id.at(spaceDSig, "DigestValue").value())
		if id == nil || !ok || err != nil || bytes.Equal(digestOf(h, cert.Raw()), want) {
			continue
		}
		if s.OtherCertificate = true; s.Integrity == cades.Intact {
			s.Integrity, s.Why = cades.Unverified, "the signer named another certificate than the one in the document"
		}
	}
}

// parseInstant reads xsd:dateTime; one without a zone is taken as UTC.
func parseInstant(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, trim(text)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

func trim(s string) string { return string(bytes.TrimSpace([]byte(s))) }

// stamps verifies the time stamps on the signature's value, and counts those of
// other kinds.
func (v *verification) stamps(s *Signature, n *node) {
	if n == nil {
		return
	}
	value := v.n.at(spaceDSig, "SignatureValue")
	for _, k := range n.kids {
		switch {
		case k.kind != kindElement:
		case !k.is(spaceXAdES, "SignatureTimeStamp"):
			if k.local == "ArchiveTimeStamp" || k.local == "SigAndRefsTimeStamp" || k.local == "RefsOnlyTimeStamp" {
				s.Unread++
			}
		case len(s.Timestamps) >= maxStamps || value == nil:
			s.Unread++
		default:
			s.Timestamps = append(s.Timestamps, v.stamp(k, value))
		}
	}
}

// stamp verifies one time stamp over the element of the signature's value (ETSI
// EN 319 132-1, 5.3).
func (v *verification) stamp(n, value *node) cades.Signature {
	out := cades.Signature{Stamp: true, Integrity: cades.Unverified, Why: "the time stamp cannot be read"}
	form := method{}
	if m := n.at(spaceDSig, "CanonicalizationMethod"); m != nil {
		var ok bool
		if form, ok = canonicalForm(m); !ok {
			return out
		}
	}
	signed, err := canonical(nodeSet{apex: value, comments: true}, form, &v.doc.left)
	if err != nil {
		return out
	}
	token, err := decodeBase64(n.at(spaceXAdES, "EncapsulatedTimeStamp").value())
	if err != nil {
		return out
	}
	s, err := cades.VerifyStamp(token, signed)
	if err != nil {
		return out
	}
	return s
}
