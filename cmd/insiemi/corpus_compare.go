package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/insiemi/insiemi/document/extract"
)

// withText are the results of PDFs in whose text layer there is something to
// compare.
func withText(results []fileResult) (out []fileResult) {
	for _, r := range results {
		if r.measured.PDF != nil {
			out = append(out, r)
		}
	}
	return out
}

// shares are those of some files.
type shares []extract.Share

// printWords writes word recall and precision against pdftotext -raw, and how
// near the boxes of the two readers are.
func printWords(w io.Writer, results []fileResult) error {
	all := withText(results)
	if len(all) == 0 {
		return nil
	}
	var reading, first, second, layout, kept, keptLayout shares
	both, near, failed := 0, 0, 0
	for _, r := range all {
		p := r.measured.PDF
		reading, first = append(reading, r.reading), append(first, p.First)
		second, layout = append(second, p.Second), append(layout, p.Layout)
		both, near = both+p.Both, near+p.Near
		if p.SecondFailed {
			failed++
		}
		if !r.recognised {
			kept, keptLayout = append(kept, r.reading), append(keptLayout, p.Layout)
		}
	}
	fmt.Fprintf(w, "\nPDFs with text: %d (at least %d words by pdftotext -raw, with which all are compared)\n", len(all), extract.FewestWords)
	t := columns(w)
	fmt.Fprintln(t, "recall\tbelow 0.95\tbelow 0.50\tprecision\tbelow 0.95\t  words, mean of the files")
	layout.print(t, "pdftotext -layout")
	first.print(t, "first reader alone")
	second.print(t, "second reader alone")
	reading.print(t, "the reading")
	if n := len(kept); n > 0 && n < len(all) { // where recognition took the place of senseless text, the text is no measure
		kept.print(t, fmt.Sprintf("the reading, of the %d files of which no page was recognised", n))
		keptLayout.print(t, "pdftotext -layout, of the same")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "  the second reader gave nothing for %d\n  boxes: %s of %d words that both readers found have centres within %d points\n",
		failed, percent(near, both), both, extract.NearPoints)
	return err
}

func (s shares) print(w io.Writer, name string) {
	recall := func(x extract.Share) float64 { return x.Recall }
	precision := func(x extract.Share) float64 { return x.Precision }
	fmt.Fprintf(w, "%.4f\t%s\t%s\t%.4f\t%s\t  %s\n", s.mean(recall), s.below(recall, 0.95), s.below(recall, 0.5),
		s.mean(precision), s.below(precision, 0.95), name)
}

func (s shares) mean(of func(extract.Share) float64) float64 {
	sum := 0.0
	for _, x := range s {
		sum += of(x)
	}
	return sum / float64(len(s))
}

func (s shares) below(of func(extract.Share) float64, limit float64) string {
	n := 0
	for _, x := range s {
		if of(x) < limit {
			n++
		}
	}
	return percent(n, len(s))
}

// printTimes writes the time per page of the readers beside bare pdftotext, of
// the files that all of them read.
func printTimes(w io.Writer, results []fileResult) error {
	var bare, first, second []time.Duration
	pages := 0
	for _, r := range withText(results) {
		if p := r.measured.PDF; p.Bare > 0 && p.FirstIn > 0 && p.SecondIn > 0 {
			bare, first, second = append(bare, p.Bare), append(first, p.FirstIn), append(second, p.SecondIn)
			pages += p.Pages
		}
	}
	if len(bare) == 0 {
		return nil
	}
	fmt.Fprintf(w, "\ntimes, in turns on the same %d files with %d pages\n", len(bare), pages)
	t := columns(w)
	fmt.Fprintln(t, "per page\ttimes bare, all pages\ttimes bare, median file\t  reader")
	for _, c := range []struct {
		name string
		took []time.Duration
	}{{"bare pdftotext, with the start of its process", bare}, {"first reader, with the start of its process", first},
		{"second reader alone, which starts none", second}} {
		fmt.Fprintf(t, "%.2f ms\t%.2f\t%.2f\t  %s\n", ms(sum(c.took))/float64(pages), float64(sum(c.took))/float64(sum(bare)), medianRatio(c.took, bare), c.name)
	}
	return t.Flush()
}

func sum(all []time.Duration) (total time.Duration) {
	for _, d := range all {
		total += d
	}
	return total
}

// medianRatio is the median of what some took in relation to others, file by
// file.
func medianRatio(took, others []time.Duration) float64 {
	var all []float64
	for i := range took {
		all = append(all, float64(took[i])/float64(others[i]))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// printEnvelopes writes how many signed envelopes openssl opens, and we.
func printEnvelopes(w io.Writer, results []fileResult) error {
	var all, ours, theirs, equal, more, oracle int
	for _, r := range results {
		e := r.measured.Envelope
		if e == nil {
			continue
		}
		all++
		for n, yes := range map[*int]bool{&ours: e.Ours, &theirs: e.Openssl, &equal: e.Equal, &more: e.Ours && !e.Openssl, &oracle: e.Oracle} {
			if yes {
				*n++
			}
		}
	}
	switch {
	case all == 0:
		return nil
	case oracle == 0:
		_, err := fmt.Fprintf(w, "\nsigned envelopes: %d, opened %d; openssl is not installed: nothing to compare with\n", all, ours)
		return err
	}
	_, err := fmt.Fprintf(w, "\nsigned envelopes: %d; openssl opens %d, of which we with the same content %d; we open %d, %d of them openssl does not\n",
		all, theirs, equal, ours, more)
	return err
}

// printExpected writes how the expectations came out, and names the fields that
// are not right.
func printExpected(w io.Writer, results []fileResult) error {
	var counts [outcomes]int
	files := 0
	for _, r := range results {
		for _, v := range r.verdicts {
			counts[v.outcome]++
		}
		if len(r.verdicts) > 0 {
			files++
		}
	}
	if files == 0 {
		return nil
	}
	fmt.Fprintf(w, "\nexpectations of %d files\n", files)
	for o := right; o < outcomes; o++ {
		fmt.Fprintf(w, "  %6d  %s\n", counts[o], o)
	}
	for _, r := range results {
		for _, v := range r.verdicts {
			if v.outcome != right {
				fmt.Fprintf(w, "  %s: %s: %s\n", r.name, v.field, v.outcome)
			}
		}
	}
	return nil
}

// printBytes writes whether every file is still what it was.
func printBytes(w io.Writer, results []fileResult) error {
	same := 0
	for _, r := range results {
		if !r.altered {
			same++
		}
	}
	_, err := fmt.Fprintf(w, "\nSHA-256 before = SHA-256 after: %d of %d files\n", same, len(results))
	return err
}
