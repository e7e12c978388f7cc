package pades_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/cades/cadestest"
	"github.com/insiemi/insiemi/document/pades"
)

// file is a PDF of one empty page that grows by revisions.
type file struct {
	b       []byte
	offsets map[int]int
	added   []int
}

func newFile() *file {
	f := &file{offsets: map[int]int{}, b: []byte("%PDF-1.7\n")}
	f.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R]>>>>")
	f.object(2, "<</Type/Pages/Count 1/Kids[3 0 R]>>")
	f.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[5 0 R]>>")
	f.object(5, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Firma)/Rect[0 0 0 0]/P 3 0 R/V 6 0 R>>")
	return f
}

func (f *file) object(n int, body string) {
	f.offsets[n] = len(f.b)
	f.added = append(f.added, n)
	f.b = append(f.b, fmt.Sprintf("%d 0 obj\n%s\nendobj\n", n, body)...)
}

// end ends a revision with a table of all objects.
func (f *file) end() {
	at := len(f.b)
	f.b = append(f.b, "xref\n0 1\n0000000000 65535 f \n"...)
	last := 0
	for n := 1; n < 20; n++ {
		if off, ok := f.offsets[n]; ok {
			f.b = append(f.b, fmt.Sprintf("%d 1\n%010d 00000 n \n", n, off)...)
			last = n
		}
	}
	f.b = append(f.b, fmt.Sprintf("trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", last+1, at)...)
}

const room = 8192

// sign adds a signature dictionary as object n and ends the revision; value
// makes the signature's value from what is signed. extra stands in the
// dictionary, and gap after the value, outside of what is signed.
func (f *file) sign(n int, filter, extra, gap string, value func(signed []byte) []byte) {
	blank := strings.Repeat(" ", 60)
	f.object(n, fmt.Sprintf("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/%s%s/ByteRange%s/Contents<%s>%s>>", filter, extra, blank, strings.Repeat("0", 2*room), gap))
	from := f.offsets[n] + bytes.Index(f.b[f.offsets[n]:], []byte("/Contents<")) + len("/Contents")
	to := from + 2*room + 2 + len(gap)
	f.end()
	r := fmt.Sprintf("[0 %d %d %d]", from, to, len(f.b)-to)
	copy(f.b[from-len("/Contents")-len(blank):], r)
	signed := append(bytes.Clone(f.b[:from]), f.b[to:]...)
	hex.Encode(f.b[from+1:from+1+2*room], value(signed))
}

// world is who signs.
type world struct{ root, signer, stamper cadestest.Person }

func newWorld(t *testing.T) world {
	t.Helper()
	root := cadestest.Root(t, "Radice di prova")
	return world{root, root.Signer(t, "Rossi Prova", "RSSPRV80A01H294X", nil), root.StampAuthority(t, "Marche di prova")}
}

func (w world) detached(t *testing.T) func([]byte) []byte {
	return func(b []byte) []byte { return cadestest.Sign(t, b, true, nil, w.signer) }
}

func only(t *testing.T, b []byte) pades.Signature {
	t.Helper()
	all := pades.Read(b)
	if len(all) != 1 {
		t.Fatalf("%d signatures: %+v", len(all), all)
	}
	return all[0]
}

// poppler is what pdfsig says of each signature, in the order of the file.
func poppler(t *testing.T, b []byte) []string {
	t.Helper()
	out, err := exec.Command("pdfsig", "-nocert", cadestest.Write(t, "in.pdf", b)).CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Fatal(err)
	}
	var says []string
	for _, m := range regexp.MustCompile(`(?m)- (Total document signed|Not total document signed)\n\s*- Signature Validation: (.*)$`).FindAllStringSubmatch(string(out), -1) {
		says = append(says, m[1]+": "+m[2])
	}
	return says
}

const (
	whole, part   = "Total document signed", "Not total document signed"
	valid, differ = "Signature is Valid.", "Digest Mismatch."
)

