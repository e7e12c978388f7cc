// Package archive writes a case as a ZIP that can be read without us: every
// revision byte for byte, what was read of it, the findings, the decisions, the
// timeline and the definition, with a manifest of SHA-256 sums that
// `sha256sum -c MANIFEST.sha256` verifies.
//
// The same case gives the same bytes: no clock, no random order, no time of
// export inside.
package archive

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
)

// Case is everything that an archive holds of a case.
type Case struct {
	Number     string // 2026/000123
	Office     string
	Body       string
	Kind       string // Italian title of the kind
	Centre     string
	CIG        string
	Period     string
	DueOn      string // with WhyDue, how it was computed
	WhyDue     string
	State      string // where the case stands, in Italian
	Definition string // YAML
	Revisions  []Revision
	Findings   any // marshalled as they are
	Outcomes   any
	Decisions  any
	Timeline   []Line
	// Changed is the instant of the last event: the time of every entry.
	Changed time.Time
}

// Revision is one revision of the case's document.
type Revision struct {
	Number   int
	FileName string
	SHA256   document.SHA256
	Size     int64
	Receipt  string
	SentAt   time.Time
	Reading  *document.Reading // nil: never read
}

// Line is one event of the timeline.
type Line struct {
	At   time.Time       `json:"at"`
	Kind string          `json:"kind"`
	By   string          `json:"by"`
	Data json.RawMessage `json:"data"`
}

// Opener opens the bytes of a revision. Reading them to the end fails when they
// do not have that SHA-256.
type Opener func(document.SHA256) (io.ReadCloser, error)

type writer struct {
	zip      *zip.Writer
	changed  time.Time
	manifest strings.Builder
	err      error
}

// Write writes the archive of a case. It errs when a revision's bytes can't be
// read or are not those that were received.
func Write(w io.Writer, c Case, open Opener) error {
	z := &writer{zip: zip.NewWriter(w), changed: c.Changed.UTC().Truncate(2 * time.Second)}
	z.text("LEGGIMI.txt", readme(c))
	z.json("case.json", summary(c))
	z.text("definition.yaml", c.Definition)
	for _, v := range c.Revisions {
		z.revision(v, open)
	}
	z.json("findings.json", c.Findings)
	z.json("rules.json", c.Outcomes)
	z.json("decisions.json", c.Decisions)
	z.json("timeline.json", c.Timeline)
	z.text("timeline.txt", timeline(c.Timeline))
	manifest := z.manifest.String()
	z.text("MANIFEST.sha256", manifest)
	if z.err != nil {
		return z.err
	}
	return z.zip.Close()
}

func (z *writer) revision(v Revision, open Opener) {
	dir := fmt.Sprintf("documents/revision-%d", v.Number)
	if v.Reading != nil {
		z.json(dir+"/reading.json", v.Reading)
	}
	z.json(dir+"/receipt.json", struct {
		Receipt string          `json:"receipt"`
		SentAt  time.Time       `json:"sent_at"`
		SHA256  document.SHA256 `json:"sha256"`
		Size    int64           `json:"size"`
		Name    string          `json:"file_name"`
	}{v.Receipt, v.SentAt.UTC(), v.SHA256, v.Size, v.FileName})
	if z.err != nil {
		return
	}
	r, err := open(v.SHA256)
	if err != nil {
		z.err = fmt.Errorf("revision %d: %w", v.Number, err)
		return
	}
	defer r.Close()
	z.entry(path.Join(dir, "original", SafeName(v.FileName)), r)
}

func (z *writer) text(name, text string) { z.entry(name, strings.NewReader(text)) }

func (z *writer) json(name string, v any) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil && z.err == nil {
		z.err = fmt.Errorf("%s: %w", name, err)
	}
	z.entry(name, bytes.NewReader(append(b, '\n')))
}

// entry copies one file into the ZIP and its sum into the manifest.
func (z *writer) entry(name string, r io.Reader) {
	if z.err != nil {
		return
	}
	f, err := z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.changed})
	if err == nil {
		h := sha256.New()
		if _, err = io.Copy(io.MultiWriter(f, h), r); err == nil {
			fmt.Fprintf(&z.manifest, "%s  %s\n", hex.EncodeToString(h.Sum(nil)), name)
		}
	}
	if err != nil {
		z.err = fmt.Errorf("write %s: %w", name, err)
	}
}

// SafeName returns a file name that every system can hold: no folders, no
// control or direction characters, at most 200 bytes, never empty.
func SafeName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"/\|?*`, r) || r == unicode.ReplacementChar {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimRight(name, " ."), " .")
	if name == "" {
		return "file"
	}
	ext := path.Ext(name)
	if len(ext) > 12 {
		ext = ""
	}
	stem := strings.TrimSuffix(name, ext)
	for len(stem)+len(ext) > 200 {
		_, last := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-last]
	}
	return stem + ext
}
