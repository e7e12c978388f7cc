package pades

import (
	"bytes"
	"time"
)

// dictionary is a signature dictionary (ISO 32000-1, 12.8.1).
type dictionary struct {
	filter             string // SubFilter
	ranges             []int  // offset, length, offset, length …
	value              []byte // Contents, decoded
	valueFrom, valueTo int    // where it stands, with its < and >
	certificates       [][]byte
	at                 time.Time // M
	ambiguous          bool      // a key stands twice in it
}

var keyRange = []byte("/ByteRange")

// far is how far before its range an object may begin: the value stands between.
const far = 4 << 20

// dictionaries finds the signature dictionaries by their range.
func dictionaries(b []byte) []dictionary {
	var out []dictionary
	for from, n := 0, 0; n < maxMentions; n++ {
		i := bytes.Index(b[from:], keyRange)
		if i < 0 {
			break
		}
		at := from + i
		from = at + len(keyRange)
		if d, ok := dictionaryAt(b, at); ok {
			out = append(out, d)
		}
	}
	return out
}

// dictionaryAt reads the dictionary that has its range at an offset: in the
// object that begins before it, or, where that can't be read, by the range
// alone.
func dictionaryAt(b []byte, at int) (dictionary, bool) {
	start := max(0, at-far)
	p := newParser(b)
	for tries, end := 0, at; tries < 4; tries++ {
		i := bytes.LastIndex(b[start:end], []byte("obj"))
		if i < 0 {
			break
		}
		end = start + i // a string may hold the word: then an earlier one is meant
		if v, _, ok := p.value(end+len("obj"), 0); ok {
			if d, ok := v.holding(at); ok {
				return signatureOf(d)
			}
		}
	}
	return byRange(b, at)
}

// byRange makes do with the range, and the string that it leaves out.
func byRange(b []byte, at int) (dictionary, bool) {
	p := newParser(b)
	v, _, ok := p.value(at+len(keyRange), 0)
	if !ok {
		return dictionary{}, false
	}
	d := dictionary{ranges: v.numbers()}
	if len(d.ranges) != 4 {
		return dictionary{}, false
	}
	from, to := d.ranges[0]+d.ranges[1], d.ranges[2]
	if from < 0 || to > len(b) || from >= to {
		return dictionary{}, false
	}
	s, end, ok := p.value(from, 0)
	if !ok || !s.hex || end > to {
		return dictionary{}, false
	}
	d.value, d.valueFrom, d.valueTo = s.text, s.from, s.to
	return d, true
}

// signatureOf takes what is needed of a dictionary. ok is false where it has no
// range or no value.
func signatureOf(v value) (dictionary, bool) {
	d := dictionary{ranges: v.key("ByteRange").numbers(), filter: string(v.key("SubFilter").name), at: parseDate(string(v.key("M").text))}
	contents := v.key("Contents")
	if len(d.ranges) == 0 || contents.kind != kindString {
		return dictionary{}, false
	}
	d.value, d.valueFrom, d.valueTo = contents.text, contents.from, contents.to
	seen := map[string]bool{}
	for i := 0; i+1 < len(v.list); i += 2 {
		name := string(v.list[i].name)
		d.ambiguous = d.ambiguous || seen[name] && (name == "Contents" || name == "ByteRange" || name == "SubFilter")
		seen[name] = true
	}
	switch cert := v.key("Cert"); cert.kind {
	case kindString:
		d.certificates = [][]byte{cert.text}
	case kindArray:
		for _, c := range cert.list {
			d.certificates = append(d.certificates, c.text)
		}
	}
	return d, true
}
