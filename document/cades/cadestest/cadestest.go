// Package cadestest makes up certificate authorities, signers and time stamps
// for tests. Time stamps are openssl's.
package cadestest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
)

// Person is a made-up person or authority with a key and a certificate.
type Person struct {
	Key  crypto.Signer
	Cert *x509.Certificate
}

// The validity of certificates, unless a test changes it.
var (
	NotBefore = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	NotAfter  = time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Root is an authority that nobody issued.
func Root(t *testing.T, name string) Person {
	t.Helper()
	c := template(name)
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	return issue(t, c, nil, newKey(t))
}

// Authority is one that p issued.
func (p Person) Authority(t *testing.T, name string) Person {
	t.Helper()
	c := template(name)
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	return issue(t, c, &p, newKey(t))
}

// Signer is a person to whom p issued a certificate. change, which may be nil,
// changes it before.
func (p Person) Signer(t *testing.T, name, taxCode string, change func(*x509.Certificate)) Person {
	t.Helper()
	return p.SignerWith(t, newKey(t), name, taxCode, change)
}

// SignerWith is Signer with a key.
func (p Person) SignerWith(t *testing.T, key crypto.Signer, name, taxCode string, change func(*x509.Certificate)) Person {
	t.Helper()
	c := template(name)
	c.Subject.SerialNumber = "TINIT-" + taxCode
	if change != nil {
		change(c)
	}
	return issue(t, c, &p, key)
}

// StampAuthority is a time-stamping authority that p issued.
func (p Person) StampAuthority(t *testing.T, name string) Person {
	t.Helper()
	c := template(name)
	c.ExtraExtensions = []pkix.Extension{{Id: []int{2, 5, 29, 37}, Critical: true, // openssl wants it critical
		Value: []byte{0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08}}}
	return issue(t, c, &p, newKey(t))
}

func template(name string) *x509.Certificate {
	serial := big.NewInt(time.Now().UnixNano())
	return &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name, Country: []string{"IT"}},
		NotBefore: NotBefore, NotAfter: NotAfter, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment}
}

func newKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func issue(t *testing.T, c *x509.Certificate, issuer *Person, key crypto.Signer) Person {
	t.Helper()
	by, with := c, key
	if issuer != nil {
		by, with = issuer.Cert, issuer.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, key.Public(), with)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return Person{key, cert}
}

// Sign puts content into an envelope that people signed, with the certificates
// of others in it. An envelope without content is detached.
func Sign(t *testing.T, content []byte, detached bool, others []Person, people ...Person) []byte {
	t.Helper()
	sd, err := pkcs7.NewSignedData(content)
	if err != nil {
		t.Fatal(err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	for _, p := range people {
		if err := sd.AddSigner(p.Cert, p.Key, pkcs7.SignerInfoConfig{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range others {
		sd.AddCertificate(p.Cert)
	}
	if detached {
		sd.Detach()
	}
	der, err := sd.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// SignWith signs content and adds unsigned attributes made from the value of the
// signature.
func SignWith(t *testing.T, content []byte, p Person, others []Person, attributes func(value []byte) []pkcs7.Attribute) []byte {
	t.Helper()
	sd, err := pkcs7.NewSignedData(content)
	if err != nil {
		t.Fatal(err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := sd.AddSigner(p.Cert, p.Key, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	for _, o := range others {
		sd.AddCertificate(o.Cert)
	}
	si := &sd.GetSignedData().SignerInfos[0]
	if err := si.SetUnauthenticatedAttributes(attributes(si.EncryptedDigest)); err != nil {
		t.Fatal(err)
	}
	der, err := sd.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// StampAttribute is the attribute that carries a time stamp (RFC 3161, appendix
// A).
func StampAttribute(token []byte) pkcs7.Attribute {
	return pkcs7.Attribute{Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}, Value: asn1.RawValue{FullBytes: token}}
}

// PEM is the certificates of people as a trust store.
func PEM(people ...Person) []byte {
	var out []byte
	for _, p := range people {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Cert.Raw})...)
	}
	return out
}

// Files writes a person's key and certificate in PEM.
func (p Person) Files(t *testing.T) (key, cert string) {
	t.Helper()
	b, err := x509.MarshalPKCS8PrivateKey(p.Key)
	if err != nil {
		t.Fatal(err)
	}
	key = Write(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: b}))
	return key, Write(t, "cert.pem", PEM(p))
}

// Write writes a file into a folder of its own and returns its path.
func Write(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// stampConfig is openssl's, for a request and an answer.
const stampConfig = `[tsa]
default_tsa = it
[it]
serial = serial
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha1, sha256, sha384, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

// Stamp is a time stamp token of an authority over data, made now by openssl.
func (p Person) Stamp(t *testing.T, data []byte) []byte {
	t.Helper()
	key, cert := p.Files(t)
	in := Write(t, "data", data)
	dir := filepath.Dir(in)
	if err := os.WriteFile(filepath.Join(dir, "tsa.cnf"), []byte(stampConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	Run(t, dir, "openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
	Run(t, dir, "openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", cert, "-inkey", key, "-token_out", "-out", "token")
	token, err := os.ReadFile(filepath.Join(dir, "token"))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Run runs a program, which must succeed.
func Run(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return out
}
