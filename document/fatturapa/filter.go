package fatturapa

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
)

// attachmentElement is the element whose text is taken out of the XML.
const attachmentElement = "Attachment"

// attachmentFilter reads XML in an encoding that keeps ASCII, and leaves the
// text of Attachment elements out: in its place it writes the number of the
// attachment, whose bytes it decodes on the way. So the parser never holds
// them. It counts what it lets through, and ends in ErrTooLarge.
//
// It knows just enough of XML to find the elements: comments, CDATA sections,
// processing instructions and quoted attributes (XML 1.0, 2.4 to 3.1).
type attachmentFilter struct {
	src    *bufio.Reader
	out    bytes.Buffer // read up to here, and not asked for yet
	err    error
	passed int // bytes let through
	taken  int // bytes of attachments, decoded
	raw    int // bytes of attachments, as they stand
	found  []*attachment
}

func newAttachmentFilter(r io.Reader) *attachmentFilter {
	return &attachmentFilter{src: bufio.NewReaderSize(r, 64<<10)}
}

// Read implements io.Reader.
func (f *attachmentFilter) Read(p []byte) (int, error) {
	for f.out.Len() == 0 {
		if f.err != nil {
			return 0, f.err
		}
		f.err = f.step()
	}
	return f.out.Read(p)
}

// step reads a run of text, or one piece of markup.
func (f *attachmentFilter) step() error {
	head, err := f.src.Peek(1)
	if err != nil {
		return err
	}
	if head[0] != '<' {
		return f.passText()
	}
	for _, m := range []struct{ open, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if f.next(m.open) {
			return f.passUntil(m.open, m.end)
		}
	}
	return f.passTag()
}

func (f *attachmentFilter) next(s string) bool {
	b, _ := f.src.Peek(len(s))
	return string(b) == s
}

// pass writes bytes on.
func (f *attachmentFilter) pass(b []byte) error {
	if f.passed += len(b); f.passed > MaxXML {
		return fmt.Errorf("%w: more than %d MB of XML", ErrTooLarge, MaxXML>>20)
	}
	f.out.Write(b)
	return nil
}

// passText passes the text before the next markup, as far as it is at hand.
func (f *attachmentFilter) passText() error {
	b, err := f.src.Peek(max(f.src.Buffered(), 1))
	if i := bytes.IndexByte(b, '<'); i >= 0 {
		b, err = b[:i], nil
	}
	if perr := f.pass(b); perr != nil {
		return perr
	}
	_, _ = f.src.Discard(len(b))
	return err // io.EOF itself: the decoder compares it
}

// passUntil passes a comment, a CDATA section or an instruction.
func (f *attachmentFilter) passUntil(open, end string) error {
	if err := f.move(len(open)); err != nil {
		return err
	}
	for !f.next(end) {
		if err := f.move(1); err != nil {
			return err
		}
	}
	return f.move(len(end))
}

// move passes n bytes.
func (f *attachmentFilter) move(n int) error {
	b, err := f.src.Peek(n)
	if perr := f.pass(b); perr != nil {
		return perr
	}
	_, _ = f.src.Discard(len(b))
	return err // io.EOF itself: the decoder compares it
}

// passTag passes a tag; after one that opens an Attachment it takes the text.
func (f *attachmentFilter) passTag() error {
	var name []byte
	naming, quote, last := true, byte(0), byte(0)
	for i := 0; ; i++ {
		c, err := f.src.ReadByte()
		if err != nil {
			return err
		}
		if err := f.pass([]byte{c}); err != nil {
			return err
		}
		switch {
		case i == 0: // <
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			if isAttachment(name) && last != '/' {
				return f.takeText()
			}
			return nil
		case c == '"' || c == '\'':
			quote, naming = c, false
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/':
			naming = naming && len(name) == 0 && c == '/' // </name is a name as well
			if naming {
				name = append(name, c)
			}
		case naming && len(name) < 64:
			name = append(name, c)
		}
		last = c
	}
}

func isAttachment(name []byte) bool {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return string(name) == attachmentElement
}

// takeText decodes the text of an Attachment, up to the next tag.
func (f *attachmentFilter) takeText() error {
	a := &attachment{}
	f.found = append(f.found, a)
	err := f.takeRuns(a)
	before := a.size
	a.finish()
	f.taken += a.size - before
	if err != nil {
		return err
	}
	return f.pass(strconv.AppendInt(nil, int64(len(f.found)-1), 10))
}

func (f *attachmentFilter) takeRuns(a *attachment) error {
	for {
		switch {
		case f.next("<![CDATA["):
			_, _ = f.src.Discard(len("<![CDATA["))
		case f.next("]]>"):
			_, _ = f.src.Discard(len("]]>"))
		case f.next("<"):
			return nil
		case f.next("&"):
			if err := f.takeReference(a); err != nil {
				return err
			}
		default:
			if err := f.takeRun(a); err != nil {
				return err
			}
		}
	}
}

// takeRun takes the text at hand, up to a mark that ends it or means something.
func (f *attachmentFilter) takeRun(a *attachment) error {
	if _, err := f.src.Peek(1); err != nil {
		return err
	}
	b, _ := f.src.Peek(f.src.Buffered())
	if i := bytes.IndexAny(b[1:], "<&]"); i >= 0 {
		b = b[:i+1]
	}
	before := a.size
	a.write(b)
	f.taken += a.size - before
	f.raw += len(b)
	if f.taken > MaxAttachments || f.raw > 2*MaxAttachments {
		return fmt.Errorf("%w: more than %d MB of attachments", ErrTooLarge, MaxAttachments>>20)
	}
	_, err := f.src.Discard(len(b))
	return err
}

// takeReference skips a character reference to a line end or a blank, which
// some programs write within base64, and no other.
func (f *attachmentFilter) takeReference(a *attachment) error {
	for _, s := range []string{"&#13;", "&#xD;", "&#xd;", "&#10;", "&#xA;", "&#xa;", "&#9;", "&#x9;", "&#32;", "&#x20;"} {
		if f.next(s) {
			_, err := f.src.Discard(len(s))
			return err
		}
	}
	a.bad = true
	_, err := f.src.Discard(1)
	return err
}
