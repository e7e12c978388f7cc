package xades

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a document.
const (
	maxDepth = 200
	maxNodes = 500_000
	maxAttrs = 1000 // of one element
)

var (
	errDamaged  = errors.New("the XML is damaged")
	errDoctype  = errors.New("the XML has a document type declaration")
	errTooLarge = errors.New("the XML is too large or too deep")
	errEncoding = errors.New("the encoding of the XML is not known here")
)

// parser reads a document. Line ends are normalised already.
type parser struct {
	s    string
	at   int
	left int
}

// parse reads a document (XML 1.0, with the names of Namespaces in XML).
func parse(s string) (*node, error) {
	p := &parser{s: strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), left: maxNodes}
	root := &node{kind: kindDocument}
	if strings.HasPrefix(p.s, "<?xml") {
		n := strings.Index(p.s, "?>")
		if n < 0 {
			return nil, errDamaged
		}
		p.at = n + 2
	}
	open := root
	for p.at < len(p.s) {
		next, err := p.step(open)
		if err != nil {
			return nil, err
		}
		open = next
	}
	if open != root || countElements(root) != 1 {
		return nil, errDamaged
	}
	return root, nil
}

func countElements(root *node) int {
	n := 0
	for _, k := range root.kids {
		if k.kind == kindElement {
			n++
		}
	}
	return n
}

