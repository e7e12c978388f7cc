package pdftext

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// OnlyProof says that what a PDF has after its first end bytes, which somebody
// signed, only proves signatures for later: certificates and revocation data (the
// document security store) and document time stamps (ETSI EN 319 142-1, 5.4 and
// 5.5), and changes nothing of what is shown. It says no where that can't be told.
//
// What the new cross-reference says is compared with what the signed one says,
// object by object: each that is another one must be one that such an addition
// changes, in the way that it changes it, and nothing that was signed may lead to
// what is new.
func OnlyProof(b []byte, end int) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	if end <= 0 || end > len(b) {
		return false
	}
	p := &proof{left: 4*len(b) + maxSlack, until: time.Now().Add(maxProof)}
	if p.before, ok = plainOf(b[:end]); !ok {
		return false
	}
	if p.after, ok = plainOf(b); !ok {
		return false
	}
	return p.holds() && p.listed(b[end:])
}

var definitions = regexp.MustCompile(`(\d+)[\s\x00]+\d+[\s\x00]+obj`)

// listed says that an addition has a cross-reference of its own, which names every
// object that it defines: a reader that searches the file for objects sees no
// others.
func (p *proof) listed(added []byte) bool {
	for _, m := range definitions.FindAllSubmatch(added, -1) {
		id, err := strconv.Atoi(string(m[1]))
		if _, changed := slices.BinarySearch(p.changed, id); err != nil || !p.fresh[id] && !changed {
			return false
		}
	}
	return bytes.Contains(added, []byte("startxref"))
}

// Limits of a comparison.
const (
	maxSlack = 1 << 20 // bytes that may be read of a small file
	maxProof = 3 * time.Second
)

// proof compares a file with what it was.
type proof struct {
	before, after *plain
	fresh         map[int]bool // numbers of objects that were not there before
	changed       []int        // numbers of those that are other ones now, rising
	store         map[int]bool // numbers of those that the security store leads to
	left          int          // bytes that may still be read
	until         time.Time
}

func plainOf(b []byte) (*plain, bool) {
	v, err := newView(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, false
	}
	x, err := readXref(v)
	if err != nil || int(x.trailer["Size"].num) > x.limit {
		return nil, false
	}
	p, err := newPlain(v, x, false)
	return p, err == nil
}

func (p *proof) holds() bool {
	was, is := p.before.x.trailer, p.after.x.trailer
	if was["Root"].ref != is["Root"].ref || !same(was["Encrypt"], is["Encrypt"]) || !p.compare() {
		return false
	}
	for id := range p.before.x.entries { // what was signed leads to nothing new
		if there(p.before.x.at(id)) && p.leads(p.read(p.before, id).value, p.fresh) {
			return false
		}
	}
	p.store = map[int]bool{}
	p.follow(p.read(p.after, is["Root"].ref).dict["DSS"])
	for _, id := range p.changed {
		if was, is := p.read(p.before, id), p.read(p.after, id); !p.allowed(id, was, is) {
			return false
		}
	}
	return p.left > 0
}

// compare finds what is new and what changed; it says no where something is gone.
func (p *proof) compare() bool {
	p.fresh = map[int]bool{}
	for id := range max(len(p.before.x.entries), len(p.after.x.entries)) {
		was, is := p.before.x.at(id), p.after.x.at(id)
		switch {
		case !there(was) && there(is):
			p.fresh[id] = true
		case there(was) && !there(is):
			return false
		case there(was) && was != is:
			p.changed = append(p.changed, id)
		}
	}
	return true
}

func there(e entry) bool { return e.kind == entryAt || e.kind == entryIn }

// read parses an object, as long as there is something left to be read.
func (p *proof) read(f *plain, id int) parsed {
	if p.left <= 0 || time.Now().After(p.until) {
		p.left = 0
		return parsed{}
	}
	v := f.parse(id)
	p.left -= 64 + weight(v.token) + len(v.data)
	return v
}

// weight is about how many bytes a token takes in the file.
func weight(t token) int {
	n := 2 + len(t.str)
	for _, x := range t.arr {
		n += weight(x)
	}
	return n
}

// leads says that a value refers to one of some objects.
func (p *proof) leads(v value, to map[int]bool) bool {
	if to[v.ref] {
		return true
	}
	for _, x := range v.list {
		if p.leads(x, to) {
			return true
		}
	}
	for _, x := range v.dict {
		if p.leads(x, to) {
			return true
		}
	}
	return false
}

