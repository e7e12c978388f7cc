package pdftext

import (
	"bytes"
	"strings"
)

// builtin is the encoding that an embedded font has of its own: names of
// glyphs by code.
type builtin map[int]string

// type1Encoding reads the clear part of a Type 1 font: "dup 65 /A put".
func type1Encoding(b []byte) builtin {
	i := bytes.Index(b, []byte("/Encoding"))
	if i < 0 {
		return nil
	}
	b = b[i+len("/Encoding") : min(len(b), i+16<<10)]
	if end := bytes.Index(b, []byte("readonly def")); end >= 0 {
		b = b[:end]
	}
	out := builtin{}
	l := &lexer{b: b}
	for t := l.next(0); t.kind != kindEnd && t.str != "eexec"; t = l.next(0) {
		if t.kind != kindOperator || t.str != "dup" {
			continue
		}
		code, name := l.next(0), l.next(0)
		if code.kind == kindNumber && name.kind == kindName && code.num >= 0 && code.num < 256 {
			out[int(code.num)] = name.str
		}
	}
	return out
}

// cff is what is read of a font in the Compact Font Format (Adobe technical
// note 5176).
type cff struct {
	b       []byte
	top     map[int][]int // operands by operator; 1200 + n for two bytes
	strings [][]byte
	glyphs  int
}

// cffEncoding returns the font's own encoding; nil when it has none or can't
// be read.
func cffEncoding(b []byte) (out builtin) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	c := &cff{b: b}
	_, at := c.index(int(b[2]))
	tops, at := c.index(at)
	c.strings, _ = c.index(at)
	c.top = operandsOf(tops[0])
	glyphs, _ := c.index(c.top[17][0])
	c.glyphs = len(glyphs)
	where := c.top[16]
	if len(where) == 0 || where[0] < 2 || c.top[1230] != nil {
		return nil // the standard encoding, the one of experts, or CIDs
	}
	return c.encoding(where[0], c.charset())
}

// index reads an INDEX at an offset, and returns where it ends.
func (c *cff) index(at int) (items [][]byte, end int) {
	n := bigEndian(c.b[at : at+2])
	if n == 0 {
		return nil, at + 2
	}
	size := int(c.b[at+2])
	offset := func(i int) int { return bigEndian(c.b[at+3+i*size : at+3+(i+1)*size]) }
	data := at + 3 + (n+1)*size - 1
	for i := range n {
		items = append(items, c.b[data+offset(i):data+offset(i+1)])
	}
	return items, data + offset(n)
}

// operandsOf reads a DICT; real numbers count as 0.
func operandsOf(b []byte) map[int][]int {
	out := map[int][]int{}
	var args []int
	for i := 0; i < len(b); i++ {
		switch c := int(b[i]); {
		case c == 12:
			i++
			out[1200+int(b[i])], args = append([]int{}, args...), nil
		case c <= 21:
			out[c], args = args, nil
		case c == 28:
			args = append(args, int(int16(bigEndian(b[i+1:i+3]))))
			i += 2
		case c == 29:
			args = append(args, int(int32(bigEndian(b[i+1:i+5]))))
			i += 4
		case c == 30:
			for i++; b[i]&0xF != 0xF && b[i]>>4 != 0xF; i++ {
			}
			args = append(args, 0)
		case c >= 32 && c <= 246:
			args = append(args, c-139)
		case c >= 247 && c <= 250:
			i++
			args = append(args, (c-247)*256+int(b[i])+108)
		case c >= 251 && c <= 254:
			i++
			args = append(args, -(c-251)*256-int(b[i])-108)
		}
	}
	return out
}

// charset returns the names of the glyphs, by index.
func (c *cff) charset() []string {
	names := make([]string, c.glyphs)
	at := 0
	if v := c.top[15]; len(v) > 0 {
		at = v[0]
	}
	if at <= 2 {
		for i := range names {
			names[i] = c.name(i)
		}
		return names
	}
	format := c.b[at]
	at++
	for i := 1; i < c.glyphs; {
		sid := bigEndian(c.b[at : at+2])
		at += 2
		left := 0
		switch format {
		case 1:
			left = int(c.b[at])
			at++
		case 2:
			left = bigEndian(c.b[at : at+2])
			at += 2
		}
		for ; left >= 0 && i < c.glyphs; left-- {
			names[i] = c.name(sid)
			sid++
			i++
		}
	}
	return names
}

func (c *cff) name(sid int) string {
	switch {
	case sid < len(cffNames):
		return cffNames[sid]
	case sid >= cffStandard && sid-cffStandard < len(c.strings):
		return string(c.strings[sid-cffStandard])
	}
	return ""
}

// encoding reads the table of codes, and its supplement.
func (c *cff) encoding(at int, names []string) builtin {
	out := builtin{}
	put := func(code, gid int) {
		if gid < len(names) {
			out[code] = names[gid]
		}
	}
	format, n := c.b[at], int(c.b[at+1])
	at += 2
	gid := 1
	for range n {
		code, left := int(c.b[at]), 0
		at++
		if format&0x7F == 1 {
			left = int(c.b[at])
			at++
		}
		for i := 0; i <= left; i++ {
			put(code+i, gid)
			gid++
		}
	}
	if format&0x80 != 0 {
		n = int(c.b[at])
		for i := range n {
			e := at + 1 + 3*i
			out[int(c.b[e])] = c.name(bigEndian(c.b[e+1 : e+3]))
		}
	}
	return out
}

// cffStandard is the number of standard strings, of which those that are not
// of expert sets are listed.
const cffStandard = 391

var cffNames = strings.Fields(`.notdef space exclam quotedbl numbersign dollar percent ampersand quoteright parenleft parenright
asterisk plus comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater
question at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z bracketleft backslash bracketright asciicircum underscore
quoteleft a b c d e f g h i j k l m n o p q r s t u v w x y z braceleft bar braceright asciitilde exclamdown cent sterling
fraction yen florin section currency quotesingle quotedblleft guillemotleft guilsinglleft guilsinglright fi fl endash dagger
daggerdbl periodcentered paragraph bullet quotesinglbase quotedblbase quotedblright guillemotright ellipsis perthousand
questiondown grave acute circumflex tilde macron breve dotaccent dieresis ring cedilla hungarumlaut ogonek caron emdash AE
ordfeminine Lslash Oslash OE ordmasculine ae dotlessi lslash oslash oe germandbls onesuperior logicalnot mu trademark Eth
onehalf plusminus Thorn onequarter divide brokenbar degree thorn threequarters twosuperior registered minus eth multiply
threesuperior copyright Aacute Acircumflex Adieresis Agrave Aring Atilde Ccedilla Eacute Ecircumflex Edieresis Egrave Iacute
Icircumflex Idieresis Igrave Ntilde Oacute Ocircumflex Odieresis Ograve Otilde Scaron Uacute Ucircumflex Udieresis Ugrave
Yacute Ydieresis Zcaron aacute acircumflex adieresis agrave aring atilde ccedilla eacute ecircumflex edieresis egrave iacute
icircumflex idieresis igrave ntilde oacute ocircumflex odieresis ograve otilde scaron uacute ucircumflex udieresis ugrave
yacute ydieresis zcaron`)
