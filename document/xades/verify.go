package xades

import (
	"crypto"
	"slices"

	"github.com/insiemi/insiemi/document/cades"
)

// verification is one signature under way.
type verification struct {
	doc      *doc
	n        *node
	also     map[*node]bool // signatures that are left out to see whether it fits then
	counters *node          // the signature that this one countersigns
}

// signatureMethod is an algorithm of XML Signature 1.1, 6.4, and RFC 9231, 2.3.
type signatureMethod struct {
	hash       crypto.Hash
	pss, plain bool // plain: the two numbers of ECDSA one after the other
}

func methodOf(id string) (signatureMethod, bool) {
	const (
		first = "http://www.w3.org/2000/09/xmldsig#"
		more  = "http://www.w3.org/2001/04/xmldsig-more#"
		later = "http://www.w3.org/2007/05/xmldsig-more#"
	)
	switch id {
	case first + "rsa-sha1":
		return signatureMethod{hash: crypto.SHA1}, true
	case "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519":
		return signatureMethod{hash: crypto.SHA512}, true
	}
	for name, h := range map[string]crypto.Hash{"sha1": crypto.SHA1, "sha224": crypto.SHA224, "sha256": crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512,
		"sha3-224": crypto.SHA3_224, "sha3-256": crypto.SHA3_256, "sha3-384": crypto.SHA3_384, "sha3-512": crypto.SHA3_512} {
		switch id {
		case more + "rsa-" + name:
			return signatureMethod{hash: h}, true
		case more + "ecdsa-" + name, later + "ecdsa-" + name:
			return signatureMethod{hash: h, plain: true}, true
		case later + name + "-rsa-MGF1":
			return signatureMethod{hash: h, pss: true}, true
		}
	}
	return signatureMethod{}, false
}

const (
	notComplete = "the signature is not complete"
	changed     = "the document was changed after it was signed"
)

// run verifies the signature.
func (v *verification) run() Signature {
	info := v.n.all(spaceDSig, "SignedInfo")
	if len(info) != 1 {
		return unread(notComplete)
	}
	certificates := v.certificates()
	if len(certificates) == 0 {
		return unread("the signer's certificate is not in the document")
	}
	cert, state, why := v.value(info[0], certificates)
	refs, refState, refWhy := v.references(info[0])
	s := Signature{Signature: cades.By(cert, certificates)}
	s.Integrity, s.Why = worst(state, why, refState, refWhy)
	s.Algorithm = v.algorithm(info[0], cert)
	s.Whole = v.whole(refs)
	v.properties(&s, cert, refs)
	v.findCountered(refs)
	return s
}

func unread(why string) Signature {
	return Signature{Signature: cades.Signature{Integrity: cades.Unverified, Why: why}}
}

// worst puts what is said of the value and of the references together.
func worst(a cades.Integrity, aWhy string, b cades.Integrity, bWhy string) (cades.Integrity, string) {
	for _, state := range []cades.Integrity{cades.Broken, cades.Unverified} {
		switch state {
		case a:
			return a, aWhy
		case b:
			return b, bWhy
		}
	}
	return cades.Intact, ""
}

// certificates are those of ds:KeyInfo.
func (v *verification) certificates() []cades.Certificate {
	var out []cades.Certificate
	for _, data := range v.n.at(spaceDSig, "KeyInfo").all(spaceDSig, "X509Data") {
		for _, c := range data.all(spaceDSig, "X509Certificate") {
			der, err := decodeBase64(c.value())
			if err != nil || len(out) >= maxStamps {
				continue
			}
			if cert, ok := cades.ParseCertificate(der); ok {
				out = append(out, cert)
			}
		}
	}
	return out
}

