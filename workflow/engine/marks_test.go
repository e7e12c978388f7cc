package engine_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// withMark is a register of which one cell has a symbol that nobody explained.
func withMark(mark string) document.Reading {
	return document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{
		{Name: document.UnknownMark, Written: mark, Value: "row.2.day.3", Method: document.MethodCells, Confidence: 1, Unsure: true}}}
}

func (w *world) marks(a workflow.Actor) engine.MarksPage {
	w.Helper()
	p, err := w.engine.MarksPage(w.Context(), a, w.body.ID)
	w.must(err)
	return p
}

// readByMarks is the name of the marks by which a body's files are read now.
func (w *world) readByMarks() string {
	w.Helper()
	var all []reception.Mark
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		all, err = r.Marks(w.Context(), w.body.ID)
		return err
	})
	file, err := reception.MarksFile(all)
	w.must(err)
	return document.MarksName(file)
}

// What a body proposes holds once the office confirms it: the register on which
// nobody has decided is read again, and judged by it.
func TestAMarkIsExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Register).ID})
	w.digest(got, withMark("k."))
	if p := w.marks(w.operator); len(p.Unknown) != 1 || p.Unknown[0].Mark != "K" || p.Unknown[0].Cells != 1 || p.Unknown[0].In[0].DocumentID != got.Document {
		t.Fatalf("to explain: %+v", p.Unknown)
	}
	w.must(w.engine.SayMark(ctx, w.operator, w.body.ID, "k", reception.MarkPresent))
	w.refused(w.engine.SayMark(ctx, w.operator, w.body.ID, "K", reception.MarkPresent), "mark.proposed")
	if w.readByMarks() != "" {
		t.Fatal("what a body says holds by itself")
	}
	var waiting []storage.ProposedMarks
	w.read(storage.For(w.reviewer), func(r *storage.Reader) (err error) {
		waiting, err = r.MarksProposed(ctx, w.reviewer.Office)
		return err
	})
	if len(waiting) != 1 || waiting[0].N != 1 || waiting[0].BodyID != w.body.ID {
		t.Errorf("the office is told of %+v", waiting)
	}
	proposed := w.marks(w.reviewer).Marks[0]
	w.refused(w.engine.AnswerMark(ctx, w.operator, proposed.ID, true), "mark.office_only")
	w.refused(w.engine.AnswerMark(ctx, w.other, proposed.ID, true), "mark.not_found")
	w.must(w.engine.AnswerMark(ctx, w.reviewer, proposed.ID, true))
	w.refused(w.engine.AnswerMark(ctx, w.head, proposed.ID, true), "mark.answered")
	p := w.marks(w.operator)
	if len(p.Unknown) != 0 || len(p.Marks) != 1 || !p.Marks[0].Holds() || p.Marks[0].SaidName == "" || p.Marks[0].ConfirmedName == "" || !p.Marks[0].SaidByBody {
		t.Errorf("confirmed: %+v", p)
	}

	// A reading that began before is not kept; one by what holds now is.
	job := w.job(workflow.JobReadRevision, int64(got.Revision))
	old := withMark("K")
	old.ReaderVersion, old.SHA256 = 1, w.bytesOf(got.Revision)
	_, err := w.engine.Understand(ctx, job, got.Revision, engine.Understood{Reading: old})
	if !errors.Is(err, engine.ErrMarksMoved) {
		t.Fatalf("a reading by other marks: %v", err)
	}
	read := document.Reading{Kind: document.Register, KindScore: 0.9, Marks: w.readByMarks(), Fields: []document.Field{}, ReaderVersion: 1, SHA256: old.SHA256}
	_, err = w.engine.Understand(ctx, job, got.Revision, engine.Understood{Reading: read})
	w.must(err)
	w.read(storage.System(), func(r *storage.Reader) error {
		now, _, _, err := r.Reading(ctx, got.Revision)
		if now.Marks != read.Marks || len(now.Fields) != 0 {
			t.Errorf("the reading in force is %+v", now)
		}
		return err
	})

	w.refused(w.engine.EndMark(ctx, w.operator, p.Marks[0].ID), "mark.office_only")
	w.must(w.engine.EndMark(ctx, w.reviewer, p.Marks[0].ID))
	w.refused(w.engine.EndMark(ctx, w.reviewer, p.Marks[0].ID), "mark.not_found")
	if w.readByMarks() != "" {
		t.Error("what has ended still holds")
	}
	var kinds string
	w.sqlRow(&kinds, `SELECT string_agg(kind, ' ' ORDER BY id) FROM events WHERE kind LIKE 'mark.%'`)
	if kinds != "mark.proposed mark.confirmed mark.ended" {
		t.Errorf("recorded: %s", kinds)
	}
}

