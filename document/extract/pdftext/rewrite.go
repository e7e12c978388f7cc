package pdftext

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// anew writes an object of its own in the plainest form: strings decrypted and
// in hexadecimal digits, the length of a stream as it is.
func (p *plain) anew(id int, e entry) []byte {
	o := p.parseAt(e.offset)
	w := writer{}
	if p.crypt != nil && o.dict["Type"].str != "XRef" {
		w.open = func(s string) string { return string(p.crypt.open(p.crypt.strings, id, o.gen, []byte(s))) }
		if o.is && (p.crypt.metadata || o.dict["Type"].str != "Metadata") && !isIdentity(o.value) {
			o.data = p.crypt.open(p.crypt.streams, id, o.gen, o.data)
		}
	}
	w.b = fmt.Appendf(make([]byte, 0, len(o.data)+256), "%d %d obj\n", id, o.gen)
	t := o.token
	if o.ref > 0 { // a reference for an object: legal, and of no use here
		t = token{kind: kindOperator, str: "null"}
	}
	if o.is {
		t.arr = withLength(t.arr, len(o.data))
	}
	w.write(t)
	if o.is {
		w.b = append(w.b, "\nstream\n"...)
		w.b = append(w.b, o.data...)
		w.b = append(w.b, "\nendstream"...)
	}
	return append(w.b, "\nendobj\n"...)
}

// isIdentity says that a stream names the crypt filter Identity: it is not
// encrypted (ISO 32000-1, 7.4.10).
func isIdentity(v value) bool {
	for _, f := range filtersIn(v) {
		if f.name == "Crypt" {
			return f.identity
		}
	}
	return false
}

// withLength replaces the length in the tokens of a dictionary.
func withLength(arr []token, n int) []token {
	length := token{kind: kindNumber, num: float64(n)}
	for i := 0; i+1 < len(arr); i++ {
		if arr[i].kind != kindName || arr[i].str != "Length" || arr[i+1].kind != kindNumber {
			continue
		}
		end := i + 2
		if i+3 < len(arr) && arr[i+3].kind == kindOperator && arr[i+3].str == "R" {
			end = i + 4
		}
		return slices.Concat(arr[:i+1], []token{length}, arr[end:])
	}
	return slices.Concat(arr, []token{{kind: kindName, str: "Length"}, length})
}

// writer writes tokens.
type writer struct {
	b    []byte
	open func(string) string // decrypts a string, nil for none
}

func (w *writer) write(t token) {
	switch t.kind {
	case kindNumber:
		w.b = strconv.AppendFloat(w.b, t.num, 'f', -1, 64)
	case kindName:
		w.name(t.str)
	case kindString:
		s := t.str
		if w.open != nil {
			s = w.open(s)
		}
		w.b = append(w.b, '<')
		w.b = hex.AppendEncode(w.b, []byte(s))
		w.b = append(w.b, '>')
	case kindArray:
		w.all('[', t.arr, ']')
	case kindDict:
		w.b = append(w.b, '<')
		w.all('<', t.arr, '>')
		w.b = append(w.b, '>')
	case kindOperator:
		w.b = append(w.b, t.str...)
	default:
		w.b = append(w.b, "null"...)
	}
}

func (w *writer) all(from byte, arr []token, to byte) {
	w.b = append(w.b, from)
	for _, t := range arr {
		w.write(t)
		w.b = append(w.b, ' ')
	}
	w.b = append(w.b, to)
}

func (w *writer) name(s string) {
	w.b = append(w.b, '/')
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F || c == '#' || isDelim(c) {
			w.b = fmt.Appendf(w.b, "#%02x", c)
		} else {
			w.b = append(w.b, c)
		}
	}
}
