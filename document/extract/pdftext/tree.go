package pdftext

import (
	"fmt"

	"github.com/ledongthuc/pdf"
)

// Limits of the page tree.
const (
	maxKids    = 100_000 // nodes
	maxTreeLen = 64      // depth
)

// node is a page with what it inherits.
type node struct {
	page      pdf.Value
	resources pdf.Value
	box       pdf.Value
	rotate    int64
}

// pages walks the page tree (ISO 32000-1, 7.7.3) without believing its counts.
// A node within itself is passed over; a tree of more nodes than a document can
// need ends in ErrTooLarge.
func (d *doc) pages() (out []node, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("%w: page tree: %v", ErrDamaged, x)
		}
	}()
	w := walker{left: maxKids, above: map[int]bool{}}
	w.walk(d.r.Trailer().Key("Root").Key("Pages"), node{}, 0)
	switch {
	case w.left < 0:
		return nil, fmt.Errorf("%w: its page tree has more than %d nodes", ErrTooLarge, maxKids)
	case len(w.out) == 0:
		return nil, fmt.Errorf("%w: it has no pages", ErrDamaged)
	}
	return w.out, nil
}

type walker struct {
	left  int
	above map[int]bool // object numbers of the nodes above
	out   []node
}

func (w *walker) walk(v pdf.Value, up node, depth int) {
	if w.left--; w.left < 0 || depth > maxTreeLen || v.Kind() != pdf.Dict {
		return
	}
	n := up
	n.page = v
	for _, in := range []struct {
		key string
		at  *pdf.Value
	}{{"Resources", &n.resources}, {"MediaBox", &n.box}} {
		try(func() {
			if own := v.Key(in.key); !own.IsNull() {
				*in.at = own
			}
		})
	}
	try(func() {
		if r := v.Key("Rotate"); r.Kind() == pdf.Integer {
			n.rotate = r.Int64()
		}
	})
	kids := v.Key("Kids")
	if v.Key("Type").Name() == "Page" || kids.Kind() != pdf.Array {
		w.out = append(w.out, n)
		return
	}
	w.kids(kids, n, depth)
}

func (w *walker) kids(kids pdf.Value, n node, depth int) {
	refs := refsOf(kids)
	for i := range kids.Len() {
		id := 0
		if i < len(refs) {
			id = refs[i]
		}
		if id > 0 && w.above[id] {
			continue
		}
		if kid, ok := resolve(kids, i); ok {
			w.above[id] = true
			w.walk(kid, n, depth+1)
			delete(w.above, id)
		}
		if w.left < 0 {
			return
		}
	}
}

// refsOf returns the object numbers of an array of references, 0 for elements
// that are none. The object layer tells them only by writing the array out.
func refsOf(arr pdf.Value) []int {
	list := parseValue(&lexer{b: []byte(arr.String())}).list
	out := make([]int, len(list))
	for i, v := range list {
		out[i] = v.ref
	}
	return out
}
