// Package extract turns the bytes of a revision into a document.Reading: what
// it is, its text with the place of every word, its kind, and its fields.
//
//	bytes ─► Sniff (by content) ─► unwrap p7m ─┬─► XML ──► fatturapa ─────┐
//	                                           ├─► sheet ► attendance ────┤
//	                                           ├─► PDF ──► poppler ──┐    ├─► kind ─► fields
//	                                           │           pdftext ──┴─►  │   (each with its place)
//	                                           ├─► scan ─► tesseract ─────┤
//	                                           └─► text, DOCX, e-mail ────┘
//
// Each PDF page is read twice, by poppler and by our own interpreter on the
// object layer of ledongthuc/pdf. A figure or date on which they differ is
// marked unsure with both values; where poppler is missing the second reader is
// the only one, and the reading says so.
//
// It never changes what it reads, never believes a file's name, never fetches
// anything, and never panics out: a file that cannot be read is a Reading whose
// Error says what is wrong and what to do.
//
// Hostile files are for Child, which does the same in a process of its own with
// limits on memory, time and output.
//
// Invariants:
//   - the same bytes, Version, tools and Options give the same Reading;
//   - methods (text, OCR) are never mixed on a page;
//   - a field names its place, and is unsure rather than silently wrong.
package extract

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Version is the version of the reading code, kept with each reading. It grows
// when the same bytes may give another reading.
const Version = 7

// Input is what to read: a file, or bytes at hand.
type Input struct {
	Path     string      // of a regular file; or
	ReaderAt io.ReaderAt // the bytes, of which there are Size
	Size     int64
	// Name is the name under which the file was sent, or only its extension.
	// It is compared with the content, to warn; it never decides anything.
	Name string
	Options
}

// Options bound and tune a reading. The zero Options are the defaults.
type Options struct {
	// Tools are the programs to use; nil looks them up on PATH.
	Tools *Tools
	// Scratch is a folder for temporary files; empty makes one and removes it.
	Scratch string
	// Today is the day against which dates in the future are judged; the zero
	// date skips that.
	Today calendar.Date
	// Received is the day on which the file was received, which proves that its
	// signatures were there then: certificates are judged as of it. The zero date
	// is Today.
	Received calendar.Date
	// MaxPages bounds the pages that are read; 0 means 300.
	MaxPages int
	// MaxOCRPages bounds the pages that are recognised optically; 0 means 40.
	MaxOCRPages int
	// OCRTime is the time after which no further page is recognised; 0 means 45
	// seconds. The pages before are kept, and a warning tells of the rest.
	OCRTime time.Duration
	// OneReader leaves the second reader of PDF pages out.
	OneReader bool
	// SecondOnly leaves poppler out: the second reader is the only one.
	SecondOnly bool
	// NoOCR leaves optical recognition out; NeedsOCR of the reading is then set
	// where a page needs it.
	NoOCR bool
	// Partners are the paths of files that were sent with this one: a detached
	// signature is compared with them.
	Partners []string
	// Trust is the path of a file of certificates (PEM) in which chains may end.
	Trust string
	// Model is the path of what an office's corrections taught; see Learn.
	Model string
	// Marks is the path of a body's own meanings of register marks; see
	// attendance.ParseMarks.
	Marks string
	// Keep is a folder into which the bytes of contents are written, each under
	// its SHA-256 in hexadecimal digits.
	Keep string
	// NoLayout leaves the words with their boxes out of the Reading.
	NoLayout bool
}

// job is one reading under way.
type job struct {
	ctx     context.Context
	in      Input
	tools   Tools
	scratch string
	r       *document.Reading
	trust   *cades.Trust
	late    bool      // some pages were not recognised for want of time
	partial bool      // some pages that hold something were not read, for whatever reason
	until   time.Time // no page is recognised later
	counted bool      // both readers count the pages alike: a page's number means the same to both
	opened  int64     // bytes of the envelopes so far
	around  nesting
}

// content is bytes to read, with a path where they are a file already.
type content struct {
	io.ReaderAt
	size int64
	path string
}

func (c content) reader() *io.SectionReader { return io.NewSectionReader(c, 0, c.size) }

// Read reads one input. The error is about the input itself (no such file, a
// read error, ctx ended); whatever is wrong with the content is in the Reading.
func Read(ctx context.Context, in Input) (document.Reading, error) {
	c, closer, err := open(in)
	if err != nil {
		return document.Reading{}, err
	}
	defer closer()
	r := emptyReading(c.size)
	if r.SHA256, err = hash(c); err != nil {
		return document.Reading{}, err
	}
	if r.Marks, err = marksName(in.Marks); err != nil {
		return document.Reading{}, err
	}
	j := &job{ctx: ctx, in: in.withDefaults(), r: &r}
	j.prepare()
	defer j.cleanUp()
	j.run(c)
	if err := ctx.Err(); err != nil {
		return document.Reading{}, fmt.Errorf("read document: %w", err)
	}
	return r, j.keepError()
}

func emptyReading(size int64) document.Reading {
	return document.Reading{Size: size, ReaderVersion: Version,
		Fields: []document.Field{}, Signatures: []document.Signature{}, Warnings: []document.Warning{}}
}

