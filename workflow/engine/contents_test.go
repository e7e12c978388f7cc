package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// understand does what the workers do after they read a revision.
func (w *world) understand(got engine.Received, u engine.Understood) {
	w.Helper()
	w.must(w.tryToUnderstand(got, u))
}

// tryToUnderstand is understand; it returns why a check was left to the queue.
func (w *world) tryToUnderstand(got engine.Received, u engine.Understood) (unchecked error) {
	w.Helper()
	u.Reading.SHA256, u.Reading.ReaderVersion = w.bytesOf(got.Revision), max(u.Reading.ReaderVersion, 1)
	unchecked, err := w.engine.Understand(w.Context(), w.job(workflow.JobReadRevision, int64(got.Revision)), got.Revision, u)
	w.must(err)
	return unchecked
}

// An archive is opened: what is inside are documents with receipts of their own,
// which know where they came from; the archive itself asks for nothing.
func TestWhatIsInsideBecomesDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.send(w.operator, engine.Incoming{}) // sent by itself earlier
	got := w.send(w.operator, engine.Incoming{})
	inner := []engine.Inner{
		{Name: "registro.xlsx", Origin: "zip", SHA256: document.SHA256{9}, Size: 10},
		{Name: "gia inviato.pdf", Origin: "zip", SHA256: w.bytesOf(before.Revision), Size: 100},
		{Name: "contratto.pdf", Origin: "zip", SHA256: document.SHA256{1}, Size: 20},
	}
	zip := document.Reading{MediaType: "application/zip"}
	w.understand(got, engine.Understood{Reading: zip, Contents: inner, Check: true, Draw: true})
	w.check(got.Document)
	var inside []storage.ContentLine
	w.read(storage.For(w.operator), func(r *storage.Reader) (err error) {
		inside, err = r.ContentsOf(t.Context(), got.Revision)
		return err
	})
	if len(inside) != 3 || inside[0].Name != "registro.xlsx" || inside[1].Document != before.Document || inside[2].Outer != got.Document {
		t.Fatalf("inside are %+v", inside)
	}
	for _, i := range []int{0, 2} {
		w.read(storage.For(w.operator), func(r *storage.Reader) error {
			v, err := r.CurrentRevision(t.Context(), inside[i].Document)
			if v.SHA256 != inner[i].SHA256 || v.FileName != inner[i].Name || v.Receipt.Number == 0 || v.SubmittedBy != w.operator.Person {
				t.Errorf("revision %+v", v)
			}
			came, e := r.ContainersOf(t.Context(), inside[i].Document)
			if e != nil || len(came) != 1 || came[0].Container != got.Revision {
				t.Errorf("it came inside %+v, %v", came, e)
			}
			w.job(workflow.JobReadRevision, int64(v.ID)) // waits to be read
			return err
		})
	}
	if e := w.events(got.Document); len(e) != 2 { // received, read: nobody is asked what it is for
		t.Errorf("the archive's events are %v", e)
	}
	w.read(storage.For(w.operator), func(r *storage.Reader) error {
		l, err := r.DocumentLine(t.Context(), got.Document)
		if l.Inside != 3 || l.CaseID != 0 || l.CheckedAt != nil {
			t.Errorf("the archive is %+v", l)
		}
		return err
	})
}

// innerOf are n files of a size found in an archive, other ones for each key.
func innerOf(key string, n int, size int64) (out []engine.Inner) {
	for i := range n {
		name := fmt.Sprintf("%s-%d.zip", key, i)
		out = append(out, engine.Inner{Name: name, Origin: "zip", SHA256: document.Sum([]byte(name)), Size: size})
	}
	return out
}

// unread are the revisions that wait to be read.
func (w *world) unread() (all []engine.Received) {
	w.Helper()
	for id := 1; id <= w.count(`SELECT coalesce(max(id), 0) FROM revisions`); id++ {
		if w.count(`SELECT count(*) FROM revisions v WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.revision_id = v.id)`, id) == 1 {
			all = append(all, engine.Received{Revision: document.RevisionID(id)})
		}
	}
	return all
}

