package cades

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// Limits of a structure. Certificates and revocation lists nest some dozen
// levels; a long content in chunks has some ten thousand elements.
const (
	maxDepth = 64
	maxNodes = 2_000_000
	// maxLength is what longer lengths count as: no input is that long.
	maxLength = 1 << 30
)

// Tags of X.690 that matter here.
const (
	tagBoolean     = 0x01
	tagInteger     = 0x02
	tagBitString   = 0x03
	tagOctets      = 0x04
	tagOID         = 0x06
	tagUTCTime     = 0x17
	tagGenTime     = 0x18
	tagSequence    = 0x30
	tagSet         = 0x31
	constructed    = 0x20
	classContext   = 0x80
	contextOf0     = 0xA0
	contextOf1     = 0xA1
	primitiveOf0   = 0x80
	endOfContent   = 0x00
	highTagNumber  = 0x1F
	indefiniteMark = 0x80
)

// element is one BER element. Its raw bytes are a part of the input.
type element struct {
	tag  byte   // identifier octet; high tag numbers keep only the class
	raw  []byte // header, contents and end mark
	body []byte // contents of a primitive one
	kids []element
	cut  bool // it, or one in it, ends before its length says; lenient parsers only
}

// parse reads the first element of b; bytes after it are ignored.
func parse(b []byte) (element, error) {
	p := parser{left: maxNodes}
	e, _, err := p.element(b, 0)
	return e, err
}

// parser counts what may still be read. A lenient one takes what there is of an
// element that ends early, and says so.
type parser struct {
	left    int
	lenient bool
}

func (p *parser) element(b []byte, depth int) (element, []byte, error) {
	if p.left--; p.left < 0 || depth > maxDepth {
		return element{}, nil, fmt.Errorf("%w: too many or too deep elements: %w", ErrDamaged, ErrTooLarge)
	}
	head, size, indefinite, err := header(b)
	if err != nil {
		return element{}, nil, err
	}
	e := element{tag: b[0]}
	if indefinite {
		return p.indefinite(e, b, head, depth)
	}
	if size > len(b)-head {
		if !p.lenient {
			return element{}, nil, fmt.Errorf("%w: it ends early", ErrDamaged)
		}
		size, e.cut = len(b)-head, true
	}
	e.raw, e.body = b[:head+size], b[head:head+size]
	if e.tag&constructed != 0 {
		if e.kids, err = p.all(e.body, depth+1); err != nil {
			return element{}, nil, err
		}
		e.cut = e.cut || anyCut(e.kids)
	}
	return e, b[head+size:], nil
}

// forgives says that a lenient parser passes over an element that can't be read.
func (p *parser) forgives(err error) bool {
	return err != nil && p.lenient && !errors.Is(err, ErrTooLarge)
}

func anyCut(all []element) bool {
	return slices.ContainsFunc(all, func(e element) bool { return e.cut })
}

// all reads elements until b is used up.
func (p *parser) all(b []byte, depth int) ([]element, error) {
	var out []element
	for len(b) > 0 {
		e, rest, err := p.element(b, depth)
		if p.forgives(err) {
			return append(out, element{cut: true}), nil
		}
		if err != nil {
			return nil, err
		}
		out, b = append(out, e), rest
	}
	return out, nil
}

// indefinite reads elements up to the end-of-contents mark.
func (p *parser) indefinite(e element, b []byte, head, depth int) (element, []byte, error) {
	if e.tag&constructed == 0 {
		return element{}, nil, fmt.Errorf("%w: a primitive element without length", ErrDamaged)
	}
	rest := b[head:]
	for {
		if len(rest) >= 2 && rest[0] == endOfContent && rest[1] == 0 {
			rest = rest[2:]
			e.raw = b[:len(b)-len(rest)]
			e.body = e.raw[head : len(e.raw)-2]
			return e, rest, nil
		}
		kid, after, err := p.element(rest, depth+1)
		if p.forgives(err) {
			e.raw, e.body, e.cut = b, b[head:], true
			return e, nil, nil
		}
		if err != nil {
			return element{}, nil, err
		}
		e.kids, rest, e.cut = append(e.kids, kid), after, e.cut || kid.cut
	}
}

// header reads identifier and length octets (X.690, 8.1.2 and 8.1.3).
func header(b []byte) (head, size int, indefinite bool, err error) {
	short := fmt.Errorf("%w: it ends early", ErrDamaged)
	if len(b) < 2 {
		return 0, 0, false, short
	}
	at := 1
	if b[0]&highTagNumber == highTagNumber {
		for at < len(b) && b[at]&0x80 != 0 {
			at++
		}
		at++
	}
	if at >= len(b) {
		return 0, 0, false, short
	}
	l := b[at]
	at++
	switch {
	case l < 0x80:
		return at, int(l), false, nil
	case l == indefiniteMark:
		return at, 0, true, nil
	}
	n := int(l & 0x7F)
	if n > bits.UintSize/8 || len(b) < at+n {
		return 0, 0, false, short
	}
	value := uint64(0)
	for _, c := range b[at : at+n] {
		value = value<<8 | uint64(c)
	}
	return at + n, int(min(value, maxLength)), false, nil
}

// kid returns a child, or an empty element.
func (e element) kid(i int) element {
	if i < 0 || i >= len(e.kids) {
		return element{}
	}
	return e.kids[i]
}

// octets returns the contents of an octet string, of which a constructed one is
// cut into chunks (X.690, 8.7.3).
func (e element) octets() []byte {
	if e.tag&constructed == 0 {
		return e.body
	}
	n := 0
	for _, k := range e.kids {
		n += len(k.raw)
	}
	out := make([]byte, 0, n)
	for _, k := range e.kids {
		out = append(out, k.octets()...)
	}
	return out
}

// der writes the element with definite lengths, as signatures are computed.
func (e element) der() []byte {
	if e.tag&constructed == 0 {
		return e.raw
	}
	if e.tag == tagOctets|constructed {
		return encode(tagOctets, e.octets())
	}
	var body []byte
	for _, k := range e.kids {
		body = append(body, k.der()...)
	}
	return encode(e.tag, body)
}

// encode writes one element.
func encode(tag byte, body []byte) []byte {
	n := len(body)
	out := []byte{tag}
	if n < 0x80 {
		return append(append(out, byte(n)), body...)
	}
	var length []byte
	for v := n; v > 0; v >>= 8 {
		length = append([]byte{byte(v)}, length...)
	}
	out = append(out, 0x80|byte(len(length)))
	return append(append(out, length...), body...)
}
