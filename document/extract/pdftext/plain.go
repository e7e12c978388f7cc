package pdftext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Limits of what plain holds in memory.
const (
	maxSet     = 32 << 20 // bytes of one object stream
	maxSets    = 64 << 20 // of all of them
	maxRewrite = 48 << 20 // of objects written anew, after which they are forgotten
)

// windowBits is the size of the stretch of addresses that each object written
// anew has for itself.
const windowBits = 32

// plain presents a file to the object layer as one that has no encryption, no
// object streams and no damage: a file of the same bytes, behind which every
// other object has an address of its own where its text is made when it is
// first read. The object layer would inflate an object stream anew for each
// object, and knows few ways of encryption and damage.
type plain struct {
	v       *view
	x       *xref
	crypt   *crypt
	rewrite bool // objects of their own are written anew too
	base    int64
	end     int64 // of the windows: where tail begins
	tail    []byte

	mu    sync.Mutex
	sets  map[int]*objectSet
	made  map[int][]byte // texts of objects
	own   map[int][]byte // of objects that the file does not have
	held  int            // bytes in made
	total int            // bytes in sets
	over  bool           // maxSets was reached
}

// newPlain prepares the view; ErrEncrypted where a password is needed.
func newPlain(v *view, x *xref, rewrite bool) (*plain, error) {
	p := &plain{v: v, x: x, rewrite: rewrite, sets: map[int]*objectSet{}, made: map[int][]byte{}, own: map[int][]byte{}}
	p.base = (v.size>>windowBits + 1) << windowBits
	enc, ok := x.trailer["Encrypt"]
	if !ok || enc.kind == kindOperator { // null
		return p, nil
	}
	if enc.ref > 0 {
		enc = p.parse(enc.ref).value
	}
	id := ""
	if list := p.direct(x.trailer["ID"]).list; len(list) > 0 {
		id = list[0].str
	}
	var err error
	p.crypt, err = newCrypt(p.entries(enc), id)
	p.rewrite = true
	return p, err
}

// entries resolves the entries of a dictionary.
func (p *plain) entries(v value) value {
	for k, e := range v.dict {
		v.dict[k] = p.direct(e)
	}
	return v
}

// direct resolves a reference.
func (p *plain) direct(v value) value {
	if v.ref > 0 {
		return p.parse(v.ref).value
	}
	return v
}

// parsed is an object of the file as it stands there: strings and data are
// still encrypted.
type parsed struct {
	value
	gen  int
	data []byte // of a stream
	is   bool   // a stream
}

// parse reads an object without the object layer.
func (p *plain) parse(id int) parsed {
	e := p.x.at(id)
	switch e.kind {
	case entryIn:
		return parsed{value: parseValue(&lexer{b: p.inSet(e.stream, id)})}
	case entryAt:
		return p.parseAt(e.offset)
	}
	return parsed{}
}

func (p *plain) parseAt(off int64) parsed {
	b := p.v.rest(off)
	_, gen, at, ok := definition(b)
	if !ok {
		return parsed{}
	}
	l := &lexer{b: b, pos: at}
	out := parsed{value: parseValue(l), gen: gen}
	if out.kind != kindDict {
		return out
	}
	if start := streamStart(b, l.pos); start > 0 {
		length := -1
		if n, ok := out.dict["Length"]; ok {
			length = p.length(n)
		}
		out.data, out.is = streamData(b, start, length), true
	}
	return out
}

// length resolves the length of a stream; -1 when it can't be told.
func (p *plain) length(n value) int {
	if n.ref > 0 {
		e := p.x.at(n.ref)
		if e.kind != entryAt {
			return -1
		}
		b := p.v.bytes(e.offset, 128)
		_, _, at, ok := definition(b)
		if !ok {
			return -1
		}
		n = parseValue(&lexer{b: b, pos: at})
	}
	if n.kind != kindNumber || n.num < 0 || n.num > 1<<40 {
		return -1
	}
	return int(n.num)
}

// objectSet is an object stream, inflated (ISO 32000-1, 7.5.7).
type objectSet struct {
	data []byte
	at   map[int][2]int // from and to of each object, by number
	ids  []int
}

// inSet returns the text of an object in an object stream.
func (p *plain) inSet(stream, id int) []byte {
	s, ok := p.sets[stream]
	if !ok {
		s = p.loadSet(stream)
		p.sets[stream] = s
	}
	span := s.at[id]
	return s.data[span[0]:span[1]]
}