// Archives within archives, each read by itself, hold no more together than one
// may: what is left out is said where it was.
func TestArchivesOfArchivesHaveOneLimit(t *testing.T) {
	t.Parallel()
	zip := document.Reading{MediaType: "application/zip"}
	for name, c := range map[string]struct {
		each        int
		size        int64
		most, least int
	}{
		"documents": {each: 40, size: 10, most: 1000, least: 1000},
		"bytes":     {each: 7, size: 50 << 20, most: 12, least: 12},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			other := w.send(w.operator, engine.Incoming{})
			w.understand(other, engine.Understood{Reading: paper()})
			got := w.send(w.operator, engine.Incoming{})
			w.understand(got, engine.Understood{Reading: zip, Contents: innerOf("first", c.each, c.size)})
			for _, g := range w.unread() {
				w.understand(g, engine.Understood{Reading: zip, Contents: innerOf(fmt.Sprint(g.Revision), c.each, c.size)})
			}
			n := w.count(`SELECT count(*) FROM contents`)
			if n > c.most || n < c.least {
				t.Errorf("%d documents inside", n)
			}
			if docs := w.count(`SELECT count(*) FROM documents`); docs != n+2 {
				t.Errorf("%d documents", docs)
			}
			left := w.count(`SELECT count(*) FROM readings
				WHERE jsonb_path_exists(reading, '$.warnings[*] ? (@.code == "contents.left_out")')`)
			full := w.count(`SELECT count(*) FROM readings r WHERE media_type = 'application/zip'
				AND (SELECT count(*) FROM contents c WHERE c.container_id = r.revision_id) < $1`, c.each)
			w.read(storage.System(), func(r *storage.Reader) error {
				id := w.count(`SELECT min(revision_id) FROM readings WHERE reading->'warnings' @> '[{"code": "contents.left_out"}]'`)
				d, _, _, err := r.Reading(t.Context(), document.RevisionID(id))
				if !slices.ContainsFunc(d.Warnings, func(x document.Warning) bool { return strings.Contains(x.It, "Inviarli a parte") }) {
					t.Errorf("it is said as %+v", d.Warnings)
				}
				return err
			})
			if left == 0 || left != full {
				t.Errorf("%d containers say that something was left out, it was in %d", left, full)
			}
			// Another upload has its own room.
			next := w.send(w.operator, engine.Incoming{})
			w.understand(next, engine.Understood{Reading: zip, Contents: innerOf("next", c.each, c.size)})
			if m := w.count(`SELECT count(*) FROM contents`); m != n+c.each {
				t.Errorf("the next upload holds %d of %d", m-n, c.each)
			}
		})
	}
}

// Another body's bytes are another body's: what is inside is taken in again.
func TestInsideIsPerBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	inner := []engine.Inner{{Name: "a.pdf", Origin: "mail", SHA256: document.SHA256{7}, Size: 10}}
	var docs []document.ID
	for _, a := range []workflow.Actor{w.operator, w.other} {
		got := w.send(a, engine.Incoming{})
		w.understand(got, engine.Understood{Reading: document.Reading{MediaType: "message/rfc822"}, Contents: inner})
		w.read(storage.For(a), func(r *storage.Reader) error {
			inside, err := r.ContentsOf(t.Context(), got.Revision)
			if len(inside) != 1 {
				t.Fatalf("inside are %+v", inside)
			}
			docs = append(docs, inside[0].Document)
			return err
		})
	}
	if docs[0] == docs[1] {
		t.Error("two bodies share a document")
	}
}

// A reading of other bytes than the revision's is refused.
func TestAReadingOfOtherBytesIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{})
	job := w.job(workflow.JobReadRevision, int64(got.Revision))
	if err := w.engine.RecordReading(t.Context(), job, got.Revision, document.Reading{ReaderVersion: 1}, 0); err == nil {
		t.Fatal("it was taken")
	}
}

// A scan is handed on to another job, once.
func TestAScanWaitsInAQueueOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{})
	job := w.job(workflow.JobReadRevision, int64(got.Revision))
	for range 2 {
		w.must(w.engine.Recognise(t.Context(), job, got.Revision))
	}
	w.job(workflow.JobRecognise, int64(got.Revision))
	if n := w.count(`SELECT count(*) FROM outbox WHERE kind = 'revision:recognise'`); n != 1 {
		t.Errorf("%d jobs", n)
	}
	if e := w.events(got.Document); len(e) != 1 {
		t.Errorf("events %v", e)
	}
}

// A document is checked in the same breath as its reading is kept. Where that fails
// the reading is kept all the same, and the check is left to the queue.
func TestTheCheckFollowsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	waits := func(kind workflow.JobKind) int {
		return w.count(`SELECT count(*) FROM outbox WHERE kind = $1 AND sent_at IS NULL AND done_at IS NULL`, kind)
	}
	at := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.must(w.tryToUnderstand(at, engine.Understood{Reading: paper(), Check: true, Draw: true}))
	if f := w.caseOf(at.Document); f.Open.Step == "" {
		t.Errorf("no case is open: %+v", f)
	}
	if waits(workflow.JobCheck) != 0 || waits(workflow.JobDraw) != 1 {
		t.Errorf("%d checks and %d drawings wait", waits(workflow.JobCheck), waits(workflow.JobDraw))
	}
	w.sql(`UPDATE definitions SET key = 'away ' || key`)
	later := w.send(w.operator, engine.Incoming{})
	if err := w.tryToUnderstand(later, engine.Understood{Reading: paper(), Check: true, Draw: true}); err == nil {
		t.Error("nothing says why the check is left to the queue")
	}
	if n := w.count(`SELECT count(*) FROM readings`); n != 2 || waits(workflow.JobCheck) != 1 || waits(workflow.JobDraw) != 2 {
		t.Errorf("%d readings, %d checks and %d drawings", n, waits(workflow.JobCheck), waits(workflow.JobDraw))
	}
	w.sql(`UPDATE definitions SET key = substr(key, 6)`)
	w.check(later.Document)
	if n := w.count(`SELECT count(*) FROM cases`); n != 2 {
		t.Errorf("%d cases", n)
	}
}

