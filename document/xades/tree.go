package xades

import "strings"

// kind is what a node is.
type kind int

const (
	kindDocument kind = iota
	kindElement
	kindText
	kindComment
	kindInstruction
)

// node is a part of a document. Canonical XML needs prefixes and declarations as
// they stand, which encoding/xml does not keep.
type node struct {
	kind          kind
	prefix, local string // of an element; local is the target of an instruction
	attrs         []attr // without namespace declarations
	spaces        []attr // namespace declarations: local is the prefix
	text          string
	parent        *node
	kids          []*node
}

// attr is an attribute with its value as it is meant.
type attr struct{ prefix, local, value string }

const spaceXML = "http://www.w3.org/XML/1998/namespace"

// space is the namespace that a prefix stands for at a node; empty: none.
func (n *node) space(prefix string) string {
	if prefix == "xml" {
		return spaceXML
	}
	for ; n != nil; n = n.parent {
		for _, s := range n.spaces {
			if s.local == prefix {
				return s.value
			}
		}
	}
	return ""
}

// is says that a node is an element of a name.
func (n *node) is(space, local string) bool {
	return n.kind == kindElement && n.local == local && n.space(n.prefix) == space
}

// at follows names of a namespace down, first of each name. It is nil where one
// is missing.
func (n *node) at(space string, path ...string) *node {
	for _, name := range path {
		var next *node
		if n != nil {
			for _, k := range n.kids {
				if k.is(space, name) {
					next = k
					break
				}
			}
		}
		n = next
	}
	return n
}

// all are the children of a name.
func (n *node) all(space, local string) []*node {
	var out []*node
	if n != nil {
		for _, k := range n.kids {
			if k.is(space, local) {
				out = append(out, k)
			}
		}
	}
	return out
}

// value is the text within a node.
func (n *node) value() string {
	if n == nil {
		return ""
	}
	if n.kind == kindText {
		return n.text
	}
	var b strings.Builder
	for _, k := range n.kids {
		if k.kind == kindText || k.kind == kindElement {
			b.WriteString(k.value())
		}
	}
	return b.String()
}

// attribute is the value of an attribute without a namespace.
func (n *node) attribute(name string) string {
	if n != nil {
		for _, a := range n.attrs {
			if a.prefix == "" && a.local == name {
				return a.value
			}
		}
	}
	return ""
}
