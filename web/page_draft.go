package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// draftPageView is a file that is tried before it is sent.
type draftPageView struct {
	Slot     slotView
	Done     string
	Alert    string
	State    workflow.DraftState
	Draft    storage.Draft
	Status   badge
	Says     string // what was found, or what is going on
	Kind     document.Kind
	Facts    []factView
	Findings []findingView
	Lasts    int // hours that a draft lasts
	Limit    int64
	Live     liveView
	Document document.ID // that was sent of it, or that is in the slot meanwhile
	Receipt  string      // of what was sent
	SentAt   time.Time
}

// draftShown is what one snapshot says of a draft.
type draftShown struct {
	desk
	storage.ObligationPage
	draft storage.Draft
	sent  storage.Revision // of the draft
}

func draftHref(id workflow.ObligationID) string { return obligationHref(id) + "/draft" }

func (s *site) draftPage(v *visit) error { return s.showDraft(v, http.StatusOK, "") }

func (s *site) loadDraft(v *visit) (d draftShown, err error) {
	ctx, id := v.r.Context(), workflow.ObligationID(v.pathID())
	d.desk = s.desk()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if d.ObligationPage, err = r.ObligationPage(ctx, id); err != nil {
			return err
		}
		if d.soon, err = r.DueSoonDays(ctx, d.Obligation.OfficeID); err != nil {
			return fmt.Errorf("days of the office: %w", err)
		}
		if d.draft, err = r.DraftOf(ctx, id, v.person.ID); err != nil || d.draft.RevisionID == 0 {
			return err
		}
		d.sent, err = r.Revision(ctx, d.draft.RevisionID)
		return err
	})
	return d, err
}

// showDraft shows what somebody tried, with the sentence of what was refused.
func (s *site) showDraft(v *visit, status int, alert string) error {
	d, err := s.loadDraft(v)
	if err != nil {
		return err
	}
	view := draftPageView{Slot: v.slot(d.Line, d.desk), Done: v.doneText(), Alert: alert, State: d.draft.StateAt(s.Engine.Now()), Draft: d.draft,
		Kind: d.draft.Summary.Kind, Lasts: int(workflow.DraftLasts.Hours()), Limit: s.UploadLimit, Document: d.Line.DocumentID}
	view.Slot.First = true
	v.fillDraft(&view, d)
	view.Live = liveView{Working: view.State.ToRead(),
		Stamp: stamp(fmt.Sprint(d.draft.ID, view.State, d.draft.Scanned, view.Slot.Status, view.Slot.RevisionNumber))}
	f := frame{Title: v.t("draft.title") + ": " + v.slotTitle(view.Slot)}
	if view.Live.Working {
		f.Refresh = 5
	}
	v.w.Header().Set("Cache-Control", "no-store")
	return s.pageIn(v, status, "draft", f, view)
}

// fillDraft says where a draft stands, and what was read and found.
func (v *visit) fillDraft(view *draftPageView, d draftShown) {
	switch view.State {
	case workflow.DraftReading:
		view.Status, view.Says = badge{"info", "refresh", v.t("draft.reading")}, v.t("draft.reading.text")
		switch {
		case d.draft.Again():
			view.Says = v.t("draft.reading.again")
		case d.draft.Scanned:
			view.Says = v.t("draft.reading.scan")
		}
	case workflow.DraftFailed:
		view.Status, view.Says = badge{"warn", "warning-circle", v.t("draft.failed")}, v.t("draft.failed.text")
	case workflow.DraftChecked:
		view.Facts = v.facts(document.Reading{Fields: fieldsOf(d.draft.Summary)}, &evidence{})
		view.Findings = v.findings(d.draft.Findings, storage.DocumentLine{ID: d.Line.DocumentID, BodyID: d.Line.BodyID}, &evidence{})
		view.Status, view.Says = v.tried(d.draft)
	case workflow.DraftSent:
		view.Status = badge{"ok", "check-circle", v.t("draft.sent")}
		view.Document, view.Receipt, view.SentAt = d.sent.DocumentID, d.sent.Receipt.String(), d.sent.SubmittedAt
		view.Says = v.t("draft.sent.text", view.Receipt, tongue{v.lang, v.texts}.when(view.SentAt))
	case workflow.DraftEnded:
		view.Status, view.Says = badge{"wait", "clock", v.t("draft.ended")}, v.t("draft.ended.text", tongue{v.lang, v.texts}.when(d.draft.PutAt), int(workflow.DraftLasts.Hours()))
	}
}

