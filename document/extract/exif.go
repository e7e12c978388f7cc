package extract

import (
	"bytes"

	"github.com/insiemi/insiemi/document/extract/raster"
)

// standing is what must be done to an image to stand upright: first exchanged
// left and right, then turned clockwise by quarters of a circle.
type standing struct {
	mirror bool
	turn   int
}

// exifTurn is what a value of Exif's Orientation means (Exif 2.32, 4.6.4 A; the
// same tag of TIFF 6.0, section 8).
func exifTurn(orientation int) standing {
	switch orientation {
	case 2:
		return standing{mirror: true}
	case 3:
		return standing{turn: 2}
	case 4:
		return standing{mirror: true, turn: 2}
	case 5:
		return standing{mirror: true, turn: 3}
	case 6:
		return standing{turn: 1}
	case 7:
		return standing{mirror: true, turn: 1}
	case 8:
		return standing{turn: 3}
	}
	return standing{}
}

func (s standing) apply(g raster.Gray) raster.Gray {
	if s.mirror {
		g = g.Mirror()
	}
	return g.Turn(s.turn)
}

// exifMarks stand before the TIFF structure of Exif data: in JPEG (APP1), in PNG
// (eXIf) and in WebP (EXIF, with the length between).
var exifMarks = []struct {
	mark string
	skip int
}{{"Exif\x00\x00", 0}, {"eXIf", 0}, {"EXIF", 4}}

// exifOrientation reads how a photo stands from the beginning of its file; what
// has no Exif, or damaged Exif, stands upright.
func exifOrientation(head []byte) standing {
	for _, m := range exifMarks {
		at := bytes.Index(head, []byte(m.mark))
		if at < 0 || at+len(m.mark)+m.skip > len(head) {
			continue
		}
		b := head[at+len(m.mark)+m.skip:]
		t, first, err := tiffHeader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			continue
		}
		if p, _, err := t.directory(first); err == nil {
			return exifTurn(int(p.number(tagOrientation, 1)))
		}
	}
	return standing{}
}
