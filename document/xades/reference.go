package xades

import (
	"bytes"
	"crypto"
	_ "crypto/sha1"   // registers the hash
	_ "crypto/sha256" // registers the hash
	_ "crypto/sha3"   // registers the hash
	_ "crypto/sha512" // registers the hash
	"encoding/base64"
	"regexp"
	"strings"
)

// problem says why something can't be verified here.
type problem string

func (p problem) Error() string { return string(p) }

// digests by their identifiers (XML Signature 1.1, 6.2; RFC 9231, 2.1).
var digests = map[string]crypto.Hash{
	"http://www.w3.org/2000/09/xmldsig#sha1":          crypto.SHA1,
	"http://www.w3.org/2001/04/xmldsig-more#sha224":   crypto.SHA224,
	"http://www.w3.org/2001/04/xmlenc#sha256":         crypto.SHA256,
	"http://www.w3.org/2001/04/xmldsig-more#sha384":   crypto.SHA384,
	"http://www.w3.org/2001/04/xmlenc#sha512":         crypto.SHA512,
	"http://www.w3.org/2007/05/xmldsig-more#sha3-224": crypto.SHA3_224,
	"http://www.w3.org/2007/05/xmldsig-more#sha3-256": crypto.SHA3_256,
	"http://www.w3.org/2007/05/xmldsig-more#sha3-384": crypto.SHA3_384,
	"http://www.w3.org/2007/05/xmldsig-more#sha3-512": crypto.SHA3_512,
}

func digestOf(h crypto.Hash, b []byte) []byte {
	d := h.New()
	d.Write(b)
	return d.Sum(nil)
}

// reference is a ds:Reference with what it led to.
type reference struct {
	n      *node
	target *node // the document, or the element that is signed
	read   bool  // its digest could be computed
	fits   bool
}

// check compares a reference with its digest. An error says why that can't be
// done.
func (v *verification) check(n *node) (reference, error) {
	r := reference{n: n}
	h, ok := digests[n.at(spaceDSig, "DigestMethod").attribute("Algorithm")]
	want, err := decodeBase64(n.at(spaceDSig, "DigestValue").value())
	if !ok || err != nil {
		return r, problem("the digest algorithm is not known here")
	}
	set, err := v.dereference(n)
	if err != nil {
		return r, err
	}
	r.target = set.apex
	octets, err := v.transform(n, set)
	if err != nil {
		return r, err
	}
	r.read, r.fits = true, bytes.Equal(digestOf(h, octets), want)
	return r, nil
}

var pointer = regexp.MustCompile(`^#xpointer\(id\(['"]([^'"]+)['"]\)\)$`)

// dereference finds what a reference points at (XML Signature 1.1, 4.4.3.2).
func (v *verification) dereference(n *node) (nodeSet, error) {
	set := nodeSet{skip: map[*node]bool{}}
	uri := n.attribute("URI")
	id, local := strings.CutPrefix(uri, "#")
	if m := pointer.FindStringSubmatch(uri); m != nil {
		id, set.comments = m[1], true
	}
	switch {
	case uri == "" && n.hasAttribute("URI"):
		set.apex = v.doc.root
	case uri == "#xpointer(/)":
		set.apex, set.comments = v.doc.root, true
	case local:
		apex, ok := v.doc.byID(id)
		if !ok {
			return set, problem("what was signed is not in the document, or is not only once")
		}
		set.apex = apex
	default:
		return set, problem("what was signed is another file")
	}
	return set, nil
}

func (n *node) hasAttribute(name string) bool {
	for _, a := range n.attrs {
		if a.prefix == "" && a.local == name {
			return true
		}
	}
	return false
}

// Identifiers of transforms.
const (
	transformEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	transformBase64    = "http://www.w3.org/2000/09/xmldsig#base64"
	transformXPath     = "http://www.w3.org/TR/1999/REC-xpath-19991116"
	transformFilter    = "http://www.w3.org/2002/06/xmldsig-filter2"
)

// transform applies the transforms of a reference in order and returns the
// octets that are digested.
func (v *verification) transform(n *node, set nodeSet) ([]byte, error) {
	for k := range v.also {
		set.skip[k] = true
	}
	var octets []byte
	done := false
	for _, t := range n.at(spaceDSig, "Transforms").all(spaceDSig, "Transform") {
		form, isForm := canonicalForm(t)
		var err error
		switch id := t.attribute("Algorithm"); {
		case id == transformBase64 && done:
			octets, err = decodeBase64(string(octets))
		case done:
			err = problem("the transforms are not known here")
		case id == transformEnveloped:
			set.skip[v.n] = true
		case id == transformBase64:
			octets, err = decodeBase64(set.apex.value())
			done = true
		case id == transformXPath:
			err = v.filter(t.at(spaceDSig, "XPath"), set, false)
		case id == transformFilter:
			err = v.filters(t, set)
		case isForm:
			octets, err = canonical(set, form, &v.doc.left)
			done = true
		default:
			err = problem("the transforms are not known here")
		}
		if err != nil {
			return nil, err
		}
	}
	if done {
		return octets, nil
	}
	return canonical(set, method{}, &v.doc.left)
}

// filters applies XPath Filter 2.0, where it takes signatures away.
func (v *verification) filters(t *node, set nodeSet) error {
	all := t.all(transformFilter, "XPath")
	if len(all) == 0 {
		return problem("the XPath filter is not known here")
	}
	for _, x := range all {
		if x.attribute("Filter") != "subtract" {
			return problem("the XPath filter is not known here")
		}
		if err := v.filter(x, set, true); err != nil {
			return err
		}
	}
	return nil
}

// Expressions that leave signatures out, without white space. The name of a
// signature has the prefix that is caught.
var (
	notAnySignature = regexp.MustCompile(`^not\(ancestor-or-self::([\w.-]+):Signature\)$`)
	notThis         = regexp.MustCompile(`^count\(ancestor-or-self::([\w.-]+):Signature\|here\(\)/ancestor::([\w.-]+):Signature\[1\]\)>count\(ancestor-or-self::([\w.-]+):Signature\)$`)
	anySignature    = regexp.MustCompile(`^(?:/descendant::|//)([\w.-]+):Signature$`)
	thisSignature   = regexp.MustCompile(`^here\(\)/ancestor::([\w.-]+):Signature\[1\]$`)
)

// filter applies an expression of XPath that leaves out every signature, or this
// one. subtract says that it selects what is taken away.
func (v *verification) filter(x *node, set nodeSet, subtract bool) error {
	expression := strings.Join(strings.Fields(x.value()), "")
	every, this := notAnySignature, notThis
	if subtract {
		every, this = anySignature, thisSignature
	}
	named := func(m []string) bool {
		for _, prefix := range m[1:] {
			if x.space(prefix) != spaceDSig {
				return false
			}
		}
		return true
	}
	if m := every.FindStringSubmatch(expression); m != nil && named(m) {
		for _, s := range v.doc.signatures {
			set.skip[s] = true
		}
		return nil
	}
	if m := this.FindStringSubmatch(expression); m != nil && named(m) {
		set.skip[v.n] = true
		return nil
	}
	return problem("the XPath filter is not known here")
}

// decodeBase64 ignores white space and missing padding.
func decodeBase64(s string) ([]byte, error) {
	s = strings.TrimRight(strings.Join(strings.Fields(s), ""), "=")
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return nil, problem("a value is no base64")
	}
	return b, nil
}
