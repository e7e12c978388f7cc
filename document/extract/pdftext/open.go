package pdftext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/ledongthuc/pdf"
)

// maxObjects is the number of indirect objects that a PDF may have
// (ISO 32000-1, annex C). The object layer allocates what a file claims, so
// larger claims are refused before it sees them.
const maxObjects = 8_388_607

// open opens a document for reading. What the object layer refuses but other
// readers accept is first put right in a view of the bytes: junk before the
// header, a header of PDF 2.0, something after the end mark; failing that, the
// cross-reference table is rebuilt from the objects themselves.
func open(r io.ReaderAt, size int64) (*doc, error) {
	v, err := newView(r, size)
	if err != nil {
		return nil, err
	}
	rd, err := openView(v)
	if err == nil && hasPages(rd) {
		return newDoc(rd), nil
	}
	if isEncryption(err) {
		return nil, ErrEncrypted
	}
	rebuilt, rerr := rebuild(v)
	if rerr != nil {
		return nil, fmt.Errorf("%w: %v", ErrDamaged, errors.Join(err, rerr))
	}
	if rd, err = openView(rebuilt); err != nil {
		if isEncryption(err) {
			return nil, ErrEncrypted
		}
		return nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	return newDoc(rd), nil
}

func newDoc(r *pdf.Reader) *doc {
	return &doc{r: r, fonts: map[string]*font{}, sets: map[string]fontSet{}}
}

func isEncryption(err error) bool {
	return err != nil && (errors.Is(err, pdf.ErrInvalidPassword) || strings.Contains(err.Error(), "encrypt") ||
		strings.Contains(err.Error(), "PDF: V="))
}

func hasPages(r *pdf.Reader) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return r.Trailer().Key("Root").Key("Pages").Kind() == pdf.Dict
}

func openView(v *view) (r *pdf.Reader, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, x)
		}
	}()
	return pdf.NewReader(v, v.size())
}

// view is the bytes of a document from its header on, with another header and
// another end.
type view struct {
	r      io.ReaderAt
	from   int64 // of the header in r
	to     int64 // end of the body in r
	header []byte
	tail   []byte
}

func (v *view) size() int64 { return v.to - v.from + int64(len(v.tail)) }

// ReadAt reads the body with the header laid over it, then the tail.
func (v *view) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	n, body := 0, v.to-v.from
	if off < body {
		want := p[:min(int64(len(p)), body-off)]
		got, err := v.r.ReadAt(want, v.from+off)
		if off < int64(len(v.header)) {
			copy(want[:got], v.header[off:])
		}
		if n = got; got < len(want) {
			return n, err
		}
	}
	if n < len(p) {
		at := off + int64(n) - body
		if at < int64(len(v.tail)) {
			n += copy(p[n:], v.tail[at:])
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

var (
	sizeKey = regexp.MustCompile(`/(?:Size|Index|N|Count|First)\s*\[?\s*(\d{8,})`)
	subsect = regexp.MustCompile(`xref\s+(\d{8,})|xref\s+\d+\s+(\d{8,})`)
)

// newView finds header and end, and refuses claims that would take memory.
func newView(r io.ReaderAt, size int64) (*view, error) {
	head := make([]byte, min(size, 2048))
	n, _ := r.ReadAt(head, 0)
	at := bytes.Index(head[:n], []byte("%PDF-"))
	if at < 0 {
		return nil, fmt.Errorf("%w: no header", ErrDamaged)
	}
	v := &view{r: r, from: int64(at), to: size, header: []byte("%PDF-1.7\n")}
	end, err := scan(r, size)
	if err != nil {
		return nil, err
	}
	if end > 0 {
		v.to = end
		v.tail = []byte("\n")
	}
	return v, nil
}

// scan reads the whole file once in pieces: it returns the end of the last
// %%EOF (0 when there is none), and an error for a claim of too many objects.
func scan(r io.ReaderAt, size int64) (end int64, err error) {
	const piece, overlap = 1 << 20, 64
	buf := make([]byte, min(size, piece))
	for off := int64(0); off < size; off += piece - overlap {
		n, _ := r.ReadAt(buf, off)
		b := buf[:n]
		if i := bytes.LastIndex(b, []byte("%%EOF")); i >= 0 {
			end = off + int64(i) + 5
		}
		for _, re := range []*regexp.Regexp{sizeKey, subsect} {
			for _, m := range re.FindAllSubmatch(b, 64) {
				if tooMany(m[1:]) {
					return 0, fmt.Errorf("%w: it claims more objects than a PDF may have", ErrDamaged)
				}
			}
		}
		if int64(n) < piece {
			break
		}
	}
	return end, nil
}

func tooMany(groups [][]byte) bool {
	for _, g := range groups {
		if n, err := strconv.ParseInt(string(g), 10, 64); len(g) > 0 && (err != nil || n > maxObjects) {
			return true
		}
	}
	return false
}
