package fatturapa

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// Limits of a document. The largest lots met have some thousand elements; SdI
// itself takes files of 5 MB (30 MB with attachments, by other channels).
const (
	MaxBytes    = 40 << 20 // of the document, attachments included
	maxText     = 5 << 20  // of all texts but attachments
	maxElements = 200_000
	maxDepth    = 32
)

// node is an element with its text and its children, in document order.
type node struct {
	name string
	path string
	text string
	attr string // attribute versione
	kids []*node
}

// readTree reads the whole document as a tree of local names.
func readTree(r io.Reader) (*node, error) {
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	t := &builder{dec: newDecoder(limited)}
	err := t.run()
	if limited.N <= 0 {
		return nil, fmt.Errorf("%w: more than %d MB", ErrTooLarge, MaxBytes>>20)
	}
	return t.root, err
}

func newDecoder(r io.Reader) *xml.Decoder {
	head := make([]byte, 3)
	n, _ := io.ReadFull(r, head)
	rest := io.MultiReader(bytes.NewReader(head[:n]), r)
	switch {
	case bytes.HasPrefix(head[:n], []byte("\xEF\xBB\xBF")):
		rest = r
	case bytes.HasPrefix(head[:n], []byte("\xFF\xFE")), bytes.HasPrefix(head[:n], []byte("\xFE\xFF")):
		return utf16Decoder(rest)
	}
	d := xml.NewDecoder(rest)
	d.CharsetReader = charset.NewReaderLabel
	return d
}

// utf16Decoder ignores the declared encoding: the byte-order mark decides.
func utf16Decoder(r io.Reader) *xml.Decoder {
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	d := xml.NewDecoder(utf16.NewDecoder().Reader(r))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// builder grows the tree token by token, under the limits.
type builder struct {
	dec      *xml.Decoder
	root     *node
	stack    []*node
	texts    [][]byte
	elements int
	chars    int
}

func (b *builder) run() error {
	for {
		tok, err := b.dec.Token()
		if errors.Is(err, io.EOF) {
			return b.finish()
		}
		if err != nil {
			return malformed(err)
		}
		if err := b.take(tok); err != nil {
			return err
		}
	}
}

// malformed keeps the line of a syntax error and drops the text around it,
// which may hold personal data.
func malformed(err error) error {
	if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("%w: line %d", ErrMalformed, s.Line)
	}
	return fmt.Errorf("%w: unreadable characters", ErrMalformed)
}

func (b *builder) finish() error {
	if b.root == nil || len(b.stack) > 0 {
		return fmt.Errorf("%w: it ends early", ErrMalformed)
	}
	return nil
}

func (b *builder) take(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.Directive:
		if bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(t)), []byte("DOCTYPE")) {
			return ErrDoctype
		}
	case xml.StartElement:
		return b.open(t)
	case xml.EndElement:
		b.close()
	case xml.CharData:
		return b.write(t)
	}
	return nil
}

func (b *builder) open(t xml.StartElement) error {
	b.elements++
	if b.elements > maxElements || len(b.stack) >= maxDepth {
		return fmt.Errorf("%w: too many or too deep elements", ErrTooLarge)
	}
	n := &node{name: t.Name.Local, attr: attribute(t, "versione")}
	if len(b.stack) > 0 {
		top := b.stack[len(b.stack)-1]
		top.kids = append(top.kids, n)
	} else {
		b.root = n
	}
	b.stack = append(b.stack, n)
	b.texts = append(b.texts, nil)
	return nil
}

func attribute(t xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

func (b *builder) close() {
	last := len(b.stack) - 1
	b.stack[last].text = string(bytes.TrimSpace(b.texts[last]))
	b.stack, b.texts = b.stack[:last], b.texts[:last]
}

func (b *builder) write(t xml.CharData) error {
	if len(b.stack) == 0 {
		return nil
	}
	last := len(b.stack) - 1
	if b.stack[last].name != "Attachment" {
		if b.chars += len(t); b.chars > maxText {
			return fmt.Errorf("%w: more than %d MB of text", ErrTooLarge, maxText>>20)
		}
	}
	b.texts[last] = append(b.texts[last], t...)
	return nil
}

// number sets the paths of the tree, with positions where a name is repeated.
func (n *node) number(parent string) {
	if n.path == "" {
		n.path = parent + "/" + n.name
	}
	total := map[string]int{}
	for _, k := range n.kids {
		total[k.name]++
	}
	seen := map[string]int{}
	for _, k := range n.kids {
		seen[k.name]++
		k.path = n.path + "/" + k.name
		if total[k.name] > 1 {
			k.path += "[" + strconv.Itoa(seen[k.name]) + "]"
		}
		k.number(n.path)
	}
}

// all returns the children of that name.
func (n *node) all(name string) []*node {
	if n == nil {
		return nil
	}
	var out []*node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// at returns the first element on a path of names, or nil.
func (n *node) at(path string) *node {
	for name := range strings.SplitSeq(path, "/") {
		kids := n.all(name)
		if len(kids) == 0 {
			return nil
		}
		n = kids[0]
	}
	return n
}

// value returns the first of the paths that is there.
func (n *node) value(paths ...string) Value {
	for _, p := range paths {
		if k := n.at(p); k != nil {
			return Value{Text: strings.Join(strings.Fields(k.text), " "), XPath: k.path}
		}
	}
	return Value{}
}

// values returns every child of that name.
func (n *node) values(name string) []Value {
	var out []Value
	for _, k := range n.all(name) {
		out = append(out, Value{Text: strings.Join(strings.Fields(k.text), " "), XPath: k.path})
	}
	return out
}

// Size returns the number of bytes of the attachment, without decoding it.
func (a Attachment) Size() int { return base64.StdEncoding.DecodedLen(len(a.base64)) }

// Content returns the bytes of the attachment. It errs when the element is not
// base64 (RFC 4648); blanks and line ends in it are ignored.
func (a Attachment) Content() ([]byte, error) {
	clean := strings.Join(strings.Fields(a.base64), "")
	b, err := base64.StdEncoding.DecodeString(clean)
	if err != nil {
		return nil, fmt.Errorf("%s: the attachment is not base64", a.Name.XPath)
	}
	return b, nil
}
