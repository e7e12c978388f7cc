package pdftext

import (
	"strconv"
	"strings"

	"github.com/ledongthuc/pdf"
)

// load decodes a stream within what is left of the document's contents; one
// that is damaged gives what came out before the damage.
func (d *doc) load(v pdf.Value) (b []byte) {
	defer func() { _ = recover() }()
	if v.Kind() != pdf.Stream {
		return nil
	}
	left := maxContent - d.bytes.Load()
	if left <= 0 {
		d.cut.Store(true)
		return nil
	}
	b, ok, cut := decode(d.data(v), filtersOf(v), int(min(left, maxStream)))
	if cut {
		d.cut.Store(true)
	}
	if !ok {
		return nil
	}
	d.bytes.Add(int64(len(b)))
	return b
}

// data returns a stream as it stands in the file. The object layer does not
// give it, but says where it is when the stream is written out: "<<…>>@offset".
func (d *doc) data(v pdf.Value) []byte {
	s := v.String()
	at, err := strconv.ParseInt(s[strings.LastIndexByte(s, '@')+1:], 10, 64)
	if err != nil {
		return nil
	}
	length := -1
	if n := v.Key("Length"); n.Kind() == pdf.Integer {
		length = int(n.Int64())
	}
	return streamData(d.file.from(at, length), 0, length)
}

// filtersOf reads the filters of a stream.
func filtersOf(v pdf.Value) []filter {
	f, params := v.Key("Filter"), v.Key("DecodeParms")
	switch f.Kind() {
	case pdf.Name:
		if params.Kind() == pdf.Array {
			params = params.Index(0)
		}
		return []filter{filterOf(f.Name(), params)}
	case pdf.Array:
		out := make([]filter, 0, min(f.Len(), maxFilters))
		for i := range min(f.Len(), maxFilters) {
			p := params
			if params.Kind() == pdf.Array {
				p = params.Index(i)
			}
			out = append(out, filterOf(f.Index(i).Name(), p))
		}
		return out
	}
	return nil
}

// maxFilters bounds how often a stream is decoded over.
const maxFilters = 8

func filterOf(name string, p pdf.Value) filter {
	f := filter{name: name, predictor: int(p.Key("Predictor").Int64()), columns: int(p.Key("Columns").Int64()),
		colors: int(p.Key("Colors").Int64()), bits: 8}
	if b := p.Key("BitsPerComponent"); !b.IsNull() {
		f.bits = int(b.Int64())
	}
	if e := p.Key("EarlyChange"); e.Kind() == pdf.Integer && e.Int64() == 0 {
		f.noEarly = 1
	}
	return f
}
