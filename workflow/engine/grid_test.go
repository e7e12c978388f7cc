package engine_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/blank"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// rowsFor are guests who were there on each day of the month.
func rowsFor(o workflow.Obligation, codes ...string) (rows []reception.GridRow) {
	for _, c := range codes {
		r := reception.GridRow{Code: c}
		for range o.For.Days() {
			r.Marks = append(r.Marks, "P")
		}
		rows = append(rows, r)
	}
	return rows
}

// places is how many guests the centre of a slot may have at the end of its period.
func (w *world) places(o workflow.Obligation) (n int) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		c, err := r.Centre(w.Context(), o.CentreID)
		n = c.PlacesOn(o.For.End)
		return err
	})
	return n
}

func (w *world) save(o workflow.Obligation, version int, rows []reception.GridRow) int {
	w.Helper()
	v, at, err := w.engine.SaveGrid(w.Context(), w.operator, o.ID, version, rows)
	w.must(err)
	if !at.Equal(w.clock.now()) {
		w.Errorf("saved at %s", at)
	}
	return v
}

// sendGrid sends a grid as the portal does, and has its bytes read.
func (w *world) sendGrid(o workflow.Obligation, version int) (engine.Received, document.Reading) {
	w.Helper()
	b, in, err := w.engine.GridFile(w.Context(), w.operator, o.ID, version)
	w.must(err)
	in.SHA256, in.Size = sha256.Sum256(b), int64(len(b))
	got, err := w.engine.Receive(w.Context(), w.operator, in)
	w.must(err)
	r, err := extract.Read(w.Context(), extract.Input{ReaderAt: bytes.NewReader(b), Size: in.Size, Name: in.FileName})
	w.must(err)
	w.digest(got, r)
	return got, r
}

// A grid begins with who is expected, is kept as it is filled in, without names, and
// two people do not overwrite each other.
func TestAGridIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine = w.engine.WithSeal(guestKey(t))
	one, two := w.beside()
	codes, err := w.engine.AddGuests(t.Context(), w.operator, one.CentreID, []string{"Provaldi Nessuno", "Provaldi Nessuna"})
	w.must(err)
	before := w.monthOf(one, codes[0], "ZZ99")
	before.Fields = append(before.Fields, document.Field{Name: document.RowField(1, "family"), Value: "N7"},
		document.Field{Name: document.RowField(2, "family"), Value: "N8", Unsure: true})
	w.digest(w.send(w.operator, engine.Incoming{Obligation: one.ID}), before)
	g, err := w.engine.Grid(t.Context(), w.operator, two.ID, "grid")
	w.must(err)
	if !g.Open || g.Saved.Version != 0 || len(g.Register.Rows) != 3 || g.Register.Rows[0].Name != "Provaldi Nessuno" || g.Register.Rows[0].Came.String() != "2026-08-01" {
		t.Fatalf("it begins as %+v", g)
	}
	if g.Register.Rows[0].Family != "N7" || g.Register.Rows[1].Family+g.Register.Rows[2].Family != "" {
		t.Errorf("families of the month before: %+v", g.Register.Rows)
	}
	rows := rowsFor(two, codes[0], "ZZ99")
	rows[1].Marks, rows[1].Family = rows[1].Marks[:3], "N1"
	v := w.save(two, 0, rows)
	if v != 1 {
		t.Errorf("version %d", v)
	}
	if g, err = w.engine.Grid(t.Context(), w.operator, two.ID, "grid"); err != nil || len(g.Register.Rows) != 2 || len(g.Register.Rows[1].Marks) != 3 || g.Register.Rows[1].Family != "N1" || g.Register.Rows[0].Name != "Provaldi Nessuno" {
		t.Fatalf("it is kept as %+v, %v", g.Register.Rows, err)
	}
	if len(g.Others) != 1 || g.Others[0].Code != codes[1] {
		t.Errorf("who has no row: %+v", g.Others)
	}
	if n := w.count(`SELECT count(*) FROM guest_reads WHERE screen = 'grid'`); n != 4 {
		t.Errorf("%d readings of names are on record", n)
	}
	if n := w.count(`SELECT count(*) FROM grids x WHERE x::text ILIKE '%provaldi%'`); n != 0 {
		t.Error("the grid keeps a name")
	}
	_, _, err = w.engine.SaveGrid(t.Context(), w.operator, two.ID, 0, rows)
	w.refused(err, "grid.moved")
	if !strings.Contains(err.Error(), "grid.moved") || w.save(two, 1, rows) != 2 {
		t.Error("the version does not grow")
	}
	_, _, err = w.engine.SaveGrid(t.Context(), w.operator, two.ID, 7, rows)
	w.refused(err, "grid.moved")
}

