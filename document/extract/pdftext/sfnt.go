package pdftext

// glyphRunesOf reads the cmap of an embedded TrueType or OpenType font the other
// way round: characters by glyph index (OpenType specification, cmap). Only
// tables of Unicode count; the lowest character of a glyph is taken.
func glyphRunesOf(b []byte) (out map[int]rune) {
	defer func() {
		if recover() != nil && len(out) == 0 {
			out = nil
		}
	}()
	table := sfntTable(b, "cmap")
	out = map[int]rune{}
	for i := range bigEndian(table[2:4]) {
		rec := table[4+8*i:]
		platform, encoding := bigEndian(rec[:2]), bigEndian(rec[2:4])
		if platform == 0 || platform == 3 && (encoding == 1 || encoding == 10) {
			readCmapTable(table[bigEndian(rec[4:8]):], out)
		}
	}
	return out
}

func sfntTable(b []byte, tag string) []byte {
	for i := range bigEndian(b[4:6]) {
		rec := b[12+16*i:]
		if string(rec[:4]) == tag {
			from := bigEndian(rec[8:12])
			return b[from:min(from+bigEndian(rec[12:16]), len(b))]
		}
	}
	return nil
}

func readCmapTable(t []byte, out map[int]rune) {
	put := func(gid, r int) {
		if was, ok := out[gid]; gid > 0 && r >= ' ' && (!ok || rune(r) < was) {
			out[gid] = rune(r)
		}
	}
	switch bigEndian(t[:2]) {
	case 4:
		cmapSegments(t, put)
	case 6:
		first := bigEndian(t[6:8])
		for i := range bigEndian(t[8:10]) {
			put(bigEndian(t[10+2*i:12+2*i]), first+i)
		}
	case 12:
		for i := range min(bigEndian(t[12:16]), 1<<16) {
			g := t[16+12*i:]
			from, to, gid := bigEndian(g[:4]), bigEndian(g[4:8]), bigEndian(g[8:12])
			for r := from; r <= to && r-from < 1<<16; r++ {
				put(gid+r-from, r)
			}
		}
	}
}

// cmapSegments reads format 4.
func cmapSegments(t []byte, put func(gid, r int)) {
	n := bigEndian(t[6:8]) / 2
	ends, starts := t[14:], t[16+2*n:]
	deltas, offsets := t[16+4*n:], t[16+6*n:]
	at := func(b []byte, i int) int { return bigEndian(b[2*i : 2*i+2]) }
	for i := range n {
		offset := at(offsets, i)
		for r := at(starts, i); r <= at(ends, i) && r < 0xFFFF; r++ {
			gid := r
			if offset != 0 {
				gid = at(offsets[2*i+offset:], r-at(starts, i))
				if gid == 0 {
					continue
				}
			}
			put((gid+at(deltas, i))&0xFFFF, r)
		}
	}
}