// value compares the signature's value with the keys of the certificates: the
// signer's is the one that fits, or else one that issued none of the others.
func (v *verification) value(info *node, all []cades.Certificate) (cades.Certificate, cades.Integrity, string) {
	signer := all[0]
	for _, c := range all {
		if !slices.ContainsFunc(all, c.Issued) {
			signer = c
			break
		}
	}
	m, known := methodOf(info.at(spaceDSig, "SignatureMethod").attribute("Algorithm"))
	form, formKnown := canonicalForm(orEmpty(info.at(spaceDSig, "CanonicalizationMethod")))
	value, err := decodeBase64(v.n.at(spaceDSig, "SignatureValue").value())
	if !known || !formKnown || err != nil {
		return signer, cades.Unverified, "the signature algorithm is not known here"
	}
	signed, err := canonical(nodeSet{apex: info, comments: true}, form, &v.doc.left)
	if err != nil {
		return signer, cades.Unverified, err.Error()
	}
	for _, c := range append([]cades.Certificate{signer}, all...) {
		if state, _ := check(c, m, signed, value); state == cades.Intact {
			return c, state, ""
		}
	}
	state, why := check(signer, m, signed, value)
	if state == cades.Broken && len(all) > 1 {
		why += " in the document"
	}
	return signer, state, why
}

func check(c cades.Certificate, m signatureMethod, signed, value []byte) (cades.Integrity, string) {
	if m.plain && c.KeyName() != "ECDSA" {
		return cades.Unverified, "the algorithm is not one of the certificate's key"
	}
	return c.Check(m.hash, m.pss, signed, value)
}

func orEmpty(n *node) *node {
	if n == nil {
		return &node{}
	}
	return n
}

// algorithm says digest and key for people.
func (v *verification) algorithm(info *node, c cades.Certificate) string {
	m, ok := methodOf(info.at(spaceDSig, "SignatureMethod").attribute("Algorithm"))
	if !ok {
		return c.KeyName()
	}
	return m.hash.String() + ", " + c.KeyName()
}

// references compares every reference with its digest.
func (v *verification) references(info *node) ([]reference, cades.Integrity, string) {
	var out []reference
	state, why := cades.Intact, ""
	all := info.all(spaceDSig, "Reference")
	if len(all) == 0 || len(all) > maxReferences {
		return nil, cades.Unverified, notComplete
	}
	for _, n := range all {
		r, err := v.check(n)
		switch {
		case err != nil:
			state, why = worst(state, why, cades.Unverified, err.Error())
		case !r.fits && v.fitsWithoutLater(n):
			state, why = worst(state, why, cades.Unverified, "it fits only without the signatures that were added beside it")
		case !r.fits:
			state, why = cades.Broken, changed
		}
		out = append(out, r)
	}
	return out, state, why
}

// fitsWithoutLater says that a reference fits when the other signatures are
// left out: they were added after it, and the transform leaves only its own out.
func (v *verification) fitsWithoutLater(n *node) bool {
	if len(v.doc.signatures) < 2 {
		return false
	}
	again := verification{doc: v.doc, n: v.n, also: map[*node]bool{}}
	for _, s := range v.doc.signatures {
		if s != v.n && !isWithin(v.n, s) && !isWithin(s, v.n) {
			again.also[s] = true
		}
	}
	r, err := again.check(n)
	return err == nil && r.fits
}

// isWithin says that a node stands within another.
func isWithin(n, outer *node) bool {
	for ; n != nil; n = n.parent {
		if n == outer {
			return true
		}
	}
	return false
}

// whole says that one of the references is the root element.
func (v *verification) whole(refs []reference) bool {
	top := v.doc.top()
	if top.is(spaceDSig, "Signature") {
		return false // nothing but a signature
	}
	return slices.ContainsFunc(refs, func(r reference) bool { return r.read && (r.target == v.doc.root || r.target == top) })
}

// findCountered finds the signature whose value this one signs (ETSI EN 319
// 132-1, 5.2.7): a countersignature stands among its unsigned properties.
func (v *verification) findCountered(refs []reference) {
	for _, r := range refs {
		if r.target != nil && r.target.is(spaceDSig, "SignatureValue") && r.target.parent != v.n && r.target.parent.is(spaceDSig, "Signature") {
			v.counters = r.target.parent
		}
	}
}
