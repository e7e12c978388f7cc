package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

const guestName = "Provaldi"

// naming is a reading of a paper that names a guest, in each of its parts.
func naming(k document.Kind) document.Reading {
	return document.Reading{Kind: k, KindScore: 0.9, MediaType: "application/pdf", PageCount: 2, Text: guestName, Terms: []string{"provaldi", "pasti"},
		Attachments: []string{guestName + ".pdf"}, Guesses: []document.Guess{{Kind: k, Score: 0.9, Why: []string{"provaldi"}}},
		Warnings: []document.Warning{{Code: "a.b", It: guestName, En: guestName}},
		Fields: []document.Field{{Name: document.Total, Value: "120.00", Written: "120,00 per " + guestName, Place: document.Place{Sheet: guestName, Cell: "B2"}},
			{Name: document.MailSubject, Value: guestName}},
		Layout: []document.Page{{Number: 1, Width: 595, Height: 842, Method: document.MethodText, Words: []document.Word{{Text: guestName, Confidence: 1}, {Text: "uno", Confidence: 1}}},
			{Number: 2, Width: 842, Height: 595, Words: []document.Word{{Text: "due", Confidence: 1}}}}}
}

// seenWith is what a reader sees of a revision.
func (w *world) seenWith(e *storage.DB, id document.RevisionID) (v storage.Revision, d document.Reading, words string) {
	w.Helper()
	w.must(e.Read(w.Context(), storage.System(), func(r *storage.Reader) (err error) {
		if v, err = r.Revision(w.Context(), id); err != nil {
			return err
		}
		if d, _, _, err = r.Reading(w.Context(), id); err != nil {
			return err
		}
		all, err := r.WordsOf(w.Context(), id, 100)
		for _, x := range all {
			words += x.Text + " "
		}
		return err
	}))
	return v, d, words
}

// toldInFull fails where something of naming is missing.
func (w *world) toldInFull(id document.RevisionID) {
	w.Helper()
	_, d, words := w.seenWith(w.db, id)
	if words != guestName+" uno due " || len(d.Fields) != 2 || d.Fields[0].Place.Sheet != guestName || d.Fields[1].Value != guestName || len(d.Attachments) != 1 ||
		len(d.Warnings) != 1 || d.Warnings[0].It != guestName || d.Guesses[0].Why[0] != "provaldi" {
		w.Errorf("with the key one reads %q and %+v", words, d)
	}
	w.read(storage.System(), func(r *storage.Reader) error {
		s, ok, err := r.PageWords(w.Context(), id, 2)
		if !ok || len(s.Words) != 1 || s.Words[0].Text != "due" || s.Width != 842 {
			w.Errorf("page 2 is %+v", s)
		}
		shown, _, err2 := r.ReadingShown(w.Context(), id)
		if len(shown.Sheets) != 2 || len(shown.Sheets[0].Words) != 2 {
			w.Errorf("shown are %+v", shown.Sheets)
		}
		return errors.Join(err, err2)
	})
}

