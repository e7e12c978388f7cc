package cades

import (
	"bytes"
	"time"
)

// oidTSTInfo is the content type of a time stamp token (RFC 3161, 2.4.2).
const oidTSTInfo = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x04"

// tstInfo is what is needed of TSTInfo.
type tstInfo struct {
	hash    string // object identifier
	imprint []byte
	at      time.Time
}

// parseStamp reads TSTInfo: version, policy, imprint, serial number, instant.
func parseStamp(b []byte) (tstInfo, bool) {
	e, err := parse(b)
	if err != nil || e.tag != tagSequence || e.kid(4).tag != tagGenTime {
		return tstInfo{}, false
	}
	t := tstInfo{hash: string(e.kid(2).kid(0).kid(0).body), imprint: e.kid(2).kid(1).octets(), at: parseTime(e.kid(4))}
	return t, !t.at.IsZero() && len(t.imprint) > 0
}

// VerifyStamp verifies a time stamp token (RFC 3161) over data: the signature of
// its authority, and that the imprint is that of the data. It errs when b is no
// token at all.
func VerifyStamp(b, data []byte) (Signature, error) {
	root, err := parse(b)
	if err != nil || root.tag != tagSequence { // base64, PEM
		if b, err = Binary(b); err == nil {
			root, err = parse(b)
		}
	}
	if err != nil {
		return Signature{}, err
	}
	if root.kid(0).tag == tagSequence && len(root.kids) == 2 { // TimeStampResp: status, token
		root = root.kid(1)
	}
	if _, err := signedData(root); err != nil {
		return Signature{}, err
	}
	return verifyStamp(root, data, nil), nil
}

const ofOther = "the time stamp is of other content"

// stampAlone says what can be said of a time stamp without what it stamps.
func stampAlone(root element) Signature {
	s := verifyStamp(root, nil, nil)
	if s.Why == ofOther {
		s.Integrity, s.Why = Unverified, "what was stamped is not at hand"
	}
	return s
}

// stampsBeside verifies the time stamps that stand beside an envelope (M7M): they
// are of the envelope, or of what is in it.
func stampsBeside(tokens [][]byte, envelope, content []byte) []Signature {
	var out []Signature
	for _, token := range tokens[:min(len(tokens), maxStamps)] {
		s, err := VerifyStamp(token, envelope)
		if err == nil && s.Why == ofOther {
			s, err = VerifyStamp(token, content)
		}
		switch {
		case err != nil:
			s = Signature{Stamp: true, Integrity: Unverified, Why: "the time stamp cannot be read"}
		case s.Why == ofOther:
			s.Integrity, s.Why = Unverified, "what it stamps is not found beside it"
		}
		out = append(out, s)
	}
	return out
}

// verifyStamp is VerifyStamp of a token that is parsed. more are certificates in
// which the authority's may be, when the token leaves it out.
func verifyStamp(root element, data []byte, more []Certificate) Signature {
	out := Signature{Stamp: true, Integrity: Unverified}
	if root.tag&^constructed == tagOctets { // some wrap the token once more
		root, _ = parse(root.octets())
	}
	sd, err := signedData(root)
	if err != nil || sd.contentType != oidTSTInfo || len(sd.signers) == 0 {
		out.Why = "the time stamp cannot be read"
		return out
	}
	info, ok := parseStamp(sd.content)
	if !ok {
		out.Why = "the time stamp cannot be read"
		return out
	}
	if len(sd.certificates) == 0 {
		sd.certificates = more
	}
	out = sd.verify(sd.signers[0], sd.content, true)
	out.Stamp, out.Attested, out.SignedAt = true, info.at, time.Time{}
	hash, known := hashes[info.hash]
	switch {
	case out.Integrity != Intact:
	case !known || !hash.hash.Available():
		out.Integrity, out.Why = Unverified, "the digest algorithm of the time stamp is not known here"
	case !bytes.Equal(digestOf(hash.hash, data), info.imprint):
		out.Integrity, out.Why = Broken, ofOther
	case !out.certificate.stamps:
		out.Integrity, out.Why = Unverified, "the certificate is not that of a time-stamping authority"
	}
	return out
}

// stampsOfData verifies the time stamps of TimeStampedData (RFC 5544): the first
// is of the content, after the metadata where these are protected; the later
// ones, of the earlier ones, are not verified here.
func stampsOfData(data element, content []byte) []Signature {
	signed, stamps := content, []Signature(nil)
	for _, k := range data.kids {
		switch {
		case k.tag == tagSequence && k.kid(0).tag == tagBoolean && len(k.kid(0).body) == 1 && k.kid(0).body[0] != 0:
			signed = append(bytes.Clone(k.der()), content...)
		case k.tag == contextOf0 && len(k.kids) > 0:
			list := k.kids
			if list[0].kid(0).tag == tagSequence && list[0].tag == tagSequence && len(list) == 1 && list[0].kid(0).kid(0).tag == tagSequence {
				list = list[0].kids // [0] EXPLICIT, which some write
			}
			first := verifyStamp(list[0].kid(0), signed, nil)
			first.Unread = len(list) - 1
			stamps = append(stamps, first)
		}
	}
	return stamps
}

// OctetString returns the contents of a BER octet string.
func OctetString(b []byte) ([]byte, bool) {
	e, err := parse(b)
	if err != nil || e.tag&^constructed != tagOctets {
		return nil, false
	}
	return e.octets(), true
}
