package extract

import (
	"io"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/xades"
)

// maxSignedXML is the size of an XML document whose signatures are verified:
// they need the whole in memory, several times.
const maxSignedXML = 40 << 20

// readSignaturesOfXML verifies the signatures that stand in an XML document.
func (j *job) readSignaturesOfXML(c content) {
	unread := func(why string) {
		j.addSignature(document.Signature{Form: formXAdES}, cades.Signature{Integrity: cades.Unverified, Why: why})
	}
	if c.size > maxSignedXML {
		unread("the file is too large to verify here")
		return
	}
	b, err := io.ReadAll(c.reader())
	if err != nil {
		unread("the file cannot be read")
		return
	}
	all, err := xades.Read(b)
	if err != nil {
		unread(err.Error())
		return
	}
	for _, s := range all {
		sig := document.Signature{Form: formXAdES, Coverage: coverWhole}
		if !s.Whole {
			sig.Coverage = coverPart
		}
		j.addSignature(sig, s.Signature)
		if !s.Whole && s.CounterOf == "" && s.Integrity == cades.Intact {
			j.warn("xml.signed_part")
		}
	}
}
