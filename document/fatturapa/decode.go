package fatturapa

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// maxRaw bounds the bytes of a file as it stands: UTF-16, attachments in base64.
const maxRaw = 2 * (MaxXML + MaxAttachments/3*4 + 4<<20)

// readTree reads the whole document as a tree of local names: as it declares
// itself, and where that is not XML, once more with its bytes repaired.
func readTree(r io.Reader) (*node, []Repair, error) {
	file, err := rewindable(r)
	if err != nil {
		return nil, nil, err
	}
	s, err := scan(file)
	if err != nil {
		return nil, nil, err
	}
	root, err := (*node)(nil), fmt.Errorf("%w: it has two byte-order marks", ErrMalformed)
	if !s.markedTwice() {
		root, err = readStrict(file, s)
	}
	if !errors.Is(err, ErrMalformed) {
		if err == nil && s.mislabelled() {
			return root, []Repair{RepairEncoding}, nil
		}
		return root, nil, err
	}
	again, repairs, err2 := readRepaired(file, s)
	if errors.Is(err2, ErrMalformed) {
		return nil, nil, err
	}
	return again, repairs, err2
}

// rewindable returns a reader that can be read twice.
func rewindable(r io.Reader) (io.ReadSeeker, error) {
	if s, ok := r.(io.ReadSeeker); ok {
		return s, nil
	}
	b, err := io.ReadAll(io.LimitReader(r, maxRaw+1))
	if err != nil {
		return nil, fmt.Errorf("%w: it can't be read", ErrMalformed)
	}
	if len(b) > maxRaw {
		return nil, fmt.Errorf("%w: more than %d MB", ErrTooLarge, maxRaw>>20)
	}
	return bytes.NewReader(b), nil
}

// scanned is what a look over the bytes of a file tells of their encoding.
type scanned struct {
	head     []byte // the first bytes
	declared string // encoding of the declaration, in lower case; "" where there is none
	valid    bool   // the bytes are UTF-8
	high     bool   // some are not ASCII
}

var declaration = regexp.MustCompile(`^<\?xml\s[^>]*?encoding\s*=\s*["']\s*([A-Za-z0-9._\-]+)`)

func scan(file io.ReadSeeker) (scanned, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return scanned{}, fmt.Errorf("%w: it can't be read", ErrMalformed)
	}
	s := scanned{valid: true}
	buf, kept, total := make([]byte, 64<<10), 0, 0
	for {
		n, err := file.Read(buf[kept:])
		if total += n; total > maxRaw {
			return s, fmt.Errorf("%w: more than %d MB", ErrTooLarge, maxRaw>>20)
		}
		b := buf[:kept+n]
		if len(s.head) < 512 {
			s.head = append(s.head, b[kept:min(len(b), kept+512)]...)
		}
		kept = copy(buf, s.look(b, err != nil))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, fmt.Errorf("%w: it can't be read", ErrMalformed)
		}
	}
	if m := declaration.FindSubmatch(plainHead(s.head)); m != nil {
		s.declared = strings.ToLower(string(m[1]))
	}
	return s, nil
}

// look judges bytes as UTF-8 and returns the end of them that may be part of a
// character.
func (s *scanned) look(b []byte, end bool) []byte {
	for i, c := range b {
		if c < utf8.RuneSelf {
			continue
		}
		s.high = true
		rest := b[i:]
		for s.valid && len(rest) > 0 {
			if !end && !utf8.FullRune(rest) {
				return rest
			}
			r, size := utf8.DecodeRune(rest)
			s.valid = r != utf8.RuneError || size > 1
			rest = rest[size:]
		}
		return nil
	}
	return nil
}

// plainHead returns the head without marks and NULs, so that its declaration
// can be read in UTF-16 too.
func plainHead(head []byte) []byte {
	b := bytes.ReplaceAll(head, []byte{0}, nil)
	for _, mark := range []string{"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"} {
		for bytes.HasPrefix(b, []byte(mark)) {
			b = b[len(mark):]
		}
	}
	return bytes.TrimLeft(b, " \t\r\n")
}

// mislabelled says that the bytes are UTF-8, beyond doubt, and declared as
// something else: read as declared, accented letters would come out wrong.
func (s scanned) mislabelled() bool {
	switch s.declared {
	case "", "utf-8", "utf8":
		return false
	}
	return s.valid && s.high
}

// wide returns UTF-16's byte order, by its mark or by the first character.
func (s scanned) wide() (order unicode.Endianness, ok bool) {
	switch {
	case bytes.HasPrefix(s.head, []byte("\xFF\xFE")), bytes.HasPrefix(s.head, []byte("<\x00")):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(s.head, []byte("\xFE\xFF")), bytes.HasPrefix(s.head, []byte("\x00<")):
		return unicode.BigEndian, true
	}
	return unicode.BigEndian, false
}

// marked says that UTF-16 begins with its mark.
func (s scanned) marked() bool {
	return bytes.HasPrefix(s.head, []byte("\xFF\xFE")) || bytes.HasPrefix(s.head, []byte("\xFE\xFF"))
}

func (s scanned) markedTwice() bool {
	for _, mark := range []string{"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"} {
		if bytes.HasPrefix(s.head, []byte(mark+mark)) {
			return true
		}
	}
	return false
}

// readStrict reads the file as it declares itself.
func readStrict(file io.ReadSeeker, s scanned) (*node, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("%w: it can't be read", ErrMalformed)
	}
	var r io.Reader = file
	byDeclaration := charset.NewReaderLabel
	switch order, wide := s.wide(); {
	case wide && s.marked():
		r = unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(file)
		byDeclaration = asItIs
	case s.mislabelled():
		byDeclaration = asItIs
	}
	if bytes.HasPrefix(s.head, []byte("\xEF\xBB\xBF")) {
		if _, err := io.CopyN(io.Discard, r, 3); err != nil {
			return nil, fmt.Errorf("%w: it can't be read", ErrMalformed)
		}
	}
	f := newAttachmentFilter(r)
	b := &builder{dec: xml.NewDecoder(f), attachments: f}
	b.dec.CharsetReader = byDeclaration
	return b.run()
}

// asItIs ignores a declared encoding: the text is UTF-8 already.
func asItIs(_ string, in io.Reader) (io.Reader, error) { return in, nil }