// What can't be kept is told, and what was there stays; nobody else sees or changes
// it.
func TestAGridIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	save := func(rows ...reception.GridRow) error {
		_, _, err := w.engine.SaveGrid(t.Context(), w.operator, o.ID, 0, rows)
		return err
	}
	w.refused(save(reception.GridRow{Code: "G1", Marks: []string{"P", "F"}}), "grid.invalid")
	w.refused(save(reception.GridRow{Code: "Provaldi"}), "grid.invalid")
	w.refused(save(reception.GridRow{Marks: []string{"P"}}), "grid.invalid")
	w.refused(save(make([]reception.GridRow, reception.GridRowsMax+1)...), "grid.too_many")
	if err := save(reception.GridRow{Code: "Provaldi"}); strings.Contains(err.Error(), "Provaldi") {
		t.Error("what may be a name is repeated")
	}
	if n := w.count(`SELECT count(*) FROM grids`); n != 0 {
		t.Errorf("%d grids", n)
	}
	if w.save(o, 0, rowsFor(o, "G1")) != 1 {
		t.Fatal("not saved")
	}
	for name, a := range map[string]workflow.Actor{"grid.role": w.reviewer, "obligation.not_found": w.other} {
		_, _, err := w.engine.SaveGrid(t.Context(), a, o.ID, 1, nil)
		w.refused(err, name)
		_, err = w.engine.Grid(t.Context(), a, o.ID, "grid")
		w.refused(err, name)
		_, err = w.engine.DraftFindings(t.Context(), a, o.ID)
		w.refused(err, name)
		_, _, err = w.engine.GridFile(t.Context(), a, o.ID, 1)
		w.refused(err, name)
	}
	_, _, err := w.engine.SaveGrid(t.Context(), w.operator, w.slot(document.Invoice).ID, 0, nil)
	w.refused(err, "blank.none")
	_, _, err = w.engine.GridFile(t.Context(), w.operator, o.ID, 3)
	w.refused(err, "grid.moved")
	empty := w.save(o, 1, []reception.GridRow{{Code: "G1"}})
	_, _, err = w.engine.GridFile(t.Context(), w.operator, o.ID, empty)
	w.refused(err, "grid.empty")
}

