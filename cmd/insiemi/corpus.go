package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// corpusOptions are the flags of `insiemi corpus`.
type corpusOptions struct {
	dir     string
	jobs    int
	timeout time.Duration
	each    bool
	bare    bool
}

// errCrashed makes the command fail: a file ended the process that read it, or
// is no longer what it was.
var errCrashed = errors.New("not every file was survived")

// runCorpus reads every file of a folder, each in a child process, compares with
// bare tools, and prints figures only: no text and no value of any file.
func runCorpus(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseCorpus(args, stderr)
	if err != nil {
		return err
	}
	files, err := corpusFiles(o.dir)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	c := corpus{corpusOptions: o, child: extract.ChildOptions{Self: self, Timeout: o.timeout, Today: calendar.DateOf(time.Now())}}
	results, err := c.readAll(ctx, files)
	if err != nil {
		return err
	}
	if o.each {
		printEach(stdout, results)
	}
	if err := printCorpus(stdout, results); err != nil {
		return err
	}
	return survived(results)
}

func parseCorpus(args []string, stderr io.Writer) (corpusOptions, error) {
	var o corpusOptions
	f := flags("corpus", stderr)
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "files read at the same time; 1 for times that can be relied on")
	f.DurationVar(&o.timeout, "timeout", time.Minute, "time allowed for a file")
	f.BoolVar(&o.each, "each", false, "print a line of figures for each file too, with its name")
	f.BoolVar(&o.bare, "bare", false, "only read: do not compare with pdftotext and openssl")
	if err := f.Parse(args); err != nil {
		return o, calledWrongly(err)
	}
	if f.NArg() != 1 {
		return o, fmt.Errorf("%w: name one folder", errUsage)
	}
	o.dir, o.jobs = f.Arg(0), max(o.jobs, 1)
	return o, nil
}

// corpusFiles are the files of a folder without those that say what is expected.
func corpusFiles(dir string) ([]string, error) {
	all, err := filesOf(dir, true)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range all {
		if !strings.HasSuffix(f, expectedSuffix) {
			out = append(out, f)
		}
	}
	return out, nil
}

// corpus is a folder that is being read.
type corpus struct {
	corpusOptions
	child extract.ChildOptions
}

// readAll reads the files, some at a time. It fails when the command itself
// does.
func (c corpus) readAll(ctx context.Context, files []string) ([]fileResult, error) {
	results := make([]fileResult, len(files))
	failures := make([]error, len(files))
	slots := make(chan struct{}, c.jobs)
	var wg sync.WaitGroup
	for i, file := range files {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			results[i], failures[i] = c.readOne(ctx, file)
		})
	}
	wg.Wait()
	return results, errors.Join(failures...)
}

// survived is an error when a file crashed its reader or was altered.
func survived(results []fileResult) error {
	crashed, altered := 0, 0
	for _, r := range results {
		if r.failure == "read.crashed" {
			crashed++
		}
		if r.altered {
			altered++
		}
	}
	if crashed+altered > 0 {
		return fmt.Errorf("%w: %d crashed, %d altered", errCrashed, crashed, altered)
	}
	return nil
}

// relative is a file's name below the folder.
func (c corpus) relative(file string) string {
	if rel, err := filepath.Rel(c.dir, file); err == nil {
		return rel
	}
	return file
}
