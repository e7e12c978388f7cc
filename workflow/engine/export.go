package engine

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/archive"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ExportName returns the file name of a case's archive.
func ExportName(year int, number int64) string {
	return fmt.Sprintf("pratica-%d-%06d.zip", year, number)
}

// CaseNumber returns a case's number as people quote it: 2026/000123.
func CaseNumber(year int, number int64) string { return fmt.Sprintf("%d/%06d", year, number) }

// LoadArchive returns what the archive of a case holds, and the archive's file
// name.
func (e *Engine) LoadArchive(ctx context.Context, a workflow.Actor, id workflow.CaseID) (c archive.Case, name string, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		f, err := r.Case(ctx, id)
		if err != nil {
			return err
		}
		name = ExportName(f.Year, f.Number)
		c, err = archiveOf(ctx, r, f)
		return err
	})
	return c, name, err
}

// Export writes the archive of a case and records that it was exported. What
// was written is worthless when it errs.
func (e *Engine) Export(ctx context.Context, a workflow.Actor, id workflow.CaseID, open archive.Opener, w io.Writer) error {
	c, _, err := e.LoadArchive(ctx, a, id)
	if err != nil {
		return err
	}
	h := sha256.New()
	n := &counter{}
	if err := archive.Write(io.MultiWriter(w, h, n), c, open); err != nil {
		return fmt.Errorf("export case %d: %w", id, err)
	}
	var sum document.SHA256
	h.Sum(sum[:0])
	return e.write(ctx, a, func(t *storage.Tx) error {
		f, err := t.Case(ctx, id)
		if err != nil {
			return err
		}
		if err := t.AddExport(ctx, f.Case, sum, n.bytes, a.Person, e.now()); err != nil {
			return err
		}
		return t.AddEvent(ctx, storage.Event{OfficeID: f.Case.OfficeID, BodyID: f.Case.BodyID, DocumentID: f.Case.DocumentID, CaseID: f.Case.ID,
			Kind: exportedEvent, At: e.now(), By: a.Person, Data: exportedData{sum.String(), n.bytes}})
	})
}

// exportedEvent tells that a case was exported. It is on the timeline but not in
// the archive, so that the same case gives the same bytes.
const exportedEvent = "case.exported"

type exportedData struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

type counter struct{ bytes int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}

func archiveOf(ctx context.Context, r *storage.Reader, f storage.CaseFile) (c archive.Case, err error) {
	s, err := r.SubjectOf(ctx, f.Case.ID)
	if err != nil {
		return c, err
	}
	kind, _ := s.Kind.Info()
	c = archive.Case{Number: CaseNumber(f.Year, f.Number), Office: s.Office, Body: s.Body, Kind: kind.It, Centre: s.Centre,
		CIG: s.CIG, Period: calendar.Period{Start: s.Start, End: s.End}.Key(), DueOn: s.DueOn.It(), State: state(f), Definition: s.Definition}
	if s.Derivation != nil {
		c.WhyDue = s.Derivation.It()
	}
	if c.Revisions, err = archiveRevisions(ctx, r, f.Case.DocumentID); err != nil {
		return c, err
	}
	if c.Findings, err = r.Findings(ctx, f.Case.DocumentID); err != nil {
		return c, err
	}
	if c.Outcomes, _, err = r.Outcomes(ctx, f.Case.DocumentID); err != nil {
		return c, err
	}
	if c.Decisions, err = r.Decisions(ctx, f.Case.ID); err != nil {
		return c, err
	}
	events, err := r.Timeline(ctx, f.Case.DocumentID)
	for _, x := range events {
		if x.Kind == exportedEvent { // that it was exported does not change the case
			continue
		}
		c.Timeline = append(c.Timeline, archive.Line{At: x.At.UTC(), Kind: x.Kind, By: x.By, Data: x.Data})
		c.Changed = x.At
	}
	return c, err
}

func archiveRevisions(ctx context.Context, r *storage.Reader, id document.ID) ([]archive.Revision, error) {
	vs, err := r.Revisions(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]archive.Revision, len(vs))
	for i, v := range vs {
		out[i] = archive.Revision{Number: v.Number, FileName: v.FileName, SHA256: v.SHA256, Size: v.Size,
			Receipt: v.Receipt.String(), SentAt: v.SubmittedAt}
		d, _, ok, err := r.Reading(ctx, v.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			out[i].Reading = &d
		}
	}
	return out, nil
}

// state tells where a case stands, in Italian.
func state(f storage.CaseFile) string {
	switch f.Case.Outcome {
	case workflow.Approved:
		return "approvata"
	case workflow.Rejected:
		return "respinta"
	}
	step, _ := f.Definition.Step(f.Case.Step)
	return step.Title.It
}