// What the office says holds at once, in the place of what held and of what was
// proposed; what is no mark is refused, and nobody explains another body's.
func TestTheOfficeExplainsAMark(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	for mark, refusal := range map[string]string{"": "mark.missing", " ": "mark.missing", "ROSSIMARIO": "mark.long", "a\x00": "mark.control",
		"\u200b": "mark.control", "\u2800": "mark.control", "\u3164": "mark.control", "\u00ad": "mark.control", "P\u202e": "mark.control", "\ufe0f": "mark.control"} {
		w.refused(w.engine.SayMark(ctx, w.reviewer, w.body.ID, mark, reception.MarkAbsent), refusal)
	}
	w.refused(w.engine.SayMark(ctx, w.reviewer, w.body.ID, "K", "perhaps"), "mark.meaning")
	w.refused(w.engine.SayMark(ctx, w.other, w.body.ID, "K", reception.MarkPresent), "mark.other_body")
	w.must(w.engine.SayMark(ctx, w.operator, w.body.ID, "K", reception.MarkPresent))
	w.must(w.engine.SayMark(ctx, w.reviewer, w.body.ID, "K", reception.MarkExcused))
	first := w.readByMarks()
	w.refused(w.engine.SayMark(ctx, w.head, w.body.ID, "k", reception.MarkExcused), "mark.known")
	w.must(w.engine.SayMark(ctx, w.operator, w.body.ID, "K", reception.MarkExit)) // it thinks otherwise
	if p := w.marks(w.reviewer); len(p.Marks) != 2 || w.readByMarks() != first {
		t.Errorf("one holds and one is proposed: %+v", p.Marks)
	}
	w.must(w.engine.AnswerMark(ctx, w.reviewer, w.marks(w.reviewer).Marks[1].ID, false))
	w.must(w.engine.SayMark(ctx, w.head, w.body.ID, "K", reception.MarkPresent))
	if p := w.marks(w.reviewer); len(p.Marks) != 1 || p.Marks[0].Meaning != reception.MarkPresent || w.readByMarks() == first {
		t.Errorf("said anew: %+v", p.Marks)
	}
}

// A register on which the office has decided for good is not read again.
func TestWhatIsDecidedIsNotReadByNewMarks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Register).ID})
	w.digest(got, withMark("K"))
	w.must(w.decide(w.reviewer, got.Document, workflow.Rejected, "non è un registro"))
	w.must(w.engine.SayMark(t.Context(), w.reviewer, w.body.ID, "K", reception.MarkPresent))
	var jobs int
	w.sqlRow(&jobs, `SELECT count(*) FROM outbox WHERE kind = 'revision:read' AND subject_id = $1`, got.Revision)
	if jobs != 1 { // that of the arrival
		t.Errorf("%d jobs to read it", jobs)
	}
}

