package extract

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"os"

	"github.com/insiemi/insiemi/document/extract/pdftext"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// Scanners write a JPEG a page. Drawing such a page means to decode it and draw it
// over nothing, which takes six times as long as to decode it, for the same pixels.

// Longer side in pixels of an image that is recognised as it is; ocrPixels is what
// others are drawn at.
const (
	fewPixels  = ocrPixels * 9 / 10
	manyPixels = ocrPixels * 12 / 10
)

// picture is a page in grey levels, to be recognised: the scanner's own image where
// it is all there is on the page, or a drawing.
func (j *job) picture(path string, number int) (raster.Gray, error) {
	if g, ok := j.scanned(path, number); ok {
		return g, nil
	}
	return j.render(path, number, ocrPixels)
}

func (j *job) scanned(path string, number int) (g raster.Gray, ok bool) {
	if j.tools.DJPEG == "" {
		return g, false
	}
	f, err := os.Open(path)
	if err != nil {
		return g, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return g, false
	}
	b, ok := pdftext.Photograph(f, info.Size(), number)
	if !ok {
		return g, false
	}
	pixels, ok := fits(b)
	if !ok {
		return g, false
	}
	out, _, err := runSized(j.ctx, ocrTimeout, newReader(b), pixels+2*block, j.tools.DJPEG, "-grayscale", "-pnm")
	if err != nil {
		return g, false
	}
	g, err = raster.ParsePGM(out)
	return g, err == nil
}

// fits says that a JPEG is of a size that is recognised as it is, and in colours of
// which everybody makes the same grey, and how many pixels it has.
func fits(b []byte) (pixels int, ok bool) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || c.ColorModel != color.GrayModel && c.ColorModel != color.YCbCrModel {
		return 0, false
	}
	long := max(c.Width, c.Height)
	return c.Width * c.Height, long >= fewPixels && long <= manyPixels && min(c.Width, c.Height) > 0
}
