package demo_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/demo"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob/s3"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// The test binary is also the child process that reads documents.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == extract.ChildCommand {
		if err := extract.ServeChild(context.Background(), os.Args[2:], os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(stacktest.Main(m))
}

// loaded is a province in an installation of its own.
type loaded struct {
	*testing.T
	p     *province.Province
	url   string
	db    *storage.DB
	blobs *s3.Store
	l     *demo.Loader
}

func load(t *testing.T) *loaded {
	t.Helper()
	today := calendar.MustDate(2026, 11, 23)
	now := today.At(12, 0)
	a := stacktest.Shared(t)
	blobs, err := s3.Open(t.Context(), s3.Config{Endpoint: a.S3Endpoint, AccessKey: a.S3AccessKey, SecretKey: a.S3SecretKey, Bucket: stacktest.Bucket()})
	if err != nil {
		t.Fatal(err)
	}
	url := storagetest.URL(t)
	db := storagetest.Open(t, url, 8)
	l := &loaded{T: t, url: url, db: db, blobs: blobs, p: province.New(province.Options{Seed: 3, Today: today, Bodies: 6, Centres: 9, Months: 2, OtherBodies: 1, OtherCentres: 1})}
	l.l = &demo.Loader{DB: db, Engine: engine.New(db, func() time.Time { return now }), Blobs: blobs, Log: slog.New(slog.DiscardHandler), Now: now,
		Password: "secret", Read: extract.ChildOptions{Self: os.Args[0]}, Progress: func(int, int) {}}
	if err := l.l.Load(t.Context(), l.p); err != nil {
		t.Fatal(err)
	}
	l.checkAgain()
	return l
}

// checkAgain does the checks that wait, as the workers would: of papers that others
// bear on which came later.
func (l *loaded) checkAgain() {
	l.Helper()
	for _, f := range l.p.Files {
		id := l.look(f).revision.DocumentID
		var job workflow.JobID
		var waits bool
		err := l.db.Read(l.Context(), storage.System(), func(r *storage.Reader) (err error) {
			job, waits, err = r.JobFor(l.Context(), workflow.JobCheck, int64(id))
			return err
		})
		if err == nil && waits {
			err = l.l.Engine.Check(l.Context(), job, id)
		}
		if err != nil {
			l.Fatal(err)
		}
	}
}

// state is what the installation says of one file.
type state struct {
	revision storage.Revision
	current  bool // no later revision replaced it
	reading  document.Reading
	findings []check.Finding
	file     storage.CaseFile
	opened   bool
}

// look finds what became of a file by its bytes.
func (l *loaded) look(f province.File) (s state) {
	l.Helper()
	content, err := f.Bytes()
	if err != nil {
		l.Fatal(err)
	}
	sum := document.Sum(content)
	err = l.db.Read(l.Context(), storage.System(), func(r *storage.Reader) error {
		p, _, _, err := r.Credentials(l.Context(), l.p.People[f.SubmittedBy-1].Email)
		if err != nil {
			return err
		}
		var ok bool
		if s.revision, ok, err = r.RevisionOfBytes(l.Context(), p.BodyID, sum); err != nil || !ok {
			l.Fatalf("%s was lost (%v)", f.Name, err)
		}
		latest, err := r.CurrentRevision(l.Context(), s.revision.DocumentID)
		if err != nil {
			return err
		}
		s.current = latest.ID == s.revision.ID
		if s.reading, _, _, err = r.Reading(l.Context(), s.revision.ID); err != nil {
			return err
		}
		if s.findings, err = r.Findings(l.Context(), s.revision.DocumentID); err != nil {
			return err
		}
		s.file, s.opened, err = r.CaseOf(l.Context(), s.revision.DocumentID)
		return err
	})
	if err != nil {
		l.Fatal(err)
	}
	return s
}

