package archive_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/archive"
)

const original = "%PDF-1.7 the bytes that were received"

func sample() archive.Case {
	at := time.Date(2026, 11, 5, 9, 30, 0, 0, time.UTC)
	return archive.Case{Number: "2026/000012", Office: "Prefettura", Body: "Ente", Kind: "Registro presenze", Changed: at, Definition: "key: x\n",
		Revisions: []archive.Revision{{Number: 1, FileName: "../../etc/ottobre: \"2026\".pdf", SHA256: document.Sum([]byte(original)), Size: int64(len(original)),
			Receipt: "2026/000001", SentAt: at, Reading: &document.Reading{Kind: document.Register}}},
		Timeline: []archive.Line{{At: at, Kind: "revision.received", By: "Anna", Data: []byte(`{}`)}}}
}

func opener(text string) archive.Opener {
	return func(document.SHA256) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

// Anyone can verify an archive with the sums in it and nothing else: every file
// but the manifest is named once, and has that sum.
func TestAnArchiveVerifiesOffline(t *testing.T) {
	var b bytes.Buffer
	if err := archive.Write(&b, sample(), opener(original)); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	sums, manifest := map[string]string{}, ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "MANIFEST.sha256" {
			manifest = string(content)
			continue
		}
		h := sha256.Sum256(content)
		sums[f.Name] = hex.EncodeToString(h[:])
		if strings.Contains(f.Name, "..") || strings.HasPrefix(f.Name, "/") {
			t.Errorf("%q leads out of the folder", f.Name)
		}
		if strings.Contains(f.Name, "/original/") && string(content) != original {
			t.Errorf("%s is not what was received", f.Name)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(manifest), "\n") {
		sum, name, _ := strings.Cut(line, "  ")
		if sums[name] != sum {
			t.Errorf("%s: the manifest says %s, the file has %s", name, sum, sums[name])
		}
		delete(sums, name)
	}
	if len(sums) > 0 {
		t.Errorf("not in the manifest: %v", sums)
	}
}

// An archive whose original can't be read to the end is no archive.
func TestABrokenOriginalIsTold(t *testing.T) {
	broken := errors.New("object does not match its SHA-256")
	open := func(document.SHA256) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("half"), failing{broken})), nil
	}
	if err := archive.Write(io.Discard, sample(), open); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"ottobre.pdf":            "ottobre.pdf",
		`C:\Users\Anna\reg.xlsx`: "reg.xlsx",
		"../../etc/passwd":       "passwd",
		"a\u202efdp.exe":         "a_fdp.exe",
		"x\x00y":                 "x_y",
		"...":                    "file",
		"":                       "file",
	} {
		if got := archive.SafeName(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	long := archive.SafeName(strings.Repeat("è", 400) + ".pdf")
	if len(long) > 255 || !strings.HasSuffix(long, ".pdf") {
		t.Errorf("%d bytes: %s", len(long), long)
	}
}
