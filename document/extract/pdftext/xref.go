package pdftext

import (
	"bytes"
	"errors"
	"fmt"
)

// maxObjects is the number of indirect objects that a PDF may have
// (ISO 32000-1, annex C).
const maxObjects = 8_388_607

// maxSections bounds the chain of cross-reference sections.
const maxSections = 1000

// entry says where an object is.
type entry struct {
	kind   byte  // 0 none, entryFree, entryAt or entryIn
	gen    int   // of an object of its own
	offset int64 // from the header; of an object in a stream, its index there
	stream int   // number of the object stream
}

const (
	entryFree byte = iota + 1
	entryAt
	entryIn
	entryOwn // written by us
)

// xref is the cross-reference of a file, all sections together
// (ISO 32000-1, 7.5.4 to 7.5.8).
type xref struct {
	entries []entry
	trailer map[string]value // of the newest section; older ones fill gaps
	limit   int              // highest object number allowed
	hybrid  bool             // the section is one that a table points to
}

// limitOf returns the highest object number that a file of this size may use:
// claims of more would take memory for nothing.
func limitOf(size int64) int { return int(min(maxObjects, max(100_000, size/4))) }

// put notes where an object is, unless a newer section said so already.
func (x *xref) put(id int, e entry) {
	if id <= 0 || id > x.limit {
		return
	}
	if id >= len(x.entries) {
		x.entries = append(x.entries, make([]entry, id+1-len(x.entries))...)
	}
	if was := x.entries[id].kind; was == 0 || was == entryFree && x.hybrid {
		x.entries[id] = e
	}
}

func (x *xref) at(id int) entry {
	if id < 0 || id >= len(x.entries) {
		return entry{}
	}
	return x.entries[id]
}

func (x *xref) adopt(dict map[string]value) {
	if x.trailer == nil {
		x.trailer = map[string]value{}
	}
	for k, v := range dict {
		if _, ok := x.trailer[k]; !ok {
			x.trailer[k] = v
		}
	}
}

// readXref follows the sections from the last startxref on.
func readXref(v *view) (*xref, error) {
	tail := v.rest(max(0, v.size-maxTail))
	at := bytes.LastIndex(tail, []byte("startxref"))
	if at < 0 {
		return nil, errors.New("no startxref")
	}
	l := &lexer{b: tail[at+len("startxref"):]}
	start := l.next(0)
	if start.kind != kindNumber {
		return nil, errors.New("startxref says no number")
	}
	x := &xref{limit: limitOf(v.size)}
	seen := map[int64]bool{}
	for off, more := int64(start.num), true; more && !seen[off] && len(seen) < maxSections; {
		seen[off] = true
		dict, err := x.section(v, off)
		if err != nil {
			return nil, err
		}
		if err := x.hidden(v, dict); err != nil {
			return nil, err
		}
		var prev value
		prev, more = dict["Prev"]
		off = int64(prev.num)
	}
	if x.trailer["Root"].ref == 0 {
		return nil, errors.New("the trailer names no catalogue")
	}
	return x, nil
}

// hidden reads the stream that a table of a hybrid file points to: it says where
// the objects are that the table calls free (ISO 32000-1, 7.5.8.4).
func (x *xref) hidden(v *view, dict map[string]value) error {
	at, ok := dict["XRefStm"]
	if !ok {
		return nil
	}
	x.hybrid = true
	defer func() { x.hybrid = false }()
	_, err := x.section(v, int64(at.num))
	return err
}

// maxTail is how far from the end the last startxref may stand: programs add
// things behind it.
const maxTail = 64 << 10

// section reads a table with its trailer, or a stream; it returns its
// dictionary.
func (x *xref) section(v *view, off int64) (map[string]value, error) {
	b := v.rest(off)
	l := &lexer{b: b}
	l.skipSpace()
	if bytes.HasPrefix(b[l.pos:], []byte("xref")) {
		l.pos += len("xref")
		return x.table(l)
	}
	_, _, at, ok := definition(b)
	if !ok {
		return nil, fmt.Errorf("no cross-reference at %d", off)
	}
	l.pos = at
	return x.stream(l)
}