// A whole province goes through the doors that people use: every byte is kept,
// what is right is read as it was written and approved, and what is wrong is
// found.
func TestAProvince(t *testing.T) {
	l := load(t)
	for _, f := range l.p.Files {
		s := l.look(f)
		l.keptAsReceived(f, s)
		if f.Stage == province.Left {
			continue
		}
		if f.Fault == nil {
			l.readAsWritten(f, s)
		}
		if f.Fault == nil && s.current {
			l.notBlocked(f, s)
		}
		if f.Stage == province.Confirmed && s.current && (!s.opened || s.file.Case.Outcome != workflow.Approved) {
			t.Errorf("%s should be approved, its case is at %q with %v", f.Name, s.file.Case.Step, rules(s.findings))
		}
	}
	l.exportedAsReceived()
	l.faultsAreFound()
	l.namesStayOnThePage()
	l.findingsSayFromWhat()
	l.somethingWasSaid()
	l.loadingAgainChangesNothing()
	l.somethingWasSaid()
}

// somethingWasSaid looks for the obligations that people said something on.
func (l *loaded) somethingWasSaid() {
	l.Helper()
	got := map[workflow.ObligationStatus]int{}
	extended := 0
	for _, b := range l.p.Bodies {
		err := l.db.Read(l.Context(), storage.System(), func(r *storage.Reader) error {
			all, err := r.Obligations(l.Context(), reception.BodyID(b.ID))
			for _, o := range all {
				got[o.Status]++
				if !o.FirstDueOn.IsZero() {
					extended++
				}
			}
			return err
		})
		if err != nil {
			l.Fatal(err)
		}
	}
	if got[workflow.ObligationNothing] != 1 || got[workflow.ObligationDeclared] != 1 || got[workflow.ObligationWaived] != 1 || extended != 1 {
		l.Errorf("%v, %d extended", got, extended)
	}
}