// step reads one thing within an element and returns the element that is open
// after it.
func (p *parser) step(open *node) (*node, error) {
	if p.left--; p.left < 0 {
		return nil, errTooLarge
	}
	rest := p.s[p.at:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return open, p.mark(open, kindComment, "<!--", "-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		return open, p.mark(open, kindText, "<![CDATA[", "]]>")
	case strings.HasPrefix(rest, "<!"):
		return nil, errDoctype
	case strings.HasPrefix(rest, "<?"):
		return open, p.mark(open, kindInstruction, "<?", "?>")
	case strings.HasPrefix(rest, "</"):
		return p.close(open)
	case strings.HasPrefix(rest, "<"):
		return p.start(open)
	}
	return open, p.characters(open)
}

// mark reads what stands between two marks.
func (p *parser) mark(open *node, k kind, from, to string) error {
	n := strings.Index(p.s[p.at+len(from):], to)
	if n < 0 || k == kindText && open.kind == kindDocument {
		return errDamaged
	}
	inside := p.s[p.at+len(from) : p.at+len(from)+n]
	p.at += len(from) + n + len(to)
	kid := &node{kind: k, text: inside, parent: open}
	if k == kindInstruction {
		kid.local, kid.text, _ = strings.Cut(strings.ReplaceAll(strings.ReplaceAll(inside, "\n", " "), "\t", " "), " ")
		kid.text = strings.TrimLeft(inside[len(kid.local):], " \n\t")
	}
	open.kids = append(open.kids, kid)
	return nil
}

// characters reads text up to the next mark.
func (p *parser) characters(open *node) error {
	n := strings.IndexByte(p.s[p.at:], '<')
	if n < 0 {
		n = len(p.s) - p.at
	}
	raw := p.s[p.at : p.at+n]
	p.at += n
	if open.kind == kindDocument {
		if strings.Trim(raw, " \t\n") != "" {
			return errDamaged
		}
		return nil
	}
	text, err := resolve(raw)
	open.kids = append(open.kids, &node{kind: kindText, text: text, parent: open})
	return err
}

func (p *parser) close(open *node) (*node, error) {
	n := strings.IndexByte(p.s[p.at:], '>')
	if n < 0 || open.kind == kindDocument {
		return nil, errDamaged
	}
	name := strings.TrimRight(p.s[p.at+2:p.at+n], " \t\n")
	p.at += n + 1
	if name != qualified(open.prefix, open.local) {
		return nil, errDamaged
	}
	return open.parent, nil
}

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// start reads the tag that opens an element.
func (p *parser) start(open *node) (*node, error) {
	p.at++
	n := &node{kind: kindElement, parent: open}
	var ok bool
	if n.prefix, n.local, ok = p.name(); !ok || depth(open) > maxDepth {
		return nil, fmt.Errorf("%w near octet %d", errDamaged, p.at)
	}
	open.kids = append(open.kids, n)
	for {
		p.blank()
		switch {
		case strings.HasPrefix(p.s[p.at:], ">"):
			p.at++
			return n, n.check()
		case strings.HasPrefix(p.s[p.at:], "/>"):
			p.at += 2
			return open, n.check()
		}
		if err := p.attribute(n); err != nil {
			return nil, err
		}
	}
}

func depth(n *node) int {
	d := 0
	for ; n != nil; n = n.parent {
		d++
	}
	return d
}

// check refuses a prefix that stands for nothing, and an attribute twice.
func (n *node) check() error {
	seen := map[string]bool{}
	for _, s := range n.spaces {
		if seen["xmlns "+s.local] || s.local != "" && s.value == "" {
			return errDamaged
		}
		seen["xmlns "+s.local] = true
	}
	if n.prefix != "" && n.space(n.prefix) == "" {
		return errDamaged
	}
	for _, a := range n.attrs {
		space := ""
		if a.prefix != "" {
			if space = n.space(a.prefix); space == "" {
				return errDamaged
			}
		}
		if seen[space+" "+a.local] {
			return errDamaged
		}
		seen[space+" "+a.local] = true
	}
	return nil
}

func (p *parser) attribute(n *node) error {
	prefix, local, ok := p.name()
	p.blank()
	if !ok || !strings.HasPrefix(p.s[p.at:], "=") || len(n.attrs)+len(n.spaces) >= maxAttrs {
		return errDamaged
	}
	p.at++
	p.blank()
	if p.at >= len(p.s) || p.s[p.at] != '"' && p.s[p.at] != '\'' {
		return errDamaged
	}
	end := strings.IndexByte(p.s[p.at+1:], p.s[p.at])
	if end < 0 {
		return errDamaged
	}
	raw := p.s[p.at+1 : p.at+1+end]
	p.at += end + 2
	if strings.Contains(raw, "<") {
		return errDamaged
	}
	// XML 1.0, 3.3.3: white space that is no reference becomes a space.
	value, err := resolve(strings.NewReplacer("\n", " ", "\t", " ").Replace(raw))
	switch {
	case prefix == "xmlns":
		n.spaces = append(n.spaces, attr{local: local, value: value})
	case prefix == "" && local == "xmlns":
		n.spaces = append(n.spaces, attr{value: value})
	default:
		n.attrs = append(n.attrs, attr{prefix, local, value})
	}
	return err
}

func (p *parser) blank() {
	for p.at < len(p.s) && strings.IndexByte(" \t\n", p.s[p.at]) >= 0 {
		p.at++
	}
}

// name reads a qualified name.
func (p *parser) name() (prefix, local string, ok bool) {
	n := strings.IndexAny(p.s[p.at:min(len(p.s), p.at+1024)], " \t\n/>=<'\"&")
	if n <= 0 {
		return "", "", false
	}
	name := p.s[p.at : p.at+n]
	p.at += n
	before, after, found := strings.Cut(name, ":")
	if !found {
		return "", name, true
	}
	return before, after, before != "" && after != "" && !strings.Contains(after, ":")
}

// resolve replaces references to characters and the five entities of XML.
func resolve(s string) (string, error) {
	if !strings.Contains(s, "&") {
		return s, nil
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			return b.String(), nil
		}
		b.WriteString(s[:i])
		end := strings.IndexByte(s[i:min(len(s), i+12)], ';')
		if end < 0 {
			return "", errDamaged
		}
		r, ok := character(s[i+1 : i+end])
		if !ok {
			return "", errDamaged
		}
		b.WriteString(r)
		s = s[i+end+1:]
	}
}

func character(name string) (string, bool) {
	switch name {
	case "amp":
		return "&", true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	}
	digits, base := strings.CutPrefix(name, "#x")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !base {
		digits, base = strings.CutPrefix(name, "#")
		n, err = strconv.ParseUint(digits, 10, 32)
	}
	if !base || err != nil || n == 0 || n > utf8.MaxRune {
		return "", false
	}
	return string(rune(n)), true
}