// fieldsOf are the values of a summary as those of a reading.
func fieldsOf(s workflow.DraftSummary) (out []document.Field) {
	for _, x := range s.Values {
		out = append(out, document.Field{Name: x.Name, Written: x.Value, Value: x.Value, Unsure: x.Unsure, Confidence: 1})
	}
	return out
}

// tried says what became of trying a draft.
func (v *visit) tried(d storage.Draft) (badge, string) {
	s := d.Summary
	switch {
	case s.Error != nil:
		return badge{"bad", "error", v.t("draft.unreadable")}, v.t("draft.unreadable.text")
	case s.Inside > 0 && !s.Meant:
		return badge{"warn", "help-circle", v.t("draft.archive")}, v.texts.count(v.lang, "draft.archive.text", s.Inside)
	case len(d.Findings) == 0:
		return badge{"ok", "check-circle", v.t("findings.clean")}, v.t("draft.clean.text", s.Ran, s.Rules)
	}
	b := v.severityBadge(d.Findings[0].Severity)
	b.Text = v.texts.count(v.lang, "findings", len(d.Findings))
	if d.Findings[0].Severity == check.Block {
		return b, v.t("draft.found.block")
	}
	return b, v.t("draft.found.text")
}

// putDraft takes a file to be tried.
func (s *site) putDraft(v *visit) error {
	id := workflow.ObligationID(v.pathID())
	err := s.takeDraft(v, id)
	if r, ok := workflow.RefusalOf(err); ok && !v.wantsJSON() && (r.Code == workflow.Invalid || r.Code == workflow.Conflict) {
		return s.showDraft(v, statusOf(r), inLanguage(r, v.lang))
	}
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		writeJSON(v, http.StatusOK, draftJSON{URL: draftHref(id)})
		return nil
	}
	return v.redirect(draftHref(id))
}

// draftJSON is where our script goes on.
type draftJSON struct {
	URL string `json:"url"`
}

// takeDraft stores the first file of a form as a draft, and has it read.
func (s *site) takeDraft(v *visit, id workflow.ObligationID) error {
	ctx := v.r.Context()
	if v.r.ContentLength > s.UploadLimit+formOverhead {
		v.w.Header().Set("Connection", "close") // reading on would only waste the sender's line
		return s.tooLarge()
	}
	name, file, err := firstFile(v.r)
	if err != nil {
		return err
	}
	if err := s.Engine.MayTry(ctx, v.actor(), id); err != nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(file, s.UploadLimit)) // a browser reads no answer while it sends
		return err
	}
	d, err := s.Blobs.PutDraft(ctx, file, s.UploadLimit)
	if err != nil {
		return s.putRefusal(err)
	}
	replaced, err := s.Engine.PutDraft(ctx, v.actor(), engine.Trying{Obligation: id, FileName: displayName(name),
		StoredAs: string(d.Key), SHA256: d.SHA256, Size: d.Size})
	if err != nil {
		s.dropBytes(v, string(d.Key))
		return err
	}
	s.dropBytes(v, replaced)
	return nil
}

// firstFile is the first file of a form.
func firstFile(r *http.Request) (name string, file io.Reader, err error) {
	mr, err := r.MultipartReader()
	if err != nil {
		return "", nil, errNoFile()
	}
	for {
		part, err := mr.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return "", nil, errNoFile()
		case err != nil:
			return "", nil, errCutOff(err)
		case part.FileName() != "":
			return part.FileName(), part, nil
		}
	}
}

