package pdftext

import (
	"errors"
	"fmt"
	"io"

	"github.com/ledongthuc/pdf"
)

// open opens a document for reading and finds its pages. What the object layer
// does not know is put right in a view of the bytes (see plain): junk before
// the header, a header of PDF 2.0, encryption without a password, something
// after the end mark; and a cross-reference that does not lead to pages is made
// anew from the objects themselves.
func open(r io.ReaderAt, size int64) (d *doc, nodes []node, err error) {
	defer func() {
		if x := recover(); x != nil {
			d, nodes, err = nil, nil, fmt.Errorf("%w: %v", ErrDamaged, x)
		}
	}()
	v, err := newView(r, size)
	if err != nil {
		return nil, nil, err
	}
	x, err := readXref(v)
	if err == nil {
		x.mend(v, func() *xref { return search(v) })
		d, nodes, err = openWith(v, x, false)
		if err == nil || errors.Is(err, ErrEncrypted) || errors.Is(err, ErrTooLarge) {
			return d, nodes, err
		}
	}
	if x = search(v); x == nil {
		return nil, nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	d, nodes, err2 := openWith(v, x, true)
	if err2 != nil && !errors.Is(err2, ErrEncrypted) && !errors.Is(err2, ErrTooLarge) {
		return nil, nil, fmt.Errorf("%w: %v", ErrDamaged, errors.Join(err, err2))
	}
	return d, nodes, err2
}

// openWith opens a document by a cross-reference; searched says that it was
// made from what stands in the file.
func openWith(v *view, x *xref, searched bool) (*doc, []node, error) {
	p, err := newPlain(v, x, searched)
	if err != nil {
		return nil, nil, err
	}
	if searched {
		p.expand()
		if !p.findRoot() {
			return nil, nil, fmt.Errorf("%w: it has no pages", ErrDamaged)
		}
	}
	p.finish()
	rd, err := openView(p)
	if err != nil {
		return nil, nil, err
	}
	d := newDoc(rd, p)
	nodes, err := d.pages()
	return d, nodes, err
}

func newDoc(r *pdf.Reader, p *plain) *doc {
	return &doc{r: r, file: p, fonts: map[string]*font{}, sets: map[string]fontSet{}}
}

func openView(p *plain) (r *pdf.Reader, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, x)
		}
	}()
	return pdf.NewReader(p, p.size())
}
