package pdftext

import (
	"sort"
	"strings"
	"unicode/utf16"
)

// cmap maps codes to text (ToUnicode) or to CIDs (an embedded encoding).
// Reference: Adobe technical notes 5014 and 5411.
type cmap struct {
	spaces []codeSpace
	texts  map[codeKey]string
	ranges []codeRange // of texts and of CIDs, sorted by from
	cids   map[codeKey]int
	direct func(code []byte) string // of predefined encodings
}

type codeKey struct{ value, length int }

type codeSpace struct {
	from, to int
	length   int
}

type codeRange struct {
	from, to int
	length   int
	text     string // of from; the last unit counts up
	cid      int
	isCID    bool
}

const maxMappings = 200_000

// parseCMap reads the operators that matter; anything else is passed over.
func parseCMap(b []byte) *cmap {
	m := &cmap{texts: map[codeKey]string{}, cids: map[codeKey]int{}}
	l := &lexer{b: b}
	var args []token
	for len(m.texts)+len(m.ranges)+len(m.cids) < maxMappings {
		t := l.next(0)
		switch {
		case t.kind == kindEnd:
			m.sort()
			return m
		case t.kind != kindOperator:
			if len(args) < 4096 {
				args = append(args, t)
			}
		case strings.HasPrefix(t.str, "begin"):
			args = args[:0]
		default:
			m.take(t.str, args)
			args = args[:0]
		}
	}
	m.sort()
	return m
}

func (m *cmap) take(op string, args []token) {
	switch op {
	case "endcodespacerange":
		for i := 0; i+1 < len(args); i += 2 {
			m.spaces = append(m.spaces, codeSpace{number16(args[i].str), number16(args[i+1].str), len(args[i].str)})
		}
	case "endbfchar":
		for i := 0; i+1 < len(args); i += 2 {
			m.texts[keyOf(args[i].str)] = mappedText(args[i+1])
		}
	case "endbfrange":
		for i := 0; i+2 < len(args); i += 3 {
			m.addRange(args[i].str, args[i+1].str, args[i+2])
		}
	case "endcidchar":
		for i := 0; i+1 < len(args); i += 2 {
			m.cids[keyOf(args[i].str)] = int(args[i+1].num)
		}
	case "endcidrange":
		for i := 0; i+2 < len(args); i += 3 {
			m.ranges = append(m.ranges, codeRange{from: number16(args[i].str), to: number16(args[i+1].str),
				length: len(args[i].str), cid: int(args[i+2].num), isCID: true})
		}
	}
}

// addRange maps a range to texts that count up, or to a list of texts.
func (m *cmap) addRange(from, to string, dst token) {
	lo, hi := number16(from), number16(to)
	if dst.kind != kindArray {
		m.ranges = append(m.ranges, codeRange{from: lo, to: hi, length: len(from), text: mappedText(dst)})
		return
	}
	for i, t := range dst.arr {
		if lo+i > hi {
			return
		}
		m.texts[codeKey{lo + i, len(from)}] = mappedText(t)
	}
}

func mappedText(t token) string {
	if t.kind == kindName {
		return glyphText(t.str, "")
	}
	return utf16Text(t.str)
}

func keyOf(s string) codeKey { return codeKey{number16(s), len(s)} }

func number16(s string) int {
	n := 0
	for i := range min(len(s), 4) {
		n = n<<8 | int(s[i])
	}
	return n
}

func utf16Text(s string) string {
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	return string(utf16.Decode(units))
}

func (m *cmap) sort() {
	sort.SliceStable(m.ranges, func(i, j int) bool { return m.ranges[i].from < m.ranges[j].from })
}

// text returns what a code means, without the zeros that some tables have.
func (m *cmap) text(value, length int) (string, bool) {
	t, ok := m.lookUp(value, length)
	return strings.ReplaceAll(t, "\x00", ""), ok
}

// lookUp finds a code. Some programs write codes of another length in the table
// than in the strings: the value decides then.
func (m *cmap) lookUp(value, length int) (string, bool) {
	if m.direct != nil {
		t := m.direct(bytesOf(value, length))
		return t, t != ""
	}
	if t, ok := m.texts[codeKey{value, length}]; ok {
		return t, true
	}
	for _, other := range [2]int{1, 2} {
		if t, ok := m.texts[codeKey{value, other}]; ok && other != length {
			return t, true
		}
	}
	r, ok := m.find(value, false)
	if !ok {
		return "", false
	}
	return countUp(r.text, value-r.from), true
}

// find returns the last range that starts at or before the value and holds it.
func (m *cmap) find(value int, cid bool) (codeRange, bool) {
	i := sort.Search(len(m.ranges), func(i int) bool { return m.ranges[i].from > value })
	for back := 0; i > 0 && back < 64; back++ {
		i--
		if r := m.ranges[i]; r.isCID == cid && value <= r.to {
			return r, true
		}
	}
	return codeRange{}, false
}

// countUp adds n to the last character of a text.
func countUp(text string, n int) string {
	r := []rune(text)
	if len(r) == 0 {
		return ""
	}
	r[len(r)-1] += rune(n)
	return string(r)
}

func (m *cmap) cid(value, length int) (int, bool) {
	if c, ok := m.cids[codeKey{value, length}]; ok {
		return c, true
	}
	if r, ok := m.find(value, true); ok {
		return r.cid + value - r.from, true
	}
	return 0, false
}

// length returns the bytes of the first code of s: of the code space it lies in.
func (m *cmap) length(s string) int {
	for n := 1; n <= min(4, len(s)); n++ {
		v := number16(s[:n])
		for _, sp := range m.spaces {
			if sp.length == n && v >= sp.from && v <= sp.to {
				return n
			}
		}
	}
	if len(m.spaces) > 0 {
		return max(m.spaces[0].length, 1)
	}
	return 2
}