// A grid is sent like a file: its reading has the marks of the grid, its findings
// are those that were told before. Returned, it is corrected and sent as the next
// revision.
func TestAGridIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	rows := rowsFor(o, "G1", "G2")
	rows[1].Marks[4], rows[1].Marks[30] = "AA", "U"
	v := w.save(o, 0, rows)
	draft, err := w.engine.DraftFindings(t.Context(), w.operator, o.ID)
	w.must(err)
	got, r := w.sendGrid(o, v)
	if got.Number != 1 || w.obligation(o.ID).Status != workflow.ObligationUnderReview {
		t.Fatalf("received as %+v", got)
	}
	if f, _ := r.Field(document.RowField(2, "present")); f.Value != "PPPPA"+strings.Repeat("P", 25)+"A" || f.Unsure {
		t.Errorf("the second guest is read as %+v", f)
	}
	var before, after []string
	for _, f := range draft {
		before = append(before, f.Rule+" "+f.It)
	}
	for _, f := range w.findings(got.Document) {
		after = append(after, f.Rule+" "+f.It)
	}
	slices.Sort(before)
	slices.Sort(after)
	if !slices.Equal(before, after) {
		t.Errorf("told before:\n%q\nafter:\n%q", before, after)
	}
	g, err := w.engine.Grid(t.Context(), w.operator, o.ID, "grid")
	w.must(err)
	if g.Open || g.Sent.ID != got.Revision || g.Current.ID != got.Revision || g.Saved.SentVersion != v {
		t.Errorf("once sent: open %v, sent %+v", g.Open, g.Sent)
	}
	_, _, err = w.engine.SaveGrid(t.Context(), w.operator, o.ID, v, rows)
	w.refused(err, "grid.closed")
	_, _, err = w.engine.GridFile(t.Context(), w.operator, o.ID, v)
	w.refused(err, "grid.closed")

	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "Manca un ospite."))
	w.clock.set(w.clock.now().Add(time.Hour))
	v = w.save(o, v, rowsFor(o, "G1", "G2", "G3"))
	next, r := w.sendGrid(o, v)
	if next.Document != got.Document || next.Number != 2 {
		t.Fatalf("the correction is received as %+v", next)
	}
	if f, _ := r.Field(document.PersonDays); f.Value != "93" {
		t.Errorf("%s presences", f.Value)
	}
	if w.obligation(o.ID).Status != workflow.ObligationUnderReview {
		t.Error("the case does not go on")
	}
}

// A grid that somebody saved again is not sent as it was before.
func TestAGridIsSentAsItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	v := w.save(o, 0, rowsFor(o, "G1"))
	b, in, err := w.engine.GridFile(t.Context(), w.operator, o.ID, v)
	w.must(err)
	w.save(o, v, rowsFor(o, "G1", "G2"))
	in.SHA256, in.Size = sha256.Sum256(b), int64(len(b))
	_, err = w.engine.Receive(t.Context(), w.operator, in)
	w.refused(err, "grid.moved")
	if w.obligation(o.ID).Status != workflow.ObligationOpen || w.count(`SELECT count(*) FROM revisions`) != 0 {
		t.Error("something was received")
	}
}

// While it is filled in, the rules tell what they would tell later, with the guest
// and the day; nothing of it is kept, and nothing of another body is told.
func TestFindingsWhileDrafting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	if fs, err := w.engine.DraftFindings(t.Context(), w.operator, o.ID); err != nil || len(fs) != 0 {
		t.Fatalf("of nothing: %+v, %v", fs, err)
	}
	var codes []string
	for i := range w.places(o) + 1 {
		codes = append(codes, "G"+string(rune('A'+i/10))+string(rune('0'+i%10)))
	}
	rows := rowsFor(o, codes...)
	for i := range rows {
		if i > 0 { // over capacity on the 12th alone
			rows[i].Marks[30] = "A"
		}
	}
	last := &rows[len(rows)-1]
	for d := range last.Marks {
		if d != 11 {
			last.Marks[d] = "A"
		}
	}
	v := w.save(o, 0, rows)
	fs, err := w.engine.DraftFindings(t.Context(), w.operator, o.ID)
	w.must(err)
	i := slices.IndexFunc(fs, func(f engine.DraftFinding) bool { return f.Rule == "R11" })
	if i < 0 || fs[i].Day != 12 || !strings.Contains(fs[i].It, "12") {
		t.Fatalf("over capacity on the 12th: %+v", fs)
	}
	w.must(w.weigh("R11", "block", ""))
	fs, err = w.engine.DraftFindings(t.Context(), w.operator, o.ID)
	w.must(err)
	if fs[0].Rule != "R11" || fs[0].Severity != check.Block {
		t.Errorf("the office says that it blocks, and the worst is %s %s", fs[0].Rule, fs[0].Severity)
	}
	last.Marks[11] = ""
	w.save(o, v, rows)
	fs, err = w.engine.DraftFindings(t.Context(), w.operator, o.ID)
	w.must(err)
	i = slices.IndexFunc(fs, func(f engine.DraftFinding) bool { return f.Rule == "M1" })
	if i < 0 || fs[i].Row != len(rows) || fs[i].Day != 12 || !strings.Contains(fs[i].It, fmt.Sprintf("riga %d giorno 12", len(rows))) {
		t.Errorf("an empty cell: %+v", fs)
	}
	if n := w.count(`SELECT count(*) FROM findings`) + w.count(`SELECT count(*) FROM checks`) + w.count(`SELECT count(*) FROM guest_months`); n != 0 {
		t.Errorf("%d rows are kept of a draft", n)
	}
}