// A check whose last statement fails leaves the reading all the same, though it goes to
// the server only with the commit.
func TestACheckThatFailsWithTheCommit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	invoice := w.invoiceSent()
	o, _ := w.beside()
	at := w.send(w.operator, engine.Incoming{Obligation: o.ID})
	w.sql(fmt.Sprintf(`ALTER TABLE outbox ADD CONSTRAINT no_check CHECK (kind <> 'document:check' OR subject_id <> %d) NOT VALID`, invoice))
	if err := w.tryToUnderstand(at, engine.Understood{Reading: w.monthOf(o, "G1"), Check: true}); err == nil {
		t.Error("nothing says why the check is left to the queue")
	}
	if n := w.count(`SELECT count(*) FROM readings`); n != 2 {
		t.Errorf("%d readings", n)
	}
	w.sql(`ALTER TABLE outbox DROP CONSTRAINT no_check`)
	w.check(at.Document)
	w.check(invoice)
}

// Reading again adds a reading. What a decision relied on stays what its case
// shows; where none was taken, the newer one is in force.
func TestReadingAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided, open := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID}), w.send(w.operator, engine.Incoming{})
	w.digest(decided, paper())
	w.digest(open, paper())
	w.must(w.decide(w.reviewer, decided.Document, workflow.Returned, "Manca la firma."))
	if n, err := w.engine.Reread(t.Context(), 2, true); err != nil || n != 2 {
		t.Fatalf("%d to read again, %v", n, err)
	}
	if n, err := w.engine.Reread(t.Context(), 2, true); err != nil || n != 0 {
		t.Fatalf("asked again: %d, %v", n, err)
	}
	for _, got := range []engine.Received{decided, open} {
		newer := paper()
		newer.ReaderVersion, newer.PageCount = 2, 77
		w.understand(got, engine.Understood{Reading: newer})
	}
	for got, want := range map[document.RevisionID]int{decided.Revision: paper().PageCount, open.Revision: 77} {
		w.read(storage.For(w.reviewer), func(r *storage.Reader) error {
			shown, ok, err := r.ReadingShown(t.Context(), got)
			if !ok || shown.Reading.PageCount != want {
				t.Errorf("revision %d shows %d pages, want %d", got, shown.Reading.PageCount, want)
			}
			return err
		})
	}
	if n := w.count(`SELECT count(*) FROM readings`); n != 4 {
		t.Errorf("%d readings are kept", n)
	}
}

// What is inside one file that was sent gives no e-mail each: whoever sent it is
// told of all of it in the next digest.
func TestWhatIsInsideIsToldTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.oneADay()
	got := w.send(w.operator, engine.Incoming{})
	w.understand(got, engine.Understood{Reading: document.Reading{MediaType: "application/zip"}, Contents: innerOf("scan", 5, 10)})
	for _, v := range w.unread() {
		w.read(storage.System(), func(r *storage.Reader) error {
			rev, err := r.Revision(t.Context(), v.Revision)
			v.Document = rev.DocumentID
			return err
		})
		w.digest(v, document.Reading{MediaType: "application/pdf"})
	}
	if k := w.toldTo(w.operator.Person); len(k) != 0 {
		t.Fatalf("%d e-mails at once", len(k))
	}
	w.tick(11, 3)
	k := w.toldTo(w.operator.Person)
	if len(k) != 1 || len(k[0].News) != 5 || !k[0].News[4].Unplaced.Inside {
		t.Fatalf("the digest tells %+v", k)
	}
	alone := w.send(w.operator, engine.Incoming{})
	w.digest(alone, document.Reading{MediaType: "application/pdf", Error: &document.Warning{Code: "pdf.encrypted", It: "È protetto.", En: "It is protected."}})
	if k := w.toldTo(w.operator.Person); len(k) != 2 || k[1].Unclear == nil || k[1].Unreadable == nil || k[1].Unreadable.It != "È protetto." {
		t.Fatalf("what was sent by itself is not told at once: %+v", k)
	}
}