// loadSet inflates an object stream; a damaged one has no objects.
func (p *plain) loadSet(id int) *objectSet {
	s := &objectSet{at: map[int][2]int{}}
	e := p.x.at(id)
	if e.kind != entryAt {
		return s
	}
	o := p.parseAt(e.offset)
	if !o.is {
		return s
	}
	if p.crypt != nil {
		o.data = p.crypt.open(p.crypt.streams, id, o.gen, o.data)
	}
	limit := min(maxSet, maxSets-p.total)
	data, ok, cut := decode(o.data, filtersIn(p.entries(o.value)), limit)
	p.over = p.over || cut
	if !ok {
		return s
	}
	p.total += len(data)
	s.data = data
	s.index(o.int("N"), o.int("First"))
	return s
}

// index reads the pairs of number and offset at the start.
func (s *objectSet) index(n, first int) {
	if first < 0 || first > len(s.data) {
		return
	}
	l := &lexer{b: s.data[:first]}
	before := 0
	for range n {
		id, off := l.next(0), l.next(0)
		if id.kind != kindNumber || off.kind != kindNumber {
			return
		}
		from := first + int(off.num)
		if from < 0 || from > len(s.data) {
			continue
		}
		if len(s.ids) > 0 && from >= s.at[before][0] {
			s.at[before] = [2]int{s.at[before][0], from}
		}
		before = int(id.num)
		s.at[before] = [2]int{from, len(s.data)}
		s.ids = append(s.ids, before)
	}
}

// finish writes the cross-reference that the object layer reads: a stream
// behind all windows.
func (p *plain) finish() {
	n := len(p.x.entries)
	p.end = p.base + int64(n+2)<<windowBits
	root := p.x.trailer["Root"].ref
	var t bytes.Buffer
	fmt.Fprintf(&t, "%d 0 obj\n<</Type /XRef /Size %d /W [1 8 2] /Root %d %d R /Length %d>>\nstream\n", n+1, n, root, p.x.at(root).gen, n*11)
	for id, e := range p.x.entries {
		at := int64(0)
		switch {
		case e.kind == entryAt && !p.rewrite:
			at = e.offset
		case e.kind == entryIn, e.kind == entryAt, e.kind == entryOwn:
			at = p.address(id)
		}
		kind := byte(0)
		if at > 0 {
			kind = 1
		}
		t.WriteByte(kind)
		for shift := 56; shift >= 0; shift -= 8 {
			t.WriteByte(byte(at >> shift))
		}
		t.WriteByte(byte(e.gen >> 8))
		t.WriteByte(byte(e.gen))
	}
	fmt.Fprintf(&t, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", p.end)
	p.tail = t.Bytes()
}

func (p *plain) address(id int) int64 { return p.base + int64(id)<<windowBits }

func (p *plain) size() int64 { return p.end + int64(len(p.tail)) }

var plainHeader = []byte("%PDF-1.7\n")

// ReadAt reads the file, an object written anew, or the cross-reference. It is
// safe for use by several goroutines.
func (p *plain) ReadAt(b []byte, off int64) (int, error) {
	switch {
	case off < 0:
		return 0, errors.New("negative offset")
	case off >= p.end:
		return copyFrom(b, p.tail, off-p.end)
	case off >= p.base:
		return copyFrom(b, p.text(int(off-p.base)>>windowBits), (off-p.base)&(1<<windowBits-1))
	case off >= p.v.size:
		return 0, io.EOF
	}
	n := copy(b, p.v.bytes(off, len(b)))
	if off < int64(len(plainHeader)) {
		copy(b[:n], plainHeader[off:])
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// from returns the bytes of a stream, and some behind them, from an address on.
func (p *plain) from(off int64, length int) []byte {
	if off < p.base || off >= p.end {
		return p.v.bytes(off, max(length+64, maxPiece))
	}
	t := p.text(int(off-p.base) >> windowBits)
	return t[min(off&(1<<windowBits-1), int64(len(t))):]
}

func copyFrom(b, text []byte, at int64) (int, error) {
	if at >= int64(len(text)) {
		return 0, io.EOF
	}
	n := copy(b, text[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// text returns an object as the object layer shall read it.
func (p *plain) text(id int) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t, ok := p.made[id]; ok {
		return t
	}
	var t []byte
	switch e := p.x.at(id); e.kind {
	case entryIn:
		body := p.inSet(e.stream, id)
		t = make([]byte, 0, len(body)+32)
		t = fmt.Appendf(t, "%d 0 obj\n", id)
		t = append(append(t, body...), "\nendobj\n"...)
	case entryAt:
		t = p.anew(id, e)
	case entryOwn:
		return p.own[id]
	}
	if p.held += len(t); p.held > maxRewrite {
		p.made, p.held = map[int][]byte{}, len(t)
	}
	p.made[id] = t
	return t
}