// A draft tells nothing of other bodies' registers, which the office could not follow
// up; once it is sent, the rule speaks.
func TestADraftTellsNothingOfAnotherBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.twoBodies()
	w.behind(`INSERT INTO guests (office_id, body_id, code, created_at) VALUES ($1, $2, 'RN0001', now())`, w.operator.Office, w.operator.Body)
	w.digest(w.send(w.other, engine.Incoming{Obligation: two.ID}), w.monthOf(two, "RN-0001"))
	v := w.save(one, 0, rowsFor(one, "RN-0001", "RN-0002"))
	fs, err := w.engine.DraftFindings(t.Context(), w.operator, one.ID)
	w.must(err)
	if slices.ContainsFunc(fs, func(f engine.DraftFinding) bool { return f.Rule == "R12" }) {
		t.Errorf("while drafting: %+v", fs)
	}
	got, _ := w.sendGrid(one, v)
	if f := ofRule(w.findings(got.Document), "R12"); len(f) != 1 {
		t.Errorf("once it is sent: %+v", f)
	}
}

// The grid of a register that was sent as a file and returned begins with what was
// read of it; what was not understood is blank, and what is saved then holds.
func TestAGridBeginsWithTheReturnedFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	paper := document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{
		{Name: document.PeriodMonth, Value: "2026-10"},
		{Name: document.RowField(1, "guest"), Value: "G-1"}, {Name: document.RowField(1, "entry"), Value: "2026-09-02"},
		{Name: document.RowField(1, "present"), Value: "PPA?" + strings.Repeat("P", 27)}, {Name: document.RowField(1, "excused"), Value: "..x" + strings.Repeat(".", 28)},
		{Name: document.RowField(2, "guest"), Value: "G-2"}, {Name: document.RowField(2, "family"), Value: "N3"}, {Name: document.RowField(2, "exit"), Value: "2026-10-03"},
		{Name: document.RowField(2, "present"), Value: "PPA" + strings.Repeat("-", 28)}}}
	got := w.send(w.operator, engine.Incoming{Obligation: o.ID})
	w.digest(got, paper)
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca un giorno"))
	g, err := w.engine.Grid(t.Context(), w.operator, o.ID, "grid")
	w.must(err)
	if !g.Read || !g.Open || len(g.Register.Rows) != 2 {
		t.Fatalf("the grid is %+v", g)
	}
	one, two := g.Register.Rows[0], g.Register.Rows[1]
	if strings.Join(one.Marks[:5], " ") != "P P AG  P" || one.Came.String() != "2026-09-02" || len(one.Marks) != 31 {
		t.Errorf("the first guest: %+v", one)
	}
	if strings.Join(two.Marks[:4], " ") != "P P U " || two.Went.String() != "2026-10-03" || two.Code != "G-2" || two.Family != "N3" || one.Family != "" {
		t.Errorf("the second guest: %+v", two)
	}
	rows := g.Register.GridRows()
	rows[0].Marks[3] = "P"
	v := w.save(o, 0, rows)
	if g, err = w.engine.Grid(t.Context(), w.operator, o.ID, "grid"); err != nil || g.Read || g.Register.Rows[0].Marks[3] != "P" {
		t.Errorf("saved: %+v, %v", g, err)
	}
	if again, _ := w.sendGrid(o, v); again.Document != got.Document || again.Number != 2 {
		t.Errorf("sent as %+v", again)
	}
	paper.Fields[0].Value = "2026-09" // of another month: nothing is taken over
	if rows := blank.RowsOf(paper, o.For); rows != nil {
		t.Errorf("of another month: %+v", rows)
	}
}
