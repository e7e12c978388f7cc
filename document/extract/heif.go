package extract

import "slices"

// heifBrands are the marks of HEIF files whose pictures are compressed as HEVC
// (ISO/IEC 23008-12, annex B) or as anything (mif1, msf1), and of AVIF.
var heifBrands = map[string]Format{"heic": HEIC, "heix": HEIC, "heim": HEIC, "heis": HEIC, "hevc": HEIC, "hevx": HEIC,
	"hevm": HEIC, "hevs": HEIC, "mif1": HEIC, "msf1": HEIC, "avif": AVIF, "avis": AVIF}

// sniffHEIF tells photos in HEIF from the box that such files begin with
// (ISO/IEC 14496-12, 4.3): its brand, or a compatible one where the brand is
// general.
func sniffHEIF(head []byte) Format {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return ""
	}
	size := min(int(head[0])<<24|int(head[1])<<16|int(head[2])<<8|int(head[3]), len(head))
	brands := []string{string(head[8:12])}
	for at := 16; at+4 <= size; at += 4 {
		brands = append(brands, string(head[at:at+4]))
	}
	f := heifBrands[brands[0]]
	if (f == "" || brands[0] == "mif1" || brands[0] == "msf1") && slices.Contains(brands, "avif") {
		return AVIF
	}
	return f
}
