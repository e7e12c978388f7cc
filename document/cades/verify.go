package cades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	_ "crypto/sha1"   // old signatures
	_ "crypto/sha256" // registers the hash
	_ "crypto/sha3"   // registers the hash
	_ "crypto/sha512" // registers the hash
	"errors"
	"slices"
)

// hashes by object identifier: of digests, and of signature algorithms that
// name their digest.
var hashes = map[string]struct {
	hash crypto.Hash
	name string
}{
	"\x2B\x0E\x03\x02\x1A":                 {crypto.SHA1, "SHA-1"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x01": {crypto.SHA256, "SHA-256"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x02": {crypto.SHA384, "SHA-384"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x03": {crypto.SHA512, "SHA-512"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x04": {crypto.SHA224, "SHA-224"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x07": {crypto.SHA3_224, "SHA3-224"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x08": {crypto.SHA3_256, "SHA3-256"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x09": {crypto.SHA3_384, "SHA3-384"},
	"\x60\x86\x48\x01\x65\x03\x04\x02\x0A": {crypto.SHA3_512, "SHA3-512"},
	"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x05": {crypto.SHA1, "SHA-1"},
	"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B": {crypto.SHA256, "SHA-256"},
	"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0C": {crypto.SHA384, "SHA-384"},
	"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0D": {crypto.SHA512, "SHA-512"},
	"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0E": {crypto.SHA224, "SHA-224"},
	"\x2A\x86\x48\xCE\x3D\x04\x01":         {crypto.SHA1, "SHA-1"},
	"\x2A\x86\x48\xCE\x3D\x04\x03\x01":     {crypto.SHA224, "SHA-224"},
	"\x2A\x86\x48\xCE\x3D\x04\x03\x02":     {crypto.SHA256, "SHA-256"},
	"\x2A\x86\x48\xCE\x3D\x04\x03\x03":     {crypto.SHA384, "SHA-384"},
	"\x2A\x86\x48\xCE\x3D\x04\x03\x04":     {crypto.SHA512, "SHA-512"},
	"\x60\x86\x48\x01\x65\x03\x04\x03\x0D": {crypto.SHA3_224, "SHA3-224"},
	"\x60\x86\x48\x01\x65\x03\x04\x03\x0E": {crypto.SHA3_256, "SHA3-256"},
	"\x60\x86\x48\x01\x65\x03\x04\x03\x0F": {crypto.SHA3_384, "SHA3-384"},
	"\x60\x86\x48\x01\x65\x03\x04\x03\x10": {crypto.SHA3_512, "SHA3-512"},
}

const oidRSAPSS = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"

// NotAtHand is why a detached signature is Unverified without its content.
const NotAtHand = "the signed content is not at hand"

// verify says what can be said of one signer over the content.
func (sd signedDataParts) verify(s signerInfo, content []byte, have bool) Signature {
	cert, exact, ok := sd.certificateOf(s)
	if !ok {
		return Signature{SignedAt: s.signingTime, Integrity: Unverified, Why: "the signer's certificate is not in the envelope"}
	}
	out := By(cert, sd.certificates)
	out.SignedAt = s.signingTime
	digest, known := hashes[string(s.digest.kid(0).body)]
	out.Algorithm = keyName(cert.publicKey)
	if known {
		out.Algorithm = digest.name + ", " + out.Algorithm
	}
	switch {
	case !have:
		out.Why = NotAtHand
	case !known || !digest.hash.Available():
		out.Why = "the digest algorithm is not known here"
	case cert.publicKey == nil:
		out.Why = cert.keyProblem
	default:
		out.Integrity, out.Why = s.check(cert.publicKey, digest.hash, content)
	}
	if out.Integrity == Broken && out.Why == valueDiffers && !exact {
		out.Integrity, out.Why = Unverified, "the envelope holds no certificate that is surely the signer's"
	}
	if out.Integrity == Intact && s.namesOther(cert) {
		out.Integrity, out.Why, out.OtherCertificate = Unverified, "the signer named another certificate than the one in the envelope", true
	}
	return out
}

func keyName(k crypto.PublicKey) string {
	switch k.(type) {
	case *rsa.PublicKey:
		return "RSA"
	case *ecdsa.PublicKey:
		return "ECDSA"
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return "unknown key"
}

// check compares the digest of the content, then the signature value (RFC 5652,
// 5.4 and 5.6).
func (s signerInfo) check(key crypto.PublicKey, h crypto.Hash, content []byte) (Integrity, string) {
	signed := content
	if s.hasAttrs {
		if len(s.messageDigest) == 0 {
			return Unverified, "the signer gives no digest of the content"
		}
		if state := s.digestFits(h, content); state == Broken {
			return Broken, "the content was changed after it was signed"
		} else if state == Unverified {
			return Unverified, "the digest of the content is of a kind that is not known here"
		}
		signed = encode(tagSet, inside(s.signedAttrs))
	}
	state, why := s.checkOver(key, h, signed)
	if state == Broken && s.hasAttrs { // some sort the attributes only to sign them
		if again, _ := s.checkOver(key, h, encode(tagSet, sorted(s.signedAttrs))); again == Intact {
			return Intact, ""
		}
	}
	return state, why
}

// digestFits says whether the digest among the attributes is that of the
// content. Some programs compute it with another algorithm than they say: a
// digest of another length is compared with those of that length.
func (s signerInfo) digestFits(h crypto.Hash, content []byte) Integrity {
	if bytes.Equal(digestOf(h, content), s.messageDigest) {
		return Intact
	}
	if len(s.messageDigest) == h.Size() {
		return Broken
	}
	for _, other := range hashes {
		if other.hash.Available() && other.hash.Size() == len(s.messageDigest) && bytes.Equal(digestOf(other.hash, content), s.messageDigest) {
			return Intact
		}
	}
	return Unverified
}

// checkOver compares the signature value, with the hash that the signature
// algorithm names, then with that of the content's digest.
func (s signerInfo) checkOver(key crypto.PublicKey, h crypto.Hash, signed []byte) (Integrity, string) {
	alg := string(s.algorithm.kid(0).body)
	a, named := hashes[alg]
	if !named || a.hash == h {
		return checkValue(key, alg, s.algorithm, h, signed, s.signature)
	}
	state, why := Unverified, "the digest algorithm is not known here"
	if a.hash.Available() {
		state, why = checkValue(key, alg, s.algorithm, a.hash, signed, s.signature)
	}
	if state != Intact {
		if again, _ := checkValue(key, alg, s.algorithm, h, signed, s.signature); again == Intact {
			return Intact, ""
		}
	}
	return state, why
}

// inside are the contents octets of an element, with definite lengths.
func inside(e element) []byte {
	var out []byte
	for _, k := range e.kids {
		out = append(out, k.der()...)
	}
	return out
}

// sorted is inside in the order of a DER SET OF (X.690, 11.6).
func sorted(e element) []byte {
	var all [][]byte
	for _, k := range e.kids {
		all = append(all, k.der())
	}
	slices.SortFunc(all, bytes.Compare)
	return bytes.Join(all, nil)
}

func digestOf(h crypto.Hash, b []byte) []byte {
	d := h.New()
	d.Write(b)
	return d.Sum(nil)
}

func checkValue(key crypto.PublicKey, alg string, params element, h crypto.Hash, signed, value []byte) (Integrity, string) {
	ok := false
	switch k := key.(type) {
	case *rsa.PublicKey:
		return checkRSA(k, alg, params, h, signed, value)
	case *ecdsa.PublicKey:
		ok = ecdsa.VerifyASN1(k, digestOf(h, signed), value) || ecdsa.VerifyASN1(k, digestOf(h, signed), PlainECDSA(value))
	case ed25519.PublicKey:
		ok = ed25519.Verify(k, signed, value)
	default:
		return Unverified, "the key is of a kind that is not known here"
	}
	if !ok {
		return Broken, valueDiffers
	}
	return Intact, ""
}

const valueDiffers = "the signature value does not fit the certificate"

// PlainECDSA turns a signature value that is the two numbers one after the other
// (BSI TR-03111, 5.2.1; XML Signature 1.1, 6.4.3) into the ASN.1 of RFC 3279.
func PlainECDSA(value []byte) []byte {
	half := len(value) / 2
	if len(value) == 0 || len(value)%2 != 0 {
		return nil
	}
	return encode(tagSequence, append(unsigned(value[:half]), unsigned(value[half:])...))
}

// unsigned is an INTEGER that is not negative, as short as it can be.
func unsigned(b []byte) []byte {
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	if b[0]&0x80 != 0 {
		b = append([]byte{0}, b...)
	}
	return encode(tagInteger, b)
}

// Check compares a signature value with a certificate's key: RSA (PKCS #1 v1.5,
// or PSS with the hash in its mask too), ECDSA in ASN.1, Ed25519.
func (c Certificate) Check(h crypto.Hash, pss bool, signed, value []byte) (Integrity, string) {
	switch k, isRSA := c.publicKey.(*rsa.PublicKey); {
	case c.publicKey == nil:
		return Unverified, "the key is of a kind that is not known here"
	case !h.Available():
		return Unverified, "the digest algorithm is not known here"
	case isRSA && pss:
		return checkPSS(k, h, true, signed, value)
	default:
		return checkValue(c.publicKey, "", element{}, h, signed, value)
	}
}

// KeyName names the kind of the certificate's key, for people.
func (c Certificate) KeyName() string { return keyName(c.publicKey) }

const keyNotKnown = "the RSA key or its parameters are not known here"

// checkRSA tells a value that does not fit from one that can't be judged: short
// keys, hashes and parameters that crypto/rsa does not take.
func checkRSA(k *rsa.PublicKey, alg string, params element, h crypto.Hash, signed, value []byte) (Integrity, string) {
	if alg == oidRSAPSS {
		hash, same := hashOfPSS(params, h)
		return checkPSS(k, hash, same, signed, value)
	}
	err := rsa.VerifyPKCS1v15(k, h, digestOf(h, signed), value)
	switch {
	case err == nil:
		return Intact, ""
	case k.N.BitLen() < 1024 || !errors.Is(err, rsa.ErrVerification):
		return Unverified, keyNotKnown
	}
	return Broken, valueDiffers
}

// checkPSS is RSASSA-PSS (RFC 8017, 8.1). same says that the mask is made with
// the same hash, the only case that crypto/rsa takes.
func checkPSS(k *rsa.PublicKey, h crypto.Hash, same bool, signed, value []byte) (Integrity, string) {
	err := rsa.VerifyPSS(k, h, digestOf(h, signed), value, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto})
	switch {
	case err == nil:
		return Intact, ""
	case k.N.BitLen() < 1024 || !same || !errors.Is(err, rsa.ErrVerification):
		return Unverified, keyNotKnown
	}
	return Broken, valueDiffers
}

// hashOfPSS reads RSASSA-PSS-params (RFC 4055, 3.1): [0] the hash, [1] that of
// the mask. sure is false where they differ, or where they are left out: what is
// then meant (SHA-1) is often not what was done.
func hashOfPSS(params element, usual crypto.Hash) (h crypto.Hash, sure bool) {
	mask := crypto.Hash(0)
	for _, p := range params.kid(1).kids {
		switch p.tag {
		case contextOf0:
			h = hashes[string(p.kid(0).kid(0).body)].hash
		case contextOf1:
			mask = hashes[string(p.kid(0).kid(1).kid(0).body)].hash
		}
	}
	if h == 0 || !h.Available() {
		return usual, false
	}
	return h, h == mask
}
