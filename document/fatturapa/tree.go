package fatturapa

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits of a document. The largest lots met have some thousand elements; SdI
// itself takes files of 5 MB, attachments included.
const (
	MaxXML         = 5 << 20  // bytes of XML, attachments apart
	MaxAttachments = 50 << 20 // bytes of all attachments, decoded
	maxElements    = 200_000
	maxDepth       = 32
)

// node is an element with its text and its children, in document order.
type node struct {
	name   string
	path   string
	text   string      // without the blanks around it
	padded bool        // it had blanks around it
	attr   string      // attribute versione
	data   *attachment // of an Attachment element
	kids   []*node
	// foreign says that it is of another vocabulary: it is none of the invoice's
	// elements, whatever its local name.
	foreign bool
}

// builder grows the tree token by token, under the limits.
type builder struct {
	dec         *xml.Decoder
	attachments *attachmentFilter
	space       string // namespace of the root
	first       bool   // end with the root element, whatever follows it
	root        *node
	stack       []*node
	texts       [][]byte
	elements    int
}

func (b *builder) run() (*node, error) {
	for {
		tok, err := b.dec.Token()
		if errors.Is(err, io.EOF) {
			return b.finish()
		}
		if err != nil {
			return nil, malformed(err)
		}
		if err := b.take(tok); err != nil {
			return nil, err
		}
		if b.first && b.root != nil && len(b.stack) == 0 {
			return b.root, nil
		}
	}
}

// malformed keeps the line of a syntax error and drops the text around it,
// which may hold personal data.
func malformed(err error) error {
	if errors.Is(err, ErrTooLarge) {
		return err
	}
	if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("%w: line %d", ErrMalformed, s.Line)
	}
	return fmt.Errorf("%w: unreadable characters", ErrMalformed)
}

func (b *builder) finish() (*node, error) {
	if b.root == nil || len(b.stack) > 0 {
		return nil, fmt.Errorf("%w: it ends early", ErrMalformed)
	}
	return b.root, nil
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
		if last := len(b.stack) - 1; last >= 0 {
			b.texts[last] = append(b.texts[last], t...)
		}
	}
	return nil
}

func (b *builder) open(t xml.StartElement) error {
	b.elements++
	if b.elements > maxElements || len(b.stack) >= maxDepth {
		return fmt.Errorf("%w: too many or too deep elements", ErrTooLarge)
	}
	n := &node{name: t.Name.Local, attr: attribute(t, "versione"), foreign: b.isForeign(t.Name)}
	switch {
	case len(b.stack) > 0:
		top := b.stack[len(b.stack)-1]
		top.kids = append(top.kids, n)
	case b.root != nil:
		return fmt.Errorf("%w: it has two roots", ErrMalformed)
	default:
		b.root, b.space = n, strings.TrimSpace(t.Name.Space)
	}
	b.stack = append(b.stack, n)
	b.texts = append(b.texts, nil)
	return nil
}

// isForeign says that a name is of a namespace other than the root's. Elements
// within are in none, or in that of the schema, of whatever version; signatures
// have their own.
func (b *builder) isForeign(name xml.Name) bool {
	space := strings.TrimSpace(name.Space)
	return b.root != nil && space != "" && space != b.space && name.Local != "Signature" &&
		!strings.Contains(space, "agenziaentrate.gov.it/docs/xsd/fatture") && !strings.Contains(space, "fatturapa.gov.it/sdi/fatturapa")
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
	n, raw := b.stack[last], b.texts[last]
	b.stack, b.texts = b.stack[:last], b.texts[:last]
	if n.name == attachmentElement {
		n.data = b.attachments.take(string(raw))
		return
	}
	clean := bytes.TrimSpace(raw)
	n.text, n.padded = string(clean), len(clean) < len(raw)
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

// all returns the children of that name, of the invoice's own vocabulary.
func (n *node) all(name string) []*node {
	if n == nil {
		return nil
	}
	var out []*node
	for _, k := range n.kids {
		if k.name == name && !k.foreign {
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

// first returns the first of the paths that is there, or nil.
func (n *node) first(paths ...string) *node {
	for _, p := range paths {
		if k := n.at(p); k != nil {
			return k
		}
	}
	return nil
}

// value returns the first of the paths that is there.
func (n *node) value(paths ...string) Value {
	if k := n.first(paths...); k != nil {
		return k.own()
	}
	return Value{}
}

// values returns every child of that name.
func (n *node) values(name string) []Value {
	var out []Value
	for _, k := range n.all(name) {
		out = append(out, k.own())
	}
	return out
}

func (n *node) own() Value {
	return Value{Text: strings.Join(strings.Fields(n.text), " "), XPath: n.path}
}