// The reader understands every meaning that there is.
func TestEveryMeaningIsRead(t *testing.T) {
	t.Parallel()
	var all []reception.Mark
	for i, m := range reception.Meanings() {
		all = append(all, reception.Mark{Mark: string(rune('A' + i)), Meaning: m, ConfirmedAt: time.Unix(1, 0)})
	}
	all = append(all, reception.Mark{Mark: "Q", Meaning: reception.MarkPresent}) // proposed
	file, err := reception.MarksFile(all)
	if err != nil || bytes.Contains(file, []byte("Q")) {
		t.Fatalf("%s, %v", file, err)
	}
	if _, err := attendance.ParseMarks(bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
}

// toRead is how many jobs there are to read a revision.
func (w *world) toRead(id document.RevisionID) int {
	w.Helper()
	return w.count(`SELECT count(*) FROM outbox WHERE kind = 'revision:read' AND subject_id = $1`, id)
}

// A register that is in no slot yet is read again by new marks as well; so is a file of
// which nobody knows what it is, as its marks may be why. An archive and what a person
// said to be something else are not.
func TestWhatIsInNoSlotIsReadByNewMarks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	sent := func(d document.Reading) engine.Received {
		got := w.send(w.operator, engine.Incoming{})
		w.digest(got, d)
		if w.count(`SELECT count(*) FROM documents WHERE id = $1 AND obligation_id IS NULL`, got.Document) != 1 {
			t.Fatal("it is in a slot")
		}
		return got
	}
	register, unknown := sent(withMark("K")), sent(document.Reading{})
	broken := sent(document.Reading{Error: &document.Warning{Code: "pdf.encrypted", It: "Protetto.", En: "Protected."}})
	durc := sent(document.Reading{})
	w.must(w.engine.CorrectKind(ctx, w.operator, durc.Document, document.DURC))
	w.must(w.engine.SayMark(ctx, w.reviewer, w.body.ID, "K", reception.MarkPresent))
	for what, x := range map[string]struct {
		got  engine.Received
		want int
	}{"a register": {register, 2}, "something unknown": {unknown, 2}, "what can't be read": {broken, 1}, "what a person knows": {durc, 1}} {
		if n := w.toRead(x.got.Revision); n != x.want {
			t.Errorf("%s: %d jobs to read it with that of the arrival, want %d", what, n, x.want)
		}
	}
}

// What somebody tries is read again when the meaning of the body's marks changes: what
// was found of it by the old ones is not left on the page. What was sent of it is not,
// nor what has ended; and a reading by other marks is not kept, at whatever moment they
// changed.
func TestADraftIsReadByNewMarks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	o := w.slot(document.Register)
	d := w.try(w.operator, w.trying(o), w.crowd(o))
	w.must(w.engine.SayMark(ctx, w.operator, w.body.ID, "Q", reception.MarkPresent))
	if n := w.count(`SELECT count(*) FROM outbox WHERE kind = 'body:marks'`); n != 0 {
		t.Error("what is only proposed has drafts read again")
	}
	w.must(w.engine.SayMark(ctx, w.reviewer, w.body.ID, "Q", reception.MarkPresent))
	job := w.job(workflow.JobMarksMoved, int64(w.body.ID))
	w.must(w.engine.MarksMoved(ctx, job, w.body.ID))
	if got := w.draft(w.operator, o.ID); got.StateAt(w.clock.now()) != workflow.DraftReading || !got.Again() || got.FileName != d.FileName {
		t.Fatalf("it is %+v", got)
	}
	reading := w.job(workflow.JobReadDraft, int64(d.ID))
	_, wanted, err := w.engine.DraftFor(ctx, reading, d.ID)
	if w.must(err); !wanted {
		t.Fatal("it is not to be read")
	}
	r := w.crowd(o)
	r.ReaderVersion, r.SHA256, r.Marks = 1, d.SHA256, w.readByMarks()
	w.must(w.engine.CheckDraft(ctx, reading, d, r))
	w.must(w.engine.MarksMoved(ctx, job, w.body.ID)) // a second run
	if got := w.draft(w.operator, o.ID); got.StateAt(w.clock.now()) != workflow.DraftChecked || got.Again() {
		t.Errorf("once read again it is %+v", got)
	}

	_, err = w.sendDraft(w.operator, d)
	w.must(err)
	w.must(w.engine.SayMark(ctx, w.reviewer, w.body.ID, "Q", reception.MarkAbsent))
	w.must(w.engine.MarksMoved(ctx, w.job(workflow.JobMarksMoved, int64(w.body.ID)), w.body.ID))
	if n := w.count(`SELECT count(*) FROM outbox WHERE kind = 'draft:read'`); n != 2 {
		t.Errorf("%d jobs to read it: what was sent is tried again", n)
	}
}
