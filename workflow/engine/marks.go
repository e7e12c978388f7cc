package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// markData is the data of an event about the mark of a body's registers.
type markData struct {
	Mark    string            `json:"mark"`
	Meaning reception.Meaning `json:"meaning"`
}

// SayMark says what a mark means in the registers of a body. What the office says
// holds at once, and the body's registers on which nobody has decided for good are
// read again; what the body says waits for the office.
func (e *Engine) SayMark(ctx context.Context, a workflow.Actor, body reception.BodyID, mark string, meaning reception.Meaning) error {
	m, err := workflow.SayMark(a, reception.Mark{BodyID: body, Mark: attendance.NormalMark(mark), Meaning: meaning, SaidAt: e.now(), SaidBy: a.Person})
	if err != nil {
		return err
	}
	return e.write(ctx, a, func(t *storage.Tx) error {
		b, err := t.Body(ctx, body)
		if err != nil {
			return err
		}
		m.OfficeID = b.OfficeID
		all, err := t.Marks(ctx, body)
		if err != nil {
			return err
		}
		for _, old := range all {
			switch {
			case old.Mark != m.Mark:
			case old.Meaning == m.Meaning && (old.Holds() || !m.Holds()):
				return workflow.MarkKnown(old)
			case m.Holds() || !old.Holds():
				if err := t.EndMark(ctx, old.ID, a.Person, e.now()); err != nil {
					return err
				}
			}
		}
		if _, err := t.AddMark(ctx, m); err != nil {
			return err
		}
		if !m.Holds() {
			return e.ofMark(ctx, t, a, m, "mark.proposed")
		}
		return e.judgeBy(ctx, t, a, m, "mark.confirmed")
	})
}

// AnswerMark confirms for the office what a body said of a mark, or refuses it.
func (e *Engine) AnswerMark(ctx context.Context, a workflow.Actor, id reception.MarkID, confirm bool) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		m, err := t.LockMark(ctx, id)
		if err != nil {
			return err
		}
		if err := workflow.AnswerMark(a, m); err != nil {
			return err
		}
		if !confirm {
			if err := t.EndMark(ctx, id, a.Person, e.now()); err != nil {
				return err
			}
			return e.ofMark(ctx, t, a, m, "mark.refused")
		}
		all, err := t.Marks(ctx, m.BodyID)
		if err != nil {
			return err
		}
		for _, old := range all {
			if old.Mark == m.Mark && old.Holds() {
				if err := t.EndMark(ctx, old.ID, a.Person, e.now()); err != nil {
					return err
				}
			}
		}
		if err := t.ConfirmMark(ctx, id, a.Person, e.now()); err != nil {
			return err
		}
		return e.judgeBy(ctx, t, a, m, "mark.confirmed")
	})
}

// EndMark ends what a mark means: the office what holds, a body what it proposed.
func (e *Engine) EndMark(ctx context.Context, a workflow.Actor, id reception.MarkID) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		m, err := t.LockMark(ctx, id)
		if err != nil {
			return err
		}
		if err := workflow.EndMark(a, m); err != nil {
			return err
		}
		if err := t.EndMark(ctx, id, a.Person, e.now()); err != nil {
			return err
		}
		if !m.Holds() {
			return e.ofMark(ctx, t, a, m, "mark.withdrawn")
		}
		return e.judgeBy(ctx, t, a, m, "mark.ended")
	})
}

// judgeBy records what became of a mark that holds or did, and asks for a new
// reading of the registers that are judged by it, and of what the body tries.
func (e *Engine) judgeBy(ctx context.Context, t *storage.Tx, a workflow.Actor, m reception.Mark, kind string) error {
	if err := t.MoveMarks(ctx, m.BodyID); err != nil {
		return err
	}
	ids, err := t.RegistersByMarks(ctx, m.BodyID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.Enqueue(ctx, m.OfficeID, workflow.JobReadRevision, int64(id)); err != nil {
			return fmt.Errorf("read revision %d again: %w", id, err)
		}
	}
	if err := t.Enqueue(ctx, m.OfficeID, workflow.JobMarksMoved, int64(m.BodyID)); err != nil {
		return err
	}
	return e.ofMark(ctx, t, a, m, kind)
}

func (e *Engine) ofMark(ctx context.Context, t *storage.Tx, a workflow.Actor, m reception.Mark, kind string) error {
	return t.AddEvent(ctx, storage.Event{OfficeID: m.OfficeID, BodyID: m.BodyID, Entity: reception.EntityBody, EntityID: int64(m.BodyID),
		Kind: kind, At: e.now(), By: a.Person, Data: markData{m.Mark, m.Meaning}})
}

// ErrMarksMoved is that the meaning of a body's marks changed while one of its files
// was read: it is to be read again.
var ErrMarksMoved = errors.New("the meaning of the body's marks changed meanwhile")

// sameMarks errs where a file was read by other meanings of marks than those that
// hold now. What broke off was judged by none.
func sameMarks(ctx context.Context, t *storage.Tx, v storage.Revision, d document.Reading) error {
	if d.BrokeOff() {
		return nil
	}
	if err := t.HoldMarks(ctx, v.BodyID); err != nil {
		return err
	}
	all, err := t.Marks(ctx, v.BodyID)
	if err != nil {
		return err
	}
	file, err := reception.MarksFile(all)
	if err == nil && document.MarksName(file) != d.Marks {
		err = ErrMarksMoved
	}
	return err
}

// MarksPage is what the page about the marks of a body's registers shows.
type MarksPage struct {
	Body    reception.Body
	Marks   []storage.MarkLine
	Unknown []UnknownMark
	Usual   []attendance.Symbol // that everybody uses
}

// UnknownMark is a symbol that nobody has explained, with the registers that have it.
type UnknownMark struct {
	Mark  string
	Cells int
	In    []storage.UnknownMark
}

// MarksPage reads the page about the marks of a body's registers.
func (e *Engine) MarksPage(ctx context.Context, a workflow.Actor, body reception.BodyID) (p MarksPage, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) (err error) {
		if p.Body, err = r.Body(ctx, body); err != nil {
			return err
		}
		if p.Marks, err = r.MarkLines(ctx, body); err != nil {
			return err
		}
		found, err := r.UnknownMarks(ctx, body)
		p.Unknown = unknownMarks(found, p.Marks)
		return err
	})
	p.Usual = attendance.Symbols()
	return p, err
}

// unknownMarks gathers what was found by the mark, the most frequent first. What is
// no mark but a text, and what is explained already and being read again, is left out.
func unknownMarks(found []storage.UnknownMark, known []storage.MarkLine) []UnknownMark {
	var out []UnknownMark
	for _, f := range found {
		mark := attendance.NormalMark(f.Written)
		if workflow.CheckMark(mark) != nil || slices.ContainsFunc(known, func(m storage.MarkLine) bool { return m.Mark.Mark == mark && m.Holds() }) {
			continue
		}
		i := slices.IndexFunc(out, func(u UnknownMark) bool { return u.Mark == mark })
		if i < 0 {
			i = len(out)
			out = append(out, UnknownMark{Mark: mark})
		}
		out[i].Cells += f.Cells
		out[i].In = append(out[i].In, f)
	}
	slices.SortStableFunc(out, func(a, b UnknownMark) int { return b.Cells - a.Cells })
	return out
}