// mostPages is how many pages are read where nothing else is said.
const mostPages = 300

func (in Input) withDefaults() Input {
	if in.MaxPages <= 0 {
		in.MaxPages = mostPages
	}
	if in.MaxOCRPages <= 0 {
		in.MaxOCRPages = 40
	}
	if in.OCRTime <= 0 {
		in.OCRTime = 45 * time.Second
	}
	return in
}

func open(in Input) (content, func(), error) {
	if in.ReaderAt != nil {
		return content{ReaderAt: in.ReaderAt, size: in.Size}, func() {}, nil
	}
	f, err := os.Open(in.Path)
	if err != nil {
		return content{}, nil, fmt.Errorf("read document: %w", err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		_ = f.Close()
		return content{}, nil, fmt.Errorf("read document: %w", err)
	}
	return content{ReaderAt: f, size: info.Size(), path: in.Path}, func() { _ = f.Close() }, nil
}

func hash(c content) (document.SHA256, error) {
	h := sha256.New()
	if _, err := io.Copy(h, c.reader()); err != nil {
		return document.SHA256{}, fmt.Errorf("read document: %w", err)
	}
	return document.SHA256(h.Sum(nil)), nil
}

// prepare finds the tools. The scratch folder is made when first needed.
func (j *job) prepare() {
	if j.in.Tools != nil {
		j.tools = *j.in.Tools
	} else {
		j.tools = FindTools()
	}
	j.tools.patience = cmp.Or(j.tools.patience, usualPatience)
	j.tools.scratch = j.in.Scratch
}

func (j *job) cleanUp() {
	if j.scratch != "" {
		_ = os.RemoveAll(j.scratch)
	}
}

// scratchDir returns a folder of this job's own.
func (j *job) scratchDir() (string, error) {
	if j.scratch != "" {
		return j.scratch, nil
	}
	dir, err := os.MkdirTemp(j.in.Scratch, "reading-*")
	if err != nil {
		return "", fmt.Errorf("make scratch folder: %w", err)
	}
	j.scratch = dir
	return dir, nil
}

// file returns a path under which the tools can read the content.
func (j *job) file(c content, name string) (string, error) {
	if c.path != "" {
		return c.path, nil
	}
	dir, err := j.scratchDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return "", fmt.Errorf("write scratch file: %w", err)
	}
	_, err = io.Copy(f, c.reader())
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("write scratch file: %w", err)
	}
	return path, nil
}

// run reads the content; a panic of a parser becomes the reading's Error.
func (j *job) run(c content) {
	defer func() {
		if x := recover(); x != nil {
			j.fail("read.crashed")
		}
	}()
	if c.size == 0 {
		j.r.MediaType = "application/x-empty"
		j.fail("file.empty")
		return
	}
	f := Sniff(c, c.size)
	j.r.MediaType = f.MediaType()
	j.checkName(f)
	j.dispatch(c, f, 0)
	j.finish()
}

// dispatch reads content of a known format; depth counts the envelopes around
// it.
func (j *job) dispatch(c content, f Format, depth int) {
	if inner, ok := unwrapText(c, f); ok && depth < maxLayers {
		j.readInner(inner, depth)
		return
	}
	switch f {
	case PDF:
		j.readPDF(c)
	case P7M:
		j.readEnvelope(c, depth)
	case XML:
		j.readXML(c)
	case XLSX, XLSM:
		j.readWorkbook(c)
	case CSV, Text:
		j.readText(c, f)
	case DOCX, ODT, ODS:
		j.readOffice(c, f)
	case EML:
		j.readMail(c)
	case ZIP:
		j.readZip(c)
	case JPEG, PNG, TIFF, GIF, WebP, BMP, HEIC, AVIF:
		j.readImage(c, f)
	default:
		j.unreadable(c, f)
	}
}

// unreadable says, per format, why and what to do.
func (j *job) unreadable(c content, f Format) {
	switch f {
	case OLE:
		j.fail(oleError(c))
	case XLSB:
		j.fail("office.binary")
	case HTML:
		j.fail("format.html")
	case RTF:
		j.fail("format.rtf")
	default:
		j.fail("format.unknown")
	}
}

// checkName warns when the name promises a format that the content is not.
func (j *job) checkName(f Format) {
	ext := strings.ToLower(filepath.Ext(j.in.Name))
	if j.in.Name == "" && j.in.Path != "" {
		ext = strings.ToLower(filepath.Ext(j.in.Path))
	}
	if want, ok := promised[ext]; ok && !want[f] {
		j.warn("name.mismatch", ext, f.Italian(), f.English())
	}
}

var promised = map[string]map[Format]bool{
	".pdf":  {PDF: true},
	".xml":  {XML: true},
	".p7m":  {P7M: true},
	".xlsx": {XLSX: true, XLSM: true},
	".docx": {DOCX: true},
	".jpg":  {JPEG: true}, ".jpeg": {JPEG: true},
	".png": {PNG: true},
	".zip": {ZIP: true, XLSX: true, DOCX: true, ODS: true, ODT: true},
}

// finish judges the dates and codes that were read.
func (j *job) finish() {
	if j.in.NoLayout {
		j.r.Layout = nil
	}
	j.judgeDates()
	j.judgeCodes()
}
