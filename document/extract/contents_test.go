package extract_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// names are those of the contents, in order.
func names(r document.Reading) []string {
	var out []string
	for _, c := range r.Contents {
		out = append(out, c.Name)
	}
	slices.Sort(out)
	return out
}

// find is the content of that name, at any depth.
func find(t *testing.T, r document.Reading, name string) document.Content {
	t.Helper()
	for _, c := range r.Contents {
		if c.Name == name {
			return c
		}
		if len(c.Reading.Contents) > 0 && slices.Contains(names(c.Reading), name) {
			return find(t, c.Reading, name)
		}
	}
	t.Fatalf("no content %q among %q", name, names(r))
	return document.Content{}
}

// The documents of an archive are read as documents, and their bytes are kept
// under their hashes, those of archives within archives too.
func TestZip(t *testing.T) {
	inner := archive(t, map[string][]byte{"contratto.pdf": contractPDF(t)}, 1)
	b := archive(t, map[string][]byte{"ottobre/registro.xlsx": registerXLSX(t), "fattura.xml.p7m": signed(t, invoiceXML("2026-11-05")),
		"altri.zip": inner, "ottobre/": nil, "__MACOSX/._fattura.xml": []byte("x"), "Thumbs.db": []byte("x")}, 1)
	keep := t.TempDir()
	r := readWith(t, b, "documenti.zip", extract.Options{Keep: keep})
	if r.Error != nil || r.Kind != "" || r.PageCount != 0 || len(r.Warnings) > 0 || r.MediaType != "application/zip" {
		t.Errorf("the archive itself: %q, %d pages, %+v, %+v", r.Kind, r.PageCount, r.Error, r.Warnings)
	}
	if got := names(r); !slices.Equal(got, []string{"altri.zip", "fattura.xml.p7m", "ottobre/registro.xlsx"}) || len(r.Attachments) != 3 {
		t.Errorf("contents %q, attachments %q", got, r.Attachments)
	}
	for name, kind := range map[string]document.Kind{"ottobre/registro.xlsx": document.Register, "fattura.xml.p7m": document.Invoice, "contratto.pdf": document.Agreement, "altri.zip": ""} {
		c := find(t, r, name)
		if c.Reading.Kind != kind || c.From != "zip" || c.Reading.Error != nil || c.Reading.ReaderVersion != extract.Version {
			t.Errorf("%s: %q from %q, %+v", name, c.Reading.Kind, c.From, c.Reading.Error)
		}
		kept, err := os.ReadFile(filepath.Join(keep, c.Reading.SHA256.String()))
		if err != nil || document.Sum(kept) != c.Reading.SHA256 || int64(len(kept)) != c.Reading.Size {
			t.Errorf("%s is not kept as it is: %v", name, err)
		}
	}
	if kept, _ := os.ReadDir(keep); len(kept) != 4 {
		t.Errorf("%d files are kept", len(kept))
	}
}

