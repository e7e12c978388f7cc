package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// fileResult is what is kept of one reading: nothing of its content.
type fileResult struct {
	name      string // below the folder
	mediaType string
	kind      document.Kind
	failure   string // code of the error
	unsure    int
	fields    int
	pages     int
	agreeing  int // pages whose two readings agree
	compared  int
	took      time.Duration
	altered   bool // the file on disk, or the bytes that were read, are others

	reading    extract.Share // the text as the product gives it, against pdftotext -raw
	measured   extract.Measured
	recognised bool   // a page of it, by its image
	unmeasured string // code: why it could not be compared
	verdicts   []verdict
}

// readOne reads a file as the product does, compares with bare tools, and looks
// at the file on disk before and after.
func (c corpus) readOne(ctx context.Context, file string) (fileResult, error) {
	before, err := sumOf(file)
	if err != nil {
		return fileResult{}, err
	}
	o := c.child
	o.Name, o.Partners = file, partnersOf(file, nil)
	start := time.Now()
	r, err := extract.Child(ctx, o, file)
	if err != nil {
		return fileResult{}, err
	}
	out := figuresOf(r)
	out.name, out.took = c.relative(file), time.Since(start)
	if !c.bare && comparable(file, r) {
		if err := out.measure(ctx, o, file, r); err != nil {
			return out, err
		}
	}
	if out.verdicts, err = c.expectations(file, r); err != nil {
		return out, err
	}
	after, err := sumOf(file)
	out.altered = after != before || r.SHA256 != before
	return out, err
}

func figuresOf(r document.Reading) fileResult {
	out := fileResult{mediaType: r.MediaType, kind: r.Kind, fields: len(r.Fields), pages: r.PageCount}
	if r.Error != nil {
		out.failure = r.Error.Code
	}
	for _, f := range r.Fields {
		if f.Unsure {
			out.unsure++
		}
	}
	out.recognised = slices.Contains(r.Readers, document.ReaderTesseract)
	if r.Agreement != nil {
		out.compared, out.agreeing = r.Agreement.Pages, r.Agreement.Agreeing
	}
	return out
}

// comparable says that bare tools read this format, or should.
func comparable(file string, r document.Reading) bool {
	return r.MediaType == extract.PDF.MediaType() || r.MediaType == extract.P7M.MediaType() || extract.IsEnvelopeName(file)
}

func (f *fileResult) measure(ctx context.Context, o extract.ChildOptions, file string, r document.Reading) (err error) {
	if f.measured, f.unmeasured, err = extract.MeasureChild(ctx, o, file); err != nil {
		return err
	}
	if p := f.measured.PDF; p != nil {
		f.reading = extract.BagOf(r.Text).Against(p.Raw)
		p.Raw = nil // words
	}
	return nil
}

// sumOf is the SHA-256 of a file on disk.
func sumOf(file string) (document.SHA256, error) {
	f, err := os.Open(file)
	if err != nil {
		return document.SHA256{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return document.SHA256{}, fmt.Errorf("read %s: %w", file, err)
	}
	return document.SHA256(h.Sum(nil)), nil
}
