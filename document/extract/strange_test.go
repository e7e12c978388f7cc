package extract_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/extract"
)

// What is in an archive and can be no document of this field is no task for anybody:
// one sentence on the archive names it.
func TestWhatCanBeNoDocument(t *testing.T) {
	huge := bytes.Repeat([]byte("testo senza fine "), 1<<20) // 17 MB
	program := append([]byte("MZ\x90\x00\x03\x00\x00\x00"), bytes.Repeat([]byte{0, 1, 2}, 500)...)
	for name, c := range map[string]struct {
		files    map[string][]byte
		contents []string
		said     []string // in the sentence; none: there is no sentence
		isError  bool
	}{
		"only huge texts":           {map[string][]byte{"a.txt": huge, "b.txt": huge, "c.csv": huge}, nil, []string{"3 file", "«a.txt»", "«c.csv»"}, true},
		"a program beside a note":   {map[string][]byte{"setup.exe": program, "nota.txt": []byte("Una nota.")}, []string{"nota.txt"}, []string{"1 file", "«setup.exe»"}, false},
		"a program named a PDF":     {map[string][]byte{"registro.pdf": program, "nota.txt": []byte("Una nota.")}, []string{"nota.txt"}, []string{"«registro.pdf»"}, false},
		"a file of a program":       {map[string][]byte{"dati.bin": bytes.Repeat([]byte{7, 0, 255}, 400), "nota.txt": []byte("Una nota.")}, []string{"nota.txt"}, []string{"«dati.bin»"}, false},
		"a damaged document":        {map[string][]byte{"registro.pdf": bytes.Repeat([]byte{7, 0, 255}, 400)}, []string{"registro.pdf"}, nil, false},
		"a document of an old kind": {map[string][]byte{"lettera.rtf": []byte(`{\rtf1 Una lettera.}`)}, []string{"lettera.rtf"}, nil, false},
		"an empty file":             {map[string][]byte{"vuoto.pdf": nil}, []string{"vuoto.pdf"}, nil, false},
		"archives of other kinds":   {map[string][]byte{"registri.rar": []byte("Rar!\x1a\x07\x00\x01\x02\xff"), "foto.bin": []byte("7z\xbc\xaf\x27\x1c\x00\x04\xff")}, []string{"registri.rar", "foto.bin"}, nil, false},
		"a plan of the house":       {map[string][]byte{"pianta.dwg": bytes.Repeat([]byte{7, 0, 255}, 400)}, []string{"pianta.dwg"}, nil, false},
		"a name without an ending":  {map[string][]byte{"registro": bytes.Repeat([]byte{7, 0, 255}, 400)}, []string{"registro"}, nil, false},
		"a table of a code MZ":      {map[string][]byte{"ospiti.csv": []byte("MZ-001;P;P;A\nMZ-002;P;P;P\n")}, []string{"ospiti.csv"}, nil, false},
		"a script":                  {map[string][]byte{"fai.txt": []byte("#!/bin/sh\nrm -r x\n"), "nota.txt": []byte("Una nota.")}, []string{"nota.txt"}, []string{"«fai.txt»"}, false},
		"a note":                    {map[string][]byte{"nota.txt": []byte("Una nota.")}, []string{"nota.txt"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, archive(t, c.files, 1), "a.zip")
			w := findCode(r, "contents.no_document")
			if (w != nil) != (c.said != nil) || (r.Error != nil) != c.isError || len(r.Contents) != len(c.contents) {
				t.Fatalf("%d contents, error %+v, warnings %+v", len(r.Contents), r.Error, r.Warnings)
			}
			if w == nil {
				return
			}
			for _, s := range c.said {
				if !strings.Contains(w.It, s) {
					t.Errorf("%q does not say %q", w.It, s)
				}
			}
			if len(r.Attachments) != len(c.files) {
				t.Errorf("named are %q", r.Attachments)
			}
		})
	}
}

// A file that was sent by itself is always a document, whatever it is.
func TestAFileSentAloneIsADocument(t *testing.T) {
	r := readWith(t, append([]byte("MZ\x90\x00\x03"), bytes.Repeat([]byte{0, 1, 2}, 500)...), "setup.exe", extract.Options{})
	if r.Error == nil || r.Error.Code != "format.unknown" {
		t.Errorf("%+v", r.Error)
	}
}
