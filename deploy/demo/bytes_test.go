package demo_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/storage/blob/s3"
	"github.com/insiemi/insiemi/workflow"
)

// sort is what a file is and how it is written.
type sort struct {
	kind   document.Kind
	format province.Format
}

// exportedAsReceived exports a case of every sort of file: the original in the
// archive has the bytes that were sent.
func (l *loaded) exportedAsReceived() {
	l.Helper()
	seen := map[sort]bool{}
	for _, f := range l.p.Files {
		if seen[sort{f.Kind, f.Format}] || f.Stage == province.Left {
			continue
		}
		if s := l.look(f); s.opened {
			seen[sort{f.Kind, f.Format}] = true
			l.exported(f, s)
		}
	}
	if len(seen) < 8 {
		l.Errorf("only %d sorts of files were exported", len(seen))
	}
}

func (l *loaded) exported(f province.File, s state) {
	l.Helper()
	open := func(sha document.SHA256) (io.ReadCloser, error) {
		r, _, err := l.blobs.Get(l.Context(), sha)
		return r, err
	}
	var b bytes.Buffer
	if err := l.l.Engine.Export(l.Context(), l.reviewerOf(f.Office), s.file.Case.ID, open, &b); err != nil {
		l.Fatalf("export the case of %s: %v", f.Name, err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		l.Fatal(err)
	}
	want, err := f.Bytes()
	if err != nil {
		l.Fatal(err)
	}
	if !slices.ContainsFunc(z.File, func(e *zip.File) bool {
		return strings.Contains(e.Name, "/original/") && bytes.Equal(l.unzipped(e), want)
	}) {
		l.Errorf("%s is not in the archive of its case as it was sent", f.Name)
	}
}

func (l *loaded) unzipped(e *zip.File) []byte {
	l.Helper()
	r, err := e.Open()
	if err != nil {
		l.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		l.Fatal(err)
	}
	return b
}

// reviewerOf is a reviewer of an office.
func (l *loaded) reviewerOf(office reception.OfficeID) (a workflow.Actor) {
	l.Helper()
	at := slices.IndexFunc(l.p.People, func(p reception.Person) bool { return p.OfficeID == office && p.Role == reception.Reviewer })
	err := l.db.Read(l.Context(), storage.System(), func(r *storage.Reader) error {
		p, _, _, err := r.Credentials(l.Context(), l.p.People[at].Email)
		a = workflow.Actor{Person: p.ID, Office: p.OfficeID, Role: p.Role}
		return err
	})
	if err != nil {
		l.Fatal(err)
	}
	return a
}

// Nothing that is done with a file changes a byte of it: neither storing it, nor
// reading the copy that workers read, nor drawing its pages; for the files of a
// province and for the containers in which such files arrive.
func TestNoByteIsAltered(t *testing.T) {
	a := stacktest.Shared(t)
	store, err := s3.Open(t.Context(), s3.Config{Endpoint: a.S3Endpoint, AccessKey: a.S3AccessKey, SecretKey: a.S3SecretKey, Bucket: stacktest.Bucket()})
	if err != nil {
		t.Fatal(err)
	}
	all := sorts(t)
	if len(all) < 15 {
		t.Fatalf("only %d sorts of files", len(all))
	}
	for name, content := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			unaltered(t, store, name, content)
		})
	}
}

// sorts are a file of every sort of the province, and containers of some of
// them, by name.
func sorts(t *testing.T) map[string][]byte {
	t.Helper()
	out, seen := map[string][]byte{}, map[sort]bool{}
	for _, f := range province.New(province.Options{Seed: 3, Bodies: 6, Centres: 9, Months: 1, OtherBodies: 1, OtherCentres: 1}).Files {
		if s := (sort{f.Kind, f.Format}); !seen[s] {
			seen[s] = true
			b, err := f.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			out[fmt.Sprintf("%02d.%s", len(out), strings.Replace(string(f.Format), "scan", "pdf", 1))] = b
		}
	}
	out["all.zip"], out["mail.eml"] = zipped(t, out), mailed(out)
	for name, b := range maps.Clone(out) {
		if strings.HasSuffix(name, ".p7m") {
			out["base64.p7m"] = []byte(base64.StdEncoding.EncodeToString(b))
			out["cut.p7m"] = b[:len(b)*3/4]
		}
	}
	out["empty.pdf"], out["note.txt"] = nil, []byte("Una nota qualunque, con l'accento sulla e: è.\r\n")
	return out
}

func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// mailed is a message with the smaller files attached.
func mailed(files map[string][]byte) []byte {
	var b strings.Builder
	b.WriteString("From: ente@example.org\r\nTo: ufficio@example.org\r\nDate: Mon, 02 Nov 2026 09:30:00 +0100\r\nSubject: Documenti\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n")
	for name, content := range files {
		if len(content) < 200<<10 {
			fmt.Fprintf(&b, "--x\r\nContent-Disposition: attachment; filename=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", name, base64.StdEncoding.EncodeToString(content))
		}
	}
	return []byte(b.String() + "--x--\r\n")
}

// unaltered takes a file the way of an upload and of a reading.
func unaltered(t *testing.T, store *s3.Store, name string, content []byte) {
	t.Helper()
	want := document.Sum(content)
	stored, err := store.Put(t.Context(), bytes.NewReader(content), 0)
	if len(content) == 0 {
		if err == nil {
			t.Error("nothing was stored as something")
		}
	} else if err != nil || stored.SHA256 != want || stored.Size != int64(len(content)) {
		t.Fatalf("%+v, %v", stored, err)
	}
	path := filepath.Join(t.TempDir(), "original")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	o := extract.ChildOptions{Self: os.Args[0], Name: name, Scratch: t.TempDir(), Keep: t.TempDir()}
	r, err := extract.Child(t.Context(), o, path)
	if err != nil || r.SHA256 != want || r.Size != int64(len(content)) || r.Error != nil && r.Error.Code == "read.crashed" {
		t.Errorf("read %s, %d bytes, %+v, %v", r.SHA256.Short(), r.Size, r.Error, err)
	}
	drawn, err := extract.PreviewChild(t.Context(), o, path)
	if err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(path); err != nil || document.Sum(after) != want {
		t.Errorf("the file that was read is another one now: %v", err)
	}
	if len(content) > 0 {
		givenBack(t, store, want, drawn)
	}
}

// givenBack stores previews beside the original, and looks at the original.
func givenBack(t *testing.T, store *s3.Store, want document.SHA256, drawn []extract.Preview) {
	t.Helper()
	for _, p := range drawn {
		if err := store.PutDerived(t.Context(), blob.DerivedKey{SHA256: want, Name: p.Name}, bytes.NewReader(p.JPEG), "image/jpeg"); err != nil {
			t.Fatal(err)
		}
	}
	back, _, err := store.Get(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if b, err := io.ReadAll(back); err != nil || document.Sum(b) != want {
		t.Errorf("the store gives other bytes back: %v", err)
	}
}
