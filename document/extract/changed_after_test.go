package extract_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/cades/cadestest"
	"github.com/insiemi/insiemi/document/extract"
)

// grown is a PDF of one page that grows by revisions.
type grown struct {
	b   []byte
	at  map[int]int // objects of the revision under way
	end int         // of the last revision: where its table is
}

func newGrown() *grown {
	g := &grown{b: []byte("%PDF-1.7\n"), at: map[int]int{}}
	g.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R]>>/Lang(it)>>")
	g.object(2, "<</Type/Pages/Count 1/Kids[3 0 R]>>")
	g.object(3, page("[5 0 R]"))
	g.object(4, stream("", "BT /F 12 Tf 20 100 Td (Convenzione CIG Z1234567AB) Tj ET"))
	g.object(5, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Firma)/Rect[0 0 0 0]/P 3 0 R/V 6 0 R>>")
	g.object(7, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	return g
}

func page(annots string) string {
	return "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 7 0 R>>>>/Annots" + annots + ">>"
}

func stream(dict, data string) string {
	return fmt.Sprintf("<</Length %d%s>>\nstream\n%s\nendstream", len(data), dict, data)
}

func (g *grown) object(n int, body string) {
	g.at[n] = len(g.b)
	g.b = fmt.Appendf(g.b, "%d 0 obj\n%s\nendobj\n", n, body)
}

// finish ends a revision with a table of its objects, which may point elsewhere.
func (g *grown) finish(elsewhere map[int]int, trailer string) {
	at := len(g.b)
	g.b = append(g.b, "xref\n0 1\n0000000000 65535 f \n"...)
	for n := range 60 {
		if off, ok := g.at[n]; ok {
			g.b = fmt.Appendf(g.b, "%d 1\n%010d 00000 n \n", n, off)
		}
		if off, ok := elsewhere[n]; ok {
			g.b = fmt.Appendf(g.b, "%d 1\n%010d 00000 n \n", n, off)
		}
	}
	prev := ""
	if g.end > 0 {
		prev = fmt.Sprintf("/Prev %d", g.end)
	}
	g.b = fmt.Appendf(g.b, "trailer\n<</Size 60/Root 1 0 R%s%s>>\nstartxref\n%d\n%%%%EOF\n", prev, trailer, at)
	g.at, g.end = map[int]int{}, at
}

// sign adds a signature dictionary as an object and ends the revision.
func (g *grown) sign(n int, kind, filter string, value func(signed []byte) []byte) {
	const room = 8192
	blank := strings.Repeat(" ", 60)
	g.object(n, fmt.Sprintf("<</Type/%s/Filter/Adobe.PPKLite/SubFilter/%s/ByteRange%s/Contents<%s>>>", kind, filter, blank, strings.Repeat("0", 2*room)))
	from := g.at[n] + bytes.Index(g.b[g.at[n]:], []byte("/Contents<")) + len("/Contents")
	to := from + 2*room + 2
	g.finish(nil, "")
	copy(g.b[from-len("/Contents")-len(blank):], fmt.Sprintf("[0 %d %d %d]", from, to, len(g.b)-to))
	hex.Encode(g.b[from+1:from+1+2*room], value(append(bytes.Clone(g.b[:from]), g.b[to:]...)))
}

func (g *grown) copy() *grown { return &grown{b: bytes.Clone(g.b), at: map[int]int{}, end: g.end} }

// catalogue is the catalogue with a security store, and fields.
func catalogue(fields, more string) string {
	return "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R" + fields + "]>>/Lang(it)" + more + ">>"
}

// store adds a document security store.
func (g *grown) store(more string) {
	g.object(1, catalogue(more, "/DSS 20 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>"))
	g.object(20, "<</Type/DSS/Certs[21 0 R]/VRI<</AB 22 0 R>>>>")
	g.object(21, stream("", "a certificate"))
	g.object(22, "<</Cert[21 0 R]/TU(D:20261130101500Z)>>")
}

// stampField adds the field of a document time stamp, and its place on the page.
func (g *grown) stampField(rect string) {
	g.object(3, page("[5 0 R 23 0 R]"))
	g.object(23, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Marca)/Rect"+rect+"/P 3 0 R/V 24 0 R>>")
}

