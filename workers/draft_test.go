package workers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/storage/blob/s3"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// tryout is a world with an operator who tries files for a register.
type tryout struct {
	*world
	engine   *engine.Engine
	blobs    blob.Store
	operator workflow.Actor
	slot     workflow.Obligation
}

func newTryout(t *testing.T) *tryout {
	t.Helper()
	y := &tryout{world: newWorld(t)}
	y.engine = engine.New(y.db, now)
	var err error
	if y.blobs, err = s3.Open(t.Context(), y.S3); err != nil {
		t.Fatal(err)
	}
	err = y.db.Read(t.Context(), storage.System(), func(r *storage.Reader) error {
		p, _, _, err := r.Credentials(t.Context(), province.OperatorEmail)
		if err != nil {
			return err
		}
		y.operator = workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role}
		all, err := r.Slots(t.Context(), p.BodyID, document.Register)
		for _, o := range all {
			if o.Status == workflow.ObligationOpen && o.CentreID != 0 {
				y.slot = o
			}
		}
		return err
	})
	if err != nil || y.slot.ID == 0 {
		t.Fatalf("no slot to try for: %v", err)
	}
	return y
}

// workbook is a register as the portal makes it, with a guest whose days are all
// marked.
func (y *tryout) workbook() []byte {
	y.Helper()
	row := reception.GridRow{Code: "ZZ001"}
	for range y.slot.For.Days() {
		row.Marks = append(row.Marks, "P")
	}
	v, _, err := y.engine.SaveGrid(y.Context(), y.operator, y.slot.ID, 0, []reception.GridRow{row})
	if err != nil {
		y.Fatal(err)
	}
	b, _, err := y.engine.GridFile(y.Context(), y.operator, y.slot.ID, v)
	if err != nil {
		y.Fatal(err)
	}
	return b
}

// try puts a draft as the portal does.
func (y *tryout) try(name string, content []byte) storage.Draft {
	y.Helper()
	d, err := y.blobs.PutDraft(y.Context(), bytes.NewReader(content), 0)
	if err != nil {
		y.Fatal(err)
	}
	if _, err := y.engine.PutDraft(y.Context(), y.operator, engine.Trying{Obligation: y.slot.ID, FileName: name, StoredAs: string(d.Key), SHA256: d.SHA256, Size: d.Size}); err != nil {
		y.Fatal(err)
	}
	return y.draft()
}

func (y *tryout) draft() (d storage.Draft) {
	y.Helper()
	err := y.db.Read(y.Context(), storage.System(), func(r *storage.Reader) (err error) {
		d, err = r.DraftOf(y.Context(), y.slot.ID, y.operator.Person)
		return err
	})
	if err != nil {
		y.Fatal(err)
	}
	return d
}

// read waits until a draft is checked.
func (y *tryout) read(d storage.Draft) storage.Draft {
	y.Helper()
	y.until("the draft is checked", `SELECT checked_at IS NOT NULL FROM drafts WHERE id = $1`, d.ID)
	return y.draft()
}

