package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

const (
	decideRounds  = 12
	decideClients = 4
	decideEach    = 150 // decisions of a client in a round
)

// BenchmarkDecide lets four reviewers approve invoices that wait for review, so
// that each goes on to be confirmed: every decision on a case of its own, every
// case a copy of one that a real invoice opened. In turns with it pgbench sends
// the statements that one decision was seen to send, each client on cases of its
// own, to the same database over as many connections.
func BenchmarkDecide(b *testing.B) {
	pgbench := tool(b, "pgbench", "postgresql", "/usr/lib/postgresql/*/bin/pgbench")
	w := newWorld(b, province.Options{Seed: 7, Bodies: 3, Centres: 6, Months: 2, OtherBodies: 1, OtherCentres: 1})
	w.must(w.loader.Load(b.Context(), w.province))
	d := &deciding{world: w, pgbench: pgbench, reviewer: w.reviewer(), model: w.waitingInvoice()}
	d.copyCases(1 + (2*decideRounds+2)*decideClients*decideEach)
	d.script = d.record()
	for _, warm := range []func() (time.Duration, error){d.decide, d.replay} {
		if _, err := warm(); err != nil {
			b.Fatal(err)
		}
	}
	got, err := takeTurns(decideRounds, contestant{"decide", d.decide}, contestant{"pgbench", d.replay})
	if err != nil {
		b.Fatal(err)
	}
	for name, s := range got {
		b.ReportMetric(1000/s.quantile(0.5), name+"/s")
	}
	reportRatio(b, "decide", ratios(got["decide"], got["pgbench"]))
	b.ReportMetric(float64(len(d.script.statements)), "statements")
	d.checkEverythingWasDecided()
	fmt.Fprintf(os.Stderr, "one decision, as pgbench sees it:%s", d.said)
	finish(b)
}

func (w *world) reviewer() (a workflow.Actor) {
	w.Helper()
	w.must(w.db.Read(w.Context(), storage.System(), func(r *storage.Reader) error {
		p, _, _, err := r.Credentials(w.Context(), province.ReviewerEmail)
		a = workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role}
		return err
	}))
	return a
}

// model is the case that the others are copies of.
type model struct {
	Case, Task, Document, Revision, Obligation int64
	Version                                    int
}

// waitingInvoice finds an invoice of the first office that waits for review,
// with as few blocking findings as there are.
func (w *world) waitingInvoice() (m model) {
	w.Helper()
	err := w.look.QueryRow(w.Context(), `SELECT c.id, t.id, d.id, v.id, d.obligation_id, c.version
		FROM cases c JOIN tasks t ON t.case_id = c.id AND t.closed_at IS NULL JOIN documents d ON d.id = c.document_id
		JOIN revisions v ON v.document_id = d.id AND v.number = 1 JOIN people p ON p.office_id = c.office_id AND p.email = $1
		WHERE c.step = 'review' AND d.kind = $2 AND d.obligation_id IS NOT NULL
		ORDER BY (SELECT count(*) FROM findings f WHERE f.document_id = d.id AND f.severity = 'block'), c.id LIMIT 1`,
		province.ReviewerEmail, document.Invoice).Scan(&m.Case, &m.Task, &m.Document, &m.Revision, &m.Obligation, &m.Version)
	if err != nil {
		w.Fatalf("find an invoice that waits for review: %v", err)
	}
	return m
}

// kind is a kind of row that belongs to a case. The copy number k of a row has
// the id base+k, so that an id tells what it is of.
type kind struct {
	name string
	base int64
}

func kinds() []kind {
	return []kind{{"obligation", 1e9}, {"document", 2e9}, {"revision", 3e9}, {"case", 4e9}, {"task", 5e9}}
}

func base(name string) int64 {
	for _, k := range kinds() {
		if k.name == name {
			return k.base
		}
	}
	return 0
}

// copyCases copies the model n times, numbered from 0, behind the engine's
// back.
func (d *deciding) copyCases(n int) {
	d.Helper()
	all := func(table, where string, id int64, changes string) {
		sql := fmt.Sprintf(`INSERT INTO %[1]s OVERRIDING SYSTEM VALUE SELECT copy.* FROM %[1]s m, generate_series(0, %[2]d) AS k,
			LATERAL jsonb_populate_record(m, jsonb_build_object(%[3]s)) AS copy WHERE m.%[4]s = $1`, table, n-1, changes, where)
		if _, err := d.look.Exec(d.Context(), sql, id); err != nil {
			d.Fatalf("copy %s: %v", table, err)
		}
	}
	all("obligations", "id", d.model.Obligation, `'id', 1000000000 + k, 'period_start', m.period_start + 100000 + k::int`)
	all("documents", "id", d.model.Document, `'id', 2000000000 + k, 'obligation_id', 1000000000 + k`)
	all("revisions", "id", d.model.Revision, `'id', 3000000000 + k, 'document_id', 2000000000 + k, 'sha256', sha256(k::text::bytea)`)
	all("receipts", "revision_id", d.model.Revision, `'id', 3000000000 + k, 'revision_id', 3000000000 + k, 'number', 3000000000 + k`)
	all("checks", "revision_id", d.model.Revision, `'id', 6000000000 + 1000 * k + m.id % 1000, 'document_id', 2000000000 + k, 'revision_id', 3000000000 + k, 'reading_id', null`)
	all("findings", "document_id", d.model.Document, `'id', 6000000000 + 1000 * k + m.id % 1000, 'document_id', 2000000000 + k, 'revision_id', 3000000000 + k`)
	all("cases", "id", d.model.Case, `'id', 4000000000 + k, 'document_id', 2000000000 + k, 'number', 4000000000 + k`)
	all("tasks", "id", d.model.Task, `'id', 5000000000 + k, 'case_id', 4000000000 + k`)
	for _, sql := range []string{`VACUUM ANALYZE`, `CHECKPOINT`} {
		_, err := d.look.Exec(d.Context(), sql)
		d.must(err)
	}
}

