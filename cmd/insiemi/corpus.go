package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// runCorpus reads every file of a folder, each in a child process, and prints
// figures only: no text, no name and no value of any file.
func runCorpus(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flags("corpus", stderr)
	jobs := f.Int("jobs", runtime.GOMAXPROCS(0), "files read at the same time")
	timeout := f.Duration("timeout", time.Minute, "time allowed for a file")
	if err := f.Parse(args); err != nil {
		return calledWrongly(err)
	}
	if f.NArg() != 1 {
		return fmt.Errorf("%w: name one folder", errUsage)
	}
	files, err := filesOf(f.Arg(0), true)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	o := extract.ChildOptions{Self: self, Timeout: *timeout, Today: calendar.DateOf(time.Now())}
	results, err := readAll(ctx, o, files, max(*jobs, 1))
	if err != nil {
		return err
	}
	return printCorpus(stdout, results)
}

// readResult is what is kept of one reading: nothing of its content.
type readResult struct {
	mediaType string
	kind      document.Kind
	failure   string // code of the error
	unsure    int
	fields    int
	pages     int
	agreeing  int // pages whose two readings agree
	compared  int
	took      time.Duration
}

// readAll reads the files, some at a time. It stops at the first failure of the
// command itself.
func readAll(ctx context.Context, o extract.ChildOptions, files []string, jobs int) ([]readResult, error) {
	results := make([]readResult, len(files))
	failures := make([]error, len(files))
	slots := make(chan struct{}, jobs)
	var wg sync.WaitGroup
	for i, file := range files {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			results[i], failures[i] = readOne(ctx, o, file)
		})
	}
	wg.Wait()
	return results, errors.Join(failures...)
}

func readOne(ctx context.Context, o extract.ChildOptions, file string) (readResult, error) {
	o.Name = file
	start := time.Now()
	r, err := extract.Child(ctx, o, file)
	if err != nil {
		return readResult{}, err
	}
	out := readResult{mediaType: r.MediaType, kind: r.Kind, fields: len(r.Fields), pages: r.PageCount, took: time.Since(start)}
	if r.Error != nil {
		out.failure = r.Error.Code
	}
	for _, f := range r.Fields {
		if f.Unsure {
			out.unsure++
		}
	}
	if r.Agreement != nil {
		out.compared, out.agreeing = r.Agreement.Pages, r.Agreement.Agreeing
	}
	return out, nil
}

// group is the figures of one media type.
type group struct {
	files, failed, crashed, timeouts int
	pages, compared, agreeing        int
	times                            []time.Duration
}

func printCorpus(w io.Writer, results []readResult) error {
	groups, kinds, failures := map[string]*group{}, map[string]int{}, map[string]int{}
	total := &group{}
	for _, r := range results {
		if groups[r.mediaType] == nil {
			groups[r.mediaType] = &group{}
		}
		groups[r.mediaType].add(r)
		total.add(r)
		kinds[orDash(string(r.kind))]++
		if r.failure != "" {
			failures[r.failure]++
		}
	}
	t := tabwriter.NewWriter(w, 2, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "files\tread\tnot read\tcrashed\ttimed out\tpages\treaders agree\tp50\tp95\t  media type")
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		groups[name].print(t, name)
	}
	total.print(t, "all")
	if err := t.Flush(); err != nil {
		return err
	}
	printCounts(w, "kinds", kinds)
	printCounts(w, "reasons for not reading", failures)
	return nil
}

func (g *group) add(r readResult) {
	g.files++
	g.pages += r.pages
	g.compared += r.compared
	g.agreeing += r.agreeing
	g.times = append(g.times, r.took)
	switch r.failure {
	case "":
	case "read.timeout":
		g.timeouts++
	case "read.crashed":
		g.crashed++
	default:
		g.failed++
	}
}

func (g *group) print(w io.Writer, name string) {
	share := "-"
	if g.compared > 0 {
		share = fmt.Sprintf("%.1f %%", 100*float64(g.agreeing)/float64(g.compared))
	}
	read := g.files - g.failed - g.crashed - g.timeouts
	fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t  %s\n", g.files, read, g.failed, g.crashed, g.timeouts, g.pages, share,
		percentile(g.times, 50), percentile(g.times, 95), name)
}

func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)*p/100, len(sorted)-1)].Round(time.Millisecond)
}

func printCounts(w io.Writer, title string, counts map[string]int) {
	fmt.Fprintf(w, "\n%s\n", title)
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(w, "  %6d  %s\n", counts[name], name)
	}
}