func (y *tryout) value(d storage.Draft, name string) string {
	for _, v := range d.Summary.Values {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

func (y *tryout) rows(table string) (n int) {
	y.Helper()
	if err := y.look.QueryRow(y.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
		y.Fatal(err)
	}
	return n
}

// A draft is read in the cage like any other file; a scan waits for recognition, and a
// file that can't be read says why. Nothing of them is received.
func TestADraftIsRead(t *testing.T) {
	t.Parallel()
	y := newTryout(t)
	y.run()
	d := y.read(y.try("registro.xlsx", y.workbook()))
	if d.Summary.Kind != document.Register || y.value(d, document.PersonDays) == "" || y.value(d, document.PeriodMonth) != y.slot.For.Key() || d.Summary.Ran == 0 || d.Scanned {
		t.Errorf("the register is read as %+v", d)
	}
	d = y.read(y.try("foto.png", blankPage(t)))
	if !d.Scanned || y.rows(`outbox WHERE kind = 'draft:scan' AND done_at IS NOT NULL`) != 1 {
		t.Errorf("the scan did not wait for recognition: %+v", d)
	}
	d = y.read(y.try("rotto.pdf", []byte("%PDF-1.7\nnothing of it is left\n")))
	if d.Summary.Error == nil || d.Summary.Error.It == "" || len(d.Findings) == 0 || d.Findings[0].It != d.Summary.Error.It {
		t.Errorf("the broken file is read as %+v", d)
	}
	for _, table := range []string{"documents", "revisions", "receipts", "readings", "findings"} {
		if n := y.rows(table); n != 0 {
			t.Errorf("%d rows of %s", n, table)
		}
	}
}

// The marks that the office confirmed for the body count in a draft too.
func TestADraftIsReadByTheBodysMarks(t *testing.T) {
	t.Parallel()
	y := newTryout(t)
	office := workflow.Actor{Office: y.operator.Office, Role: reception.Reviewer}
	err := y.db.Read(t.Context(), storage.System(), func(r *storage.Reader) error {
		p, _, _, err := r.Credentials(t.Context(), province.ReviewerEmail)
		office.Person = p.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	y.run()
	csv, days := y.csv("KW")
	unknown := func(d storage.Draft) bool {
		for _, f := range d.Findings {
			if f.Rule == check.RuleOfMarks {
				return true
			}
		}
		return false
	}
	if d := y.read(y.try("registro.csv", csv)); !unknown(d) || y.value(d, document.PersonDays) == days {
		t.Fatalf("before it is explained: %+v", d)
	}
	if err := y.engine.SayMark(t.Context(), office, y.operator.Body, "KW", reception.MarkPresent); err != nil {
		t.Fatal(err)
	}
	y.until("the draft is read by the new mark", `SELECT count(*) = 2 FROM outbox WHERE kind = 'draft:read' AND done_at IS NOT NULL`)
	if d := y.draft(); unknown(d) || y.value(d, document.PersonDays) != days {
		t.Errorf("after it is explained: %+v", d)
	}
}

// csv is the slot's register with two guests who were there all month, one of them on
// the second day by another mark, and its presences.
func (y *tryout) csv(mark string) (b []byte, days string) {
	n := y.slot.For.Days()
	head, one, two := "N.;Cod. ospite", "1;ZZ001", "2;ZZ002"
	for d := range n {
		head += fmt.Sprintf(";%d", d+1)
		two += ";P"
		if d == 1 {
			one += ";" + mark
		} else {
			one += ";P"
		}
	}
	top := fmt.Sprintf("REGISTRO PRESENZE OSPITI\nmese/anno %02d/%d\n", int(y.slot.For.Start.Month()), y.slot.For.Start.Year())
	return []byte(top + head + "\n" + one + "\n" + two + "\n"), fmt.Sprint(2 * n)
}

// blankPage is a photo of a page on which there is a line.
func blankPage(t *testing.T) []byte {
	t.Helper()
	page := image.NewGray(image.Rect(0, 0, 600, 800))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	for x := 100; x < 500; x++ {
		page.SetGray(x, 400, color.Gray{})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// shut is an object store that gives no drafts out at times.
type shut struct {
	blob.Store
	now atomic.Bool
}

func (s *shut) OpenDraft(ctx context.Context, d blob.Draft) (io.ReadCloser, error) {
	if s.now.Load() {
		return nil, errors.New("the store is shut")
	}
	return s.Store.OpenDraft(ctx, d)
}

// Whoever tried a file whose reading fails again and again is told, and need not wait
// until the draft ends; a worker that then succeeds has it read.
func TestADraftWhoseReadingFails(t *testing.T) {
	t.Parallel()
	y := newTryout(t)
	d := y.try("registro.xlsx", y.workbook())
	store := &shut{Store: y.blobs}
	store.now.Store(true)
	k := y.workers()
	k.Blobs = store
	y.start(k)
	y.until("whoever tried it is told", `SELECT failed_at IS NOT NULL FROM drafts WHERE id = $1`, d.ID)
	if s := y.draft().StateAt(now()); s != workflow.DraftFailed {
		t.Errorf("it is %s", s)
	}
	store.now.Store(false)
	if err := y.engine.RetryDraft(t.Context(), y.operator, y.slot.ID, d.ID); err != nil {
		t.Fatal(err)
	}
	y.until("it is read", `SELECT checked_at IS NOT NULL AND failed_at IS NULL FROM drafts WHERE id = $1`, d.ID)
}

// A worker that dies while it reads a draft leaves it to the next, which reads it once.
func TestADraftWhoseWorkerDies(t *testing.T) {
	t.Parallel()
	y := newTryout(t)
	d := y.try("registro.xlsx", y.workbook())
	if _, err := y.look.Exec(t.Context(), `UPDATE outbox SET sent_at = clock_timestamp() - interval '1 hour', attempts = 1 WHERE kind = 'draft:read'`); err != nil {
		t.Fatal(err)
	}
	y.run()
	if d = y.read(d); d.Summary.Kind != document.Register {
		t.Errorf("it is read as %+v", d)
	}
	y.until("its job is done", `SELECT done_at IS NOT NULL FROM outbox WHERE kind = 'draft:read'`)
}

// The tick ends drafts whose time is over.
func TestATickEndsDrafts(t *testing.T) {
	t.Parallel()
	y := newTryout(t)
	d := y.try("registro.xlsx", []byte("x"))
	if _, err := y.look.Exec(t.Context(), `UPDATE drafts SET ends_at = $1`, now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	y.run()
	y.until("the draft has ended", `SELECT words IS NULL FROM drafts WHERE id = $1`, d.ID)
	y.until("nobody reads it any more", `SELECT done_at IS NOT NULL FROM outbox WHERE kind = 'draft:read'`)
}
