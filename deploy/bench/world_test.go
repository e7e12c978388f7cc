package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/demo"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob/s3"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// password is that of every account here.
const password = "only for benchmarks"

// world is an installation on a stack that flushes to disk, with the registry of
// an invented province.
type world struct {
	*testing.B
	stack    *stack.Stack
	access   stack.Access
	program  string // bin/insiemi
	db       *storage.DB
	look     *pgx.Conn // behind the product's back
	province *province.Province
	loader   *demo.Loader
}

func newWorld(b *testing.B, o province.Options) *world {
	b.Helper()
	w := &world{B: b, program: program(b), stack: stacktest.Durable(b)}
	w.access = w.stack.Access()
	w.command("migrate")
	var err error
	if w.db, err = storage.Open(b.Context(), w.access.DatabaseURL, 4); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.db.Close)
	key, err := seal.ParseKey(w.access.GuestKey)
	w.must(err)
	w.db = w.db.WithSeal(key)
	if w.look, err = pgx.Connect(b.Context(), w.access.AdminURL("insiemi")); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.look.Close(context.Background()) })
	o.Today = calendar.DateOf(time.Now())
	w.province = province.New(o)
	w.loader = &demo.Loader{DB: w.db, Engine: engine.New(w.db, time.Now), Blobs: w.store(), Read: extract.ChildOptions{Self: w.program},
		Log: slog.New(slog.DiscardHandler), Password: password, Now: time.Now(), Progress: func(int, int) {}}
	w.must(w.loader.Registry(b.Context(), w.province))
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// program is the built product.
func program(b *testing.B) string {
	b.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "bin", "insiemi"))
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		b.Fatalf("the product is not built: run make build, or make bench, which does (%v)", err)
	}
	return path
}

// tool finds a program that only the benchmarks need.
func tool(b *testing.B, name, debianPackage string, alsoIn ...string) string {
	b.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, pattern := range alsoIn {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	b.Fatalf("%s is not installed, and this figure is measured beside it: apt-get install %s", name, debianPackage)
	return ""
}

// store is the product's object store, in this process.
func (w *world) store() *s3.Store {
	w.Helper()
	s, err := s3.Open(w.Context(), s3.Config{Endpoint: w.access.S3Endpoint, AccessKey: w.access.S3AccessKey,
		SecretKey: w.access.S3SecretKey, Bucket: w.access.S3Bucket})
	w.must(err)
	return s
}

// command runs one of the product's commands to its end.
func (w *world) command(args ...string) {
	w.Helper()
	cmd := exec.CommandContext(w.Context(), w.program, args...)
	cmd.Env = append(os.Environ(), w.access.Env()...)
	if out, err := cmd.CombinedOutput(); err != nil {
		w.Fatalf("insiemi %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// serve starts the portal, as a process of its own.
func (w *world) serve() {
	w.Helper()
	w.must(w.stack.Supervise(w.Context(), stack.Program{Name: "serve", Path: w.program, Args: []string{"serve"},
		Ready: func(ctx context.Context) error { return stack.HTTPReady(ctx, w.access.BaseURL+"/healthz") }}))
}

// work starts the workers, as a process of their own.
func (w *world) work() {
	w.Helper()
	w.must(w.stack.Supervise(w.Context(), stack.Program{Name: "work", Path: w.program, Args: []string{"work"}}))
}

// peak is the most memory, in bytes, that a program of the world held since
// forgetPeak; Linux tells.
func (w *world) peak(name string) int64 {
	w.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.pid(name)))
	w.must(err)
	for line := range strings.Lines(string(status)) {
		var kib int64
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			return kib << 10
		}
	}
	w.Fatalf("the system does not tell the memory of %s", name)
	return 0
}

func (w *world) forgetPeak(name string) {
	w.Helper()
	w.must(os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", w.pid(name)), []byte("5"), 0))
}

func (w *world) pid(name string) (pid int) {
	w.Helper()
	note, err := os.ReadFile(filepath.Join(w.stack.Dir(), "run", name+".pid"))
	w.must(err)
	_, err = fmt.Sscan(string(note), &pid)
	w.must(err)
	return pid
}

// visitor is a person who has signed in with a browser.
type visitor struct {
	http *http.Client
	base string
}

func (w *world) signIn(email string) *visitor {
	w.Helper()
	jar, err := cookiejar.New(nil)
	w.must(err)
	v := &visitor{&http.Client{Jar: jar}, w.access.BaseURL}
	res, err := v.http.PostForm(v.base+"/sign-in", url.Values{"email": {email}, "password": {password}})
	w.must(err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Request.URL.Path == "/sign-in" {
		w.Fatalf("%s could not sign in: %s at %s", email, res.Status, res.Request.URL.Path)
	}
	return v
}

// answered is what the portal's own script gets for a file.
type answered struct {
	Document int64  `json:"document"`
	SHA256   string `json:"sha256"`
	Already  bool   `json:"already"`
}

// upload sends a file as the portal's own script does, and returns when the
// receipt is there.
func (v *visitor) upload(ctx context.Context, name string, content io.Reader, size int64) (got answered, err error) {
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	if _, err := m.CreateFormFile("file", name); err != nil {
		return got, err
	}
	head := form.Len()
	if err := m.Close(); err != nil {
		return got, err
	}
	body := io.MultiReader(bytes.NewReader(form.Bytes()[:head]), content, bytes.NewReader(form.Bytes()[head:]))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.base+"/uploads", body)
	if err != nil {
		return got, err
	}
	req.ContentLength = int64(form.Len()) + size
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Accept", "application/json")
	res, err := v.http.Do(req)
	if err != nil {
		return got, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("the portal answered %s: %s", res.Status, answer)
	}
	if err == nil {
		err = json.Unmarshal(answer, &got)
	}
	if err == nil && got.Already {
		err = errors.New("the portal has these bytes already")
	}
	return got, err
}
