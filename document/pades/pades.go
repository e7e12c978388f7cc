// Package pades says what can be said offline of the signatures in a PDF (ISO
// 32000-1, 12.8; PAdES, ETSI EN 319 142): who signed, whether what was signed is
// as it was, and how much of the file that is.
//
// It reads CMS signatures (adbe.pkcs7.detached, ETSI.CAdES.detached,
// adbe.pkcs7.sha1), bare ones (adbe.x509.rsa_sha1) and document time stamps
// (ETSI.RFC3161). It finds signature dictionaries in the file's bytes: the
// value of a signature must stand there, outside of any compressed object, and
// those of earlier revisions count too.
//
// Invariants:
//   - integrity and coverage are two answers: a signature of an earlier revision
//     is intact, and covers a part of the file;
//   - a range that leaves out more than the signature's value covers a part,
//     whatever the arithmetic says;
//   - what can't be read is a signature that is Unverified, never left out;
//   - the same range found twice is one signature.
package pades

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" // adbe.pkcs7.sha1
	"fmt"
	"strconv"
	"time"

	"github.com/insiemi/insiemi/document/cades"
)

// Limits of a file's signatures.
const (
	maxSignatures = 32
	maxMentions   = 64
	maxHashed     = 1 << 30 // octets that are hashed for all signatures together
	maxRanges     = 32      // numbers in a range
)

// Signature is one signature or document time stamp.
type Signature struct {
	cades.Signature
	// Whole says that everything but the signature's value was signed.
	Whole bool
	// Later is the number of revisions that follow what was signed.
	Later int
	// End is where what was signed ends, in bytes from the start of the file.
	End int
	// Gap says that bytes other than the value were left out: what stands there may
	// have been changed.
	Gap bool
}

// String says in one line what a signature is.
func (s Signature) String() string {
	return fmt.Sprintf("%s, whole %t, gap %t, %d later", s.Signature, s.Whole, s.Gap, s.Later)
}