// zipOf is an archive of entries whose headers a test writes itself.
func zipOf(t *testing.T, headers ...zip.FileHeader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, h := range headers {
		text := []byte("Una nota.\n")
		if h.Flags&1 != 0 {
			h.CompressedSize64, h.UncompressedSize64 = uint64(len(text)), uint64(len(text))
			w, err := z.CreateRaw(&h)
			if err == nil {
				_, err = w.Write(text)
			}
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		w, err := z.CreateHeader(&h)
		if err == nil {
			_, err = w.Write(text)
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

// What archives are made to do to their readers gets a sentence, and the other
// documents are read.
func TestZipTricks(t *testing.T) {
	link := zip.FileHeader{Name: "collegamento"}
	link.SetMode(fs.ModeSymlink | 0o777)
	nested := archive(t, map[string][]byte{"a.txt": []byte("Una nota.")}, 1)
	for range 4 {
		nested = archive(t, map[string][]byte{"dentro.zip": nested}, 1)
	}
	many := make([]zip.FileHeader, 1200)
	for i := range many {
		many[i] = zip.FileHeader{Name: fmt.Sprintf("nota-%d.txt", i), Method: zip.Deflate}
	}
	for name, c := range map[string]struct {
		b        []byte
		code     string
		isError  bool
		contents []string
	}{
		"locked":       {zipOf(t, zip.FileHeader{Name: "segreto.pdf", Flags: 1}), "contents.locked", true, nil},
		"partly":       {zipOf(t, zip.FileHeader{Name: "segreto.pdf", Flags: 1}, zip.FileHeader{Name: "a.txt"}), "contents.locked", false, []string{"a.txt"}},
		"way out":      {zipOf(t, zip.FileHeader{Name: "../../etc/a.txt"}), "zip.path_trick", false, []string{"etc/a.txt"}},
		"backslashes":  {zipOf(t, zip.FileHeader{Name: `..\..\a.txt`}), "zip.path_trick", false, []string{"a.txt"}},
		"absolute":     {zipOf(t, zip.FileHeader{Name: `C:\tmp\a.txt`}), "zip.path_trick", false, []string{"tmp/a.txt"}},
		"link":         {zipOf(t, link, zip.FileHeader{Name: "a.txt"}), "zip.path_trick", false, []string{"a.txt"}},
		"link alone":   {zipOf(t, link), "zip.path_trick", true, nil},
		"bomb":         {archive(t, map[string][]byte{"zeri.pdf": make([]byte, 1<<20)}, 150), "contents.too_large", true, nil},
		"many bombs":   {archive(t, map[string][]byte{"a.pdf": make([]byte, 1<<20), "b.pdf": make([]byte, 1<<20)}, 120), "contents.too_large", false, nil},
		"damaged":      {bytes.Replace(zipOf(t, zip.FileHeader{Name: "a.txt"}), []byte("Una nota."), []byte("Una rota."), 1), "contents.damaged", true, nil},
		"an old code":  {zipOf(t, zip.FileHeader{Name: "citt\x85.txt", NonUTF8: true}), "", false, []string{"città.txt"}},
		"one document": {zipOf(t, zip.FileHeader{Name: "a.txt"}), "", false, []string{"a.txt"}},
		"nested":       {nested, "", false, []string{"dentro.zip"}},
		"many":         {zipOf(t, many...), "contents.too_many", false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, c.b, "a.zip")
			if c.code != "" && findCode(r, c.code) == nil || (r.Error != nil) != c.isError || c.code == "" && len(r.Warnings) > 0 {
				t.Errorf("error %+v, warnings %+v", r.Error, r.Warnings)
			}
			if c.contents != nil && !slices.Equal(names(r), c.contents) {
				t.Errorf("contents %q", names(r))
			}
			if len(r.Contents) > 1000 || len(r.Attachments) > 1000 {
				t.Errorf("%d contents, %d names", len(r.Contents), len(r.Attachments))
			}
		})
	}
	third := find(t, find(t, find(t, read(t, nested, "a.zip"), "dentro.zip").Reading, "dentro.zip").Reading, "dentro.zip").Reading
	if len(third.Contents) > 0 || third.Error == nil || third.Error.Code != "contents.too_deep" {
		t.Errorf("the third archive within: %+v, %q", third.Error, names(third))
	}
}

// The time is shared: when it is over, what is left is listed and not read.
func TestContentsTime(t *testing.T) {
	b := archive(t, map[string][]byte{"a.pdf": contractPDF(t), "b.pdf": contractPDF(t)}, 1)
	r := readWith(t, b, "a.zip", extract.Options{OCRTime: time.Nanosecond})
	if r.Error == nil || r.Error.Code != "contents.late" || len(r.Attachments) != 2 || len(r.Contents) > 0 {
		t.Errorf("%+v, %q", r.Error, r.Attachments)
	}
}

// A content whose bytes can't be kept is a failure of the machine, not of the
// file.
func TestKeepFails(t *testing.T) {
	b := zipOf(t, zip.FileHeader{Name: "a.txt"})
	_, err := extract.Read(t.Context(), extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b)),
		Options: extract.Options{Keep: filepath.Join(t.TempDir(), "missing")}})
	if err == nil {
		t.Error("nothing was said")
	}
}

