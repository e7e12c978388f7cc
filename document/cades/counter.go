package cades

import "bytes"

// Limits of the signatures of one envelope.
const (
	maxSigners  = 64
	maxCounters = 4 // countersignatures of countersignatures
	maxStamps   = 16
)

// Unsigned attributes, as contents octets.
const (
	attrCounterSignature = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x06"         // RFC 5652, 11.4
	attrTimeStamp        = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x0E" // RFC 3161, appendix A
	attrArchiveV2        = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x30" // RFC 5126 and ETSI EN 319 122-1
	attrArchiveV3        = "\x04\x00\x8D\x45\x02\x04"                     // ETSI EN 319 122-1, 5.5.3
	attrReferencesTime   = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x19" // id-aa-ets-escTimeStamp
)

// signatures says what can be said of each signer over the content, each with
// those who countersigned it after it.
func (sd signedDataParts) signatures(content []byte, have bool) []Signature {
	var out []Signature
	for _, s := range sd.signers {
		out = append(out, sd.withCounters(s, content, have, 0)...)
		if len(out) > maxSigners {
			return out[:maxSigners]
		}
	}
	return out
}

// withCounters verifies a signer, then the countersignatures over its value.
func (sd signedDataParts) withCounters(s signerInfo, content []byte, have bool, depth int) []Signature {
	main := sd.verify(s, content, have)
	main.Timestamps, main.Unread = sd.stampsOf(s)
	out := []Signature{main}
	if depth >= maxCounters {
		return out
	}
	for _, value := range s.unsignedValues(attrCounterSignature) {
		if len(out) > maxSigners {
			break
		}
		counters := sd.withCounters(parseSigner(value), s.signature, true, depth+1)
		if counters[0].CounterOf = main.Signer; main.Signer == "" {
			counters[0].CounterOf = "?"
		}
		out = append(out, counters...)
	}
	return out
}

// unsignedValues are the values of an unsigned attribute.
func (s signerInfo) unsignedValues(oid string) []element {
	var out []element
	for _, a := range s.unsigned.kids {
		if string(a.kid(0).body) == oid {
			out = append(out, a.kid(1).kids...)
		}
	}
	return out
}

// stampsOf verifies the time stamps on a signature's value, and counts those
// that are of a kind that is not verified here.
func (sd signedDataParts) stampsOf(s signerInfo) (stamps []Signature, unread int) {
	for i, token := range s.unsignedValues(attrTimeStamp) {
		if i >= maxStamps {
			unread++
			continue
		}
		stamps = append(stamps, verifyStamp(token, s.signature, sd.certificates))
	}
	for _, oid := range []string{attrArchiveV2, attrArchiveV3, attrReferencesTime} {
		unread += len(s.unsignedValues(oid))
	}
	return stamps, unread
}

// Attributes that name the signer's certificate (RFC 5035), as contents octets.
var (
	attrSigningCertificate   = []byte("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x0C")
	attrSigningCertificateV2 = []byte("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x2F")
)

// certificateName is the digest by which a signer names its certificate.
type certificateName struct {
	hash string // object identifier; empty: SHA-1 (version 1), SHA-256 (version 2)
	sum  []byte
}

// readNamed keeps the name of the certificate that an attribute gives: the first
// of the list is the signer's (RFC 5035, 3 and 4).
func (s *signerInfo) readNamed(oid []byte, value element) {
	id := value.kid(0).kid(0)
	switch {
	case bytes.Equal(oid, attrSigningCertificate) && id.kid(0).tag == tagOctets:
		s.named = append(s.named, certificateName{"\x2B\x0E\x03\x02\x1A", id.kid(0).body})
	case bytes.Equal(oid, attrSigningCertificateV2) && id.kid(0).tag == tagOctets:
		s.named = append(s.named, certificateName{"\x60\x86\x48\x01\x65\x03\x04\x02\x01", id.kid(0).body})
	case bytes.Equal(oid, attrSigningCertificateV2):
		s.named = append(s.named, certificateName{string(id.kid(0).kid(0).body), id.kid(1).body})
	}
}

// fits says whether the certificate is the one that is named; known is false
// where that can't be computed.
func (n certificateName) fits(c Certificate) (fits, known bool) {
	h, ok := hashes[n.hash]
	if !ok || !h.hash.Available() {
		return false, false
	}
	return bytes.Equal(digestOf(h.hash, c.raw), n.sum), true
}

// namesOther says that the signer named a certificate, and not this one.
func (s signerInfo) namesOther(c Certificate) bool {
	for _, n := range s.named {
		if fits, known := n.fits(c); known && !fits {
			return true
		}
	}
	return false
}