// Integrity and coverage are as poppler says: of the file as it was signed, of
// one that was changed, and of one that was added to.
func TestAsPoppler(t *testing.T) {
	w := newWorld(t)
	for _, filter := range []string{"adbe.pkcs7.detached", "ETSI.CAdES.detached"} {
		f := newFile()
		f.sign(6, filter, "/M(D:20261130101500+01'00')", "", w.detached(t))
		added := *f
		added.b = bytes.Clone(f.b)
		added.object(7, "<</Nothing true>>")
		added.end()
		for name, c := range map[string]struct {
			b     []byte
			says  string
			state cades.Integrity
			whole bool
			later int
		}{
			"signed":  {f.b, whole + ": " + valid, cades.Intact, true, 0},
			"changed": {bytes.Replace(f.b, []byte("[0 0 200 200]"), []byte("[0 0 200 201]"), 1), whole + ": " + differ, cades.Broken, true, 0},
			"added":   {added.b, part + ": " + valid, cades.Intact, false, 1},
		} {
			t.Run(filter+", "+name, func(t *testing.T) {
				if says := poppler(t, c.b); len(says) != 1 || says[0] != c.says {
					t.Fatalf("poppler says %q", says)
				}
				s := only(t, c.b)
				if s.Integrity != c.state || s.Whole != c.whole || s.Later != c.later || s.Signer != "Rossi Prova" || s.SignedAt.IsZero() || s.Gap {
					t.Errorf("%+v", s)
				}
			})
		}
	}
}

// A document time stamp is no signature over the range: its imprint is.
func TestDocumentTimeStamp(t *testing.T) {
	w := newWorld(t)
	f := newFile()
	f.sign(6, "ETSI.CAdES.detached", "", "", w.detached(t))
	f.sign(7, "ETSI.RFC3161", "", "", func(b []byte) []byte { return w.stamper.Stamp(t, b) })
	all := pades.Read(f.b)
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	if s := all[0]; s.Integrity != cades.Intact || s.Whole || s.Later != 1 || s.Stamp {
		t.Errorf("signature %+v", s)
	}
	if s := all[1]; s.Integrity != cades.Intact || !s.Whole || !s.Stamp || s.Attested.IsZero() || s.Signer != "Marche di prova" {
		t.Errorf("time stamp %+v", s)
	}
	changed := bytes.Replace(f.b, []byte("[0 0 200 200]"), []byte("[0 0 200 201]"), 1)
	for _, s := range pades.Read(changed) {
		if s.Integrity != cades.Broken {
			t.Errorf("changed: %+v", s)
		}
	}
}

// adbe.pkcs7.sha1: the envelope holds the digest of the range. poppler agrees.
func TestSHA1Envelope(t *testing.T) {
	w := newWorld(t)
	f := newFile()
	f.sign(6, "adbe.pkcs7.sha1", "", "", func(b []byte) []byte {
		sum := sha1.Sum(b)
		return cadestest.Sign(t, sum[:], false, nil, w.signer)
	})
	if s := only(t, f.b); s.Integrity != cades.Intact || !s.Whole {
		t.Errorf("%+v", s)
	}
	changed := bytes.Replace(f.b, []byte("[0 0 200 200]"), []byte("[0 0 200 201]"), 1)
	if s := only(t, changed); s.Integrity != cades.Broken {
		t.Errorf("changed: %+v", s)
	}
	f = newFile()
	f.sign(6, "adbe.pkcs7.sha1", "", "", func(b []byte) []byte {
		sum := sha256.Sum256(b)
		return cadestest.Sign(t, sum[:], false, nil, w.signer)
	})
	if s := only(t, f.b); s.Integrity != cades.Unverified {
		t.Errorf("a digest of another kind says nothing of a change: %+v", s)
	}
}

