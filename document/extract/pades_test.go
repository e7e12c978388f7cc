package extract_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"
)

// padded signs a PDF as ISO 32000-1, 12.8 says: a range that leaves out the
// signature value, which stands in it as padded hexadecimal digits.
func padded(t *testing.T) []byte {
	t.Helper()
	const room = 4096
	b := contractPDF(t)
	b = append(b, "\n90 0 obj\n<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 "...)
	spot := len(b)
	b = append(b, bytes.Repeat([]byte(" "), 40)...)
	b = append(b, "] /Contents <"...)
	gap := len(b) - 1
	b = append(b, bytes.Repeat([]byte("0"), 2*room)...)
	b = append(b, ">>>\nendobj\n%%EOF\n"...)
	after := gap + 2*room + 2
	copy(b[spot:], fmt.Sprintf("%d %d %d", gap, after, len(b)-after))
	value := signedAs(t, append(bytes.Clone(b[:gap]), b[after:]...), true)
	hex.Encode(b[gap+1:], value)
	return b
}

func TestSignedPDF(t *testing.T) {
	b := padded(t)
	r := read(t, b, "c.pdf")
	if len(r.Signatures) != 1 || r.Signatures[0].Form != "PAdES" || r.Signatures[0].Intact != "yes" || r.Signatures[0].Signer != "Rossi Prova" {
		t.Fatalf("signatures %+v, error %v", r.Signatures, r.Error)
	}
	changed := bytes.Replace(b, []byte("/ModDate"), []byte("/MadDate"), 1)
	if r = read(t, changed, "c.pdf"); r.Signatures[0].Intact != "no" || !has(r, "p7m.not_intact") {
		t.Errorf("changed: %+v", r.Signatures)
	}
	added := append(bytes.Clone(b), "\n91 0 obj\n<<>>\nendobj\n%%EOF\n"...)
	if s := r.Signatures[0]; s.Coverage != "whole" || len(s.NotChecked) != 3 || s.Chain != "unknown" || s.Algorithm == "" || s.NotAfter == "" {
		t.Errorf("what is told: %+v", s)
	}
	if r = read(t, added, "c.pdf"); r.Signatures[0].Intact != "yes" || r.Signatures[0].Coverage != "part" || r.Signatures[0].LaterRevisions != 1 || !has(r, "pdf.changed_after") {
		t.Errorf("added after: %+v, %v", r.Signatures, r.Warnings)
	}
}
