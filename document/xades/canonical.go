package xades

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
)

// method is a canonical form.
type method struct {
	exclusive bool // Exclusive XML Canonicalization 1.0
	newer     bool // Canonical XML 1.1
	comments  bool
	prefixes  []string // that an exclusive form treats as the other forms do
}

// Canonical forms by their identifiers, without "#WithComments".
const (
	formFirst     = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	formSecond    = "http://www.w3.org/2006/12/xml-c14n11"
	formExclusive = "http://www.w3.org/2001/10/xml-exc-c14n"
)

// canonicalForm reads the method that an element names. ok is false for other
// identifiers.
func canonicalForm(n *node) (m method, ok bool) {
	id := n.attribute("Algorithm")
	id, m.comments = strings.CutSuffix(id, "WithComments")
	switch strings.TrimSuffix(id, "#") {
	case formFirst:
	case formSecond:
		m.newer = true
	case formExclusive:
		m.exclusive = true
		list := n.at(formExclusive+"#", "InclusiveNamespaces")
		m.prefixes = strings.Fields(list.attribute("PrefixList"))
		for i, p := range m.prefixes {
			if p == "#default" {
				m.prefixes[i] = ""
			}
		}
	default:
		return method{}, false
	}
	return m, true
}

// nodeSet is a node with all below it, without some elements.
type nodeSet struct {
	apex     *node
	skip     map[*node]bool
	comments bool
}

var (
	errBase  = errors.New("xml:base around what was signed is not known here")
	errLarge = errors.New("too much was signed to verify it here")
)

// canonical writes a node set in a canonical form. left is how many octets may
// still be written, and is lowered.
func canonical(set nodeSet, m method, left *int) ([]byte, error) {
	w := writer{method: m, set: set, left: left}
	w.comments = m.comments && set.comments
	if set.apex.kind == kindDocument {
		w.document()
	} else {
		if err := w.inherit(); err != nil {
			return nil, err
		}
		w.node(set.apex, map[string]string{})
	}
	if *left -= w.out.Len(); *left < 0 {
		return nil, errLarge
	}
	return w.out.Bytes(), nil
}

// writer writes one node set.
type writer struct {
	method
	set       nodeSet
	inherited []attr // xml: attributes of ancestors, for the apex
	out       bytes.Buffer
	left      *int
}

// document writes instructions and comments around the root element on lines of
// their own (Canonical XML 1.0, 2.3).
func (w *writer) document() {
	after := false
	for _, k := range w.set.apex.kids {
		if w.set.skip[k] || k.kind == kindComment && !w.comments {
			continue
		}
		if after {
			w.out.WriteByte('\n')
		}
		w.node(k, map[string]string{})
		if k.kind == kindElement {
			after = true
		} else if !after {
			w.out.WriteByte('\n')
		}
	}
}

// inherit finds the xml: attributes that the apex takes over from its ancestors:
// all of them in version 1.0; xml:lang and xml:space in 1.1, where xml:base
// would have to be joined; none in the exclusive form.
func (w *writer) inherit() error {
	if w.exclusive {
		return nil
	}
	seen := map[string]bool{}
	for n := w.set.apex; n != nil; n = n.parent {
		for _, a := range n.attrs {
			if a.prefix != "xml" || seen[a.local] {
				continue
			}
			seen[a.local] = true
			switch {
			case n == w.set.apex:
			case w.newer && a.local == "base":
				return errBase
			case !w.newer || a.local == "lang" || a.local == "space":
				w.inherited = append(w.inherited, a)
			}
		}
	}
	return nil
}

// node writes a node; rendered are the namespaces that stand on elements around
// it already, by prefix.
func (w *writer) node(n *node, rendered map[string]string) {
	if w.set.skip[n] || w.out.Len() > *w.left {
		return
	}
	switch n.kind {
	case kindText:
		w.out.WriteString(escapeText.Replace(n.text))
	case kindComment:
		if w.comments {
			w.out.WriteString("<!--" + n.text + "-->")
		}
	case kindInstruction:
		w.out.WriteString("<?" + n.local)
		if n.text != "" {
			w.out.WriteString(" " + n.text)
		}
		w.out.WriteString("?>")
	case kindElement:
		w.element(n, rendered)
	}
}

func (w *writer) element(n *node, rendered map[string]string) {
	name := qualified(n.prefix, n.local)
	w.out.WriteString("<" + name)
	spaces := w.spaces(n, rendered)
	if len(spaces) > 0 {
		rendered = maps.Clone(rendered)
	}
	for _, s := range spaces {
		rendered[s.local] = s.value
		w.attribute("xmlns:"+s.local, s.value)
	}
	for _, a := range w.attributes(n) {
		w.attribute(qualified(a.prefix, a.local), a.value)
	}
	w.out.WriteByte('>')
	for _, k := range n.kids {
		w.node(k, rendered)
	}
	w.out.WriteString("</" + name + ">")
}

func (w *writer) attribute(name, value string) {
	w.out.WriteString(" " + strings.TrimSuffix(name, ":") + `="`)
	w.out.WriteString(escapeValue.Replace(value))
	w.out.WriteByte('"')
}

// spaces are the namespace declarations that an element must write, in order.
func (w *writer) spaces(n *node, rendered map[string]string) []attr {
	var prefixes []string
	switch {
	case w.exclusive:
		prefixes = append(prefixes, n.prefix)
		for _, a := range n.attrs {
			if a.prefix != "" {
				prefixes = append(prefixes, a.prefix)
			}
		}
		for _, p := range w.prefixes {
			if p == "" || n.space(p) != "" {
				prefixes = append(prefixes, p)
			}
		}
	case n == w.set.apex:
		for up := n; up != nil; up = up.parent {
			for _, s := range up.spaces {
				prefixes = append(prefixes, s.local)
			}
		}
	default:
		for _, s := range n.spaces {
			prefixes = append(prefixes, s.local)
		}
	}
	slices.Sort(prefixes)
	var out []attr
	for _, p := range slices.Compact(prefixes) {
		if space := n.space(p); p != "xml" && rendered[p] != space {
			out = append(out, attr{local: p, value: space})
		}
	}
	return out
}

// attributes are an element's in order: by namespace, then by name.
func (w *writer) attributes(n *node) []attr {
	out := slices.Clone(n.attrs)
	if n == w.set.apex {
		out = append(out, w.inherited...)
	}
	space := func(a attr) string {
		if a.prefix == "" {
			return ""
		}
		return n.space(a.prefix)
	}
	slices.SortFunc(out, func(a, b attr) int {
		if c := strings.Compare(space(a), space(b)); c != 0 {
			return c
		}
		return strings.Compare(a.local, b.local)
	})
	return out
}

var (
	escapeText  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	escapeValue = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)
