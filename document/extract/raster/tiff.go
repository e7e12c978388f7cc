package raster

import (
	"bufio"
	"encoding/binary"
	"image"
	"io"
)

// tiffTag is an entry of a TIFF's directory.
type tiffTag struct {
	Tag, Type    uint16 // 3 is a SHORT, 4 a LONG
	Count, Value uint32
}

// WriteTIFF writes a rectangle of the image as an uncompressed TIFF of 8 bits in one
// strip, without a density. Tesseract's library reads it in blocks, and a grey map
// pixel by pixel, which takes a 25th of the time of a whole page.
func (g Gray) WriteTIFF(w io.Writer, r image.Rectangle) error {
	r = r.Intersect(image.Rect(0, 0, g.W, g.H))
	width, height := uint32(r.Dx()), uint32(r.Dy())
	tags := []tiffTag{
		{256, 4, 1, width}, {257, 4, 1, height}, {258, 3, 1, 8}, {259, 3, 1, 1}, // size, bits, no compression
		{262, 3, 1, 1}, {273, 4, 1, 0}, {277, 3, 1, 1}, {278, 4, 1, height}, {279, 4, 1, width * height}, // 0 is black; the strip
	}
	const head = 8
	tags[5].Value = head + 2 + uint32(len(tags))*12 + 4 // where the strip begins
	out := bufio.NewWriterSize(w, 256<<10)
	b := binary.LittleEndian.AppendUint32([]byte("II*\x00"), head)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(tags)))
	for _, t := range tags {
		b = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, t.Tag), t.Type)
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, t.Count), t.Value)
	}
	_, _ = out.Write(binary.LittleEndian.AppendUint32(b, 0)) // an error is kept until Flush
	for y := r.Min.Y; y < r.Max.Y; y++ {
		_, _ = out.Write(g.Pix[y*g.W+r.Min.X : y*g.W+r.Max.X])
	}
	return out.Flush()
}
