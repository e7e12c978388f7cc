package extract

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"slices"

	"golang.org/x/image/tiff"

	"github.com/insiemi/insiemi/document/extract/raster"
)

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
