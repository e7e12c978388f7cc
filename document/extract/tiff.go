package extract

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"maps"
	"slices"

	"golang.org/x/image/tiff"

	"github.com/insiemi/insiemi/document/extract/raster"
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

// decode returns the page in grey levels, upright, with square pixels (pages of
// a fax have fewer lines than columns an inch).
func (p tiffPage) decode() (raster.Gray, error) {
	w, h := p.number(tagWidth, 0), p.number(tagHeight, 0)
	if w <= 0 || h <= 0 {
		return raster.Gray{}, errTIFF
	}
	if w > raster.MaxPixels/h || deepPixels(w, h, p.number(tagSamples, 1)*p.number(tagBits, 1)) {
		return raster.Gray{}, raster.ErrTooLarge
	}
	img, err := p.image()
	if err != nil {
		return raster.Gray{}, err
	}
	g := raster.FromImage(img, ocrPixels)
	if x, y := p.ratio(tagXResolution), p.ratio(tagYResolution); x > 0 && y > 0 {
		if stretch := x / y; stretch > 1.05 && stretch < 4 {
			g = g.Resize(g.W, int(float64(g.H)*stretch))
		} else if stretch < 0.95 && stretch > 0.25 {
			g = g.Resize(int(float64(g.W)/stretch), g.H)
		}
	}
	return exifTurn(int(p.number(tagOrientation, 1))).apply(g), nil
}

// image decodes the page by the way of its compression.
func (p tiffPage) image() (image.Image, error) {
	switch {
	case p.number(tagCompression, 1) == jpegInTIFF:
		return p.jpegs()
	case p.number(tagCompression, 1) == 3 && p.number(tagT4Options, 0)&1 != 0:
		return nil, errors.New("two-dimensional coding of Group 3") // which the decoder would read wrongly
	}
	b, err := p.alone()
	if err != nil {
		return nil, err
	}
	return tiff.Decode(bytes.NewReader(b))
}

