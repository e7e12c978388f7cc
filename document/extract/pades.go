package extract

import (
	"bytes"
	"io"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/extract/pdftext"
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
	if j.addedAfter(b, all) {
		j.warn("pdf.changed_after")
	}
}

// maxCompared is the number of signatures after which the file is compared with
// what it was.
const maxCompared = 8

// addedAfter says that the file goes on after a signature with more than what
// proves signatures for later, and nobody signed the whole whose certificate may
// be relied on.
func (j *job) addedAfter(b []byte, all []pades.Signature) bool {
	added, compared := false, 0
	for _, s := range slices.Backward(all) { // the last one covers most
		if s.Stamp {
			continue
		}
		more := s.Later > 0
		if more && compared < maxCompared {
			compared++
			more = !pdftext.OnlyProof(b, s.End)
		}
		if !more && !s.Gap && s.Integrity == cades.Intact && j.trusted().Judge(s.Signature, j.there()).Chain != cades.Untrusted {
			return false
		}
		added = added || more
	}
	return added
}

func mentions(c content, word string) bool {
	const piece = 1 << 20
	buf := make([]byte, min(piece, c.size)+int64(len(word)))
	for off := int64(0); off < c.size; off += piece {
		n, _ := c.ReadAt(buf, off)
		if bytes.Contains(buf[:n], []byte(word)) {
			return true
		}
	}
	return false
}