// adbe.x509.rsa_sha1: a bare RSA value, with the certificate beside it.
func TestBareValue(t *testing.T) {
	root := cadestest.Root(t, "Radice di prova")
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := root.SignerWith(t, key, "Rossi Prova", "RSSPRV80A01H294X", nil)
	for _, h := range []crypto.Hash{crypto.SHA1, crypto.SHA256} {
		f := newFile()
		f.sign(6, "adbe.x509.rsa_sha1", fmt.Sprintf("/Cert<%x>/M(D:20261130101500Z)", p.Cert.Raw), "", func(b []byte) []byte {
			d := h.New()
			d.Write(b)
			value, err := key.Sign(rand.Reader, d.Sum(nil), h)
			if err != nil {
				t.Fatal(err)
			}
			der, err := asn1.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			return der
		})
		if s := only(t, f.b); s.Integrity != cades.Intact || s.Signer != "Rossi Prova" || s.SignedAt.IsZero() {
			t.Errorf("%s: %+v", h, s)
		}
		changed := bytes.Replace(f.b, []byte("[0 0 200 200]"), []byte("[0 0 200 201]"), 1)
		if s := only(t, changed); s.Integrity != cades.Broken {
			t.Errorf("%s, changed: %+v", h, s)
		}
	}
}

// What is left out beside the value may be changed by anybody: that is a part,
// and it is said.
func TestGap(t *testing.T) {
	w := newWorld(t)
	f := newFile()
	f.sign(6, "ETSI.CAdES.detached", "", "/Reason(approvo)", w.detached(t))
	if s := only(t, f.b); s.Integrity != cades.Intact || s.Whole || !s.Gap || s.Why == "" {
		t.Errorf("%+v", s)
	}
	f = newFile()
	f.sign(6, "ETSI.CAdES.detached", "", " \n", w.detached(t))
	if s := only(t, f.b); s.Integrity != cades.Intact || !s.Whole || s.Gap {
		t.Errorf("white space: %+v", s)
	}
}

// What can't be verified is told, not left out; the same range is told once.
func TestUnread(t *testing.T) {
	w := newWorld(t)
	empty, garbage, strange := newFile(), newFile(), newFile()
	empty.sign(6, "ETSI.CAdES.detached", "", "", func([]byte) []byte { return nil })
	garbage.sign(6, "ETSI.CAdES.detached", "", "", func([]byte) []byte { return []byte("garbage") })
	strange.sign(6, "Somebody.Other", "", "", func([]byte) []byte { return w.detached(t)([]byte("altro")) })
	whole := newFile()
	whole.sign(6, "ETSI.CAdES.detached", "", "", w.detached(t))
	for name, b := range map[string][]byte{
		"empty": empty.b, "garbage": garbage.b, "an unknown kind": strange.b, "cut short": whole.b[:len(whole.b)-20],
	} {
		if s := only(t, b); s.Integrity != cades.Unverified || s.Why == "" {
			t.Errorf("%s: %+v", name, s)
		}
	}
	i := bytes.Index(whole.b, []byte("6 0 obj"))
	twice := append(bytes.Clone(whole.b), whole.b[i:]...)
	if s := only(t, twice); s.Integrity != cades.Intact || s.Whole {
		t.Errorf("twice: %+v", s)
	}
	if all := pades.Read([]byte("%PDF-1.4\nnothing /ByteRange here")); len(all) != 0 {
		t.Errorf("a mention: %+v", all)
	}
}

// Whatever comes from outside, reading does not panic, and says the same twice.
func FuzzRead(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n6 0 obj\n<</Type/Sig/SubFilter/ETSI.CAdES.detached/M(D:2026\\)(a))/ByteRange[0 4 6 3]/Contents<00>/Cert[<00>]>>\nendobj"))
	f.Add([]byte("/ByteRange [0 20 24 2] <30> xx"))
	f.Fuzz(func(t *testing.T, b []byte) {
		one, two := pades.Read(b), pades.Read(b)
		if len(one) != len(two) {
			t.Error("reading again gives other signatures")
		}
		for _, s := range one {
			if s.Integrity == cades.Intact && s.Whole && s.Gap {
				t.Error("whole with a gap")
			}
		}
	})
}
