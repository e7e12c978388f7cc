package check

import (
	"slices"

	"github.com/insiemi/insiemi/document"
)

// Codes of what a reading warns of: a signature that does not fit, and an envelope
// that holds a digest in place of a signature, and not that of its content.
const (
	notIntact     = "p7m.not_intact"
	digestDiffers = "p7m.digest_differs"
)

// soundSignature is K7: a signature fits what it was put on. One that does not is no
// signature of this document: an advanced or qualified one must show every later
// change of the data and is validated only where there was none (Regulation (EU)
// 910/2014, art. 26 d and 32 par. 1 g), and a digital one must belong to this document
// alone (D.Lgs. 82/2005, art. 24 c. 1; DPCM 22 February 2013). The document counts as
// unsigned (art. 20 and 21), and what stands in it is not what was signed: it is sent
// again. A reading says so only where arithmetic settles it; certificates, trust and
// revocation are not judged here.
func soundSignature() Rule {
	return Rule{
		ID: "K7", Version: 2, TitleIt: "Firma integra", TitleEn: "Sound signature",
		Basis: "Regolamento (UE) n. 910/2014, artt. 26 e 32; D.Lgs. 82/2005, artt. 20, 21 e 24", Severity: Block,
		applies: func(d *desk) (string, string, bool) {
			if len(d.This.Reading.Signatures) == 0 && !d.digestDiffers() {
				return "Il documento non ha firme digitali.", "The document has no digital signatures.", false
			}
			return "", "", true
		},
		find: findSignatures,
	}
}

// digestDiffers says that the envelope's own digest is not that of its content.
func (d *desk) digestDiffers() bool {
	return slices.ContainsFunc(d.This.Reading.Warnings, func(w document.Warning) bool { return w.Code == digestDiffers })
}

const (
	signAgainIt = "Riaprire il documento originale, controllare che sia quello giusto, firmarlo di nuovo e inviare il nuovo file senza modificarlo dopo la firma. Se alla verifica il file firmato risulta valido, si è guastato nell'invio: inviare di nuovo quello."
	signAgainEn = "Open the original document, check that it is the right one, sign it again and send the new file without changing it after signing. If the signed file that you have verifies as valid, it was damaged on its way: send that one again."
)

func findSignatures(d *desk) []Finding {
	if d.digestDiffers() {
		return []Finding{{
			It:   "La busta (p7m) non contiene una firma, e la sua impronta non corrisponde al contenuto: il documento è stato cambiato e vale come non firmato.",
			En:   "The envelope (p7m) holds no signature, and its digest does not match the content: the document was changed, and counts as unsigned.",
			DoIt: signAgainIt, DoEn: signAgainEn, Inputs: []Input{d.readingInput(words{"impronta nella busta", "digest in the envelope"}, digestDiffers)},
		}}
	}
	r := d.This.Reading
	broken := r.BrokenSignatures()
	if len(broken) == 0 {
		return nil
	}
	f := Finding{
		It:   "La firma non corrisponde al contenuto: il file è stato modificato o si è guastato dopo la firma, e il documento vale come non firmato.",
		En:   "The signature does not match the content: the file was changed or damaged after it was signed, and the document counts as unsigned.",
		DoIt: signAgainIt, DoEn: signAgainEn,
	}
	if len(broken) > 1 {
		f.It = "Le firme non corrispondono al contenuto: il file è stato modificato o si è guastato dopo la firma, e il documento vale come non firmato."
		f.En = "The signatures do not match the content: the file was changed or damaged after it was signed, and the document counts as unsigned."
	}
	if !r.CountsAsUnsigned() { // somebody else's signature holds
		f.Severity = Task
		f.It = "Una delle firme non corrisponde al contenuto, e non vale come firma di questo documento. Un'altra è integra."
		f.En = "One of the signatures does not match the content, and is no signature of this document. Another one is intact."
		if len(broken) > 1 {
			f.It = "Alcune firme non corrispondono al contenuto, e non valgono come firme di questo documento. Un'altra è integra."
			f.En = "Some of the signatures do not match the content, and are no signatures of this document. Another one is intact."
		}
	}
	for _, s := range broken {
		f.Inputs = append(f.Inputs, d.signatureInput(s))
	}
	return []Finding{f}
}

// signatureInput names a signature by its form. Whose it is stands beside the paper:
// findings repeat no names.
func (d *desk) signatureInput(s document.Signature) Input {
	return d.readingInput(words{"firma " + s.Form + " non integra", s.Form + " signature that is not intact"}, notIntact)
}

// readingInput cites what the reading says of the document as a whole.
func (d *desk) readingInput(w words, code string) Input {
	in := d.this.cite(document.Field{}, w, same(code))
	in.Source = SourceReading
	return in
}