// follow notes what a value of the security store leads to.
func (p *proof) follow(v value) {
	if v.ref > 0 {
		if p.store[v.ref] || p.left <= 0 {
			return
		}
		p.store[v.ref] = true
		v = p.read(p.after, v.ref).value
	}
	for _, x := range v.list {
		p.follow(x)
	}
	for _, x := range v.dict {
		p.follow(x)
	}
}

// allowed says that an object may be another one now.
func (p *proof) allowed(id int, was, is parsed) bool {
	catalogue := p.read(p.before, p.before.x.trailer["Root"].ref)
	switch {
	case same(was.value, is.value) && was.is == is.is && bytes.Equal(was.data, is.data):
		return true
	case was.is || is.is:
		return was.is && is.is && was.dict["Type"].str == "Metadata" && is.dict["Type"].str == "Metadata" && catalogue.dict["Metadata"].ref == id
	case was.kind == kindArray && is.kind == kindArray:
		return p.stamped(was.value, is.value) || p.store[id]
	case was.kind != kindDict || is.kind != kindDict || twice(is.value):
		return false
	case id == p.before.x.trailer["Root"].ref:
		return differ(was.value, is.value, "DSS", "AcroForm", "Extensions", "Version") && p.form(was.dict["AcroForm"], is.dict["AcroForm"])
	case id == catalogue.dict["AcroForm"].ref:
		return p.form(was.value, is.value)
	case id == p.before.x.trailer["Info"].ref:
		return differ(was.value, is.value, "ModDate", "Producer")
	case was.dict["Type"].str == "Page":
		return differ(was.value, is.value, "Annots") && p.stamped(was.dict["Annots"], is.dict["Annots"])
	case was.dict["FT"].str == "Sig":
		_, filled := was.dict["V"]
		return !filled && differ(was.value, is.value, "V") && p.stamp(is.dict["V"])
	}
	kept := was.dict["Type"].str
	return p.store[id] && (kept == "" || kept == "DSS" || kept == "VRI") && is.dict["Type"].str == kept
}

// form says that a form has the fields that it had, and time stamps.
func (p *proof) form(was, is value) bool {
	was, is = p.resolve(p.before, was), p.resolve(p.after, is)
	if was.kind == kindEnd && is.kind == kindEnd {
		return true
	}
	return (was.kind == kindEnd || was.kind == kindDict) && is.kind == kindDict && !twice(is) &&
		differ(was, is, "Fields", "SigFlags") && p.stamped(was.dict["Fields"], is.dict["Fields"])
}

// stamped says that a list of fields or annotations goes on with time stamps that
// nobody sees.
func (p *proof) stamped(was, is value) bool {
	was, is = p.resolve(p.before, was), p.resolve(p.after, is)
	n := len(was.list)
	if was.kind == kindEnd && is.kind == kindEnd {
		return true
	}
	if was.kind != kindEnd && was.kind != kindArray || is.kind != kindArray || len(is.list) < n || !slices.EqualFunc(was.list, is.list[:n], same) {
		return false
	}
	for _, x := range is.list[n:] {
		f := p.read(p.after, x.ref)
		r := p.resolve(p.after, f.dict["Rect"]).list
		hidden := len(r) == 0 || len(r) == 4 && r[0].num == r[2].num && r[1].num == r[3].num
		if !p.fresh[x.ref] || f.is || f.dict["FT"].str != "Sig" || twice(f.value) || f.dict["Kids"].kind != kindEnd || !hidden || !p.stamp(f.dict["V"]) {
			return false
		}
	}
	return true
}

// stamp says that a value is a document time stamp.
func (p *proof) stamp(v value) bool {
	v = p.resolve(p.after, v)
	return v.dict["Type"].str == "DocTimeStamp" && v.dict["SubFilter"].str == "ETSI.RFC3161"
}

func (p *proof) resolve(f *plain, v value) value {
	if v.ref > 0 {
		return p.read(f, v.ref).value
	}
	return v
}

// differ says that two dictionaries are the same but for some keys.
func differ(was, is value, keys ...string) bool {
	rest := func(v value) map[string]value {
		m := maps.Clone(v.dict)
		for _, k := range keys {
			delete(m, k)
		}
		return m
	}
	return maps.EqualFunc(rest(was), rest(is), same)
}

// twice says that a dictionary has a key twice: readers take one or the other.
func twice(v value) bool {
	names := 0
	all := valuesOf(v.arr)
	for i := 0; i+1 < len(all); i += 2 {
		names++
	}
	return names != len(v.dict)
}

// same compares two values as they stand.
func same(a, b value) bool {
	return a.kind == b.kind && a.num == b.num && a.str == b.str && a.ref == b.ref &&
		slices.EqualFunc(a.list, b.list, same) && maps.EqualFunc(a.dict, b.dict, same)
}
