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
	j.warnOfChanges(b, all)
}

// maxCompared is the number of signatures after which the file is compared with
// what it was.
const maxCompared = 8

// warnOfChanges warns where the file goes on after a signature with more than
// what proves signatures for later: unless somebody signed the whole whose
// certificate may be relied on, or is that of the signatures before.
func (j *job) warnOfChanges(b []byte, all []pades.Signature) {
	var added []pades.Signature // those after which the file goes on
	var whole []pades.Signature // that are intact
	compared := 0
	for _, s := range slices.Backward(all) { // the last one covers most
		if s.Stamp {
			continue
		}
		more := s.Later > 0
		if more && compared < maxCompared {
			compared++
			more = !pdftext.OnlyProof(b, s.End)
		}
		switch {
		case more:
			added = append(added, s)
		case !s.Gap && s.Integrity == cades.Intact:
			whole = append(whole, s)
		}
	}
	if len(added) == 0 {
		return
	}
	again := ""
	for _, s := range whole {
		switch chain := j.trusted().Judge(s.Signature, j.there()).Chain; {
		case chain == cades.Trusted, chain == cades.Unresolved && !slices.ContainsFunc(added, func(a pades.Signature) bool { return !a.SameCertificate(s.Signature) }):
			return
		case chain == cades.Unresolved && !s.SelfSigned():
			again = s.Signer
		}
	}
	if again != "" {
		j.warn("pdf.signed_again", again)
		return
	}
	j.warn("pdf.changed_after")
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
