package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// readOptions are the flags of `insiemi read`.
type readOptions struct {
	json      bool
	recursive bool
	html      bool
	timeout   time.Duration
	layout    bool   // words with their boxes in the JSON
	reader    string // "first", "second" or "both"
	noOCR     bool
	trust     string // file of trusted certificates
	paths     []string
}

// runRead reads files and prints what was understood: a line of JSON each, or a
// table for people. A file that can't be read is not a failure of the command.
func runRead(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseRead(args, stderr)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	_, _ = extract.SweepScratch("", time.Now()) // what was killed before; where it can't be removed, reading goes on
	for _, path := range o.paths {
		files, err := filesOf(path, o.recursive)
		if err != nil {
			return err
		}
		for _, file := range files {
			r, err := extract.Child(ctx, extract.ChildOptions{Self: self, Timeout: o.timeout, Name: file, Trust: o.trust,
				OneReader: o.reader == "first", SecondOnly: o.reader == "second", NoOCR: o.noOCR,
				Today: calendar.DateOf(time.Now()), Partners: partnersOf(file, o.paths)}, file)
			if err != nil {
				return err
			}
			if o.html {
				err = printInvoice(stdout, file, r)
			} else {
				err = printReading(stdout, file, r, o)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// parseRead takes flags before, between and after the files.
func parseRead(args []string, stderr io.Writer) (readOptions, error) {
	var o readOptions
	f := flags("read", stderr)
	f.BoolVar(&o.json, "json", false, "print one line of JSON per file")
	f.BoolVar(&o.html, "html", false, "print an invoice as a page to read and print")
	f.BoolVar(&o.recursive, "recursive", false, "read the files of folders too")
	f.DurationVar(&o.timeout, "timeout", time.Minute, "time allowed for a file")
	f.BoolVar(&o.layout, "layout", false, "add the words of each page with their boxes to the JSON")
	f.StringVar(&o.reader, "reader", "both", "reader of PDF pages: first (poppler), second (our own) or both")
	f.BoolVar(&o.noOCR, "no-ocr", false, "leave text recognition of scans out")
	f.StringVar(&o.trust, "trust", "", "file of certificates (PEM) in which those of signers may end")
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return o, calledWrongly(err)
		}
		args = f.Args()
		if len(args) > 0 {
			o.paths, args = append(o.paths, args[0]), args[1:]
		}
	}
	if len(o.paths) == 0 {
		return o, fmt.Errorf("%w: name at least one file", errUsage)
	}
	if !slices.Contains([]string{"first", "second", "both"}, o.reader) {
		return o, fmt.Errorf("%w: --reader is first, second or both, not %q", errUsage, o.reader)
	}
	if o.html && (o.json || o.recursive || len(o.paths) > 1) {
		return o, fmt.Errorf("%w: --html makes one page of one file", errUsage)
	}
	if o.trust != "" {
		if err := extract.CheckTrust(o.trust); err != nil {
			return o, fmt.Errorf("%w: --trust %w", errUsage, err)
		}
	}
	return o, nil
}

// filesOf returns the file itself, or the regular files of a folder in order.
func filesOf(path string, recursive bool) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	if !recursive {
		return nil, fmt.Errorf("%s is a folder: add --recursive to read its files", path)
	}
	var out []string
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			out = append(out, p)
		}
		return err
	})
	slices.Sort(out)
	return out, err
}

func printReading(w io.Writer, file string, r document.Reading, o readOptions) error {
	if o.json {
		b, err := json.Marshal(toLine(file, r, o.layout))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n", b)
		return err
	}
	return printTable(w, file, r)
}

// printTable writes a reading for people: what it is, what is wrong, and the
// fields with their places.
func printTable(out io.Writer, file string, r document.Reading) error {
	kind := "not recognised"
	if info, ok := r.Kind.Info(); ok {
		kind = info.En
	}
	pages := "pages"
	if r.PageCount == 1 {
		pages = "page"
	}
	fmt.Fprintf(out, "%s\n  %s, %s (%.2f), %d %s, %s, sha256 %s\n", file, r.MediaType, kind, r.KindScore, r.PageCount, pages, orDash(string(r.Method)), r.SHA256.Short())
	if r.Error != nil {
		fmt.Fprintf(out, "  error: %s\n", r.Error.En)
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(out, "  warning: %s\n", w.En)
	}
	for _, s := range r.Signatures {
		printSignature(out, s)
	}
	t := table{indent: "  "}
	for _, f := range r.Fields {
		sure := fmt.Sprintf("%.2f", f.Confidence)
		if f.Unsure {
			sure = "unsure: " + f.Why
		}
		t.add(f.Name, orDash(f.Value), sure, placeText(f.Place))
	}
	if err := t.print(out); err != nil {
		return err
	}
	printContents(out, r.Contents, "  ")
	return blankLine(out)
}

// printContents lists the documents within another one, and theirs below them.
func printContents(out io.Writer, all []document.Content, indent string) {
	for _, c := range all {
		r := c.Reading
		said := orDash(string(r.Kind))
		if r.Error != nil {
			said = "error: " + r.Error.En
		}
		fmt.Fprintf(out, "%scontains (%s): %s, %s, %s, %d fields, sha256 %s\n", indent, c.From, c.Name, r.MediaType, said, len(r.Fields), r.SHA256.Short())
		printContents(out, r.Contents, indent+"  ")
	}
}

// printSignature says what is known of a signature, and what was not checked.
func printSignature(out io.Writer, s document.Signature) {
	fmt.Fprintf(out, "  signed (%s): %s, intact: %s", s.Form, orDash(s.Signer), s.Intact)
	if s.Coverage == "part" {
		fmt.Fprintf(out, ", covers a part (%d later revisions)", s.LaterRevisions)
	}
	if s.SelfSigned {
		fmt.Fprint(out, ", self-signed")
	}
	if s.TimestampAt != "" {
		fmt.Fprintf(out, ", time stamp %s by %s", s.TimestampAt, orDash(s.TimestampBy))
	}
	fmt.Fprintf(out, ", chain: %s; not checked: %s\n", orDash(s.Chain), strings.Join(s.NotChecked, ", "))
}

func blankLine(w io.Writer) error {
	_, err := fmt.Fprintln(w)
	return err
}

func placeText(p document.Place) string {
	switch {
	case p.XPath != "":
		return p.XPath
	case p.Cell != "":
		return strings.TrimPrefix(p.Sheet+"!"+p.Cell, "!")
	case p.Box != nil:
		return fmt.Sprintf("p. %d at %.0f,%.0f", p.Page, p.Box.X, p.Box.Y)
	case p.Page > 0:
		return fmt.Sprintf("p. %d", p.Page)
	}
	return "-"
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// runReadChild is the child process of a reading: it sets its own limits, reads
// one file and writes the result. The product starts it itself.
func runReadChild(ctx context.Context, args []string, stdout, _ io.Writer) error {
	return extract.ServeChild(ctx, args, stdout)
}
