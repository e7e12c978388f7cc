package extract_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// locked is a PDF that opens only with a password.
func locked(t *testing.T) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.SetProtection(fpdf.CnProtectPrint, "segreta", "padrona")
	p.AddPage()
	p.SetFont("Helvetica", "", 11)
	p.CellFormat(0, 6, "riservato", "", 1, "L", false, 0, "")
	return output(t, p)
}

// Bad input gets a sentence that says what to do, in two languages, and the
// reading still names the bytes it is of.
func TestBadInput(t *testing.T) {
	sheet := strings.Repeat(`<row><c t="inlineStr"><is><t>x</t></is></c></row>`, 1000)
	for name, c := range map[string]struct {
		b    []byte
		code string
		kind document.Kind
	}{
		"empty.pdf":     {nil, "file.empty", ""},
		"text.pdf":      {[]byte("Questo è un testo e non un PDF.\nSeconda riga.\n"), "name.mismatch", ""},
		"truncated.pdf": {contractPDF(t)[:700], "pdf.damaged", ""},
		"rubbish.pdf":   {[]byte("%PDF-1.4\n" + strings.Repeat("rubbish ", 200)), "pdf.damaged", ""},
		"locked.pdf":    {locked(t), "pdf.encrypted", ""},
		"entity.xml":    {[]byte(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>`), "xml.doctype", ""},
		"cut.xml":       {invoiceXML("2026-11-05")[:1200], "xml.damaged", ""},
		"other.xml":     {[]byte("<ricevuta><numero>1</numero></ricevuta>"), "xml.not_invoice", ""},
		"1900.xml":      {invoiceXML("1900-11-05"), "date.implausible", document.Invoice},
		"2031.xml":      {invoiceXML("2031-11-05"), "date.implausible", document.Invoice},
		"binary.bin":    {bytes.Repeat([]byte{0, 1, 2, 0xFE, 0xFF, 7}, 500), "format.unknown", ""},
		"old.doc":       {append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), "office.old", ""},
		"page.html":     {[]byte("<!DOCTYPE html><html><body>ciao</body></html>"), "format.html", ""},
		"photo.heic":    {append([]byte("\x00\x00\x00\x18ftypheic"), make([]byte, 100)...), "image.damaged", ""},
		"bomb.heic":     {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00"), "image.too_large", ""},
		"bomb.png":      {pngHeader(60_000, 60_000), "image.too_large", ""},
		"bomb.bmp":      {bmpHeader(60_000, 60_000), "image.too_large", ""},
		"bomb.tiff":     {tiffFile(tiffSpec{w: 60_000, h: 60_000, data: []byte{0}}), "image.too_large", ""},
		"broken.tiff":   {tiffFile(tiffSpec{w: 60, h: 60, data: []byte{0}})[:60], "image.damaged", ""},
		"loop.tiff":     {[]byte("II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"), "image.damaged", ""},
		"broken.png":    {append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...), "image.damaged", ""},
		"empty.zip":     {archive(t, nil, 1), "zip.empty", ""},
		"cut.zip":       {archive(t, map[string][]byte{"a.txt": bytes.Repeat([]byte("testo "), 99)}, 1)[:60], "zip.damaged", ""},
		"broken.p7m":    {signed(t, invoiceXML("2026-11-05"))[:900], "p7m.damaged", ""},
		"broken.docx":   {archive(t, map[string][]byte{"word/document.xml": []byte("<w:p><w:t>testo")}, 1), "office.damaged", ""},
		"bomb.docx":     {archive(t, map[string][]byte{"word/document.xml": bytes.Repeat([]byte(" "), 1<<20)}, 80), "office.too_large", ""},
		"bomb.xlsx":     {archive(t, map[string][]byte{"xl/workbook.xml": []byte(sheet), "xl/worksheets/sheet1.xml": bytes.Repeat([]byte(" "), 1<<20)}, 210), "office.damaged", ""},
		"binary.xlsb":   {archive(t, map[string][]byte{"xl/workbook.bin": []byte("x")}, 1), "office.binary", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, c.b, name)
			w := findCode(r, c.code)
			if w == nil {
				t.Fatalf("no %s: error %+v, warnings %+v", c.code, r.Error, r.Warnings)
			}
			if len(w.It) < 30 || len(w.En) < 30 || w.It == w.En {
				t.Errorf("the sentences do not tell what to do: %q, %q", w.It, w.En)
			}
			if r.Kind != c.kind {
				t.Errorf("kind %q, want %q", r.Kind, c.kind)
			}
		})
	}
}

func findCode(r document.Reading, code string) *document.Warning {
	if r.Error != nil && r.Error.Code == code {
		return r.Error
	}
	for i := range r.Warnings {
		if r.Warnings[i].Code == code {
			return &r.Warnings[i]
		}
	}
	return nil
}

// A PDF of thousands of pages is refused with their number; one that is only long
// is read in part.
func TestVeryLongPDF(t *testing.T) {
	for pages, code := range map[int]string{2001: "pdf.too_many_pages", 301: "pdf.too_many"} {
		p := fpdf.New("P", "mm", "A4", "")
		p.SetFont("Helvetica", "", 11)
		for range pages {
			p.AddPage()
			p.CellFormat(0, 6, "una pagina fra tante con abbastanza parole perche non sembri una scansione da riconoscere di nuovo, una volta", "", 1, "L", false, 0, "")
		}
		r := read(t, output(t, p), "lungo.pdf")
		if w := findCode(r, code); w == nil || r.PageCount != pages || (r.Error != nil) != (pages > 2000) {
			t.Errorf("%d pages: %+v, %+v, %d pages read", pages, r.Error, r.Warnings, r.PageCount)
		}
	}
}

// One page that a small file names thousands of times is told as too many pages,
// not as damage.
func TestOnePageManyTimes(t *testing.T) {
	g := newGrown()
	g.object(2, "<</Type/Pages/Count 12000/Kids["+strings.Repeat("3 0 R ", 12000)+"]>>")
	g.finish(nil, "")
	r := read(t, g.b, "pagine.pdf")
	if r.Error == nil || r.Error.Code != "pdf.too_many_pages" || r.PageCount != 12000 || !strings.Contains(r.Error.It, "12000") {
		t.Errorf("%+v, %d pages", r.Error, r.PageCount)
	}
}

// A date that cannot be right is kept as written, and marked.
func TestImplausibleDateIsKept(t *testing.T) {
	f, ok := func() (document.Field, bool) {
		r := read(t, invoiceXML("1900-11-05"), "f.xml")
		return r.Field(document.InvoiceDate)
	}()
	if !ok || f.Value != "1900-11-05" || !f.Unsure || f.Why == "" {
		t.Errorf("got %+v", f)
	}
}

func TestNoSuchFile(t *testing.T) {
	_, err := extract.Read(context.Background(), extract.Input{Path: filepath.Join(t.TempDir(), "none")})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err = extract.Read(context.Background(), extract.Input{Path: t.TempDir()}); err == nil {
		t.Error("a folder was read")
	}
}

func TestStoppedReadingIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := contractPDF(t)
	if _, err := extract.Read(ctx, extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b))}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// Reading writes nothing but its scratch folder, and takes that away.
func TestLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	b := signed(t, contractPDF(t))
	if _, err := extract.Read(context.Background(), extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b)), Options: extract.Options{Scratch: dir}}); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestSniff(t *testing.T) {
	inv := string(invoiceXML("2026-11-05"))
	for name, c := range map[string]struct {
		b    []byte
		want extract.Format
	}{
		"PDF after junk":                {[]byte("\r\n\r\n%PDF-1.4\n"), extract.PDF},
		"signed PDF":                    {signed(t, contractPDF(t)), extract.P7M},
		"invoice":                       {[]byte(inv), extract.XML},
		"invoice, no declaration":       {[]byte(inv[strings.Index(inv, "?>")+2:]), extract.XML},
		"invoice, mark":                 {[]byte("\xEF\xBB\xBF \n" + inv), extract.XML},
		"UTF-16":                        {[]byte("\xFF\xFE<\x00a\x00/\x00>\x00"), extract.XML},
		"XLSX":                          {registerXLSX(t), extract.XLSX},
		"CSV":                           {registerCSV(), extract.CSV},
		"text":                          {[]byte("Gentili signori,\nbuongiorno."), extract.Text},
		"text, windows-1252":            {[]byte("perch\xE9 cos\xEC \xE8 la citt\xE0 di Prova, caff\xE8 e t\xE8 per tutti gli ospiti"), extract.Text},
		"e-mail":                        {[]byte("From: a@b.example\r\nTo: c@d.example\r\nSubject: prova\r\n\r\ntesto"), extract.EML},
		"macros":                        {archive(t, map[string][]byte{"xl/workbook.xml": nil, "xl/vbaProject.bin": nil}, 1), extract.XLSM},
		"ODS":                           {archive(t, map[string][]byte{"mimetype": []byte("application/vnd.oasis.opendocument.spreadsheet"), "content.xml": nil}, 1), extract.ODS},
		"signed PDF, first tag damaged": {append([]byte{0}, signed(t, contractPDF(t))[1:]...), extract.P7M},
		"archive of a stored PDF":       {append([]byte("PK\x03\x04"), contractPDF(t)...), extract.ZIP},
		"message with a PDF":            {[]byte("From: a@b.example\nTo: c@d.example\nSubject: x\nContent-Type: application/pdf\n\n%PDF-1.4\n\x00\x01"), extract.EML},
		"part with headers":             {[]byte("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0="), extract.EML},
		"mario":                         {[]byte("Mario è arrivato ieri."), extract.Text},
	} {
		if got := extract.Sniff(bytes.NewReader(c.b), int64(len(c.b))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestOfficeAndMail(t *testing.T) {
	body := `<w:document><w:body><w:p><w:r><w:t>RELAZIONE SULLE ATTIVITÀ</w:t></w:r></w:p><w:p><w:r><w:t>Mese di ottobre 2026, centro RN-017. Attività svolte.</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p></w:body></w:document>`
	r := read(t, archive(t, map[string][]byte{"word/document.xml": []byte(body)}, 1), "r.docx")
	if r.Kind != document.Report || r.Value(document.PeriodMonth) != "2026-10" || strings.Contains(r.Text, "PAGE") {
		t.Errorf("DOCX: %q, %q", r.Kind, r.Text)
	}
	mail := "From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?q?Comunicazione_di_allontanamento?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nL'ospite G017-001 si =E8 allontanato.\r\n--x\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--x--\r\n"
	r = read(t, []byte(mail), "m.eml")
	if r.Kind != document.Departure || !strings.Contains(r.Text, "si è allontanato") || len(r.Attachments) != 1 || len(r.Contents) != 1 || len(r.Warnings) > 0 {
		t.Errorf("e-mail: %q, %q, %v", r.Kind, r.Text, r.Attachments)
	}
	var table strings.Builder
	for _, row := range registerRows() {
		table.WriteString("<table:table-row>")
		for _, text := range row {
			table.WriteString("<table:table-cell><text:p>" + text + "</text:p></table:table-cell>")
		}
		table.WriteString("</table:table-row>")
	}
	ods := `<office:spreadsheet xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="Ottobre">` + table.String() + `</table:table></office:spreadsheet>`
	r = read(t, archive(t, map[string][]byte{"mimetype": []byte("application/vnd.oasis.opendocument.spreadsheet"), "content.xml": []byte(ods)}, 1), "r.ods")
	if r.Kind != document.Register || r.Value(document.PersonDays) != "107" {
		t.Errorf("ODS: %q, %s person-days, %v", r.Kind, r.Value(document.PersonDays), r.Error)
	}
}
