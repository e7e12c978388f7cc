package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
)

// registry runs the command and returns its exit code and what it printed.
func registry(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	code = run(t.Context(), append([]string{"registry"}, args...), &out, &out)
	return code, out.String()
}

// The registry goes out and comes back: a dry run says what would change and
// changes nothing, the import does it once, a bad file is told and marked.
func TestRegistry(t *testing.T) {
	address := storagetest.URL(t)
	settingsFor(t, address)
	db, err := storage.Open(t.Context(), address, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
		id, err := tx.AddOffice(t.Context(), reception.Office{Code: "rimini", Name: "Prefettura di Rimini", TaxCode: "91044110400", OfficeCode: "RNPF26", Calendar: "rimini"})
		if err != nil {
			return err
		}
		_, err = tx.AddBody(t.Context(), reception.Body{OfficeID: id, Code: "E01", Name: "Cooperativa Uno", TaxCode: "01234567897", VATProfile: reception.VATReduced})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	out, sheets, marked := filepath.Join(dir, "out.xlsx"), filepath.Join(dir, "in.zip"), filepath.Join(dir, "marked.xlsx")
	write := func(bodies string) {
		t.Helper()
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		f, err := z.Create("Enti.csv")
		if err == nil {
			_, err = f.Write([]byte(bodies))
		}
		if err == nil {
			err = z.Close()
		}
		if err == nil {
			err = os.WriteFile(sheets, b.Bytes(), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const bodies = "codice ente;denominazione;codice fiscale;regime IVA\nE01;Cooperativa Prima;01234567897;ridotta\nE02;Associazione Due;00000000000;esente\n"
	for i, c := range []struct {
		before func()
		args   []string
		code   int
		want   string
	}{
		{nil, nil, 2, "say export or import"},
		{nil, []string{"export"}, 2, "give one FILE"},
		{nil, []string{"export", "out.pdf"}, 2, "must end in .xlsx or .zip"},
		{nil, []string{"export", "--office", "milano", out}, 1, `there is no office "milano": choose one of rimini`},
		{nil, []string{"export", out}, 0, "1 bodies, 0 centres"},
		{nil, []string{"import", out}, 0, "Bodies: 0 new, 0 changed, 1 same, 0 not in the file"},
		{func() { write(bodies) }, []string{"import", "--dry-run", "--office", "rimini", sheets}, 0, `name: "Cooperativa Uno" -> "Cooperativa Prima"`},
		{nil, []string{"import", "--lang", "it", sheets}, 0, "Enti: 1 new, 1 changed, 0 same"},
		{nil, []string{"import", sheets}, 0, "Bodies: 0 new, 0 changed, 2 same"},
		{func() { write(bodies + "E03;;00000000000;boh\n") }, []string{"import", "--marked", marked, sheets}, 1, "problem: sheet Enti, row 4, column B: “name” is missing. Write it."},
		{func() { os.Remove(sheets) }, []string{"import", sheets}, 1, "no such file"},
	} {
		if c.before != nil {
			c.before()
		}
		if code, said := registry(t, c.args...); code != c.code || !strings.Contains(said, c.want) {
			t.Errorf("step %d, %v: %d %s", i, c.args, code, said)
		}
	}
	data, err := os.ReadFile(marked)
	if err != nil {
		t.Fatal(err)
	}
	if b := workbook.Read(data); len(b.Problems) != 2 {
		t.Errorf("the marked file has %d problems", len(b.Problems))
	}
	if s, err := os.Stat(out); err != nil || s.Mode().Perm() != 0o600 || time.Since(s.ModTime()) > time.Hour {
		t.Errorf("the export is %v %v", s, err)
	}
}
