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

// verify says what can be said of one signer over the content.
func (sd signedDataParts) verify(s signerInfo, content []byte, have bool) Signature {
	out := Signature{SignedAt: s.signingTime, Integrity: Unverified}
	cert, ok := sd.certificateOf(s)
	if !ok {
		out.Why = "the signer's certificate is not in the envelope"
		return out
	}
	out.Signer, out.TaxCode, out.Issuer = cert.signerName(), cert.taxCode(), cert.issuerName()
	out.NotBefore, out.NotAfter = cert.notBefore, cert.notAfter
	digest, known := hashes[string(s.digest.kid(0).body)]
	out.Algorithm = digest.name + ", " + keyName(cert.publicKey)
	switch {
	case !have:
		out.Why = "the signed content is not at hand"
	case !known || !digest.hash.Available():
		out.Why = "the digest algorithm is not known here"
	case cert.publicKey == nil:
		out.Why = cert.keyProblem
	default:
		out.Integrity, out.Why = s.check(cert.publicKey, digest.hash, content)
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
		sum := digestOf(h, content)
		if !bytes.Equal(sum, s.messageDigest) {
			return Broken, "the content was changed after it was signed"
		}
		signed = s.attributesAsSet()
	}
	alg := string(s.algorithm.kid(0).body)
	if a, ok := hashes[alg]; ok {
		h = a.hash
	}
	if !h.Available() {
		return Unverified, "the digest algorithm is not known here"
	}
	return checkValue(key, alg, s.algorithm, h, signed, s.signature)
}

// attributesAsSet are the signed attributes with the tag of a SET, as they are
// signed (RFC 5652, 5.4).
func (s signerInfo) attributesAsSet() []byte {
	b := bytes.Clone(s.signedAttrs.der())
	b[0] = tagSet
	return b
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
		ok = ecdsa.VerifyASN1(k, digestOf(h, signed), value)
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

// checkRSA tells a value that does not fit from one that can't be judged: short
// keys, hashes and parameters that crypto/rsa does not take.
func checkRSA(k *rsa.PublicKey, alg string, params element, h crypto.Hash, signed, value []byte) (Integrity, string) {
	var err error
	if alg == oidRSAPSS {
		h = hashOfPSS(params, h)
		err = rsa.VerifyPSS(k, h, digestOf(h, signed), value, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto})
	} else {
		err = rsa.VerifyPKCS1v15(k, h, digestOf(h, signed), value)
	}
	switch {
	case err == nil:
		return Intact, ""
	case k.N.BitLen() < 1024 || alg == oidRSAPSS || !errors.Is(err, rsa.ErrVerification):
		return Unverified, "the RSA key or its parameters are not known here"
	}
	return Broken, valueDiffers
}

// hashOfPSS reads [0] hashAlgorithm of RSASSA-PSS-params (RFC 4055).
func hashOfPSS(params element, usual crypto.Hash) crypto.Hash {
	for _, p := range params.kid(1).kids {
		if a, ok := hashes[string(p.kid(0).kid(0).body)]; ok && p.tag == contextOf0 && a.hash.Available() {
			return a.hash
		}
	}
	return usual
}
