package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/insiemi/insiemi/document/extract"
)

// group is the figures of one media type.
type group struct {
	files, failed, crashed, timeouts int
	pages, compared, agreeing        int
	times                            []time.Duration
}

// printCorpus writes the figures of all files.
func printCorpus(w io.Writer, results []fileResult) error {
	if err := printGroups(w, results); err != nil {
		return err
	}
	kinds, failures, unmeasured := map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range results {
		kinds[orDash(string(r.kind))]++
		for code, counts := range map[string]map[string]int{r.failure: failures, r.unmeasured: unmeasured} {
			if code != "" {
				counts[code]++
			}
		}
	}
	printCounts(w, "kinds", kinds)
	printCounts(w, "reasons for not reading", failures)
	if len(unmeasured) > 0 {
		printCounts(w, "not compared with bare tools", unmeasured)
	}
	for _, part := range []func(io.Writer, []fileResult) error{printWords, printTimes, printEnvelopes, printExpected, printBytes} {
		if err := part(w, results); err != nil {
			return err
		}
	}
	return nil
}

func printGroups(w io.Writer, results []fileResult) error {
	groups, total := map[string]*group{}, &group{}
	for _, r := range results {
		if groups[r.mediaType] == nil {
			groups[r.mediaType] = &group{}
		}
		groups[r.mediaType].add(r)
		total.add(r)
	}
	t := columns(w)
	fmt.Fprintln(t, "files\tanswered\terror with reason\tcrash\ttimeout\tpages\treaders agree\tp50\tp95\t  media type")
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		groups[name].print(t, name)
	}
	total.print(t, "all")
	return t.Flush()
}

func columns(w io.Writer) *tabwriter.Writer {
	return tabwriter.NewWriter(w, 2, 8, 2, ' ', tabwriter.AlignRight)
}

func (g *group) add(r fileResult) {
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
		share = percent(g.agreeing, g.compared)
	}
	answered := g.files - g.failed - g.crashed - g.timeouts
	fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t  %s\n", g.files, answered, g.failed, g.crashed, g.timeouts, g.pages, share,
		percentile(g.times, 50), percentile(g.times, 95), name)
}

func percent(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
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

// printEach writes a line of figures for each file: what to look at next.
func printEach(w io.Writer, results []fileResult) {
	fmt.Fprintln(w, "name\tmedia type\tkind\terror\tpages\tfields\tunsure\tms\trecall\tprecision\tfirst\tsecond\tlayout\tbare ms\tfirst ms\tsecond ms")
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%d\t", r.name, r.mediaType, orDash(string(r.kind)), orDash(r.failure+r.unmeasured),
			r.pages, r.fields, r.unsure, r.took.Milliseconds())
		p := r.measured.PDF
		if p == nil {
			p = &extract.MeasuredPDF{}
		}
		fmt.Fprintf(w, "%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.1f\t%.1f\t%.1f\n", r.reading.Recall, r.reading.Precision,
			p.First.Recall, p.Second.Recall, p.Layout.Recall, ms(p.Bare), ms(p.FirstIn), ms(p.SecondIn))
	}
	fmt.Fprintln(w)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
