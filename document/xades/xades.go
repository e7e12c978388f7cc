// Package xades says what can be said offline of the signatures in an XML
// document (XML Signature 1.1; XAdES, ETSI EN 319 132), such as an invoice that
// carries its signature inside: who signed, whether what was signed is as it
// was, and whether that is the whole document.
//
// It knows canonical XML 1.0 and 1.1 and exclusive canonical XML, the transforms
// "enveloped signature", base64 and the XPath filters that leave signatures out,
// RSA, RSA-PSS, ECDSA and Ed25519, the digests SHA-1, SHA-2 and SHA-3, the signed
// properties of XAdES, countersignatures and time stamps on signatures.
//
// Invariants:
//   - Broken is said only when a digest or the signature's value does not fit;
//     what is not known here is Unverified and says why;
//   - a document with a document type declaration is never read, and nothing is
//     fetched: a reference to another file is Unverified;
//   - a signature that does not cover the root element covers a part.
package xades

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document/cades"
)

// Namespaces of elements.
const (
	spaceDSig  = "http://www.w3.org/2000/09/xmldsig#"
	spaceXAdES = "http://uri.etsi.org/01903/v1.3.2#"
)

// Limits of a document's signatures.
const (
	maxSignatures = 32
	maxReferences = 64
	maxStamps     = 16
	maxCanonical  = 512 << 20 // octets written for all signatures together
)

// Signature is one signature.
type Signature struct {
	cades.Signature
	// Whole says that the root element was signed, with nothing left out but
	// signatures.
	Whole bool
}

// String says in one line what a signature is.
func (s Signature) String() string { return fmt.Sprintf("%s, whole %t", s.Signature, s.Whole) }

// Read returns the signatures of a document in its order. It errs when the
// document can't be read, is too large, or has a document type declaration.
func Read(b []byte) ([]Signature, error) {
	text, err := decode(b)
	if err != nil {
		return nil, err
	}
	root, err := parse(text)
	if err != nil {
		return nil, err
	}
	d := &doc{root: root, ids: map[string]*node{}, twice: map[string]bool{}, left: maxCanonical}
	d.collect(root)
	var out []Signature
	names := map[*node]string{} // who signed
	for _, n := range d.signatures {
		v := verification{doc: d, n: n}
		s := v.run()
		names[n] = s.Signer
		if v.counters != nil {
			if s.CounterOf = names[v.counters]; s.CounterOf == "" {
				s.CounterOf = "?"
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// doc is a document with what is looked up in it.
type doc struct {
	root       *node
	ids        map[string]*node
	twice      map[string]bool // identifiers that stand on two elements
	signatures []*node
	left       int
}

// collect finds identifiers and signatures.
func (d *doc) collect(n *node) {
	if n.is(spaceDSig, "Signature") && len(d.signatures) < maxSignatures {
		d.signatures = append(d.signatures, n)
	}
	for _, a := range n.attrs {
		plain := a.prefix == "" && slices.Contains([]string{"Id", "ID", "id"}, a.local)
		if !plain && !(a.prefix == "xml" && a.local == "id") {
			continue
		}
		if other := d.ids[a.value]; other != nil && other != n {
			d.twice[a.value] = true
		}
		d.ids[a.value] = n
	}
	for _, k := range n.kids {
		d.collect(k)
	}
}

// byID finds the element of an identifier. ok is false where none or several
// have it.
func (d *doc) byID(id string) (*node, bool) {
	n := d.ids[id]
	return n, n != nil && !d.twice[id]
}

// top is the root element.
func (d *doc) top() *node {
	for _, k := range d.root.kids {
		if k.kind == kindElement {
			return k
		}
	}
	return nil
}