// table reads subsections up to the trailer.
func (x *xref) table(l *lexer) (map[string]value, error) {
	for {
		first := l.next(0)
		if first.kind == kindOperator && first.str == "trailer" {
			break
		}
		count := l.next(0)
		if first.kind != kindNumber || count.kind != kindNumber {
			return nil, errors.New("the cross-reference table is damaged")
		}
		for i := range int(count.num) {
			off, gen, use := l.next(0), l.next(0), l.next(0)
			if off.kind != kindNumber || gen.kind != kindNumber || use.kind != kindOperator {
				return nil, errors.New("the cross-reference table is damaged")
			}
			e := entry{kind: entryFree}
			if use.str == "n" && off.num > 0 {
				e = entry{kind: entryAt, gen: int(gen.num), offset: int64(off.num)}
			}
			x.put(int(first.num)+i, e)
		}
	}
	dict := parseValue(l).dict
	if dict == nil {
		return nil, errors.New("no trailer")
	}
	x.adopt(dict)
	return dict, nil
}

// stream reads a cross-reference stream (ISO 32000-1, 7.5.8).
func (x *xref) stream(l *lexer) (map[string]value, error) {
	v := parseValue(l)
	start := streamStart(l.b, l.pos)
	if v.dict["Type"].str != "XRef" || start == 0 {
		return nil, errors.New("no cross-reference stream")
	}
	data, ok, _ := decode(streamData(l.b, start, v.int("Length")), filtersIn(v), maxObjects*8)
	w := v.dict["W"].ints()
	if !ok || len(w) < 3 || min(w[0], w[1], w[2]) < 0 || max(w[0], w[1], w[2]) > 8 {
		return nil, errors.New("the cross-reference stream is damaged")
	}
	x.adopt(v.dict)
	index := v.dict["Index"].ints()
	if len(index) < 2 {
		index = []int{0, v.int("Size")}
	}
	size := w[0] + w[1] + w[2]
	for i := 0; i+1 < len(index) && size > 0; i += 2 {
		for k := 0; k < index[i+1] && len(data) >= size; k++ {
			x.put(index[i]+k, entryOf(data, w))
			data = data[size:]
		}
	}
	return v.dict, nil
}

func entryOf(b []byte, w []int) entry {
	kind := 1
	if w[0] > 0 {
		kind = bigEndian(b[:w[0]])
	}
	second, third := bigEndian(b[w[0]:w[0]+w[1]]), bigEndian(b[w[0]+w[1]:w[0]+w[1]+w[2]])
	switch {
	case kind == 1 && second > 0:
		return entry{kind: entryAt, offset: int64(second), gen: third}
	case kind == 2:
		return entry{kind: entryIn, stream: second, offset: int64(third)}
	}
	return entry{kind: entryFree}
}

func bigEndian(b []byte) int {
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}

// filtersIn reads the filters of a stream's dictionary whose entries are
// direct, as those of cross-reference streams must be.
func filtersIn(v value) []filter {
	names, params := v.dict["Filter"].list, v.dict["DecodeParms"].list
	if v.dict["Filter"].kind == kindName {
		names, params = []value{v.dict["Filter"]}, []value{v.dict["DecodeParms"]}
	}
	out := make([]filter, len(names))
	for i, n := range names {
		out[i].name = n.str
		if i < len(params) {
			p := params[i]
			out[i] = filter{name: n.str, predictor: p.int("Predictor"), columns: p.int("Columns"), colors: p.int("Colors"),
				bits: p.int("BitsPerComponent"), identity: p.dict["Name"].str == "Identity"}
			if e, ok := p.dict["EarlyChange"]; ok && e.num == 0 {
				out[i].noEarly = 1
			}
			if _, ok := p.dict["BitsPerComponent"]; !ok {
				out[i].bits = 8
			}
		}
	}
	return out
}

// mend looks at every object of its own where the table says; of those that are
// not there the place is taken from found, which searches the file.
func (x *xref) mend(v *view, found func() *xref) {
	var other *xref
	for id, e := range x.entries {
		if e.kind != entryAt {
			continue
		}
		got, gen, _, ok := definition(v.bytes(e.offset, 64))
		if ok && got == id && gen == e.gen {
			continue
		}
		if other == nil {
			if other = found(); other == nil {
				return
			}
		}
		x.entries[id] = other.at(id)
	}
}
