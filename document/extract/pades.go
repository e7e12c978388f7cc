package extract

import (
	"bytes"
	"io"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/pades"
)

// maxSignedPDF is the size of a PDF whose signatures are verified.
const maxSignedPDF = 96 << 20

// readSignaturesOfPDF verifies the signatures of a PDF.
func (j *job) readSignaturesOfPDF(c content) {
	if !mentions(c, "/ByteRange") {
		return
	}
	if c.size > maxSignedPDF {
		j.addSignature(document.Signature{Form: formPAdES}, cades.Signature{Integrity: cades.Unverified, Why: "the file is too large to verify here"})
		return
	}
	b, err := io.ReadAll(c.reader())
	if err != nil {
		return
	}
	all := pades.Read(b)
	for _, s := range all {
		sig := document.Signature{Form: formPAdES, Coverage: coverWhole, LaterRevisions: s.Later}
		if !s.Whole {
			sig.Coverage = coverPart
		}
		j.addSignature(sig, s.Signature)
		if s.Gap {
			j.warn("pdf.signed_gap")
		}
	}
	if addedAfter(all) {
		j.warn("pdf.changed_after")
	}
}

// addedAfter says that the file goes on after a signature, and nobody signed
// the whole.
func addedAfter(all []pades.Signature) bool {
	added := false
	for _, s := range all {
		if s.Whole && s.Integrity == cades.Intact && !s.Stamp {
			return false
		}
		added = added || s.Later > 0 && !s.Stamp
	}
	return added
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
