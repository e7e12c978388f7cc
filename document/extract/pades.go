package extract

import (
	"bytes"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"

	"github.com/insiemi/insiemi/document/cades"
)

// Limits of signatures in a PDF.
const (
	maxSignedPDF  = 96 << 20
	maxSignatures = 32
)

var byteRange = regexp.MustCompile(`/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]`)

// readSignaturesOfPDF verifies the signatures of a PDF (PAdES, ETSI EN 319 142;
// ISO 32000-1, 12.8): the range must leave out the signature value only.
func (j *job) readSignaturesOfPDF(c content) {
	if c.size > maxSignedPDF || !mentions(c, "/ByteRange") {
		return
	}
	b, err := io.ReadAll(c.reader())
	if err != nil {
		return
	}
	for _, m := range byteRange.FindAllSubmatch(b, maxSignatures) {
		j.readRange(b, m[1:])
	}
}

func mentions(c content, word string) bool {
	const piece = 1 << 20
	buf := make([]byte, piece+len(word))
	for off := int64(0); off < c.size; off += piece {
		n, _ := c.ReadAt(buf, off)
		if bytes.Contains(buf[:n], []byte(word)) {
			return true
		}
	}
	return false
}

// readRange verifies one signature.
func (j *job) readRange(b []byte, groups [][]byte) {
	var r [4]int
	for i, g := range groups {
		n, err := strconv.Atoi(string(g))
		if err != nil || n > len(b) {
			return
		}
		r[i] = n
	}
	gap, end := r[0]+r[1], r[2]+r[3]
	if r[0] != 0 || gap >= r[2] || end > len(b) {
		return
	}
	value, ok := hexString(b[gap:r[2]])
	if !ok {
		return
	}
	signed := append(bytes.Clone(b[:gap]), b[r[2]:end]...)
	sigs, err := cades.Verify(value, signed)
	if err != nil {
		return
	}
	if rest := bytes.TrimSpace(b[end:]); len(rest) > 0 {
		j.partlySigned(sigs)
	}
	j.addSignatures("PAdES", sigs)
}

// partlySigned says of signatures that cover an earlier state of the file that
// they can't vouch for the whole.
func (j *job) partlySigned(sigs []cades.Signature) {
	for i := range sigs {
		if sigs[i].Integrity == cades.Intact {
			sigs[i].Integrity = cades.Unverified
		}
	}
	j.warn("pdf.changed_after")
}

// hexString decodes what stands between < and >, zero padding included.
func hexString(b []byte) ([]byte, bool) {
	b = bytes.TrimSpace(b)
	if len(b) < 2 || b[0] != '<' || b[len(b)-1] != '>' {
		return nil, false
	}
	b = b[1 : len(b)-1]
	out := make([]byte, hex.DecodedLen(len(b)))
	n, err := hex.Decode(out, b)
	return out[:n], err == nil && n > 0
}