// keptAsReceived compares what the store gives back with what was sent.
func (l *loaded) keptAsReceived(f province.File, s state) {
	l.Helper()
	want, err := f.Bytes()
	if err != nil {
		l.Fatal(err)
	}
	r, _, err := l.blobs.Get(l.Context(), s.revision.SHA256)
	if err != nil {
		l.Fatalf("%s: %v", f.Name, err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil || string(got) != string(want) {
		l.Errorf("%s is not as it was sent: %v", f.Name, err)
	}
}

// readAsWritten compares a register's total with the model it was written from.
func (l *loaded) readAsWritten(f province.File, s state) {
	l.Helper()
	if s.reading.Kind != f.Kind {
		l.Errorf("%s is a %s, read as %q", f.Name, f.Kind, s.reading.Kind)
	}
	if f.Kind != document.Register {
		return
	}
	days, ok := s.reading.Field(document.PersonDays)
	want := strconv.Itoa(l.p.PersonDays(f.Centre, f.Period))
	if ok && days.Value != want && !days.Unsure {
		l.Errorf("%s counts %s person-days, read as %s and not marked unsure", f.Name, want, days.Value)
	}
	if !ok && f.Format != province.Scan {
		l.Errorf("%s: no person-days were read", f.Name)
	}
}

// notBlocked: a file with no fault never gets a blocking finding, but for what the
// office has to mend: a body whose DURC has expired may have other invoices open.
func (l *loaded) notBlocked(f province.File, s state) {
	l.Helper()
	for _, x := range s.findings {
		if x.Severity == check.Block && !check.IsForOffice(x.Rule) {
			l.Errorf("%s is right, but %s blocks it: %s", f.Name, x.Rule, x.En)
		}
	}
}

func rules(fs []check.Finding) (out []string) {
	for _, f := range fs {
		out = append(out, f.Rule+" "+string(f.Severity))
	}
	return out
}

// namesStayOnThePage: guests' names are in the originals, and in the clear in no
// column of the database.
func (l *loaded) namesStayOnThePage() {
	l.Helper()
	everything := l.dump()
	names := 0
	for _, c := range l.p.Centres {
		for _, m := range l.p.Months() {
			for _, row := range l.p.Sheet(c.ID, m).Rows {
				names++
				if strings.Contains(everything, row.Name) {
					l.Errorf("the name of guest %s stands outside the pages", row.Code)
				}
			}
		}
	}
	if names < 100 || !strings.Contains(everything, "document.checked") {
		l.Errorf("only %d names were looked for in %d bytes", names, len(everything))
	}
}

// dump returns every row of every table as text.
func (l *loaded) dump() string {
	l.Helper()
	conn, err := pgx.Connect(l.Context(), storagetest.AdminURL(l.T, l.url))
	if err != nil {
		l.Fatal(err)
	}
	defer conn.Close(context.Background())
	rows, err := conn.Query(l.Context(), `SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r'`)
	if err != nil {
		l.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		l.Fatal(err)
	}
	var all strings.Builder
	for _, t := range tables {
		var text *string
		if err := conn.QueryRow(l.Context(), `SELECT string_agg(to_jsonb(t)::text, E'\n') FROM `+pgx.Identifier{t}.Sanitize()+` t`).Scan(&text); err != nil {
			l.Fatal(err)
		}
		if text != nil {
			all.WriteString(*text)
		}
	}
	return all.String()
}

// findingsSayFromWhat: every finding names rule, version and inputs, and every
// input from a document has its place.
func (l *loaded) findingsSayFromWhat() {
	l.Helper()
	n := 0
	for _, f := range l.p.Files {
		for _, x := range l.look(f).findings {
			n++
			if x.Rule == "" || x.Version < 1 || x.It == "" || x.En == "" || x.DoIt == "" || len(x.Inputs) == 0 {
				l.Errorf("%s: the finding %+v does not say enough", f.Name, x)
			}
			for _, in := range x.Inputs {
				if in.Source == "" || in.It == "" {
					l.Errorf("%s: %s has an input without source or name: %+v", f.Name, x.Rule, in)
				}
			}
		}
	}
	if n == 0 {
		l.Error("there is no finding at all")
	}
}

// faultsAreFound: what a rule can decide is found in each file that was made wrong in
// that way. deploy/proof counts all kinds, on a larger province.
func (l *loaded) faultsAreFound() {
	l.Helper()
	t := l.T
	found, twin := 0, l.twins()
	for _, f := range l.p.Files {
		if f.Fault == nil || f.Stage == province.Left {
			continue
		}
		s := l.look(f)
		if !s.current || twin[s.revision.SHA256] > 1 { // last month's file once more is answered with its receipt
			continue
		}
		rule := province.KindOf(f.Fault.Code).Rule
		if rule == "" {
			continue
		}
		found++
		if !slices.ContainsFunc(s.findings, func(x check.Finding) bool { return x.Rule == rule }) {
			t.Errorf("%s was made wrong (%s), but only %v was found", f.Name, f.Fault.Code, rules(s.findings))
		}
	}
	if found < 5 {
		t.Errorf("only %d files with a fault that is decided today were looked at: choose another seed", found)
	}
}

// twins counts the files that have the same bytes.
func (l *loaded) twins() map[document.SHA256]int {
	l.Helper()
	n := map[document.SHA256]int{}
	for _, f := range l.p.Files {
		b, err := f.Bytes()
		if err != nil {
			l.Fatal(err)
		}
		n[document.Sum(b)]++
	}
	return n
}

// loadingAgainChangesNothing: loading goes on where it stopped.
func (l *loaded) loadingAgainChangesNothing() {
	l.Helper()
	t := l.T
	count := func() (n [3]int) {
		err := l.db.Read(t.Context(), storage.System(), func(r *storage.Reader) (err error) {
			n, err = r.Sizes(t.Context())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	if err := l.l.Load(t.Context(), l.p); err != nil {
		t.Fatal(err)
	}
	if after := count(); after != before {
		t.Errorf("before %v, after %v revisions, decisions, cases", before, after)
	}
}