// deciding takes decisions on copies of a case, each once.
type deciding struct {
	*world
	pgbench  string
	reviewer workflow.Actor
	model    model
	script   script
	engine   *engine.Engine
	used     int    // copies that were decided
	said     string // what pgbench said of each statement
}

// take returns the first of the next n copies.
func (d *deciding) take(n int) (first int) {
	first, d.used = d.used, d.used+n
	return first
}

func (d *deciding) asked(k int) engine.Deciding {
	return engine.Deciding{Case: workflow.CaseID(base("case") + int64(k)), Task: workflow.TaskID(base("task") + int64(k)),
		Version: d.model.Version, Outcome: workflow.Approved, Reason: "Verificato sul registro."}
}

// decide lets each client decide its share, and returns the time of one
// decision: the whole time divided by their number.
func (d *deciding) decide() (time.Duration, error) {
	first := d.take(decideClients * decideEach)
	if d.engine == nil {
		d.engine = engine.New(d.db, time.Now)
	}
	g, ctx := errgroup.WithContext(d.Context())
	start := time.Now()
	for client := range decideClients {
		g.Go(func() error {
			for i := range decideEach {
				if err := d.engine.Decide(ctx, d.reviewer, d.asked(first+client*decideEach+i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := g.Wait()
	return time.Since(start) / (decideClients * decideEach), err
}

// script is a decision's statements for pgbench.
type script struct {
	statements []string
	defines    []string // name=value, for what is the same in every decision
}

var rate = regexp.MustCompile(`(?m)^tps = ([0-9.]+) `)

// replay lets pgbench send the statements, and returns the time of one
// transaction; connecting does not count.
func (d *deciding) replay() (time.Duration, error) {
	args := []string{"-n", "-r", "-M", "prepared", "-c", strconv.Itoa(decideClients), "-j", strconv.Itoa(decideClients),
		"-t", strconv.Itoa(decideEach), "-f", d.write(), "-D", "n=-1", "-D", fmt.Sprintf("first=%d", d.take(decideClients*decideEach))}
	for _, def := range d.script.defines {
		args = append(args, "-D", def)
	}
	at, err := pgx.ParseConfig(d.access.DatabaseURL)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(d.Context(), d.pgbench, append(args, at.Database)...)
	cmd.Env = append(os.Environ(), "PGHOST="+at.Host, fmt.Sprintf("PGPORT=%d", at.Port), "PGUSER="+at.User,
		"PGPASSWORD="+at.Password, "PGAPPNAME=pgbench", "PGTZ=UTC")
	out, err := cmd.CombinedOutput()
	m := rate.FindSubmatch(out)
	if err != nil || m == nil {
		return 0, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	_, d.said, _ = strings.Cut(string(out), "statement latencies")
	tps, err := strconv.ParseFloat(string(m[1]), 64)
	return time.Duration(float64(time.Second) / tps), err
}

// write writes the script: each client counts its own transactions, and works
// on the copy that is its own.
func (d *deciding) write() string {
	var s strings.Builder
	fmt.Fprintf(&s, "\\set n :n + 1\n\\set k :first + :client_id * %d + :n\n", decideEach)
	for _, k := range kinds() {
		fmt.Fprintf(&s, "\\set %s %d + :k\n", k.name, k.base)
	}
	for _, sql := range d.script.statements {
		s.WriteString(sql + ";\n")
	}
	path := filepath.Join(d.TempDir(), "decide.sql")
	d.must(os.WriteFile(path, []byte(s.String()), 0o600))
	return path
}

// checkEverythingWasDecided fails when a contestant did less than it said.
func (d *deciding) checkEverythingWasDecided() {
	d.Helper()
	var cases, decisions, events, tasks int
	err := d.look.QueryRow(context.WithoutCancel(d.Context()), `SELECT
		(SELECT count(*) FROM cases WHERE id >= $1 AND step = 'confirm' AND version = $2 + 1),
		(SELECT count(*) FROM decisions WHERE case_id >= $1), (SELECT count(*) FROM events WHERE case_id >= $1),
		(SELECT count(*) FROM tasks WHERE case_id >= $1 AND step = 'confirm' AND closed_at IS NULL)`,
		base("case"), d.model.Version).Scan(&cases, &decisions, &events, &tasks)
	if err != nil || cases != d.used || decisions != d.used || events != d.used || tasks != d.used {
		d.Fatalf("after %d decisions: %d cases moved, %d decisions, %d events, %d tasks (%v)", d.used, cases, decisions, events, tasks, err)
	}
}
