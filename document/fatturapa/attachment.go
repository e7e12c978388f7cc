package fatturapa

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
)

// Attachment is an Allegati element.
type Attachment struct {
	XPath       string
	Name        Value // NomeAttachment
	Compression Value // AlgoritmoCompressione
	Format      Value // FormatoAttachment
	Description Value // DescrizioneAttachment
	data        *attachment
}

func attachments(n *node) []Attachment {
	var out []Attachment
	for _, a := range n.all("Allegati") {
		at := Attachment{XPath: a.path, Name: a.value("NomeAttachment"), Compression: a.value("AlgoritmoCompressione"),
			Format: a.value("FormatoAttachment"), Description: a.value("DescrizioneAttachment")}
		if c := a.at(attachmentElement); c != nil {
			at.data = c.data
		}
		out = append(out, at)
	}
	return out
}

// Size returns the number of bytes of the attachment.
func (a Attachment) Size() int {
	if a.data == nil {
		return 0
	}
	return a.data.size
}

// Open returns a reader of the attachment's bytes. It errs when the element is
// not base64 (RFC 4648); blanks and line ends in it are ignored.
func (a Attachment) Open() (io.Reader, error) {
	if a.data == nil {
		return bytes.NewReader(nil), nil
	}
	if a.data.bad {
		return nil, fmt.Errorf("%s: the attachment is not base64", a.XPath)
	}
	parts := make([]io.Reader, len(a.data.chunks))
	for i, c := range a.data.chunks {
		parts[i] = bytes.NewReader(c)
	}
	return io.MultiReader(parts...), nil
}

// Content returns a copy of the attachment's bytes, and errs as Open does.
func (a Attachment) Content() ([]byte, error) {
	r, err := a.Open()
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(make([]byte, 0, a.Size()))
	_, err = out.ReadFrom(r)
	return out.Bytes(), err
}

// attachment is the content of an Attachment element, decoded while it is read:
// pieces that are never copied together.
type attachment struct {
	chunks  [][]byte
	size    int
	bad     bool
	pending []byte // base64 that is not decoded yet
}

// chunk is the length of base64 decoded at a time; a multiple of four.
const chunk = 256 << 10

// write takes base64 text, with blanks or without.
func (a *attachment) write(b []byte) {
	for _, c := range b {
		if c == ' ' || c == '\n' || c == '\r' || c == '\t' {
			continue
		}
		if a.pending == nil {
			a.pending = make([]byte, 0, chunk)
		}
		a.pending = append(a.pending, c)
		if len(a.pending) == chunk {
			a.decode(base64.StdEncoding)
		}
	}
}

func (a *attachment) decode(with *base64.Encoding) {
	if a.bad {
		a.pending = a.pending[:0]
		return
	}
	out := make([]byte, with.DecodedLen(len(a.pending)))
	n, err := with.Decode(out, a.pending)
	if err != nil || a.ended() {
		a.bad, a.chunks, a.size = true, nil, 0
		a.pending = a.pending[:0]
		return
	}
	a.chunks, a.size, a.pending = append(a.chunks, out[:n]), a.size+n, a.pending[:0]
}

// ended says that the padding has come: nothing may follow it.
func (a *attachment) ended() bool {
	if len(a.chunks) == 0 {
		return false
	}
	return len(a.chunks[len(a.chunks)-1])%(chunk/4*3) != 0
}

// finish decodes what is left; the padding may be missing.
func (a *attachment) finish() {
	if len(a.pending) == 0 {
		return
	}
	if len(a.pending)%4 == 0 {
		a.decode(base64.StdEncoding)
	} else {
		a.decode(base64.RawStdEncoding)
	}
	a.pending = nil
}

// take returns the attachment that a text stands for: see attachmentFilter.
func (f *attachmentFilter) take(text string) *attachment {
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 || i >= len(f.found) {
		return &attachment{bad: text != ""}
	}
	return f.found[i]
}
