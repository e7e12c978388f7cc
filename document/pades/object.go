package pades

import (
	"bytes"
	"encoding/hex"
	"strconv"
)

// kind is what a value is.
type kind int

const (
	kindOther kind = iota // keywords, numbers that are no integers, references
	kindNumber
	kindName
	kindString
	kindArray
	kindDictionary
)

// value is a PDF object as far as it is needed here (ISO 32000-1, 7.3).
type value struct {
	kind     kind
	number   int
	name     []byte // without its slash
	text     []byte // of a string, decoded
	hex      bool   // the string is in hexadecimal digits
	list     []value
	from, to int // where it stands
}

// Limits of an object.
const (
	maxValues = 20_000
	maxLevels = 24
	maxBytes  = 4 << 20 // of the strings of an object
)

// parser reads values and counts what may still be read.
type parser struct {
	b     []byte
	left  int // values
	bytes int // octets of strings
}

func newParser(b []byte) parser { return parser{b: b, left: maxValues, bytes: maxBytes} }

// rest is the input that a string at an offset may take up.
func (p *parser) rest(at int) []byte { return p.b[at:min(len(p.b), at+max(0, p.bytes))] }

// value reads the value at an offset and returns the offset after it.
func (p *parser) value(at, level int) (v value, next int, ok bool) {
	at = p.skip(at)
	if p.left--; p.left < 0 || level > maxLevels || at < 0 || at >= len(p.b) {
		return value{}, 0, false
	}
	switch c := p.b[at]; {
	case bytes.HasPrefix(p.b[at:], []byte("<<")):
		v, next, ok = p.all(at+2, ">>", kindDictionary, level)
	case c == '[':
		v, next, ok = p.all(at+1, "]", kindArray, level)
	case c == '<':
		v, next, ok = p.digits(at)
	case c == '(':
		v, next, ok = p.literal(at)
	case c == '/':
		next = p.word(at + 1)
		v, ok = value{kind: kindName, name: p.b[at+1 : next]}, true
	default:
		next = p.word(at)
		v, ok = wordValue(p.b[at:next]), next > at
	}
	v.from, v.to = at, next
	return v, next, ok
}

func wordValue(b []byte) value {
	if n, err := strconv.Atoi(string(b)); err == nil {
		return value{kind: kindNumber, number: n}
	}
	return value{kind: kindOther, name: b}
}

// all reads values up to an end mark; references, of three words, become one.
func (p *parser) all(at int, end string, k kind, level int) (value, int, bool) {
	out := value{kind: k}
	for {
		at = p.skip(at)
		if at < len(p.b) && bytes.HasPrefix(p.b[at:], []byte(end)) {
			return out, at + len(end), true
		}
		v, next, ok := p.value(at, level+1)
		if !ok {
			return value{}, 0, false
		}
		n := len(out.list)
		if v.kind == kindOther && string(v.name) == "R" && n >= 2 && out.list[n-1].kind == kindNumber && out.list[n-2].kind == kindNumber {
			out.list = append(out.list[:n-2], value{kind: kindOther})
		} else {
			out.list = append(out.list, v)
		}
		at = next
	}
}

// digits reads a string of hexadecimal digits (7.3.4.3).
func (p *parser) digits(at int) (value, int, bool) {
	n := bytes.IndexByte(p.rest(at), '>')
	if n < 0 {
		p.bytes = 0
		return value{}, 0, false
	}
	p.bytes -= n
	var clean []byte
	for _, c := range p.b[at+1 : at+n] {
		if !isSpace(c) {
			clean = append(clean, c)
		}
	}
	if len(clean)%2 == 1 {
		clean = append(clean, '0')
	}
	text := make([]byte, len(clean)/2)
	_, err := hex.Decode(text, clean)
	return value{kind: kindString, text: text, hex: true}, at + n + 1, err == nil
}

// literal reads a string in parentheses (7.3.4.2).
func (p *parser) literal(at int) (value, int, bool) {
	var text []byte
	depth := 0
	rest := p.rest(at)
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		switch {
		case c == '\\' && i+1 < len(rest):
			var n int
			c, n = escaped(rest[i+1:])
			text = append(text, c)
			i += n
			continue
		case c == '(':
			if depth++; depth == 1 {
				continue
			}
		case c == ')':
			if depth--; depth == 0 {
				p.bytes -= i
				return value{kind: kindString, text: text}, at + i + 1, true
			}
		}
		text = append(text, c)
	}
	p.bytes = 0
	return value{}, 0, false
}

// escaped is the octet after a backslash, and how many octets wrote it.
func escaped(b []byte) (c byte, n int) {
	if i := bytes.IndexByte([]byte("nrtbf"), b[0]); i >= 0 {
		return "\n\r\t\b\f"[i], 1
	}
	for n < 3 && n < len(b) && b[n] >= '0' && b[n] <= '7' {
		c = c<<3 | b[n] - '0'
		n++
	}
	if n == 0 {
		return b[0], 1
	}
	return c, n
}

// skip passes white space and comments.
func (p *parser) skip(at int) int {
	for at >= 0 && at < len(p.b) {
		switch c := p.b[at]; {
		case isSpace(c):
			at++
		case c == '%':
			n := bytes.IndexAny(p.b[at:min(len(p.b), at+4096)], "\r\n")
			if n < 0 {
				return len(p.b)
			}
			at += n
		default:
			return at
		}
	}
	return at
}

// word returns the offset after a run of regular characters (7.2.2).
func (p *parser) word(at int) int {
	for at < len(p.b) && !isSpace(p.b[at]) && bytes.IndexByte([]byte("()<>[]{}/%"), p.b[at]) < 0 {
		at++
	}
	return at
}

func isSpace(c byte) bool {
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

// key returns the last value of a key in a dictionary.
func (v value) key(name string) value {
	var out value
	for i := 0; v.kind == kindDictionary && i+1 < len(v.list); i += 2 {
		if v.list[i].kind == kindName && string(v.list[i].name) == name {
			out = v.list[i+1]
		}
	}
	return out
}

// numbers are the integers of an array; nil where it holds anything else.
func (v value) numbers() []int {
	if v.kind != kindArray || len(v.list) > maxRanges {
		return nil
	}
	var out []int
	for _, n := range v.list {
		if n.kind != kindNumber {
			return nil
		}
		out = append(out, n.number)
	}
	return out
}

// holding finds the dictionary that has a key at an offset.
func (v value) holding(at int) (value, bool) {
	if at < v.from || at >= v.to {
		return value{}, false
	}
	for i, k := range v.list {
		if v.kind == kindDictionary && i%2 == 0 && k.from == at {
			return v, true
		}
		if d, ok := k.holding(at); ok {
			return d, true
		}
	}
	return value{}, false
}
