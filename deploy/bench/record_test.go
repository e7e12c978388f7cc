package bench

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/engine"
)

// recorder keeps the statements that are sent, in their order, those of a batch
// as well.
type recorder struct {
	mu   sync.Mutex
	sent []sent
}

type sent struct {
	sql  string
	args []any
}

func (r *recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	r.add(q.SQL, q.Args)
	return ctx
}

func (r *recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (r *recorder) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (r *recorder) TraceBatchQuery(_ context.Context, _ *pgx.Conn, q pgx.TraceBatchQueryData) {
	r.add(q.SQL, q.Args)
}

func (r *recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (r *recorder) add(sql string, args []any) {
	if strings.HasPrefix(sql, "--") { // the pool asks whether a connection lives
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, sent{sql, args})
}

// record takes one decision and makes a script of the statements that it sent.
func (d *deciding) record() script {
	d.Helper()
	r := &recorder{}
	db, err := storage.OpenTraced(d.Context(), d.access.DatabaseURL, 1, r)
	d.must(err)
	defer db.Close()
	db = db.WithSeal(d.db.Seal())
	r.sent = nil // what opening asked
	d.must(engine.New(db, time.Now).Decide(d.Context(), d.reviewer, d.asked(d.take(1))))
	var s script
	for i, q := range r.sent {
		sql, defines, err := d.translate(q, fmt.Sprintf("v%d_", i))
		if err != nil {
			d.Fatalf("translate %s: %v", q.sql, err)
		}
		s.statements = append(s.statements, sql)
		s.defines = append(s.defines, defines...)
	}
	return s
}

var placeholder = regexp.MustCompile(`\$[0-9]+`)

// translate writes a statement as pgbench wants it: ids of the case become its
// variables, everything else becomes a constant variable, sent as a parameter
// like ours. pgbench knows neither empty nor null variables: these are written
// out.
func (d *deciding) translate(q sent, prefix string) (sql string, defines []string, err error) {
	sql, args := q.sql, q.args
	if len(args) == 1 {
		if rewriter, ok := args[0].(pgx.QueryRewriter); ok {
			if sql, args, err = rewriter.RewriteQuery(d.Context(), d.look, sql, nil); err != nil {
				return "", nil, err
			}
		}
	}
	values, err := d.texts(sql, args)
	if err != nil {
		return "", nil, err
	}
	sql = placeholder.ReplaceAllStringFunc(sql, func(p string) string {
		i, _ := strconv.Atoi(p[1:])
		return variable(values[i-1], fmt.Sprintf("%s%d", prefix, i))
	})
	for i, v := range values {
		if name := fmt.Sprintf("%s%d", prefix, i+1); variable(v, name) == ":"+name {
			defines = append(defines, name+"="+*v)
		}
	}
	return oneLine(sql), defines, nil
}

// oneLine joins the lines of a statement; no statement has a line break within
// a text.
func oneLine(sql string) string { return strings.Join(strings.Fields(sql), " ") }

// variable is how a value stands in the script.
func variable(v *string, name string) string {
	switch {
	case v == nil:
		return "NULL"
	case *v == "":
		return "''"
	}
	if id, err := strconv.ParseInt(*v, 10, 64); err == nil {
		for _, k := range kinds() {
			if id >= k.base && id < k.base+1e9 {
				return ":" + k.name
			}
		}
	}
	return ":" + name
}

// texts returns the arguments in the text form that PostgreSQL reads.
func (d *deciding) texts(sql string, args []any) ([]*string, error) {
	if len(args) == 0 {
		return nil, nil
	}
	prepared, err := d.look.Prepare(d.Context(), "", sql)
	if err != nil {
		return nil, err
	}
	out := make([]*string, len(args))
	for i, a := range args {
		text, err := d.look.TypeMap().Encode(prepared.ParamOIDs[i], pgx.TextFormatCode, a, []byte{}) // nil is NULL, not an empty text
		if err != nil {
			return nil, err
		}
		if text != nil {
			s := string(text)
			out[i] = &s
		}
	}
	return out, nil
}

func TestVariable(t *testing.T) {
	text := func(s string) *string { return &s }
	for _, tc := range []struct {
		value *string
		want  string
	}{{nil, "NULL"}, {text(""), "''"}, {text("approved"), ":x"}, {text("1"), ":x"}, {text("4000000007"), ":case"}, {text("5000000007"), ":task"}} {
		if got := variable(tc.value, "x"); got != tc.want {
			t.Errorf("%v is written %s, want %s", tc.value, got, tc.want)
		}
	}
}
