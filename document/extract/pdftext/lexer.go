package pdftext

import (
	"strconv"
	"strings"
)

// kind of an operand or operator of a content stream.
type kind byte

const (
	kindEnd kind = iota
	kindNumber
	kindName
	kindString
	kindArray
	kindDict // its contents are not kept, but for names and strings in arr
	kindOperator
	kindClose // ] or >>
)

// token is one operand, or an operator.
type token struct {
	kind kind
	num  float64
	str  string // of a name, string or operator
	arr  []token
}

// lexer reads the tokens of a content stream or CMap. It never fails: what it
// can't understand it skips, and it always moves forward.
type lexer struct {
	b   []byte
	pos int
	buf []byte  // of the string being read
	arr []token // of the last array that is not within another one, if reused
	one bool    // arr is used again for each such array
}

const maxNesting = 32

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelim(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.b) {
		switch c := l.b[l.pos]; {
		case isSpace(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.b) && l.b[l.pos] != '\n' && l.b[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

func (l *lexer) next(depth int) token {
	l.skipSpace()
	if l.pos >= len(l.b) {
		return token{kind: kindEnd}
	}
	switch c := l.b[l.pos]; c {
	case '(':
		l.pos++
		return token{kind: kindString, str: l.literal()}
	case '<':
		return l.angle(depth)
	case '[':
		l.pos++
		return token{kind: kindArray, arr: l.until(depth)}
	case ']', '}', '{', ')':
		l.pos++
		return token{kind: kindClose, str: string(c)}
	case '>':
		l.pos++
		if l.pos < len(l.b) && l.b[l.pos] == '>' {
			l.pos++
		}
		return token{kind: kindClose, str: ">>"}
	case '/':
		l.pos++
		return token{kind: kindName, str: l.name()}
	}
	return l.word()
}

func (l *lexer) angle(depth int) token {
	l.pos++
	if l.pos < len(l.b) && l.b[l.pos] == '<' {
		l.pos++
		return token{kind: kindDict, arr: l.until(depth)}
	}
	return token{kind: kindString, str: l.hex()}
}

// until reads tokens up to the closing bracket.
func (l *lexer) until(depth int) []token {
	var out []token
	if l.one && depth == 0 {
		out = l.arr[:0]
		defer func() { l.arr = out }()
	}
	for {
		if depth > maxNesting {
			return out
		}
		t := l.next(depth + 1)
		if t.kind == kindEnd || t.kind == kindClose && t.str != "{" && t.str != "}" && t.str != ")" {
			return out
		}
		if t.kind != kindClose {
			out = append(out, t)
		}
	}
}

func (l *lexer) hex() string {
	out := l.buf[:0]
	defer func() { l.buf = out }()
	half, have := byte(0), false
	for l.pos < len(l.b) {
		c := l.b[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		d, ok := hexDigit(c)
		switch {
		case !ok:
		case have:
			out, have = append(out, half<<4|d), false
		default:
			half, have = d, true
		}
	}
	if have {
		out = append(out, half<<4)
	}
	return string(out)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// literal reads a string in parentheses (ISO 32000-1, 7.3.4.2).
func (l *lexer) literal() string {
	for i, c := range l.b[l.pos:] {
		if c == ')' {
			s := string(l.b[l.pos : l.pos+i])
			l.pos += i + 1
			return s
		}
		if c == '(' || c == '\\' || c == '\r' {
			break
		}
	}
	return l.nested()
}

// nested reads a string that has parentheses or escapes in it.
func (l *lexer) nested() string {
	out := l.buf[:0]
	defer func() { l.buf = out }()
	for depth := 1; l.pos < len(l.b); {
		c := l.b[l.pos]
		l.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return string(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		case '\r':
			if l.pos < len(l.b) && l.b[l.pos] == '\n' {
				l.pos++
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return string(out)
}

func (l *lexer) escape(out []byte) []byte {
	if l.pos >= len(l.b) {
		return out
	}
	c := l.b[l.pos]
	l.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if l.pos < len(l.b) && l.b[l.pos] == '\n' {
			l.pos++
		}
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for i := 0; i < 2 && l.pos < len(l.b) && l.b[l.pos] >= '0' && l.b[l.pos] <= '7'; i++ {
		v = v<<3 | int(l.b[l.pos]-'0')
		l.pos++
	}
	return append(out, byte(v))
}

func (l *lexer) name() string {
	var out []byte
	for l.pos < len(l.b) && !isSpace(l.b[l.pos]) && !isDelim(l.b[l.pos]) {
		c := l.b[l.pos]
		l.pos++
		if c == '#' && l.pos+1 < len(l.b) {
			hi, ok1 := hexDigit(l.b[l.pos])
			lo, ok2 := hexDigit(l.b[l.pos+1])
			if ok1 && ok2 {
				c = hi<<4 | lo
				l.pos += 2
			}
		}
		out = append(out, c)
	}
	return string(out)
}

// word reads a number or an operator.
func (l *lexer) word() token {
	start := l.pos
	for l.pos < len(l.b) && !isSpace(l.b[l.pos]) && !isDelim(l.b[l.pos]) {
		l.pos++
	}
	b := l.b[start:l.pos]
	if n, ok := decimal(b); ok {
		return token{kind: kindNumber, num: n}
	}
	if op, ok := operators[string(b)]; ok {
		return token{kind: kindOperator, str: op}
	}
	s := string(b)
	if n, ok := number(s); ok {
		return token{kind: kindNumber, num: n}
	}
	return token{kind: kindOperator, str: s}
}

// operators are the words that are met most, so that they need no memory.
var operators = func() map[string]string {
	m := map[string]string{}
	for s := range strings.FieldsSeq("BT ET Tf Tc Tw Tz TL Ts Tm Td TD T* Tj TJ ' \" q Q cm Do gs BDC BMC EMC re f S n W m l c h w J j d rg RG g G k K cs CS scn SCN R n f obj") {
		m[s] = s
	}
	return m
}()

var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// decimal reads the usual numbers: a sign, at most 15 digits and a point. Both
// parts of the division are exact, so its result is the nearest number.
func decimal(b []byte) (float64, bool) {
	digits := b
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		digits = b[1:]
	}
	if len(digits) == 0 || len(digits) > 15 {
		return 0, false
	}
	n, point := int64(0), -1
	for i, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return 0, false
		}
	}
	v := float64(n)
	if point >= 0 {
		if len(digits) == 1 {
			return 0, false
		}
		v /= powers[len(digits)-point-1]
	}
	if b[0] == '-' {
		v = -v
	}
	return v, true
}

// number reads 12, -1.5, .5, 4. and the doubled signs that some programs write.
func number(s string) (float64, bool) {
	if s == "" || !(s[0] >= '0' && s[0] <= '9' || s[0] == '-' || s[0] == '+' || s[0] == '.') {
		return 0, false
	}
	for len(s) > 1 && s[0] == '-' && s[1] == '-' {
		s = s[1:]
	}
	for _, c := range s[1:] {
		if (c < '0' || c > '9') && c != '.' && c != '-' {
			return 0, false
		}
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, true
	}
	return 0, len(s) > 1 // a broken number stands for 0, as in other readers
}

// skipImage moves behind an inline image (BI … ID data EI): EI must stand
// between blanks and be followed by what can be operators.
func (l *lexer) skipImage() {
	for l.pos < len(l.b) {
		t := l.next(0)
		if t.kind == kindEnd || t.kind == kindOperator && t.str == "ID" {
			break
		}
	}
	for i := l.pos; i+2 < len(l.b); i++ {
		if l.b[i] == 'E' && l.b[i+1] == 'I' && isSpace(l.b[i-1]) && isSpace(l.b[i+2]) && looksLikeContent(l.b[i+3:]) {
			l.pos = i + 2
			return
		}
	}
	l.pos = len(l.b)
}

func looksLikeContent(b []byte) bool {
	for _, c := range b[:min(len(b), 24)] {
		if c >= 0x7F || c < 0x20 && !isSpace(c) {
			return false
		}
	}
	return true
}
