package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
)

// drops is how many documents are measured, after one that warms up.
const drops = 30

// BenchmarkDrop drops two-page contracts, digital PDFs, each of another
// agreement, on the portal. The clock runs from the first byte that an operator
// who has signed in sends until the case is open: stored, read in a child
// process, put into its slot, checked, with a task before a person.
// In turns with it ocrmypdf takes the same file: --skip-text as it is, and with
// the settings that let it do least ("quick").
func BenchmarkDrop(b *testing.B) {
	ocrmypdf := tool(b, "ocrmypdf", "ocrmypdf")
	w := newWorld(b, province.Options{Seed: 7, Bodies: 30, Centres: 60, Months: 1, OtherBodies: 1, OtherCentres: 1})
	w.serve()
	w.work()
	d := &dropping{world: w, papers: w.contracts(drops + 1)}
	if _, err := d.drop(d.papers[0]); err != nil {
		b.Fatal(err)
	}
	ocr := func(args ...string) func(paper) (time.Duration, error) {
		return func(p paper) (time.Duration, error) { return runOCR(b.Context(), ocrmypdf, p, args...) }
	}
	got, err := takeTurns(drops, d.oneByOne("drop", d.drop), d.oneByOne("ocrmypdf", ocr()),
		d.oneByOne("quick", ocr("--output-type", "pdf", "--optimize", "0")))
	if err != nil {
		b.Fatal(err)
	}
	for name, s := range got {
		b.ReportMetric(s.quantile(0.5), name+"-p50-ms")
		b.ReportMetric(s.quantile(0.95), name+"-p95-ms")
	}
	reportRatio(b, "ocrmypdf", ratios(got["drop"], got["ocrmypdf"]))
	reportRatio(b, "quick", ratios(got["drop"], got["quick"]))
	d.report()
	finish(b)
}

// paper is a file with the person who sends it.
type paper struct {
	by      *visitor
	name    string
	path    string
	content []byte
}

var pdfPage = regexp.MustCompile(`/Type /Page\b`)

// contracts returns n contracts of two pages with nothing wrong, and their
// senders signed in.
func (w *world) contracts(n int) (out []paper) {
	w.Helper()
	dir, visitors := w.TempDir(), map[string]*visitor{}
	for _, f := range w.province.Files {
		if f.Kind != document.Agreement || f.Fault != nil || len(out) == n {
			continue
		}
		content, err := f.Bytes()
		w.must(err)
		if len(pdfPage.FindAll(content, -1)) != 2 {
			continue
		}
		email := w.province.People[f.SubmittedBy-1].Email
		if visitors[email] == nil {
			visitors[email] = w.signIn(email)
		}
		path := filepath.Join(dir, fmt.Sprintf("%d.pdf", len(out)))
		w.must(os.WriteFile(path, content, 0o600))
		out = append(out, paper{visitors[email], f.Name, path, content})
	}
	if len(out) < n {
		w.Fatalf("the province has %d contracts of two pages, %d are needed", len(out), n)
	}
	return out
}

func runOCR(ctx context.Context, ocrmypdf string, p paper, args ...string) (time.Duration, error) {
	start := time.Now()
	cmd := exec.CommandContext(ctx, ocrmypdf, append([]string{"--skip-text", "--quiet"}, append(args, p.path, p.path+".out.pdf")...)...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, said)
	}
	return time.Since(start), nil
}

// dropping drops papers and keeps where the time went.
type dropping struct {
	*world
	papers []paper
	stages map[string]samples
}

// oneByOne is a contestant who takes the next paper each time.
func (d *dropping) oneByOne(name string, run func(paper) (time.Duration, error)) contestant {
	i := 0
	return contestant{name, func() (time.Duration, error) { i++; return run(d.papers[i]) }}
}

// drop sends a paper and returns how long it took until its case was open.
func (d *dropping) drop(p paper) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(d.Context(), time.Minute)
	defer cancel()
	start := time.Now()
	got, err := p.by.upload(ctx, p.name, bytes.NewReader(p.content), int64(len(p.content)))
	if err != nil {
		return 0, err
	}
	receipt := time.Now()
	if err := d.opened(ctx, got.Document); err != nil {
		return 0, err
	}
	open := time.Now()
	if err := d.note(ctx, got.Document, start, receipt, open); err != nil {
		return 0, err
	}
	return open.Sub(start), d.rest(ctx)
}

// rest waits until the pages are drawn and nothing else is to be done, so that who
// comes next has the machine for itself.
func (d *dropping) rest(ctx context.Context) error {
	for {
		var busy bool
		if err := d.look.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL)`).Scan(&busy); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("there is still work to do: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond): // also for the reader that waits for the next file to be ready
			if !busy {
				return nil
			}
		}
	}
}

// opened returns when the document's case waits for a person.
func (d *dropping) opened(ctx context.Context, doc int64) error {
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for {
		var yes bool
		err := d.look.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM cases c JOIN tasks t ON t.case_id = c.id
			WHERE c.document_id = $1 AND t.closed_at IS NULL)`, doc).Scan(&yes)
		if err != nil || yes {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the case of document %d did not open: it was %s", doc, d.past(doc))
		case <-again.C:
		}
	}
}

// past tells what happened to a document, and what its jobs failed with.
func (d *dropping) past(doc int64) (told string) {
	err := d.look.QueryRow(d.Context(), `SELECT (SELECT coalesce(string_agg(kind, ', ' ORDER BY id), 'never seen') FROM events WHERE document_id = $1)
		|| coalesce((SELECT string_agg('; ' || kind || ' failed: ' || last_error, '') FROM outbox WHERE last_error <> ''), '')`, doc).Scan(&told)
	if err != nil {
		return err.Error()
	}
	return told
}

// stageNames are what a drop goes through, in this order; each ends where the
// next begins. "receipt" is apart: when the sender had it.
func stageNames() []string {
	return []string{"1-store", "2-receive+relay", "3-read", "4-record+check"}
}

// note keeps the instants that the database has of a drop.
func (d *dropping) note(ctx context.Context, doc int64, start, receipt, open time.Time) error {
	at := []time.Time{start, {}, {}, {}, open}
	err := d.look.QueryRow(ctx, `SELECT r.created_at, r.sent_at, r.done_at FROM revisions v
		JOIN outbox r ON r.kind = 'revision:read' AND r.subject_id = v.id
		WHERE v.document_id = $1`, doc).Scan(&at[1], &at[2], &at[3])
	if err != nil {
		return fmt.Errorf("look at what became of document %d: %w", doc, err)
	}
	if d.stages == nil {
		d.stages = map[string]samples{}
	}
	for i, name := range stageNames() {
		d.stages[name] = append(d.stages[name], at[i+1].Sub(at[i]))
	}
	d.stages["receipt"] = append(d.stages["receipt"], receipt.Sub(start))
	return nil
}

// report reports the median of each stage, without the paper that warmed up.
func (d *dropping) report() {
	for _, name := range slices.Concat(stageNames(), []string{"receipt"}) {
		d.ReportMetric(d.stages[name][1:].quantile(0.5), name+"-ms")
	}
}