// Read returns the signatures of a PDF in the order of the file.
func Read(b []byte) []Signature {
	var out []Signature
	seen, hashed := map[string]bool{}, 0
	for _, d := range dictionaries(b) {
		key := ""
		for _, n := range d.ranges {
			key += strconv.Itoa(n) + " "
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		if hashed += len(b); hashed > max(maxHashed, len(b)) {
			out = append(out, unread("the file has too many signatures"))
			break
		}
		if out = append(out, d.read(b)); len(out) == maxSignatures {
			break
		}
	}
	return out
}

// unread is a signature of which nothing can be said.
func unread(why string) Signature {
	return Signature{Signature: cades.Signature{Integrity: cades.Unverified, Why: why}}
}

// read verifies one signature.
func (d dictionary) read(b []byte) Signature {
	signed, end, ok := d.signed(b)
	if !ok {
		s := unread("what was signed is not all in the file")
		s.Stamp = d.filter == filterStamp
		return s
	}
	s := Signature{Signature: d.verify(signed), Gap: d.leavesOut(b), Later: revisions(b[end:]), End: end}
	s.Whole = !s.Gap && s.Later == 0
	if s.Gap && s.Why == "" {
		s.Why = "more than the signature's value was left out of what was signed"
	}
	if s.SignedAt.IsZero() && !s.Stamp {
		s.SignedAt = d.at
	}
	return s
}

// signed are the octets of the range, and where it ends.
func (d dictionary) signed(b []byte) (signed []byte, end int, ok bool) {
	r := d.ranges
	if len(r) < 2 || len(r)%2 != 0 {
		return nil, 0, false
	}
	for i := 0; i < len(r); i += 2 {
		if r[i] < end || r[i] > len(b) || r[i+1] < 0 || r[i+1] > len(b)-r[i] {
			return nil, 0, false
		}
		end = r[i] + r[i+1]
		signed = append(signed, b[r[i]:end]...)
	}
	return signed, end, true
}

// leavesOut says that the gaps of the range hold more than the value.
func (d dictionary) leavesOut(b []byte) bool {
	if d.ranges[0] != 0 || d.ambiguous {
		return true
	}
	for i := 2; i < len(d.ranges); i += 2 {
		from, to := d.ranges[i-2]+d.ranges[i-1], d.ranges[i]
		before, after := b[from:max(from, min(d.valueFrom, to))], b[min(max(d.valueTo, from), to):to]
		if len(bytes.TrimSpace(before))+len(bytes.TrimSpace(after)) > 0 {
			return true
		}
	}
	return false
}

// revisions counts what was added after a signature: each addition ends with a
// startxref (ISO 32000-1, 7.5.6).
func revisions(rest []byte) int {
	if len(bytes.Trim(rest, "\x00\t\n\f\r ")) == 0 {
		return 0
	}
	return max(1, bytes.Count(rest, []byte("startxref")))
}

// Values of SubFilter (ISO 32000-1, table 252; ETSI EN 319 142-1, 5.4).
const (
	filterStamp    = "ETSI.RFC3161"
	filterSHA1     = "adbe.pkcs7.sha1"
	filterBare     = "adbe.x509.rsa_sha1"
	filterDetached = "adbe.pkcs7.detached"
	filterCAdES    = "ETSI.CAdES.detached"
)

const (
	notReadable = "the signature's value cannot be read"
	changed     = "the file was changed after it was signed"
	otherDigest = "the digest of the content is of a kind that is not known here"
)

// verify verifies the value over what was signed.
func (d dictionary) verify(signed []byte) cades.Signature {
	switch {
	case len(bytes.Trim(d.value, "\x00")) == 0:
		return unread("the place of the signature's value is empty").Signature
	case d.filter == filterStamp:
		return verifyStamp(d.value, signed)
	case d.filter == filterSHA1:
		return verifySHA1(d.value, signed)
	case d.filter == filterBare:
		return verifyBare(d, signed)
	}
	all, err := cades.Verify(d.value, signed)
	if err != nil || len(all) == 0 {
		return unread(notReadable).Signature
	}
	s := all[0]
	if known := d.filter == filterDetached || d.filter == filterCAdES; !known && s.Integrity == cades.Broken {
		s.Integrity, s.Why = cades.Unverified, "the kind of signature is not known here"
	}
	return s
}

func verifyStamp(value, signed []byte) cades.Signature {
	s, err := cades.VerifyStamp(value, signed)
	if err != nil {
		return cades.Signature{Stamp: true, Integrity: cades.Unverified, Why: notReadable}
	}
	return s
}

// verifySHA1 is adbe.pkcs7.sha1: the content of the envelope is the SHA-1 of the
// range.
func verifySHA1(value, signed []byte) cades.Signature {
	e, err := cades.Open(value)
	if err != nil || len(e.Signatures) == 0 {
		return unread(notReadable).Signature
	}
	s := e.Signatures[0]
	h := crypto.SHA1.New()
	h.Write(signed)
	switch {
	case s.Integrity != cades.Intact || bytes.Equal(h.Sum(nil), e.Content):
	case len(e.Content) != h.Size(): // another program's reading of the filter's name
		s.Integrity, s.Why = cades.Unverified, otherDigest
	default:
		s.Integrity, s.Why = cades.Broken, changed
	}
	return s
}

// verifyBare is adbe.x509.rsa_sha1: a PKCS #1 value in an octet string, with the
// certificates beside it. Some use another hash than the name says.
func verifyBare(d dictionary, signed []byte) cades.Signature {
	var all []cades.Certificate
	for _, der := range d.certificates {
		if c, ok := cades.ParseCertificate(der); ok {
			all = append(all, c)
		}
	}
	value, ok := cades.OctetString(d.value)
	if len(all) == 0 || !ok {
		return unread(notReadable).Signature
	}
	s := cades.By(all[0], all)
	for _, h := range []crypto.Hash{crypto.SHA1, crypto.SHA256, crypto.SHA384, crypto.SHA512} {
		state, why := all[0].Check(h, false, signed, value)
		if s.Why == "" || state == cades.Intact {
			s.Integrity, s.Why, s.Algorithm = state, why, h.String()+", "+all[0].KeyName()
		}
		if state == cades.Intact {
			break
		}
	}
	return s
}

// parseDate reads a PDF date (ISO 32000-1, 7.9.4): D:YYYYMMDDHHmmSSOHH'mm'.
func parseDate(s string) time.Time {
	b := []byte(nil)
	for _, c := range []byte(s) {
		if c != '\'' {
			b = append(b, c)
		}
	}
	for _, layout := range []string{"D:20060102150405Z0700", "D:20060102150405", "D:200601021504"} {
		if t, err := time.Parse(layout, string(b)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
