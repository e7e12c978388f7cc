package pdftext

import (
	"bytes"
	"cmp"
	"slices"
)

// search makes a cross-reference from the objects that stand in the file, the
// last of each number (what readers do with damaged files); nil for files that
// are too large to be searched. Objects in object streams are added by expand.
func search(v *view) *xref {
	if v.whole == nil {
		return nil
	}
	x := &xref{limit: limitOf(v.size), trailer: map[string]value{}}
	for pos := 0; ; {
		i := bytes.Index(v.whole[pos:], []byte("obj"))
		if i < 0 {
			break
		}
		at := definitionBefore(v.whole, pos+i)
		pos += i + len("obj")
		if at < 0 {
			continue
		}
		id, gen, _, ok := definition(v.whole[at:])
		if !ok || id <= 0 || id > x.limit || gen > 0xFFFF {
			continue
		}
		if id < len(x.entries) {
			x.entries[id] = entry{}
		}
		x.put(id, entry{kind: entryAt, gen: gen, offset: int64(at)})
	}
	x.trailers(v.whole)
	return x
}

// definitionBefore returns where "id gen obj" begins whose obj stands at pos,
// or -1.
func definitionBefore(b []byte, pos int) int {
	at := pos
	for range 2 {
		from := at
		for at > 0 && isSpace(b[at-1]) {
			at--
		}
		if from == at && at != pos {
			return -1
		}
		from = at
		for at > 0 && from-at < 11 && b[at-1] >= '0' && b[at-1] <= '9' {
			at--
		}
		if from == at {
			return -1
		}
	}
	return at
}

// trailers takes the entries of all trailers, the last first, and of
// cross-reference streams, which serve as trailers.
func (x *xref) trailers(b []byte) {
	for end := len(b); ; {
		i := bytes.LastIndex(b[:end], []byte("trailer"))
		if i < 0 {
			break
		}
		if dict := parseValue(&lexer{b: b, pos: i + len("trailer")}).dict; dict["Root"].ref > 0 {
			x.adopt(dict)
		}
		end = i
	}
	for _, e := range slices.Backward(x.inOrder()) {
		if head := b[e.offset:min(int(e.offset)+400, len(b))]; bytes.Contains(head, []byte("/XRef")) {
			if _, _, at, ok := definition(b[e.offset:]); ok {
				x.adopt(parseValue(&lexer{b: b, pos: int(e.offset) + at}).dict)
			}
		}
	}
}

// numbered is an entry with its object number.
type numbered struct {
	entry
	id int
}

// inOrder returns the objects of their own in the order of the file.
func (x *xref) inOrder() []numbered {
	var out []numbered
	for id, e := range x.entries {
		if e.kind == entryAt {
			out = append(out, numbered{e, id})
		}
	}
	slices.SortFunc(out, func(a, b numbered) int { return cmp.Compare(a.offset, b.offset) })
	return out
}

// expand adds the objects of object streams; those that stand later in the file
// are newer.
func (p *plain) expand() {
	for _, e := range p.x.inOrder() {
		if !bytes.Contains(p.v.bytes(e.offset, 400), []byte("/ObjStm")) {
			continue
		}
		s := p.loadSet(e.id)
		p.sets[e.id] = s
		for i, id := range s.ids {
			was := p.x.at(id)
			if was.kind == entryAt && was.offset > e.offset || id <= 0 || id > p.x.limit {
				continue
			}
			if id < len(p.x.entries) {
				p.x.entries[id] = entry{}
			}
			p.x.put(id, entry{kind: entryIn, stream: e.id, offset: int64(i)})
		}
	}
}

// findRoot makes sure that there is a catalogue with pages: the one that the
// trailer names, another object that says it is one, or one of our own above
// all pages that were found.
func (p *plain) findRoot() bool {
	if p.isCatalogue(p.x.trailer["Root"].ref) {
		return true
	}
	var pages []int
	for id := range p.x.entries {
		switch v := p.parse(id); v.dict["Type"].str {
		case "Catalog":
			if p.isCatalogue(id) {
				p.setRoot(id)
				return true
			}
		case "Page":
			pages = append(pages, id)
		}
	}
	if len(pages) == 0 {
		return false
	}
	p.ownRoot(pages)
	return true
}

func (p *plain) isCatalogue(id int) bool {
	return id > 0 && len(p.direct(p.parse(id).dict["Pages"]).dict["Kids"].list)+p.direct(p.parse(id).dict["Pages"]).dict["Kids"].ref > 0
}

func (p *plain) setRoot(id int) { p.x.trailer["Root"] = value{ref: id} }

// ownRoot writes a catalogue and a page tree above pages.
func (p *plain) ownRoot(pages []int) {
	root := len(p.x.entries)
	tree := root + 1
	kids := token{kind: kindArray}
	for _, id := range pages {
		kids.arr = append(kids.arr, refTokens(id, p.x.at(id).gen)...)
	}
	write := func(id int, arr ...token) {
		w := writer{}
		w.write(token{kind: kindNumber, num: float64(id)})
		w.b = append(w.b, " 0 obj\n"...)
		w.write(token{kind: kindDict, arr: arr})
		p.own[id] = append(w.b, "\nendobj\n"...)
	}
	write(root, append([]token{{kind: kindName, str: "Pages"}}, refTokens(tree, 0)...)...)
	write(tree, token{kind: kindName, str: "Kids"}, kids)
	p.x.entries = append(p.x.entries, entry{kind: entryOwn}, entry{kind: entryOwn})
	p.setRoot(root)
}

func refTokens(id, gen int) []token {
	return []token{{kind: kindNumber, num: float64(id)}, {kind: kindNumber, num: float64(gen)}, {kind: kindOperator, str: "R"}}
}