// What is added to a signed PDF is told, unless it only proves the signature for
// later, or somebody signed all of it whose certificate may be relied on.
func TestChangedAfter(t *testing.T) {
	root, stranger := cadestest.Root(t, "Radice di prova"), cadestest.Root(t, "Altra radice")
	signer, other := root.Signer(t, "Rossi Prova", "RSSPRV80A01H294X", nil), stranger.Signer(t, "Falsi Prova", "FLSPRV80A01H294U", nil)
	stamper := root.StampAuthority(t, "Marche di prova")
	by := func(p cadestest.Person) func([]byte) []byte {
		return func(b []byte) []byte { return cadestest.Sign(t, b, true, nil, p) }
	}
	stamp := func(b []byte) []byte { return stamper.Stamp(t, b) }
	signed := newGrown()
	signed.sign(6, "Sig", "ETSI.CAdES.detached", by(signer))
	store := cadestest.Write(t, "root.pem", cadestest.PEM(root))
	for name, c := range map[string]struct {
		add   func(g *grown)
		trust string
		want  bool
	}{
		"nothing": {func(*grown) {}, store, false},
		"something": {func(g *grown) {
			g.object(4, stream("", "BT /F 12 Tf 20 100 Td (Convenzione CIG Z7654321BA) Tj ET"))
			g.finish(nil, "")
		}, store, true},
		"signed again": {func(g *grown) {
			g.object(4, stream("", "BT (altro) Tj ET"))
			g.sign(10, "Sig", "ETSI.CAdES.detached", by(signer))
		}, store, false},
		"signed again by a stranger": {func(g *grown) {
			g.object(4, stream("", "BT (altro) Tj ET"))
			g.sign(10, "Sig", "ETSI.CAdES.detached", by(other))
		}, store, true},
		"signed again by a stranger, no store": {func(g *grown) {
			g.object(4, stream("", "BT (altro) Tj ET"))
			g.sign(10, "Sig", "ETSI.CAdES.detached", by(other))
		}, "", false}, // where its certificate comes from is not known
		"signed again by a self-signed one, no store": {func(g *grown) {
			g.object(4, stream("", "BT (altro) Tj ET"))
			g.sign(10, "Sig", "ETSI.CAdES.detached", by(stranger))
		}, "", true},
		"signed again by the same one, no store": {func(g *grown) {
			g.object(4, stream("", "BT (altro) Tj ET"))
			g.sign(10, "Sig", "ETSI.CAdES.detached", by(signer))
		}, "", false},
		"a security store": {func(g *grown) { g.store(""); g.finish(nil, "") }, store, false},
		"a security store and a time stamp": {func(g *grown) {
			g.store("")
			g.finish(nil, "")
			g.object(1, catalogue(" 23 0 R", "/DSS 20 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>"))
			g.stampField("[0 0 0 0]")
			g.sign(24, "DocTimeStamp", "ETSI.RFC3161", stamp)
		}, store, false},
		"two rounds of both": {func(g *grown) {
			g.store("")
			g.finish(nil, "")
			g.object(1, catalogue(" 23 0 R", "/DSS 20 0 R"))
			g.stampField("[0 0 0 0]")
			g.sign(24, "DocTimeStamp", "ETSI.RFC3161", stamp)
			g.object(20, "<</Type/DSS/Certs[21 0 R 25 0 R]/VRI<</AB 22 0 R>>>>")
			g.object(25, stream("", "another certificate"))
			g.finish(nil, "")
		}, store, false},
		"a time stamp that shows something": {func(g *grown) {
			g.object(1, catalogue(" 23 0 R", ""))
			g.stampField("[20 20 200 90]")
			g.sign(24, "DocTimeStamp", "ETSI.RFC3161", stamp)
		}, store, true},
		"a security store and another page": {func(g *grown) {
			g.store("")
			g.object(3, strings.Replace(page("[5 0 R]"), "4 0 R", "21 0 R", 1))
			g.finish(nil, "")
		}, store, true},
		"a security store and another catalogue": {func(g *grown) {
			g.store("")
			g.object(1, strings.Replace(catalogue("", "/DSS 20 0 R"), "/Pages 2 0 R", "/Pages 30 0 R", 1))
			g.object(30, "<</Type/Pages/Count 1/Kids[3 0 R]>>")
			g.finish(nil, "")
		}, store, true},
		"a key twice": {func(g *grown) {
			g.store("")
			g.object(1, strings.Replace(catalogue("", "/DSS 20 0 R"), "/Pages 2 0 R", "/Pages 30 0 R/Pages 2 0 R", 1))
			g.object(30, "<</Type/Pages/Count 1/Kids[3 0 R]>>")
			g.finish(nil, "")
		}, store, true},
		"an object that no table names": {func(g *grown) {
			g.store("")
			delete(g.at, 20)
			g.object(4, stream("", "BT (altro) Tj ET"))
			delete(g.at, 4)
			g.finish(nil, "")
		}, store, true},
		"another root": {func(g *grown) {
			g.object(40, strings.Replace(catalogue("", ""), "/Pages 2 0 R", "/Pages 2 0 R/Lang(en)", 1))
			g.finish(nil, "/Root 40 0 R")
		}, store, true},
		"an object that was hidden in what was signed": {func(g *grown) {
			g.store("")
			g.finish(map[int]int{4: bytes.Index(g.b, []byte("7 0 obj"))}, "")
		}, store, true},
		"a field that is no time stamp": {func(g *grown) {
			g.object(1, catalogue(" 23 0 R", ""))
			g.object(3, page("[5 0 R 23 0 R]"))
			g.object(23, "<</Type/Annot/Subtype/FreeText/Contents(altro)/Rect[0 0 200 200]>>")
			g.finish(nil, "")
		}, store, true},
	} {
		t.Run(name, func(t *testing.T) {
			g := signed.copy()
			c.add(g)
			r := readWith(t, g.b, "c.pdf", extract.Options{Trust: c.trust, NoOCR: true})
			if len(r.Signatures) == 0 || r.Signatures[0].Intact != "yes" || r.Error != nil {
				t.Fatalf("%+v, %v", r.Signatures, r.Error)
			}
			if has(r, "pdf.changed_after") != c.want {
				t.Errorf("warnings %v of %+v", r.Warnings, r.Signatures)
			}
			if again := name == "signed again by a stranger, no store"; has(r, "pdf.signed_again") != again {
				t.Errorf("signed again: warnings %v", r.Warnings)
			}
		})
	}
	// What the signed part leads to, and is not there yet, may not come.
	g := newGrown()
	g.object(3, strings.Replace(page("[5 0 R]"), "4 0 R", "[4 0 R 21 0 R]", 1))
	g.sign(6, "Sig", "ETSI.CAdES.detached", by(signer))
	g.store("")
	g.finish(nil, "")
	if r := readWith(t, g.b, "c.pdf", extract.Options{Trust: store, NoOCR: true}); !has(r, "pdf.changed_after") {
		t.Errorf("what was missing came: %v", r.Warnings)
	}
}
