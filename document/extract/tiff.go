package extract

import (
	"encoding/binary"
	"errors"
	"io"
)

// TIFF files (TIFF 6.0; BigTIFF as libtiff describes it) are taken apart into
// pages: each page is written anew as a small TIFF of its own, which the decoder
// of x/image understands. That gives it files of several pages, BigTIFF and
// pages compressed as JPEG, none of which it knows.

// Tags of a page (TIFF 6.0, part 1 section 8, and part 2).
const (
	tagWidth       = 256
	tagHeight      = 257
	tagBits        = 258
	tagCompression = 259
	tagPhotometric = 262
	tagOffsets     = 273 // of strips
	tagOrientation = 274
	tagSamples     = 277
	tagRows        = 278 // of a strip
	tagCounts      = 279 // bytes of strips
	tagXResolution = 282
	tagYResolution = 283
	tagT4Options   = 292
	tagTileWidth   = 322
	tagTileHeight  = 323
	tagTileOffsets = 324
	tagTileCounts  = 325
	tagJPEGTables  = 347
)

// Limits of a TIFF file.
const (
	maxTIFFPages = 500
	maxTIFFTags  = 200
	maxTIFFValue = 1 << 20 // values of one tag: strips of a page
)

const jpegInTIFF = 7 // compression, TIFF technical note 2

var errTIFF = errors.New("the TIFF file is damaged")

// tiffTag is a tag's values, in the byte order of the file.
type tiffTag struct {
	kind  uint16
	count int
	data  []byte
}

// tiffPage is a page with its tags.
type tiffPage struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	tags  map[uint16]tiffTag
}

// tiffSizes are the bytes of a value by its type (TIFF 6.0, section 2; 13 and
// 16 to 18 are BigTIFF's).
var tiffSizes = map[uint16]int{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}

// tiffPages reads the directories of a TIFF file, up to maxTIFFPages. Pages
// before a damaged one are returned with the error.
func tiffPages(r io.ReaderAt, size int64) ([]tiffPage, error) {
	t, next, err := tiffHeader(r, size)
	if err != nil {
		return nil, err
	}
	var out []tiffPage
	seen := map[int64]bool{}
	for next != 0 && len(out) < maxTIFFPages {
		if seen[next] {
			return out, errTIFF
		}
		seen[next] = true
		var p tiffPage
		if p, next, err = t.directory(next); err != nil {
			return out, err
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		return nil, errTIFF
	}
	return out, nil
}

// tiffReader reads the structures of either form of TIFF.
type tiffReader struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	big   bool
}

func tiffHeader(r io.ReaderAt, size int64) (t tiffReader, first int64, err error) {
	t = tiffReader{r: r, size: size, order: binary.LittleEndian}
	head := make([]byte, 16)
	if n, _ := r.ReadAt(head, 0); n < 8 {
		return t, 0, errTIFF
	}
	if string(head[:2]) == "MM" {
		t.order = binary.BigEndian
	} else if string(head[:2]) != "II" {
		return t, 0, errTIFF
	}
	switch t.order.Uint16(head[2:]) {
	case 42:
		return t, int64(t.order.Uint32(head[4:])), nil
	case 43:
		t.big = true
		return t, int64(t.order.Uint64(head[8:])), nil
	}
	return t, 0, errTIFF
}

// bytes reads a stretch of the file.
func (t tiffReader) bytes(at int64, n int) ([]byte, error) {
	if at < 0 || n < 0 || at > t.size || int64(n) > t.size-at {
		return nil, errTIFF
	}
	b := make([]byte, n)
	if got, err := t.r.ReadAt(b, at); got < n {
		return nil, errors.Join(errTIFF, err)
	}
	return b, nil
}

// directory reads one page's tags and where the next page's are; 0 is none.
func (t tiffReader) directory(at int64) (p tiffPage, next int64, err error) {
	countSize, entry, nextSize := 2, 12, 4
	if t.big {
		countSize, entry, nextSize = 8, 20, 8
	}
	b, err := t.bytes(at, countSize)
	if err != nil {
		return p, 0, err
	}
	n := int(t.order.Uint16(b))
	if t.big {
		n = int(min(t.order.Uint64(b), maxTIFFTags+1))
	}
	if n == 0 || n > maxTIFFTags {
		return p, 0, errTIFF
	}
	if b, err = t.bytes(at+int64(countSize), n*entry); err != nil {
		return p, 0, err
	}
	p = tiffPage{r: t.r, size: t.size, order: t.order, tags: map[uint16]tiffTag{}}
	for i := range n {
		if err := t.tag(p.tags, b[i*entry:(i+1)*entry]); err != nil {
			return p, 0, err
		}
	}
	b, err = t.bytes(at+int64(countSize+n*entry), nextSize)
	switch {
	case err != nil:
		return p, 0, nil // a file may end after its last directory
	case t.big:
		return p, int64(t.order.Uint64(b)), nil
	}
	return p, int64(t.order.Uint32(b)), nil
}

// tag reads one entry: tag, type, count, and the values or where they are. Types
// that are not known are left out.
func (t tiffReader) tag(tags map[uint16]tiffTag, e []byte) error {
	tag, kind := t.order.Uint16(e), t.order.Uint16(e[2:])
	count, values := uint64(t.order.Uint32(e[4:])), e[8:]
	if t.big {
		count, values = t.order.Uint64(e[4:]), e[12:]
	}
	size, known := tiffSizes[kind]
	if !known || count == 0 {
		return nil
	}
	if count > maxTIFFValue {
		return errTIFF
	}
	n := int(count) * size
	if n > len(values) {
		at := int64(t.order.Uint32(values))
		if t.big {
			at = int64(t.order.Uint64(values))
		}
		var err error
		if values, err = t.bytes(at, n); err != nil {
			if wanted(tag) {
				return err
			}
			return nil
		}
	}
	tags[tag] = tiffTag{kind: kind, count: int(count), data: values[:n]}
	return nil
}

// wanted says that a page cannot be decoded without this tag.
func wanted(tag uint16) bool { return tag >= tagWidth && tag <= tagCounts || tag >= tagTileWidth }

// numbers returns a tag's whole numbers.
func (p tiffPage) numbers(tag uint16) []int64 {
	v := p.tags[tag]
	out := make([]int64, 0, v.count)
	for i := range v.count {
		switch v.kind {
		case 1:
			out = append(out, int64(v.data[i]))
		case 3:
			out = append(out, int64(p.order.Uint16(v.data[2*i:])))
		case 4, 13:
			out = append(out, int64(p.order.Uint32(v.data[4*i:])))
		case 16, 18:
			out = append(out, int64(p.order.Uint64(v.data[8*i:])))
		}
	}
	return out
}

func (p tiffPage) number(tag uint16, otherwise int64) int64 {
	if v := p.numbers(tag); len(v) > 0 {
		return v[0]
	}
	return otherwise
}

// ratio reads a rational number (TIFF 6.0, type 5).
func (p tiffPage) ratio(tag uint16) float64 {
	v := p.tags[tag]
	if v.kind != 5 || len(v.data) < 8 || p.order.Uint32(v.data[4:]) == 0 {
		return 0
	}
	return float64(p.order.Uint32(v.data)) / float64(p.order.Uint32(v.data[4:]))
}
