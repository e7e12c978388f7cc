package fatturapa

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Repair names what had to be repaired in a file to read it.
type Repair string

// The repairs. None of them changes a value: each makes bytes legible that XML
// does not allow where they stand.
const (
	// RepairEncoding: the file is not in the encoding that it declares.
	RepairEncoding Repair = "encoding"
	// RepairVersion: the file declares another version of XML than 1.0.
	RepairVersion Repair = "version"
	// RepairCharacters: characters that XML does not have were left out.
	RepairCharacters Repair = "characters"
	// RepairEntities: names of HTML (&agrave;) and bare & were understood.
	RepairEntities Repair = "entities"
	// RepairTrailing: something follows the invoice, and was left out.
	RepairTrailing Repair = "trailing"
)

// readRepaired reads the file by what its bytes are, whatever it declares.
func readRepaired(file io.ReadSeeker, s scanned) (*node, []Repair, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, nil, fmt.Errorf("%w: it can't be read", ErrMalformed)
	}
	c := &cleaner{}
	c.src = bufio.NewReaderSize(c.decoded(file, s), 64<<10)
	f := newAttachmentFilter(c)
	b := &builder{dec: xml.NewDecoder(f), attachments: f, first: true}
	b.dec.CharsetReader, b.dec.Entity = asItIs, xml.HTMLEntity
	root, err := b.run()
	if err != nil {
		return nil, nil, err
	}
	if len(c.repairs) == 0 {
		c.did(RepairTrailing)
	}
	return root, c.repairs, nil
}

// cleaner passes text on as UTF-8 without what XML 1.0 does not allow.
type cleaner struct {
	src     *bufio.Reader
	out     bytes.Buffer
	err     error
	begun   bool    // the first markup has come
	marks   int     // byte-order marks before it
	literal bool    // within a CDATA section
	last    [2]rune // passed in it
	repairs []Repair
}

func (c *cleaner) did(r Repair) {
	if !slices.Contains(c.repairs, r) {
		c.repairs = append(c.repairs, r)
	}
}

// decoded returns the file in UTF-8, where its bytes tell which encoding it is
// in. Of bytes that are no UTF-8, in a file that declares no other encoding,
// each is taken as Windows-1252 in rune.
func (c *cleaner) decoded(file io.Reader, s scanned) io.Reader {
	if order, wide := s.wide(); wide {
		if !strings.HasPrefix(s.declared, "utf-16") || !s.marked() {
			c.did(RepairEncoding)
		}
		return unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Reader(file)
	}
	utf := s.declared == "" || s.declared == "utf-8" || s.declared == "utf8"
	if s.valid {
		if !utf {
			c.did(RepairEncoding)
		}
		return file
	}
	if e, _ := charset.Lookup(s.declared); e != nil && !utf && !strings.HasPrefix(s.declared, "utf") {
		return e.NewDecoder().Reader(file)
	}
	c.did(RepairEncoding)
	return file
}

// Read implements io.Reader.
func (c *cleaner) Read(p []byte) (int, error) {
	for c.out.Len() < 4<<10 && c.err == nil {
		c.err = c.step()
	}
	if c.out.Len() == 0 {
		return 0, c.err
	}
	return c.out.Read(p)
}

// step takes one character, or a piece of markup that needs care.
func (c *cleaner) step() error {
	r, err := c.rune()
	if err != nil {
		return err
	}
	switch {
	case !isXML(r):
		c.did(RepairCharacters)
	case !c.begun && strings.ContainsRune("\uFEFFï»¿", r): // marks, also one that was encoded twice
		if c.marks++; c.marks > 1 {
			c.did(RepairCharacters)
		}
	case r == '<' && !c.literal:
		return c.markup()
	case r == '&' && !c.literal:
		return c.reference()
	default:
		c.literal = c.literal && (r != '>' || c.last != [2]rune{']', ']'})
		c.last = [2]rune{c.last[1], r}
		c.out.WriteRune(r)
	}
	return nil
}

// rune reads a character; a byte that is no UTF-8 is one of Windows-1252.
func (c *cleaner) rune() (rune, error) {
	r, size, err := c.src.ReadRune()
	if err != nil || r != utf8.RuneError || size > 1 {
		return r, err
	}
	if err := c.src.UnreadRune(); err != nil {
		return 0, err
	}
	b, err := c.src.ReadByte()
	return charmap.Windows1252.DecodeByte(b), err
}

// isXML says that a character may stand in XML (XML 1.0, 2.2).
func isXML(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return true
	case r < 0x20, r == 0xFFFE, r == 0xFFFF, 0xD800 <= r && r < 0xE000:
		return false
	}
	return r <= utf8.MaxRune
}

var versionOne = regexp.MustCompile(`version\s*=\s*["']\s*1\.0\s*["']`)

// markup passes a <; a declaration is left out, because its encoding holds no
// longer.
func (c *cleaner) markup() error {
	first := !c.begun
	c.begun = true
	next, _ := c.src.Peek(8)
	if first && len(next) > 4 && strings.EqualFold(string(next[:4]), "?xml") && (next[4] == ' ' || next[4] == '\t' || next[4] == '\n' || next[4] == '\r') {
		text, err := c.src.ReadSlice('>')
		if err != nil {
			return err
		}
		if !versionOne.Match(text) {
			c.did(RepairVersion)
		}
		return nil
	}
	c.literal = string(next) == "![CDATA["
	c.out.WriteByte('<')
	return nil
}

var reference = regexp.MustCompile(`^(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{1,30}));`)

// reference passes a &, with what stands for it where it begins no reference.
func (c *cleaner) reference() error {
	next, _ := c.src.Peek(34)
	m := reference.FindSubmatch(next)
	switch {
	case m == nil:
		c.did(RepairEntities)
		c.out.WriteString("&amp;")
		return nil
	case len(m[3]) > 0:
		if !slices.Contains([]string{"amp", "lt", "gt", "quot", "apos"}, string(m[3])) {
			c.did(RepairEntities)
		}
	case !isXML(referred(string(m[1]), string(m[2]))):
		c.did(RepairCharacters)
		_, err := c.src.Discard(len(m[0]))
		return err
	}
	c.out.WriteByte('&')
	return nil
}

// referred is the character of a numeric reference.
func referred(decimal, hex string) rune {
	text, base := decimal, 10
	if hex != "" {
		text, base = hex, 16
	}
	n, err := strconv.ParseInt(text, base, 32)
	if err != nil {
		return 0
	}
	return rune(n)
}
