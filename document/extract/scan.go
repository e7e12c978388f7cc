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
// over nothing, which takes six times as long as to decode it, for the same pixels;
// to decode a larger one to a part of its size takes no longer.

// Longer side in pixels of an image that is recognised as it is, or decoded to so
// many eighths; ocrPixels is what others are drawn at.
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
	if j.tools.DJPEG == "" || !j.counted {
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
	b, turn, ok := pdftext.Photograph(f, info.Size(), number)
	if !ok {
		return g, false
	}
	eighths, pixels := fits(b)
	if eighths == 0 {
		return g, false
	}
	out, _, err := runSized(j.ctx, ocrTimeout, newReader(b), pixels+2*block, j.tools.DJPEG, "-grayscale", "-pnm", "-scale", itoa(eighths)+"/8")
	if err != nil {
		return g, false
	}
	g, err = raster.ParsePGM(out)
	if err != nil || !legibleSize(g.W, g.H) { // as from an older djpeg, which knows fewer parts
		return raster.Gray{}, false
	}
	return g.Turn(turn), true
}

// fits returns to how many eighths of its size a JPEG is to be decoded and how many
// pixels it has then; 0 where it is too small or too large, or in colours of which
// not everybody makes the same grey.
func fits(b []byte) (eighths, pixels int) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || c.ColorModel != color.GrayModel && c.ColorModel != color.YCbCrModel || c.Width > raster.MaxPixels/max(c.Height, 1) {
		return 0, 0
	}
	eighths = min(8, (8*ocrPixels+max(c.Width, c.Height)/2)/max(c.Width, c.Height, 1))
	if legibleSize(c.Width, c.Height) {
		eighths = 8
	}
	w, h := (c.Width*eighths+7)/8, (c.Height*eighths+7)/8
	if !legibleSize(w, h) {
		return 0, 0
	}
	return eighths, w * h
}

// legibleSize says that an image is of a size at which recognition is good.
func legibleSize(w, h int) bool {
	return max(w, h) >= fewPixels && max(w, h) <= manyPixels && min(w, h) > 0
}