// The attachments of an invoice are documents of their own.
func TestInvoiceAttachments(t *testing.T) {
	allegati := "<Allegati><NomeAttachment>registro.xlsx</NomeAttachment><Attachment>" + base64.StdEncoding.EncodeToString(registerXLSX(t)) + "</Attachment></Allegati>" +
		"<Allegati><NomeAttachment>rotto.pdf</NomeAttachment><Attachment>?</Attachment></Allegati>"
	b := bytes.Replace(invoiceXML("2026-11-05"), []byte("</FatturaElettronicaBody>"), []byte(allegati+"</FatturaElettronicaBody>"), 1)
	r := read(t, signed(t, b), "f.xml.p7m")
	if r.Kind != document.Invoice || len(r.Attachments) != 2 || len(r.Contents) != 1 || !has(r, "contents.damaged") || r.Error != nil {
		t.Fatalf("%q, %q, %q, %+v", r.Kind, r.Attachments, names(r), r.Warnings)
	}
	if c := find(t, r, "registro.xlsx"); c.From != "invoice" || c.Reading.Kind != document.Register || c.Reading.Value(document.PersonDays) != "107" {
		t.Errorf("%q from %q", c.Reading.Kind, c.From)
	}
}

// So are the files that a PDF carries.
func TestEmbeddedFiles(t *testing.T) {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetAttachments([]fpdf.Attachment{{Content: invoiceXML("2026-11-05"), Filename: "fattura.xml"}, {Content: registerCSV(), Filename: "registro.csv"}})
	p.AddPage()
	p.SetFont("Times", "", 11)
	p.MultiCell(0, 6, "Gentili signori, in allegato la fattura e il registro presenze del mese di ottobre 2026 del centro RN-017.", "", "L", false)
	r := read(t, output(t, p), "lettera.pdf")
	if !slices.Equal(names(r), []string{"fattura.xml", "registro.csv"}) || !strings.Contains(r.Text, "in allegato") {
		t.Fatalf("contents %q, attachments %q, %+v", names(r), r.Attachments, r.Error)
	}
	for name, kind := range map[string]document.Kind{"fattura.xml": document.Invoice, "registro.csv": document.Register} {
		if c := find(t, r, name); c.From != "pdf" || c.Reading.Kind != kind {
			t.Errorf("%s: %q from %q, %+v", name, c.Reading.Kind, c.From, c.Reading.Error)
		}
	}
}

// A child reads the same contents.
func TestChildReadsContents(t *testing.T) {
	keep := t.TempDir()
	b := archive(t, map[string][]byte{"fattura.xml": invoiceXML("2026-11-05")}, 1)
	r, err := extract.Child(t.Context(), extract.ChildOptions{Self: self(t), Name: "a.zip", Scratch: t.TempDir(), Keep: keep}, write(t, b))
	if err != nil || len(r.Contents) != 1 || r.Contents[0].Reading.Kind != document.Invoice {
		t.Fatalf("%q, %+v, %v", names(r), r.Error, err)
	}
	if _, err := os.Stat(filepath.Join(keep, r.Contents[0].Reading.SHA256.String())); err != nil {
		t.Error(err)
	}
}

// Nothing that stands in an archive or a message makes reading panic, or read
// more than it lists.
func FuzzRead(f *testing.F) {
	f.Add([]byte("From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--x--\r\n"))
	f.Add([]byte("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nVW5hIG5vdGE=\r\n"))
	f.Add([]byte("<?xml version=\"1.0\"?><postacert tipo=\"accettazione\"><dati><data zona=\"+0100\"><giorno>05/11/2026</giorno><ora>10:11:12</ora></data></dati></postacert>"))
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if w, err := z.Create("../a.txt"); err == nil {
		_, _ = w.Write([]byte("Una nota."))
	}
	_ = z.Close()
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := extract.Read(t.Context(), extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b)), Options: extract.Options{Tools: &extract.Tools{}}})
		if err != nil || r.Error != nil && r.Error.Code == "read.crashed" {
			t.Fatalf("%v, %+v", err, r.Error)
		}
		if len(r.Contents) > len(r.Attachments) {
			t.Errorf("%d contents, %d names", len(r.Contents), len(r.Attachments))
		}
	})
}
