package province

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// authority is the certifier of an invented province. Its keys are worth
// nothing: they are computed from the seed, so that signatures are the same each
// time, and anybody can compute them.
type authority struct {
	seed uint64
	from calendar.Date

	once sync.Once
	key  *rsa.PrivateKey // of the certifier and of every signer
	cert *x509.Certificate
	err  error
}

var (
	oidData           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidSigningCertV2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256         = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidRSA            = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidSurname        = asn1.ObjectIdentifier{2, 5, 4, 4}
	oidGivenName      = asn1.ObjectIdentifier{2, 5, 4, 42}
	oidSubjectSerial  = asn1.ObjectIdentifier{2, 5, 4, 5}
	algorithmSHA256   = pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}
	algorithmRSA      = pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}
	firstCertificates = 730 // days by which certificates are older than the papers
)

// open makes keys and the certifier's certificate on first use.
func (a *authority) open() error {
	a.once.Do(func() {
		if a.key, a.err = seededKey(newChance(a.seed, "key")); a.err != nil {
			return
		}
		name := pkix.Name{Country: []string{"IT"}, Organization: []string{"Certificatore di prova"}, CommonName: "Autorità di certificazione di prova – senza valore"}
		t := a.template(1, name)
		t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
		a.cert, a.err = a.issue(t, t)
	})
	return a.err
}

func (a *authority) template(serial int64, name pkix.Name) *x509.Certificate {
	from := a.from.AddDays(-firstCertificates)
	return &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: name, SignatureAlgorithm: x509.SHA256WithRSA,
		NotBefore: from.At(12, 0).UTC(), NotAfter: from.AddDays(365*20).At(12, 0).UTC()}
}

func (a *authority) issue(t, parent *x509.Certificate) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(nil, t, parent, &a.key.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("issue the certificate of %s: %w", t.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

// certificate is the signer's, as Italian certifiers word it (ETSI EN 319
// 412-1: the serial number of the subject is the tax code).
func (a *authority) certificate(s signer, serial int64) (*x509.Certificate, error) {
	t := a.template(serial, pkix.Name{Country: []string{"IT"}, CommonName: s.full(), ExtraNames: []pkix.AttributeTypeAndValue{
		{Type: oidSurname, Value: s.surname}, {Type: oidGivenName, Value: s.name}, {Type: oidSubjectSerial, Value: "TINIT-" + s.taxCode},
	}})
	t.KeyUsage = x509.KeyUsageContentCommitment
	return a.issue(t, a.cert)
}

// The structures of RFC 5652 that a CAdES-BES signature needs.
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,tag:0"`
	}
	encapsulated struct {
		Type    asn1.ObjectIdentifier
		Content []byte `asn1:"explicit,tag:0"`
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      encapsulated
		Certificates asn1.RawValue
		Signers      []signerInfo `asn1:"set"`
	}
	signerInfo struct {
		Version            int
		Issuer             issuerAndSerial
		Digest             pkix.AlgorithmIdentifier
		Attributes         asn1.RawValue
		SignatureAlgorithm pkix.AlgorithmIdentifier
		Signature          []byte
	}
	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values []any `asn1:"set"`
	}
	signingCertificateV2 struct{ Certs []certIDv2 }
	certIDv2             struct{ Hash []byte }
)

// sign wraps content in a CAdES-BES envelope (ETSI EN 319 122-1) with RSA and
// SHA-256, in DER.
func (p *Province) sign(content []byte, s signer, serial int64, at time.Time) ([]byte, error) {
	if err := p.ca.open(); err != nil {
		return nil, err
	}
	cert, err := p.ca.certificate(s, serial)
	if err != nil {
		return nil, err
	}
	attributes, err := signedAttributes(content, cert, at)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(attributes)
	signature, err := rsa.SignPKCS1v15(nil, p.ca.key, crypto.SHA256, digest[:])
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	implicit := append([]byte{0xa0}, attributes[1:]...) // a SET, tagged [0] where it is stored
	inner, err := asn1.Marshal(signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{algorithmSHA256},
		Content:      encapsulated{oidData, content},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: append(append([]byte(nil), cert.Raw...), p.ca.cert.Raw...)},
		Signers: []signerInfo{{
			Version: 1, Issuer: issuerAndSerial{asn1.RawValue{FullBytes: cert.RawIssuer}, cert.SerialNumber},
			Digest: algorithmSHA256, Attributes: asn1.RawValue{FullBytes: implicit},
			SignatureAlgorithm: algorithmRSA, Signature: signature,
		}},
	})
	if err != nil {
		return nil, fmt.Errorf("wrap signed data: %w", err)
	}
	return asn1.Marshal(contentInfo{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: inner}})
}

// signedAttributes are the attributes that the signature covers, as a SET in
// DER.
func signedAttributes(content []byte, cert *x509.Certificate, at time.Time) ([]byte, error) {
	digest, certHash := sha256.Sum256(content), sha256.Sum256(cert.Raw)
	set, err := asn1.MarshalWithParams([]attribute{
		{oidContentType, []any{oidData}},
		{oidSigningTime, []any{at.UTC()}},
		{oidMessageDigest, []any{digest[:]}},
		{oidSigningCertV2, []any{signingCertificateV2{[]certIDv2{{certHash[:]}}}}},
	}, "set")
	if err != nil {
		return nil, fmt.Errorf("write signed attributes: %w", err)
	}
	return set, nil
}

// seededKey computes an RSA key of 2048 bits from the draws. The standard
// library refuses to (rightly: such a key protects nothing).
func seededKey(c chance) (*rsa.PrivateKey, error) {
	e, one := big.NewInt(65537), big.NewInt(1)
	prime := func() *big.Int {
		for {
			b := make([]byte, 128)
			for i := range b {
				b[i] = byte(c.Uint32())
			}
			b[0] |= 0xc0
			b[127] |= 1
			n := new(big.Int).SetBytes(b)
			free := new(big.Int).GCD(nil, nil, new(big.Int).Sub(n, one), e).Cmp(one) == 0
			if free && n.ProbablyPrime(0) {
				return n
			}
		}
	}
	a, b := prime(), prime()
	phi := new(big.Int).Mul(new(big.Int).Sub(a, one), new(big.Int).Sub(b, one))
	k := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(a, b), E: 65537},
		D:         new(big.Int).ModInverse(e, phi), Primes: []*big.Int{a, b},
	}
	k.Precompute()
	if err := k.Validate(); err != nil {
		return nil, fmt.Errorf("compute a key from the seed: %w", err)
	}
	return k, nil
}