// What an earlier version left in the clear is sealed once, stays what it was, and
// can still not be changed.
func TestWhatAnEarlierVersionLeftIsSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, naming(document.Agreement))
	inner := w.send(w.operator, engine.Incoming{})
	w.understand(inner, engine.Understood{Reading: document.Reading{MediaType: "application/zip"},
		Contents: []engine.Inner{{Name: guestName + ".pdf", Origin: "zip", SHA256: document.Sum([]byte("x")), Size: 1}}})
	w.leaveInTheClear(got.Revision)
	found := strings.Join(storagetest.Find(t, w.url, guestName), "; ")
	for _, where := range []string{"revisions.file_name", "contents.name", "readings.reading", "readings.layout", "findings.finding", "asides.aside", "overrides.finding", "guest_months.data"} {
		if !strings.Contains(found, where) {
			t.Fatalf("an earlier version leaves a name in %s: here it is in %s", where, found)
		}
	}
	n, err := w.db.SealLeft(t.Context())
	w.must(err)
	if again, err := w.db.SealLeft(t.Context()); err != nil || again != 0 || n < 8 {
		t.Errorf("%d were sealed, then %d, %v", n, again, err)
	}
	disk := func() (files int) {
		w.sqlRow(&files, `SELECT sum(relfilenode::bigint)::bigint FROM pg_class WHERE relname IN ('readings', 'revisions', 'contents', 'findings', 'asides', 'overrides', 'guest_months')`)
		return files
	}
	before := disk()
	// whoever sealed it stopped there, or was a worker: the next to migrate has the tables written anew, once
	if done, err := w.db.Rewrite(t.Context()); err != nil || len(done) != 7 || disk() == before {
		t.Errorf("written anew were %v, %v", done, err)
	}
	before = disk()
	if done, err := w.db.Rewrite(t.Context()); err != nil || len(done) != 0 || disk() != before {
		t.Errorf("written anew once more were %v, %v", done, err)
	}
	if found := storagetest.Find(t, w.url, guestName); len(found) > 0 {
		t.Errorf("names stand in %v", found)
	}
	w.toldInFull(got.Revision)
	if v, _, _ := w.seenWith(w.db, got.Revision); v.FileName != guestName+".pdf" {
		t.Errorf("the file is called %q", v.FileName)
	}
	w.read(storage.System(), func(r *storage.Reader) error {
		fs, err := r.Findings(t.Context(), got.Document)
		if len(fs) == 0 || fs[0].It != guestName || fs[0].Aside == nil || fs[0].Aside.It != guestName {
			t.Errorf("the findings are %+v", fs)
		}
		inside, err2 := r.ContentsOf(t.Context(), inner.Revision)
		if len(inside) != 1 || inside[0].Name != guestName+".pdf" {
			t.Errorf("inside are %+v", inside)
		}
		return errors.Join(err, err2)
	})
	for _, sql := range []string{`UPDATE revisions SET file_name = 'x'`, `UPDATE revisions SET sealed_name = NULL`, `UPDATE revisions SET sealed_name = 'x'`,
		`UPDATE contents SET name = 'x'`, `UPDATE overrides SET reason = 'x'`, `UPDATE overrides SET sealed = 'x'`} {
		w.cant(sql)
	}
}

// leaveInTheClear makes rows what an earlier version wrote of a paper that names a
// guest.
func (w *world) leaveInTheClear(id document.RevisionID) {
	w.Helper()
	w.behind(`ALTER TABLE revisions DISABLE TRIGGER USER; ALTER TABLE contents DISABLE TRIGGER USER`)
	w.behind(`UPDATE revisions SET file_name = $1 || '.pdf', sealed_name = NULL`, guestName)
	w.behind(`UPDATE contents SET name = $1 || '.pdf', sealed_name = NULL`, guestName)
	w.behind(`ALTER TABLE revisions ENABLE TRIGGER USER; ALTER TABLE contents ENABLE TRIGGER USER`)
	d := naming(document.Agreement)
	layout := d.Layout
	d.Layout, d.Text, d.ReaderVersion = nil, "", 1
	w.behind(`DELETE FROM reading_words`)
	w.behind(`UPDATE readings SET sealed = NULL, sealed_terms = NULL, key_mark = '', reading = $2, layout = $3 WHERE revision_id = $1`, id, d, layout)
	w.behind(`INSERT INTO findings (office_id, body_id, document_id, revision_id, rule, rule_version, severity, finding, key, found_at)
		SELECT office_id, body_id, document_id, id, 'R1', 1, 'block', $2, 'k', now() FROM revisions WHERE id = $1`, id, check.Finding{Rule: "R1", Version: 1, Severity: check.Block, It: guestName})
	w.behind(`INSERT INTO asides (finding_id, office_id, aside) SELECT max(id), max(office_id), $1 FROM findings WHERE key = 'k'`, check.Aside{It: guestName})
	w.behind(`INSERT INTO overrides (office_id, body_id, document_id, case_id, finding_key, finding, act, reason, at, by_person)
		SELECT k.office_id, k.body_id, k.document_id, k.id, 'k', f.finding, 'proposed', 'r', now(), $2 FROM cases k JOIN findings f ON f.document_id = k.document_id AND f.key = 'k'
		WHERE f.revision_id = $1`, id, w.reviewer.Person)
	w.behind(`INSERT INTO guest_months (document_id, revision_id, row, office_id, body_id, centre_id, guest, month, data)
		SELECT v.document_id, v.id, 1, v.office_id, v.body_id, c.id, 'G1', '2026-10-01', $2 FROM revisions v JOIN centres c ON c.body_id = v.body_id WHERE v.id = $1 LIMIT 1`,
		id, check.GuestMonth{Row: 1, Guest: "G1", Place: document.Place{Sheet: guestName}})
}

