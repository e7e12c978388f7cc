package document

import "slices"

// Broken says that the signature surely does not fit what it was put on. That a
// countersignature, a time stamp or the seal of a message does not fit says nothing
// of who signed the document.
func (s Signature) Broken() bool { return s.Intact == "no" && s.ofDocument() }

// ofDocument says that the signature is a person's, on the document itself.
func (s Signature) ofDocument() bool {
	return s.CounterOf == "" && s.Form != "S/MIME" && s.Form != "RFC 3161"
}

// BrokenSignatures are the signatures that surely do not fit the document, in the
// order in which they were read.
func (r Reading) BrokenSignatures() []Signature {
	var out []Signature
	for _, s := range r.Signatures {
		if s.Broken() {
			out = append(out, s)
		}
	}
	return out
}

// CountsAsUnsigned says that the document was signed, and that no signature of it
// holds: one does surely not fit, and none is intact over the whole of it.
func (r Reading) CountsAsUnsigned() bool {
	return slices.ContainsFunc(r.Signatures, Signature.Broken) && !slices.ContainsFunc(r.Signatures, func(s Signature) bool {
		return s.Intact == "yes" && s.Coverage != "part" && s.ofDocument()
	})
}
