package extract

import (
	"bytes"
	"context"

	"github.com/insiemi/insiemi/document/extract/raster"
)

// DecodePages decodes the pages of an image file, for tests that look at pixels.
func DecodePages(b []byte) ([]raster.Gray, error) {
	c := content{ReaderAt: bytes.NewReader(b), size: int64(len(b))}
	j := &job{ctx: context.Background(), in: Input{}.withDefaults()}
	j.prepare()
	defer j.cleanUp()
	a, err := j.album(c, Sniff(c, c.size))
	if err != nil {
		return nil, err
	}
	var out []raster.Gray
	for i := range a.pages {
		g, err := a.page(i)
		if err != nil {
			return out, err
		}
		out = append(out, g)
	}
	return out, nil
}
