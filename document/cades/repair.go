package cades

import (
	"bytes"
	"fmt"
)

// Damaged starts. What a signed envelope is can be told from its object
// identifiers even where tags and lengths before them are wrong or missing; the
// lengths of the wrappers are then not believed, those of the parts are.

// maxJunk is how far from the start SignedData may begin, in bytes.
const maxJunk = 1024

// oidData is id-data, 1.2.840.113549.1.7.1.
var oidData = []byte(pkcs7Arc + "\x01")

// isDamaged says that bytes hold SignedData near their start.
func isDamaged(b []byte) bool { return bodyStart(b) >= 0 }

// bodyStart returns where the fields of SignedData begin (its version), or -1:
// a small version number and a set of digest algorithms, after the identifier
// of SignedData, or before that of its content where the start is missing.
func bodyStart(b []byte) int {
	head := b[:min(len(b), maxJunk+512)]
	for at := 0; at < min(len(head), maxJunk); at++ {
		if !isVersion(head[at:]) {
			continue
		}
		before, after := head[max(0, at-32):at], head[at:min(len(head), at+256)]
		if bytes.Contains(before, oidSignedData) || bytes.Contains(after, append([]byte{tagOID, byte(len(oidData))}, oidData...)) {
			return at
		}
	}
	return -1
}

// isVersion recognises CMSVersion 1 to 5 and the tag of DigestAlgorithms
// (RFC 5652, 5.1 and 10.2.5).
func isVersion(b []byte) bool {
	return len(b) > 5 && b[0] == tagInteger && b[1] == 1 && b[2] >= 1 && b[2] <= 5 && b[3] == tagSet
}

// structure reads the structure as it is; where that does not hold together, it
// puts it together from its parts. cut says that it ends early, after its whole
// content.
func structure(b []byte) (root element, repaired, cut bool, err error) {
	root, err = parse(b)
	if err == nil && isWhole(root) {
		return root, false, false, nil
	}
	again, cut, rerr := repair(b)
	if rerr != nil {
		if err == nil {
			err = rerr
		}
		return root, false, false, err
	}
	return again, true, cut, nil
}

// isWhole says that a ContentInfo has what its type promises.
func isWhole(root element) bool {
	t, known := types[string(contentType(root))]
	inner, ok := explicit0(root)
	return known && ok && (t != Signed || len(inner.kids) >= 3)
}

// repair reads the parts of SignedData one after the other.
func repair(b []byte) (root element, cut bool, err error) {
	at := bodyStart(b)
	if at < 0 {
		return element{}, false, fmt.Errorf("%w: no signed data in it", ErrDamaged)
	}
	p := parser{left: maxNodes, lenient: true}
	sd := element{tag: tagSequence}
	rest := b[at:]
	for range 2 { // version, digest algorithms
		var e element
		if e, rest, err = p.element(rest, 3); err != nil {
			return element{}, false, err
		}
		sd.kids = append(sd.kids, e)
	}
	encap, rest, err := p.encapsulated(rest)
	if err != nil {
		return element{}, false, err
	}
	sd.kids = append(sd.kids, encap)
	parts := p.tail(rest)
	sd.kids = append(sd.kids, parts...)
	cut = len(parts) == 0 || parts[len(parts)-1].tag != tagSet || parts[len(parts)-1].cut
	return element{tag: tagSequence, kids: []element{
		{tag: tagOID, body: oidSignedData},
		{tag: contextOf0, kids: []element{sd}},
	}}, cut, nil
}

// encapsulated reads EncapsulatedContentInfo without believing the lengths of
// its wrappers. Content that is not whole is an error.
func (p *parser) encapsulated(b []byte) (element, []byte, error) {
	bad := fmt.Errorf("%w: its content is not whole", ErrDamaged)
	if len(b) == 0 || b[0] != tagSequence {
		return element{}, nil, bad
	}
	head, _, _, err := header(b)
	if err != nil {
		return element{}, nil, err
	}
	oid, rest, err := p.element(b[head:], 4)
	if err != nil || oid.tag != tagOID || oid.cut {
		return element{}, nil, bad
	}
	out := element{tag: tagSequence, kids: []element{oid}}
	if len(rest) < 4 || rest[0] != contextOf0 {
		return out, rest, nil
	}
	head, _, _, err = header(rest)
	if err != nil || head >= len(rest) || rest[head]&^constructed != tagOctets {
		return out, rest, nil // detached: these are the certificates
	}
	content, rest, err := p.element(rest[head:], 5)
	if err != nil || content.cut {
		return element{}, nil, bad
	}
	out.kids = append(out.kids, element{tag: contextOf0, kids: []element{content}})
	return out, rest, nil
}

// tail reads what follows the content: certificates, revocation lists, signers,
// with end marks between them. It stops at what can't be read.
func (p *parser) tail(b []byte) []element {
	var out []element
	for len(b) > 1 {
		if b[0] == endOfContent && b[1] == 0 {
			b = b[2:]
			continue
		}
		if t := b[0]; t != contextOf0 && t != contextOf1 && t != tagSet {
			break
		}
		e, rest, err := p.element(b, 3)
		if err != nil {
			break
		}
		out, b = append(out, e), rest
		if e.tag == tagSet {
			break
		}
	}
	return out
}
