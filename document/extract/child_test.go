package extract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// The test binary is also the program that serves children.
func TestMain(m *testing.M) {
	if len(os.Args) > 3 && os.Args[1] == holdCommand {
		holdScratch(os.Args[2:])
		return
	}
	if len(os.Args) > 1 && os.Args[1] == extract.ChildCommand {
		if what := extract.Attempt(os.Args); what != "" {
			fmt.Fprint(os.Stderr, what)
			os.Exit(3)
		}
		if err := extract.ServeChild(context.Background(), os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func write(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "original")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A child gives the reading that Read gives.
func TestChildReads(t *testing.T) {
	for name, b := range map[string][]byte{"register.pdf": registerPDF(t), "invoice.xml.p7m": signed(t, invoiceXML("2026-11-05")), "register.xlsx": registerXLSX(t)} {
		got, err := extract.Child(context.Background(), extract.ChildOptions{Self: self(t), Name: name, Today: today, Scratch: t.TempDir()}, write(t, b))
		if err != nil {
			t.Fatal(err)
		}
		want := read(t, b, name)
		g, _ := json.Marshal(got)
		w, _ := json.Marshal(want)
		if !bytes.Equal(g, w) {
			t.Errorf("%s: the child's reading differs\n%s\n%s", name, g, w)
		}
	}
}

// What a file does to its child is said in the reading, with its hash; it is
// never an error of the caller, and never kept waiting.
func TestChildLimits(t *testing.T) {
	fails, err := exec.LookPath("false")
	if err != nil {
		t.Fatal(err)
	}
	b := contractPDF(t)
	path := write(t, b)
	for name, c := range map[string]struct {
		o    extract.ChildOptions
		code string
	}{
		"time":   {extract.ChildOptions{Self: self(t), Timeout: time.Millisecond}, "read.timeout"},
		"memory": {extract.ChildOptions{Self: self(t), MemoryBytes: 1 << 20}, "read.too_large"},
		"output": {extract.ChildOptions{Self: self(t), OutputBytes: 100}, "read.too_large"},
		"crash":  {extract.ChildOptions{Self: fails}, "read.crashed"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := extract.Child(context.Background(), c.o, path)
			if err != nil {
				t.Fatal(err)
			}
			if r.Error == nil || r.Error.Code != c.code {
				t.Fatalf("error %+v, want %s", r.Error, c.code)
			}
			if r.SHA256 != document.Sum(b) || r.Size != int64(len(b)) || r.MediaType != "application/pdf" {
				t.Errorf("the reading does not name its bytes: %+v", r)
			}
			if strings.Contains(r.Error.It+r.Error.En, "%!") {
				t.Errorf("the sentence is broken: %q", r.Error.It)
			}
		})
	}
}

// What is not the file's doing is an error of the caller.
func TestChildErrors(t *testing.T) {
	path := write(t, contractPDF(t))
	if _, err := extract.Child(context.Background(), extract.ChildOptions{Self: "/no/such/program"}, path); err == nil {
		t.Error("a child that can't be started is no error")
	}
	if _, err := extract.Child(context.Background(), extract.ChildOptions{Self: self(t)}, path+"x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := extract.Child(ctx, extract.ChildOptions{Self: self(t)}, path); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reading: %v", err)
	}
}

// When the time is up, all that the child started ends with it.
func TestChildTakesItsChildrenAlong(t *testing.T) {
	dir := t.TempDir()
	script, pidFile := filepath.Join(dir, "reader"), filepath.Join(dir, "pid")
	text := "#!/bin/sh\nsleep 600 &\necho $! > " + pidFile + "\nwait\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	// Keep is the one folder that it may write to and that stays.
	r, err := extract.Child(context.Background(), extract.ChildOptions{Self: script, Timeout: 500 * time.Millisecond, Scratch: dir, Keep: dir}, write(t, []byte("x")))
	if err != nil || r.Error == nil || r.Error.Code != "read.timeout" {
		t.Fatalf("%+v, %v", r.Error, err)
	}
	pid, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	tick, late := time.Tick(10*time.Millisecond), time.After(10*time.Second)
	for there := true; there; { // what was killed takes a moment to be gone
		stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		there = err == nil && !strings.Contains(string(stat), ") Z ")
		select {
		case <-tick:
		case <-late:
			t.Fatalf("the grandchild goes on: %s", stat)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "insiemi-reading-*")); len(left) > 0 {
		t.Errorf("scratch left behind: %v", left)
	}
}

// script is a program that stands in for a reader.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reader")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// A child that somebody ends is started once more; then the reading says that it
// was ended, not that the file is at fault.
func TestAKilledChildIsTriedAgain(t *testing.T) {
	keep := t.TempDir()
	always := script(t, "echo >> "+keep+"/starts\nkill -9 $$\n")
	r, err := extract.Child(context.Background(), extract.ChildOptions{Self: always, Keep: keep}, write(t, []byte("x")))
	if err != nil || r.Error == nil || r.Error.Code != "read.killed" || !r.BrokeOff() {
		t.Fatalf("%+v, %v", r.Error, err)
	}
	if b, _ := os.ReadFile(filepath.Join(keep, "starts")); len(b) != 2 {
		t.Errorf("it was started %d times", len(b))
	}
	once := script(t, "if [ -e "+keep+"/once ]; then echo '{\"v\":2,\"reading\":{\"pages\":7}}'; exit; fi\ntouch "+keep+"/once\nkill -9 $$\n")
	if r, err = extract.Child(context.Background(), extract.ChildOptions{Self: once, Keep: keep}, write(t, []byte("x"))); err != nil || r.Error != nil || r.PageCount != 7 {
		t.Errorf("ended once: %+v, %v", r, err)
	}
}

// Several processes that keep their own limits have one together.
func TestChildAndItsToolsShareAMemory(t *testing.T) {
	hog := script(t, "for i in 1 2 3; do (head -c 60000000 /dev/zero; sleep 600) | tail -n 1 > /dev/null & done\nwait\n")
	began := time.Now()
	r, err := extract.Child(context.Background(), extract.ChildOptions{Self: hog, MemoryBytes: 48 << 20}, write(t, []byte("x")))
	if err != nil || r.Error == nil || r.Error.Code != "read.too_large" || time.Since(began) > 50*time.Second {
		t.Fatalf("%+v, %v after %s", r.Error, err, time.Since(began))
	}
}

func TestPreviews(t *testing.T) {
	for name, c := range map[string]struct {
		b     []byte
		pages int
	}{
		"PDF": {contractPDF(t), 1}, "signed PDF": {signed(t, registerPDF(t)), 1}, "invoice": {invoiceXML("2026-11-05"), 0},
		"sheet": {registerXLSX(t), 0}, "damaged": {[]byte("%PDF-1.4 rubbish"), 0},
	} {
		pages, err := extract.PreviewChild(context.Background(), extract.ChildOptions{Self: self(t), Scratch: t.TempDir()}, write(t, c.b))
		if err != nil || len(pages) != c.pages {
			t.Errorf("%s: %d pages, %v", name, len(pages), err)
			continue
		}
		for _, p := range pages {
			cfg, err := jpeg.DecodeConfig(bytes.NewReader(p.JPEG))
			if err != nil || max(cfg.Width, cfg.Height) != extract.PagePixels || p.Name != "page-1.jpg" {
				t.Errorf("%s: %s of %d by %d, %v", name, p.Name, cfg.Width, cfg.Height, err)
			}
		}
	}
}