func errNoFile() error {
	return workflow.Refuse(workflow.Invalid, "upload.no_file", "Non è stato scelto nessun file. Sceglierne uno e riprovare.", "No file was chosen. Choose one and try again.")
}

// dropBytes removes the bytes of a draft that is gone, also where the visitor has left;
// where that fails they are swept later.
func (s *site) dropBytes(v *visit, key string) {
	if key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.r.Context()), 10*time.Second)
	defer cancel()
	if err := s.Blobs.DropDraft(ctx, blob.DraftKey(key)); err != nil {
		s.Log.Warn("the bytes of a draft stay until they are swept", "request", v.id, "err", err)
	}
}

// draftAsked is the draft that a form names.
func (v *visit) draftAsked() workflow.DraftID {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 4<<10)
	n, _ := strconv.ParseInt(v.r.PostFormValue("draft"), 10, 64) // no number is no draft
	return workflow.DraftID(n)
}

// sendDraft sends the bytes that were tried, as any other file for the obligation.
func (s *site) sendDraft(v *visit) error {
	got, err := s.submitDraft(v)
	if r, ok := workflow.RefusalOf(err); ok && r.Code == workflow.Conflict {
		return s.showDraft(v, statusOf(r), inLanguage(r, v.lang))
	}
	if err != nil {
		return err
	}
	return v.redirect(documentHref(got.Document) + "?done=" + doneReceiving(got))
}

func (s *site) submitDraft(v *visit) (got engine.Received, err error) {
	d, in, err := s.keptDraft(v)
	if err != nil {
		return got, err
	}
	if got, err = s.Engine.Receive(v.r.Context(), v.actor(), in); err == nil {
		s.dropBytes(v, d.StoredAs)
	}
	return got, err
}

// keptDraft makes an original of the draft that a form names, where it is not sent yet.
// Its bytes may be gone because another request sent it meanwhile.
func (s *site) keptDraft(v *visit) (d storage.Draft, in engine.Incoming, err error) {
	ctx, id, asked := v.r.Context(), workflow.ObligationID(v.pathID()), v.draftAsked()
	if d, in, err = s.Engine.DraftFile(ctx, v.actor(), id, asked); err != nil || d.RevisionID != 0 {
		return d, in, err
	}
	_, err = blob.Keep(ctx, s.Blobs, blob.Draft{Key: blob.DraftKey(d.StoredAs), SHA256: d.SHA256, Size: d.Size})
	if errors.Is(err, blob.ErrNotFound) {
		if d, in, err = s.Engine.DraftFile(ctx, v.actor(), id, asked); err == nil && d.RevisionID == 0 {
			err = workflow.DraftGone()
		}
		return d, in, err
	}
	if err != nil {
		err = fmt.Errorf("keep draft %d: %w", d.ID, err)
	}
	return d, in, err
}

// retryDraft has what was tried read once more, where that did not succeed.
func (s *site) retryDraft(v *visit) error {
	id := workflow.ObligationID(v.pathID())
	err := s.Engine.RetryDraft(v.r.Context(), v.actor(), id, v.draftAsked())
	if r, ok := workflow.RefusalOf(err); ok && r.Code == workflow.Conflict {
		return s.showDraft(v, statusOf(r), inLanguage(r, v.lang))
	}
	if err != nil {
		return err
	}
	return v.redirect(draftHref(id) + "?done=draft.retried")
}

// dropDraft removes what was tried.
func (s *site) dropDraft(v *visit) error {
	key, err := s.Engine.DropDraft(v.r.Context(), v.actor(), v.draftAsked())
	if err != nil {
		return err
	}
	s.dropBytes(v, key)
	return v.redirect(draftHref(workflow.ObligationID(v.pathID())) + "?done=draft.dropped")
}