// cant checks that a change is refused even to the superuser.
func (w *world) cant(sql string) {
	w.Helper()
	var n int
	err := w.look().QueryRow(w.Context(), `WITH x AS (`+sql+` RETURNING 1) SELECT count(*) FROM x`).Scan(&n)
	if err == nil || !strings.Contains(err.Error(), "never changed") {
		w.Errorf("%s: %v", sql, err)
	}
}

// With another key, what names nobody is still there, and says what to do; no rule
// concludes from a part. Read again, a paper is as it was.
func TestALostKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, naming(document.Agreement))
	w.toldInFull(got.Revision)
	w.db = w.db.WithSeal(guestKey(t))
	w.engine = w.engine.WithSeal(w.db.Seal())
	v, d, words := w.seenWith(w.db, got.Revision)
	if words != "" || len(d.Fields) != 1 || d.Fields[0].Value != "120.00" || len(d.Warnings) != 1 || d.Warnings[0].Code != "reading.sealed" || v.FileName != "file.pdf" {
		t.Errorf("with another key one reads %q of %q: %+v", words, v.FileName, d)
	}
	w.must(w.db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
		return tx.Enqueue(t.Context(), w.operator.Office, workflow.JobCheck, int64(got.Document))
	}))
	if err := w.engine.Check(t.Context(), w.job(workflow.JobCheck, int64(got.Document)), got.Document); !errors.Is(err, seal.ErrUnreadable) {
		t.Errorf("a rule looks at a part of a paper: %v", err)
	}
	if n, err := w.engine.Reread(t.Context(), 1, true); err != nil || n != 1 {
		t.Fatalf("%d to read again, %v", n, err)
	}
	w.understand(got, engine.Understood{Reading: naming(document.Agreement)})
	w.toldInFull(got.Revision)
	if n := w.count(`SELECT count(*) FROM readings`); n != 1 {
		t.Errorf("%d readings", n)
	}
	if n, err := w.engine.Reread(t.Context(), 1, true); err != nil || n != 0 {
		t.Errorf("%d to read again, %v", n, err)
	}
	if found := storagetest.Find(t, w.url, guestName); len(found) > 0 {
		t.Errorf("names stand in %v", found)
	}
}

// Without a key nothing is received: nothing is kept that can't be sealed.
func TestNothingIsKeptWithoutAKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.engine.WithSeal(seal.Key{})
	if _, err := e.Receive(t.Context(), w.operator, engine.Incoming{FileName: guestName + ".pdf", SHA256: document.Sum([]byte("a")), Size: 1}); err == nil {
		t.Error("a file is received whose name can't be sealed")
	}
}

// A key that is not that of the latest readings is told; where nothing was read there
// is nothing to tell.
func TestAnotherKeyIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k, err := seal.ParseKey(seal.NewKey())
	w.must(err)
	told := func(db *storage.DB) (yes bool) {
		w.must(db.Read(t.Context(), storage.System(), func(r *storage.Reader) (err error) {
			yes, err = r.OtherKey(t.Context())
			return err
		}))
		return yes
	}
	if told(w.db) || told(w.db.WithSeal(k)) {
		t.Error("nothing was read, and another key sealed it")
	}
	w.digest(w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID}), naming(document.Agreement))
	if told(w.db) || !told(w.db.WithSeal(k)) {
		t.Error("its own key is another, or another is its own")
	}
}
