package extract

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ServeChild is the child's side of Child and RenderChild: it sets the limits on
// itself, reads the file named by the arguments, and writes the result to out.
// A program calls it from its ChildCommand with the arguments after it.
func ServeChild(ctx context.Context, args []string, out io.Writer) error {
	c, err := parseChild(args)
	if err != nil {
		return err
	}
	if err := limitSelf(c.memory, c.cpu); err != nil {
		return fmt.Errorf("set limits: %w", err)
	}
	if err := refuseCalls(); err != nil {
		return fmt.Errorf("close the cage: %w", err)
	}
	if c.memory > 0 {
		debug.SetMemoryLimit(c.memory * 3 / 4)
		debug.SetGCPercent(rarely)
	}
	if c.wait {
		tools := warm(ctx)
		if c, err = told(os.Stdin); err != nil {
			return err
		}
		c.waited = true
		c.options.Tools = &tools
	}
	m := message{Version: messageVersion}
	switch {
	case c.measure:
		var got Measured
		got, err = Measure(ctx, Input{Path: c.path, Name: c.name, Options: c.options})
		m.Measured = &got
	case c.pages != "":
		m.Pages, err = renderInto(ctx, c)
	default:
		pattern.Remember()
		var r document.Reading
		r, err = Read(ctx, Input{Path: c.path, Name: c.name, Options: c.options})
		m.Reading = &r
	}
	if err != nil {
		return err
	}
	if err := m.write(out); err != nil || !c.waited {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin) // until the room is closed: to leave takes the processor, and others need it now
	return err
}

// rarely is by how many percent memory grows before a child cleans up: it does not
// for a paper of a few pages, and ends soon; the limit holds all the same.
const rarely = 400

// childArgs are the arguments of a child.
type childArgs struct {
	path, name, pages string
	memory            int64
	cpu, max          int
	measure, wait     bool
	waited            bool // it was told what to read, by a parent who says when to leave
	options           Options
}

// told waits to be told what to read: the arguments of a child that does not wait.
func told(in io.Reader) (childArgs, error) {
	var args []string
	if err := json.NewDecoder(in).Decode(&args); err != nil {
		return childArgs{}, fmt.Errorf("%s: nothing was asked for: %w", ChildCommand, err)
	}
	return parseChild(args)
}

func parseChild(args []string) (childArgs, error) {
	var c childArgs
	f := flag.NewFlagSet(ChildCommand, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Int64Var(&c.memory, "memory", 0, "bytes of data a process may hold")
	f.IntVar(&c.cpu, "cpu", 0, "seconds of processor time")
	f.StringVar(&c.name, "name", "", "extension of the file's name")
	f.StringVar(&c.pages, "pages", "", "folder to draw pages into")
	f.IntVar(&c.max, "max", 0, "pages to draw")
	f.BoolVar(&c.wait, "wait", false, "read what to do, as one line of JSON, from the standard input")
	f.BoolVar(&c.measure, "measure", false, "compare the readers with bare tools")
	o := &c.options
	f.TextVar(&o.Today, "today", calendar.Date{}, "date against which dates are judged")
	f.TextVar(&o.Received, "received", calendar.Date{}, "date on which the file was received")
	f.DurationVar(&o.OCRTime, "ocr-time", 0, "time for text recognition")
	f.BoolVar(&o.OneReader, "one-reader", false, "leave the second reader out")
	f.BoolVar(&o.SecondOnly, "second-only", false, "leave the first reader out")
	f.BoolVar(&o.NoOCR, "no-ocr", false, "leave text recognition out")
	f.StringVar(&o.Trust, "trust", "", "file of trusted certificates")
	f.StringVar(&o.Model, "model", "", "file of what corrections taught")
	f.StringVar(&o.Marks, "marks", "", "file of the meanings of register marks")
	f.StringVar(&o.Keep, "keep", "", "folder for the bytes of contents")
	f.Func("partner", "a file that was sent with this one; may be repeated", func(path string) error {
		o.Partners = append(o.Partners, path)
		return nil
	})
	if err := f.Parse(args); err != nil {
		return c, fmt.Errorf("%s: %w", ChildCommand, err)
	}
	if f.NArg() == 0 && c.wait {
		return c, nil
	}
	if f.NArg() != 1 {
		return c, fmt.Errorf("%s: one file is needed", ChildCommand)
	}
	c.path = f.Arg(0)
	return c, nil
}