// parts returns the compressed strips or tiles of the page, one after the other.
func (p tiffPage) parts() ([][]byte, error) {
	at, counts := p.numbers(tagOffsets), p.numbers(tagCounts)
	if len(p.numbers(tagTileOffsets)) > 0 {
		at, counts = p.numbers(tagTileOffsets), p.numbers(tagTileCounts)
	}
	if len(at) == 1 && len(counts) == 0 { // old writers leave the count of one strip out
		counts = []int64{p.size - at[0]}
	}
	if len(at) == 0 || len(at) != len(counts) {
		return nil, errTIFF
	}
	t := tiffReader{r: p.r, size: p.size}
	out, total := make([][]byte, len(at)), int64(0)
	for i := range at {
		if total += counts[i]; counts[i] < 0 || total > p.size {
			return nil, errTIFF
		}
		var err error
		if out[i], err = t.bytes(at[i], int(counts[i])); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// alone writes the page as a TIFF file with nothing else in it.
func (p tiffPage) alone() ([]byte, error) {
	parts, err := p.parts()
	if err != nil {
		return nil, err
	}
	at, counts := uint16(tagOffsets), uint16(tagCounts)
	if len(p.numbers(tagTileOffsets)) > 0 {
		at, counts = tagTileOffsets, tagTileCounts
	}
	tags := map[uint16]tiffTag{}
	for tag, v := range p.tags {
		if tag < 0x8000 && v.kind != 16 && v.kind != 17 && v.kind != 18 { // no private tags
			tags[tag] = v
		}
	}
	for _, tag := range []uint16{tagWidth, tagHeight, tagRows, tagTileWidth, tagTileHeight} {
		if v := p.numbers(tag); len(v) > 0 {
			tags[tag] = p.longs(v[:1])
		}
	}
	lengths := make([]int64, len(parts))
	for i, b := range parts {
		lengths[i] = int64(len(b))
	}
	tags[counts] = p.longs(lengths)
	tags[at] = p.longs(make([]int64, len(parts))) // in place of where they will be
	return p.write(tags, at, parts), nil
}

func (p tiffPage) longs(values []int64) tiffTag {
	t := tiffTag{kind: 4, count: len(values), data: make([]byte, 4*len(values))}
	for i, v := range values {
		p.order.PutUint32(t.data[4*i:], uint32(v))
	}
	return t
}

// write puts header, directory, values and parts one after the other.
func (p tiffPage) write(tags map[uint16]tiffTag, offsets uint16, parts [][]byte) []byte {
	order := slices.Sorted(maps.Keys(tags))
	end := 8 + 2 + 12*len(order) + 4
	for _, tag := range order {
		if n := len(tags[tag].data); n > 4 {
			end += n + n%2
		}
	}
	for i, b := range parts {
		p.order.PutUint32(tags[offsets].data[4*i:], uint32(end))
		end += len(b)
	}
	out := bytes.NewBuffer(make([]byte, 0, end))
	put := func(v any) { _ = binary.Write(out, p.order, v) }
	out.WriteString(map[bool]string{true: "MM", false: "II"}[p.order == binary.ByteOrder(binary.BigEndian)])
	put(uint16(42))
	put(uint32(8))
	put(uint16(len(order)))
	values := 8 + 2 + 12*len(order) + 4
	var tail []byte
	for _, tag := range order {
		v := tags[tag]
		put(tag)
		put(v.kind)
		put(uint32(v.count))
		if len(v.data) <= 4 {
			out.Write(append(slices.Clone(v.data), 0, 0, 0, 0)[:4])
			continue
		}
		put(uint32(values + len(tail)))
		tail = append(tail, v.data...)
		tail = append(tail, make([]byte, len(v.data)%2)...)
	}
	put(uint32(0))
	out.Write(tail)
	for _, b := range parts {
		out.Write(b)
	}
	return out.Bytes()
}

// jpegs decodes a page whose strips or tiles are JPEG images that share their
// tables (TIFF technical note 2).
func (p tiffPage) jpegs() (image.Image, error) {
	parts, err := p.parts()
	if err != nil {
		return nil, err
	}
	w, h := int(p.number(tagWidth, 0)), int(p.number(tagHeight, 0))
	partW, partH := w, int(min(p.number(tagRows, int64(h)), int64(h)))
	if len(p.numbers(tagTileOffsets)) > 0 {
		partW, partH = int(p.number(tagTileWidth, 0)), int(p.number(tagTileHeight, 0))
	}
	if partW <= 0 || partH <= 0 {
		return nil, errTIFF
	}
	tables := bytes.TrimSuffix(p.tags[tagJPEGTables].data, []byte{0xFF, 0xD9})
	out := image.NewGray(image.Rect(0, 0, w, h))
	across := (w + partW - 1) / partW
	for i, b := range parts {
		if len(tables) > 2 {
			b = slices.Concat(tables, bytes.TrimPrefix(b, []byte{0xFF, 0xD8}))
		}
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil || cfg.Width > partW+64 || cfg.Height > partH+64 {
			return nil, fmt.Errorf("part %d: %w", i+1, errors.Join(errTIFF, err))
		}
		img, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("part %d: %w", i+1, err)
		}
		paste(out, raster.FromImage(img, max(cfg.Width, cfg.Height)), i%across*partW, i/across*partH)
	}
	return out, nil
}

// paste copies what fits of a part to its place.
func paste(out *image.Gray, part raster.Gray, x, y int) {
	for dy := 0; dy < part.H && y+dy < out.Rect.Max.Y && x < out.Rect.Max.X; dy++ {
		row := part.Pix[dy*part.W : (dy+1)*part.W]
		copy(out.Pix[out.PixOffset(x, y+dy):out.PixOffset(out.Rect.Max.X-1, y+dy)+1], row)
	}
}
