package extract

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/insiemi/insiemi/document"
)

// Limits of what a revision may hold, over all its containers together.
const (
	maxContainers = 3         // one within the other
	maxContents   = 1_000     // documents
	maxUnpacked   = 200 << 20 // bytes of all contents
	maxContent    = 128 << 20 // bytes of one
	maxWords      = 300_000   // whose boxes are kept
	maxFields     = 100_000
)

// Where contents come from: Content.From.
const (
	fromZip     = "zip"
	fromMail    = "mail"
	fromInvoice = "invoice"
	fromPDF     = "pdf"
)

// Reasons for which a content can't be had.
var (
	errLocked  = errors.New("it is encrypted")
	errUnknown = errors.New("it is packed in a way that is not known here")
)

// part is a document in a container.
type part struct {
	name string
	from string
	// open returns the bytes, or errTooLarge when there are more than limit.
	open func(limit int64) ([]byte, error)
}

// inMemory is a part whose bytes are at hand.
func inMemory(name, from string, b []byte) part {
	return part{name: name, from: from, open: func(limit int64) ([]byte, error) {
		if int64(len(b)) > limit {
			return nil, errTooLarge
		}
		return b, nil
	}}
}

// nesting is what a reading knows of the containers that it is in.
type nesting struct {
	depth    int    // containers around this content
	siblings []part // what lies beside it, itself included
	budget   *budget
}

// budget is what the contents of one revision may still take, together.
type budget struct {
	contents, words, fields int
	bytes, compared         int64
	until                   time.Time
	err                     error // of writing the bytes of a content
}

func (j *job) budget() *budget {
	if j.around.budget == nil {
		j.around.budget = &budget{contents: maxContents, words: maxWords, fields: maxFields,
			bytes: maxUnpacked, compared: 2 * maxUnpacked, until: time.Now().Add(j.in.OCRTime)}
	}
	return j.around.budget
}

// spent says which limit is reached, as a code of a sentence.
func (b *budget) spent() string {
	switch {
	case b.contents <= 0 || b.fields <= 0:
		return "contents.too_many"
	case b.bytes <= 0:
		return "contents.too_large"
	case time.Until(b.until) <= 0:
		return "contents.late"
	}
	return ""
}

// readContents reads the documents of a container. All of them are listed as
// attachments; what can't be read for a limit or a defect leaves a warning.
func (j *job) readContents(parts []part) {
	for i, p := range parts {
		if i < maxContents {
			j.r.Attachments = append(j.r.Attachments, p.name)
		}
	}
	if j.around.depth >= maxContainers {
		if len(parts) > 0 {
			j.warn("contents.too_deep", itoa(maxContainers))
		}
		return
	}
	var strange []string
	defer func() { j.leave(strange) }()
	for _, p := range parts {
		if code := j.budget().spent(); code != "" {
			j.warn(code, itoa(maxContents), itoa(maxUnpacked>>20))
			return
		}
		if j.ctx.Err() != nil || j.budget().err != nil {
			return
		}
		if !j.readPart(p, parts) {
			strange = append(strange, p.name)
		}
	}
}

// readPart unpacks one content and reads it; ok is false for one that can be no
// document, which is not read.
func (j *job) readPart(p part, siblings []part) (ok bool) {
	b := j.budget()
	b.contents--
	raw, err := p.open(min(b.bytes, maxContent))
	switch {
	case errors.Is(err, errTooLarge):
		j.warn("contents.too_large", itoa(maxContents), itoa(maxUnpacked>>20))
		return true
	case errors.Is(err, errLocked):
		j.warn("contents.locked", p.name)
		return true
	case err != nil:
		j.warn("contents.damaged", p.name)
		return true
	}
	b.bytes -= int64(len(raw))
	if !canBeDocument(p.name, raw) {
		return false
	}
	r := j.inside(p, raw, siblings)
	b.take(&r)
	j.keep(r.SHA256, raw)
	j.r.Contents = append(j.r.Contents, document.Content{Name: p.name, From: p.from, Reading: r})
	return true
}

// inside reads a content as a document of its own, under the budget of all.
func (j *job) inside(p part, raw []byte, siblings []part) document.Reading {
	b := j.budget()
	in := j.in
	in.Path, in.ReaderAt, in.Size, in.Name, in.Partners = "", nil, 0, p.name, nil
	in.OCRTime = max(time.Second, time.Until(b.until))
	in.NoLayout = in.NoLayout || b.words <= 0
	r := emptyReading(int64(len(raw)))
	r.SHA256 = document.Sum(raw)
	child := &job{ctx: j.ctx, in: in, tools: j.tools, r: &r,
		around: nesting{depth: j.around.depth + 1, siblings: siblings, budget: b}}
	defer child.cleanUp()
	child.run(content{ReaderAt: bytes.NewReader(raw), size: int64(len(raw))})
	return r
}

// take counts what a reading holds. The words of contents that were counted
// already are not its own.
func (b *budget) take(r *document.Reading) {
	b.fields -= len(r.Fields)
	for _, p := range r.Layout {
		b.words -= len(p.Words)
	}
}

// keep writes the bytes of a content under their hash, once.
func (j *job) keep(sum document.SHA256, raw []byte) {
	if j.in.Keep == "" {
		return
	}
	path := filepath.Join(j.in.Keep, sum.String())
	if _, err := os.Stat(path); err == nil {
		return
	}
	if err := os.WriteFile(path+".part", raw, 0o600); err != nil {
		j.budget().err = fmt.Errorf("keep a content: %w", err)
		return
	}
	if err := os.Rename(path+".part", path); err != nil {
		j.budget().err = fmt.Errorf("keep a content: %w", err)
	}
}

// keepError is why the bytes of a content could not be written.
func (j *job) keepError() error {
	if j.around.budget == nil {
		return nil
	}
	return j.around.budget.err
}

// orFail makes the first warning the error of a container of which nothing could
// be read; code is the error of one that holds nothing.
func (j *job) orFail(code string) {
	switch {
	case len(j.r.Contents) > 0 || j.r.Error != nil:
	case len(j.r.Warnings) > 0:
		w := j.r.Warnings[len(j.r.Warnings)-1]
		j.r.Error, j.r.Warnings = &w, j.r.Warnings[:len(j.r.Warnings)-1]
	default:
		j.fail(code)
	}
}
