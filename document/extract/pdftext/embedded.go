package pdftext

import (
	"fmt"
	"io"

	"github.com/ledongthuc/pdf"
)

// File is a file that a PDF carries.
type File struct {
	Name   string
	doc    *doc
	stream pdf.Value
}

// maxNames bounds the nodes of the tree of names.
const maxNames = 10_000

// Embedded lists the embedded files of a PDF, at most limit of them: those of
// the name tree (ISO 32000-1, 7.7.4) and of the annotations of its pages
// (12.5.6.15). A PDF that can't be opened has none.
func Embedded(r io.ReaderAt, size int64, limit int) []File {
	d, pages, err := open(r, size)
	if err != nil {
		return nil
	}
	f := filesFinder{doc: d, left: maxNames, limit: limit, seen: map[string]bool{}}
	f.try(func() { f.names(d.r.Trailer().Key("Root").Key("Names").Key("EmbeddedFiles"), 0) })
	for _, p := range pages {
		f.try(func() { f.annotations(p.page.Key("Annots")) })
	}
	return f.out
}

// try keeps what was found before the object layer panics.
func (f *filesFinder) try(look func()) {
	defer func() { _ = recover() }()
	look()
}

type filesFinder struct {
	doc         *doc
	left, limit int
	out         []File
	seen        map[string]bool // by name and length: trees of hostile files have loops
}

func (f *filesFinder) names(n pdf.Value, depth int) {
	if f.left--; f.left < 0 || depth > maxTreeLen {
		return
	}
	for i := 0; i < n.Key("Kids").Len() && f.left > 0; i++ {
		f.names(n.Key("Kids").Index(i), depth+1)
	}
	pairs := n.Key("Names")
	for i := 1; i < pairs.Len() && f.left > 0; i += 2 {
		f.add(pairs.Index(i))
	}
}

func (f *filesFinder) annotations(all pdf.Value) {
	for i := 0; i < all.Len() && f.left > 0; i++ {
		f.left--
		if a := all.Index(i); a.Key("Subtype").Name() == "FileAttachment" {
			f.add(a.Key("FS"))
		}
	}
}

// add takes a file specification with its embedded stream (7.11.3).
func (f *filesFinder) add(spec pdf.Value) {
	f.left--
	for _, key := range []string{"F", "UF"} {
		stream := spec.Key("EF").Key(key)
		if stream.Kind() != pdf.Stream {
			continue
		}
		name := spec.Key("UF").Text()
		if name == "" {
			name = spec.Key("F").Text()
		}
		id := fmt.Sprint(name, "\x00", stream.Key("Length").Int64(), "\x00", stream.Key("Params"))
		if !f.seen[id] && len(f.out) < f.limit {
			f.seen[id] = true
			f.out = append(f.out, File{Name: name, doc: f.doc, stream: stream})
		}
		return
	}
}

// Content returns the bytes of the file, decoded. more says that there are more
// than limit.
func (f File) Content(limit int64) (b []byte, more bool, err error) {
	defer func() {
		if x := recover(); x != nil {
			b, err = nil, fmt.Errorf("%w: embedded file: %v", ErrDamaged, x)
		}
	}()
	b, ok, more := decode(f.doc.data(f.stream), filtersOf(f.stream), int(limit))
	switch {
	case !ok:
		return nil, false, fmt.Errorf("%w: embedded file: its filters are not known", ErrDamaged)
	case more:
		return nil, true, nil
	}
	return b, false, nil
}
