package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/storagetest"
)

// Who reads a paper, on whichever page or as a file, is on record before it is shown:
// once a person, paper and day. Who may not see it leaves no trace, and a list is no
// reading.
func TestWhoReadsAPaperIsOnRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := document.Reading{Kind: document.Agreement, KindScore: 0.9, MediaType: "application/pdf", PageCount: 1, Text: "x",
		Layout: []document.Page{{Number: 1, Width: 595, Height: 842, Words: []document.Word{{Text: "Provaldi", Confidence: 1}}}}}
	got := w.send(w.slot(document.Agreement).ID, d)
	other := w.send(0, document.Reading{MediaType: "application/pdf", PageCount: 1, Text: "y"})
	paper, words := fmt.Sprintf("/documents/%d", got.Document), fmt.Sprintf("/revisions/%d/pages/1.json", got.Revision)
	logged := func() string {
		return strings.TrimSpace(storagetest.Dump(t, w.address, "paper_reads"))
	}
	lines := func() int { return len(strings.Fields(strings.ReplaceAll(logged(), " ", "_"))) }

	op, rev, stranger := w.as(province.OperatorEmail), w.as(province.ReviewerEmail), w.as("ente02@insiemi.example")
	op.want(op.get("/documents"), http.StatusOK)
	op.want(op.get(paper), http.StatusOK, "Provaldi")
	if stranger.get(paper).status != http.StatusNotFound || stranger.get(words).status != http.StatusNotFound {
		t.Error("another body sees the paper")
	}
	if n := lines(); n != 1 || !strings.Contains(logged(), "document") {
		t.Fatalf("on record are %d: %s", n, logged())
	}
	op.want(op.get(words), http.StatusOK, "Provaldi")
	op.want(op.get(paper), http.StatusOK, "Provaldi")
	op.want(op.get(fmt.Sprintf("/revisions/%d/file", got.Revision)), http.StatusOK)
	if n := lines(); n != 1 {
		t.Errorf("the same person, paper and day is on record %d times", n)
	}
	rev.want(rev.get(words), http.StatusOK, "Provaldi")
	if n := lines(); n != 2 || !strings.Contains(logged(), "words") {
		t.Errorf("after the reviewer saw the words, on record are %d: %s", n, logged())
	}
	rev.want(rev.get(fmt.Sprintf("/revisions/%d/file", other.Revision)), http.StatusOK)
	if n := lines(); n != 3 || !strings.Contains(logged(), "file") {
		t.Errorf("after a second paper, on record are %d: %s", n, logged())
	}
	w.now = w.now.Add(24 * time.Hour)
	op = w.as(province.OperatorEmail)
	op.want(op.get(paper), http.StatusOK)
	if n := lines(); n != 4 {
		t.Errorf("on the next day, on record are %d: %s", n, logged())
	}
}
