package pdftext

import "bytes"

// value is an object of the file as the lexer reads it (ISO 32000-1, 7.3), for
// the few objects that must be understood before the object layer can work:
// cross-references, object streams and the encryption dictionary.
type value struct {
	token
	ref  int // object number of "n g R", 0 when the value is direct
	dict map[string]value
	list []value
}

// parseValue reads one object.
func parseValue(l *lexer) value {
	t := l.next(0)
	if t.kind == kindNumber {
		from := l.pos
		if r, ok := reference(t, l.next(0), l.next(0)); ok {
			return r
		}
		l.pos = from
	}
	return valueOf(t)
}

func reference(id, gen, r token) (value, bool) {
	if id.kind != kindNumber || gen.kind != kindNumber || r.kind != kindOperator || r.str != "R" {
		return value{}, false
	}
	return value{token: id, ref: int(id.num)}, true
}

// valueOf gives the tokens of a dictionary or array their structure.
func valueOf(t token) value {
	v := value{token: t}
	switch t.kind {
	case kindArray:
		v.list = valuesOf(t.arr)
	case kindDict:
		v.dict = map[string]value{}
		all := valuesOf(t.arr)
		for i := 0; i+1 < len(all); i += 2 {
			if all[i].kind == kindName {
				v.dict[all[i].str] = all[i+1]
			}
		}
	}
	return v
}

func valuesOf(arr []token) []value {
	out := make([]value, 0, len(arr))
	for i := 0; i < len(arr); i++ {
		if i+2 < len(arr) {
			if r, ok := reference(arr[i], arr[i+1], arr[i+2]); ok {
				out = append(out, r)
				i += 2
				continue
			}
		}
		out = append(out, valueOf(arr[i]))
	}
	return out
}

func (v value) int(key string) int { return int(v.dict[key].num) }

// ints returns an array of numbers.
func (v value) ints() []int {
	out := make([]int, 0, len(v.list))
	for _, e := range v.list {
		out = append(out, int(e.num))
	}
	return out
}

// definition reads "id gen obj" at the start of b, blanks before it allowed;
// next is where the object begins.
func definition(b []byte) (id, gen, next int, ok bool) {
	l := &lexer{b: b[:min(len(b), 64)]}
	i, g, o := l.next(0), l.next(0), l.next(0)
	if i.kind != kindNumber || g.kind != kindNumber || o.kind != kindOperator || len(o.str) < 3 || o.str[:3] != "obj" {
		return 0, 0, 0, false
	}
	return int(i.num), int(g.num), l.pos - len(o.str) + 3, true
}

// streamStart returns where the data of a stream begins, when the keyword
// stream follows at pos; 0 when none does (ISO 32000-1, 7.3.8).
func streamStart(b []byte, pos int) int {
	l := &lexer{b: b, pos: pos}
	l.skipSpace()
	if !bytes.HasPrefix(b[l.pos:], []byte("stream")) {
		return 0
	}
	at := l.pos + len("stream")
	for at < len(b) && (b[at] == ' ' || b[at] == '\t') {
		at++
	}
	switch {
	case bytes.HasPrefix(b[at:], []byte("\r\n")):
		return at + 2
	case at < len(b) && (b[at] == '\n' || b[at] == '\r'):
		return at + 1
	}
	return at
}

// streamData cuts the data of a stream that begins at start: as long as told,
// or up to the word endstream where the length is wrong.
func streamData(b []byte, start, length int) []byte {
	if length >= 0 && length <= len(b)-start && endsStream(b[start+length:]) {
		return b[start : start+length]
	}
	rest := b[start:]
	end := bytes.Index(rest, []byte("endstream"))
	if end < 0 {
		if end = bytes.Index(rest, []byte("endobj")); end < 0 {
			end = len(rest)
		}
	}
	rest = rest[:end]
	switch {
	case bytes.HasSuffix(rest, []byte("\r\n")):
		return rest[:len(rest)-2]
	case bytes.HasSuffix(rest, []byte("\n")), bytes.HasSuffix(rest, []byte("\r")):
		return rest[:len(rest)-1]
	}
	return rest
}

// endsStream says that endstream or endobj follows, after blanks.
func endsStream(b []byte) bool {
	b = bytes.TrimLeft(b[:min(len(b), 32)], "\r\n\t \x00")
	return bytes.HasPrefix(b, []byte("endstream")) || bytes.HasPrefix(b, []byte("endobj"))
}
