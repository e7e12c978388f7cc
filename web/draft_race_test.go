package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/web"
)

// watched is an object store of which a test sees the calls for drafts.
type watched struct {
	blob.Store
	opening func()                // before a draft is opened; nil: nothing
	putting func(context.Context) // after one was put; nil: nothing
	dropped func()                // after one was dropped; nil: nothing
	puts    int
}

func (w *watched) DropDraft(ctx context.Context, key blob.DraftKey) error {
	err := w.Store.DropDraft(ctx, key)
	if w.dropped != nil {
		w.dropped()
	}
	return err
}

func (w *watched) OpenDraft(ctx context.Context, d blob.Draft) (io.ReadCloser, error) {
	if f := w.opening; f != nil {
		w.opening = nil
		f()
	}
	return w.Store.OpenDraft(ctx, d)
}

func (w *watched) PutDraft(ctx context.Context, r io.Reader, limit int64) (blob.Draft, error) {
	w.puts++
	d, err := w.Store.PutDraft(ctx, r, limit)
	if w.putting != nil && err == nil {
		w.putting(ctx)
	}
	return d, err
}

func watching(t *testing.T) (*world, *watched) {
	t.Helper()
	seen := &watched{}
	w := newWorld(t, func(c *web.Config) { seen.Store, c.Blobs = c.Blobs, seen })
	return w, seen
}

// Of two clicks on "send" the second may find the bytes gone because the first sent
// them: it has the receipt, and is not told that nothing was submitted.
func TestADraftIsSentByTwoClicks(t *testing.T) {
	w, seen := watching(t)
	o := w.slot(document.Register)
	page := fmt.Sprintf("/obligations/%d/draft", o.ID)
	b := w.as(province.OperatorEmail)
	b.choose(page, "registro.xlsx", []byte("x"))
	send := url.Values{"draft": {fmt.Sprint(w.readDraft(o.ID, strange("1")).ID)}}
	var first answer
	seen.opening = func() { first = w.as(province.OperatorEmail).post(page+"/submission", send) }
	second := b.post(page+"/submission", send)
	for name, r := range map[string]answer{"?done=received": first, "?done=already": second} {
		if r.status != http.StatusSeeOther || !strings.HasSuffix(r.header.Get("Location"), name) {
			t.Errorf("%d to %q, want %s: %.500s", r.status, r.header.Get("Location"), name, r.body)
		}
	}
}

// Who goes away before the answer leaves no bytes behind that no row names.
func TestADraftOfWhoWentAwayIsDropped(t *testing.T) {
	w, seen := watching(t)
	o := w.slot(document.Register)
	page := fmt.Sprintf("/obligations/%d/draft", o.ID)
	b := w.as(province.OperatorEmail)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	served := make(chan struct{})
	seen.putting = func(ctx context.Context) {
		leave()
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
			t.Error("the portal does not see that the visitor left")
		}
	}
	seen.dropped = func() { close(served) }
	if _, err := b.client.Do(b.chosen(page, "registro.xlsx", []byte("x")).WithContext(ctx)); err == nil {
		t.Fatal("there is an answer")
	}
	select {
	case <-served:
	case <-time.After(10 * time.Second):
	}
	if n, err := w.blobs.SweepDrafts(t.Context(), w.real().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("%d drafts lie in the object store that nobody has (%v)", n, err)
	}
}

// What may not be tried is not stored first.
func TestWhatMayNotBeTriedIsNotStored(t *testing.T) {
	w, seen := watching(t)
	o := w.slot(document.Register)
	w.send(o.ID, strange("2"))
	b := w.as(province.OperatorEmail)
	b.want(b.choose(fmt.Sprintf("/obligations/%d/draft", o.ID), "e.xlsx", []byte("five")), 409, "non c&#39;è niente da provare")
	b.want(b.choose("/obligations/999999/draft", "e.xlsx", []byte("five")), 404)
	x := w.as(other)
	x.want(x.choose(fmt.Sprintf("/obligations/%d/draft", o.ID), "e.xlsx", []byte("five")), 404)
	if seen.puts != 0 {
		t.Errorf("%d files were stored", seen.puts)
	}
}
