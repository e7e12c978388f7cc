package pdftext

import (
	"bytes"
	"compress/flate"
	"io"
)

// filter is a step of decoding with its parameters (ISO 32000-1, 7.4).
type filter struct {
	name                           string
	predictor                      int
	columns, colors, bits, noEarly int
	identity                       bool // of a Crypt filter
}

// decode undoes the filters of a stream, at most limit bytes of it. What a
// damaged stream gave before the damage is kept. ok is false where a filter is
// of images or unknown; cut is true when there was more than the limit.
func decode(data []byte, filters []filter, limit int) (out []byte, ok, cut bool) {
	for _, f := range filters {
		switch f.name {
		case "FlateDecode", "Fl":
			data = inflate(data, limit+1)
		case "LZWDecode", "LZW":
			data = unLZW(data, f.noEarly == 0, limit+1)
		case "ASCIIHexDecode", "AHx":
			data = unHex(data)
		case "ASCII85Decode", "A85":
			data = un85(data)
		case "RunLengthDecode", "RL":
			data = unRun(data, limit+1)
		case "Crypt":
		default:
			return nil, false, false
		}
		if len(data) > limit {
			data, cut = data[:limit], true
		}
		if f.predictor > 1 {
			data = unpredict(data, f)
		}
	}
	if len(data) > limit { // of a stream without filters
		data, cut = data[:limit], true
	}
	return data, true, cut
}

// inflate reads zlib data (RFC 1950), or bare deflate where the header is
// wrong. Checksums are not compared: damaged ends are common.
func inflate(b []byte, limit int) []byte {
	b = bytes.TrimLeft(b, "\r\n")
	if len(b) > 2 && b[0]&0x0F == 8 && (int(b[0])<<8|int(b[1]))%31 == 0 {
		return deflated(b[2:], limit)
	}
	if out := deflated(b, limit); len(out) > 0 || len(b) < 2 {
		return out
	}
	return deflated(b[2:], limit)
}

func deflated(b []byte, limit int) []byte {
	r := flate.NewReader(bytes.NewReader(b))
	defer r.Close()
	var out bytes.Buffer
	out.Grow(min(4*len(b), limit, 1<<20))
	_, _ = io.Copy(&out, io.LimitReader(r, int64(limit)))
	return out.Bytes()
}

func unHex(b []byte) []byte {
	l := &lexer{b: b}
	return []byte(l.hex())
}

// un85 decodes base 85 (ISO 32000-1, 7.4.3).
func un85(b []byte) []byte {
	out := make([]byte, 0, len(b)*4/5+4)
	var group uint32
	n := 0
	b = bytes.TrimPrefix(bytes.TrimLeft(b, "\r\n\t "), []byte("<~"))
	for _, c := range b {
		switch {
		case c == '~':
			return tail85(out, group, n)
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
		case c >= '!' && c <= 'u':
			group = group*85 + uint32(c-'!')
			if n++; n == 5 {
				out = append(out, byte(group>>24), byte(group>>16), byte(group>>8), byte(group))
				group, n = 0, 0
			}
		}
	}
	return tail85(out, group, n)
}

func tail85(out []byte, group uint32, n int) []byte {
	if n < 2 {
		return out
	}
	for i := n; i < 5; i++ {
		group = group*85 + 84
	}
	for i := range n - 1 {
		out = append(out, byte(group>>(24-8*i)))
	}
	return out
}

// unRun undoes run lengths (ISO 32000-1, 7.4.5).
func unRun(b []byte, limit int) []byte {
	var out []byte
	for i := 0; i < len(b) && b[i] != 128 && len(out) < limit; {
		n := int(b[i])
		i++
		if n < 128 {
			end := min(i+n+1, len(b))
			out = append(out, b[i:end]...)
			i = end
		} else if i < len(b) {
			out = append(out, bytes.Repeat(b[i:i+1], 257-n)...)
			i++
		}
	}
	return out
}

// unLZW undoes LZW with codes of 9 to 12 bits, the highest bit first; early
// says that codes grow one entry before the table needs it (ISO 32000-1, 7.4.4).
func unLZW(b []byte, early bool, limit int) []byte {
	const clearCode, endCode, full = 256, 257, 4096
	var prefix [full]uint16
	var last [full]byte
	var length [full]int
	for i := range 256 {
		last[i], length[i] = byte(i), 1
	}
	shift := 0
	if early {
		shift = 1
	}
	var out []byte
	next, width, prev := 258, 9, -1
	var acc uint32
	bits := 0
	for _, c := range b {
		acc, bits = acc<<8|uint32(c), bits+8
		if bits < width {
			continue
		}
		code := int(acc >> (bits - width) & (1<<width - 1))
		bits -= width
		switch {
		case code == clearCode:
			next, width, prev = 258, 9, -1
			continue
		case code == endCode, code > next, code == next && prev < 0, len(out) > limit:
			return out
		}
		from := code
		if code == next {
			from = prev
		}
		at := len(out)
		n := length[from]
		out = append(out, make([]byte, n)...)
		for c, i := from, n-1; i >= 0; i-- {
			out[at+i] = last[c]
			c = int(prefix[c])
		}
		first := out[at]
		if code == next {
			out = append(out, first)
		}
		if prev >= 0 && next < full {
			prefix[next], last[next], length[next] = uint16(prev), first, length[prev]+1
			next++
		}
		for width < 12 && next+shift >= 1<<width {
			width++
		}
		prev = code
	}
	return out
}

// unpredict undoes the predictors of TIFF (2) and PNG (10 and above)
// (ISO 32000-1, 7.4.4.4).
func unpredict(b []byte, f filter) []byte {
	colors, bits, columns := max(f.colors, 1), max(f.bits, 1), max(f.columns, 1)
	if colors > 32 || bits > 16 || columns > 1<<20 {
		return nil
	}
	size := max((colors*bits+7)/8, 1)
	row := (colors*bits*columns + 7) / 8
	if f.predictor == 2 {
		return unTIFF(b, row, colors, bits)
	}
	out := make([]byte, 0, len(b))
	before := make([]byte, row)
	for len(b) > 1 {
		n := min(row, len(b)-1)
		at := len(out)
		out = append(out, b[1:1+n]...)
		line := out[at:]
		unPNG(b[0], line, before, size)
		before, b = line, b[1+n:]
	}
	return out
}

// unPNG undoes one row (PNG specification, 9.2); before may be longer.
func unPNG(kind byte, line, before []byte, size int) {
	for i := range line {
		var left, up, corner byte
		if up = before[i]; i >= size {
			left, corner = line[i-size], before[i-size]
		}
		switch kind {
		case 1:
			line[i] += left
		case 2:
			line[i] += up
		case 3:
			line[i] += byte((int(left) + int(up)) / 2)
		case 4:
			line[i] += paeth(left, up, corner)
		}
	}
}

func paeth(a, b, c byte) byte {
	pa, pb := abs(int(b)-int(c)), abs(int(a)-int(c))
	pc := abs(int(a) + int(b) - 2*int(c))
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func abs(v int) int { return max(v, -v) }

// unTIFF adds the sample to the left; of other depths than 8 bits it leaves the
// data as they are, which only images have.
func unTIFF(b []byte, row, colors, bits int) []byte {
	if bits != 8 {
		return b
	}
	out := bytes.Clone(b)
	for start := 0; start < len(out); start += row {
		line := out[start:min(start+row, len(out))]
		for i := colors; i < len(line); i++ {
			line[i] += line[i-colors]
		}
	}
	return out
}
