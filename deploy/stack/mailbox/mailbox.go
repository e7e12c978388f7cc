// Package mailbox is a mail server that delivers nothing: every message it
// accepts becomes a file, for demonstrations, development and tests.
//
//	Listen ──▶ <dir>/<id>.eml        the message as it came
//	           <dir>/index.jsonl     one line per message, in order of arrival
//	List, Read ──▶ for a page that shows them
//
// It never relays, never listens beyond the address it is given, and never
// drops a message that it answered with 250: the file and its line in the
// index are written first. It can be told to refuse, for tests of what a
// sender does then.
package mailbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // reads every charset of mail
	"github.com/emersion/go-message/mail"
)

// Message is what the envelope and the headers of one message say.
type Message struct {
	ID         string    `json:"id"` // names the file; sorts by arrival
	ReceivedAt time.Time `json:"received_at"`
	From       string    `json:"from"` // of the envelope
	To         []string  `json:"to"`   // of the envelope
	Subject    string    `json:"subject"`
	MessageID  string    `json:"message_id"` // without angle brackets
	Size       int64     `json:"size"`       // bytes
}

// Letter is a message with its content.
type Letter struct {
	Message
	Text        string // of the first text/plain part
	HTML        string // of the first text/html part; show it in a sandbox only
	Attachments []Attachment
	Raw         []byte // as it came
}

// Attachment is a file that came with a message.
type Attachment struct {
	Name, ContentType string
	Size              int64 // bytes
}

// ErrNoMessage says that there is no message of that id.
var ErrNoMessage = errors.New("no such message")

const index = "index.jsonl"

// List returns the messages in a folder, the newest first. A folder that does
// not exist has none. A line cut by a crash is passed over.
func List(dir string) ([]Message, error) {
	data, err := os.ReadFile(filepath.Join(dir, index))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the index of messages: %w", err)
	}
	var all []Message
	for line := range bytes.Lines(data) {
		var m Message
		if json.Unmarshal(line, &m) == nil && m.ID != "" {
			all = append(all, m)
		}
	}
	slices.Reverse(all)
	return all, nil
}

var validID = regexp.MustCompile(`^[0-9A-Za-z-]+$`)

// Read returns one message of a folder. Parts that cannot be decoded are left
// out; Raw always holds them.
func Read(dir, id string) (Letter, error) {
	if !validID.MatchString(id) {
		return Letter{}, fmt.Errorf("message %q: %w", id, ErrNoMessage)
	}
	raw, err := os.ReadFile(filepath.Join(dir, id+".eml"))
	if errors.Is(err, fs.ErrNotExist) {
		return Letter{}, fmt.Errorf("message %q: %w", id, ErrNoMessage)
	}
	if err != nil {
		return Letter{}, fmt.Errorf("read message %s: %w", id, err)
	}
	l := Letter{Message: Message{ID: id, Size: int64(len(raw))}, Raw: raw}
	all, err := List(dir)
	if err != nil {
		return Letter{}, err
	}
	if i := slices.IndexFunc(all, func(m Message) bool { return m.ID == id }); i >= 0 {
		l.Message = all[i]
	}
	l.parse()
	return l, nil
}

// parse fills the parts of a letter as far as they can be read.
func (l *Letter) parse() {
	r, err := mail.CreateReader(bytes.NewReader(l.Raw))
	if err != nil && !message.IsUnknownCharset(err) {
		return
	}
	for {
		part, err := r.NextPart()
		if err != nil && !message.IsUnknownCharset(err) {
			return // io.EOF, or the rest is beyond reading
		}
		body, _ := io.ReadAll(part.Body)
		l.add(part.Header, body)
	}
}

func (l *Letter) add(header mail.PartHeader, body []byte) {
	switch h := header.(type) {
	case *mail.InlineHeader:
		kind, _, _ := h.ContentType()
		switch {
		case kind == "text/html" && l.HTML == "":
			l.HTML = string(body)
		case l.Text == "" && (kind == "text/plain" || kind == ""):
			l.Text = string(body)
		}
	case *mail.AttachmentHeader:
		kind, _, _ := h.ContentType()
		name, _ := h.Filename()
		l.Attachments = append(l.Attachments, Attachment{Name: name, ContentType: kind, Size: int64(len(body))})
	}
}

// describe reads the headers that the index holds.
func (m *Message) describe(raw []byte) {
	m.Size = int64(len(raw))
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil && !message.IsUnknownCharset(err) {
		return
	}
	h := mail.Header{Header: e.Header}
	m.Subject, _ = h.Subject()
	m.MessageID = strings.Trim(h.Get("Message-Id"), "<> ")
}
