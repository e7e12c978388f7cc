package extract_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// Golden files of the formats and containers that TestGolden has not: what is in
// them is read as it is read alone.
func TestGoldenFormats(t *testing.T) {
	for name, b := range map[string][]byte{
		"register.ods":     registerODS(t),
		"register.pdf.p7m": signed(t, registerPDF(t)),
		"invoice.xml.p7m":  signed(t, invoiceXML("2026-11-05")),
		"contract.docx":    contractDOCX(t),
		"message.eml": []byte(mailOf(someone+"Subject: Documenti di ottobre\nContent-Type: multipart/mixed; boundary=out", "--out\nContent-Type: text/plain; charset=utf-8\n\nSi trasmettono il registro e la fattura.\n"+
			"--out\n"+attachment("text/csv", "; name=registro.csv", registerCSV())+"--out\n"+attachment("application/pkcs7-mime", "; name=\"fattura.xml.p7m\"", signed(t, invoiceXML("2026-11-05")))+"--out--\n")),
		"documents.zip": archive(t, map[string][]byte{"ottobre/contratto.pdf": contractPDF(t)}, 1),
	} {
		t.Run(name, func(t *testing.T) { compareWhole(t, name, read(t, b, name)) })
	}
}

// What optical recognition gives depends on the processor and on the programs that
// are installed, to the letter: a scan and a photo are compared with the paper that
// they were made from. What is sure must be true, and most must be found.
func TestRecognisedIsTrueOrAsked(t *testing.T) {
	for name, x := range map[string]struct{ original, image []byte }{
		"register-scan.pdf":  {registerPDF(t), scanned(t, registerPDF(t), 200)},
		"contract-photo.jpg": {contractPDF(t), photo(t, contractPDF(t))},
	} {
		t.Run(name, func(t *testing.T) {
			truth, r := valuesOf(read(t, x.original, "original.pdf"), true), read(t, x.image, name)
			if r.Method != document.MethodOCR || !slices.Contains(r.Readers, document.ReaderTesseract) {
				t.Fatalf("not recognised: %s by %v", r.Method, r.Readers)
			}
			for f, values := range valuesOf(r, false) {
				for _, v := range values {
					if want, known := truth[f]; known && !slices.Contains(want, v) {
						t.Errorf("%s is surely %q, and was %q on the paper", f, v, want)
					}
				}
			}
			all, found := valuesOf(r, true), 0
			for f := range truth {
				if len(all[f]) > 0 {
					found++
				}
			}
			if found*10 < len(truth)*9 || len(truth) < 5 {
				t.Errorf("%d of %d values were found: %v", found, len(truth), all)
			}
		})
	}
}

// valuesOf are the values of a reading by name, without blanks, which recognition
// sees where there are none; those that it asks about too, or not.
func valuesOf(r document.Reading, unsure bool) map[string][]string {
	out := map[string][]string{}
	for _, f := range r.Fields {
		if f.Value != "" && (unsure || !f.Unsure) && !strings.HasPrefix(f.Name, "mark.") {
			out[f.Name] = append(out[f.Name], strings.ReplaceAll(f.Value, " ", ""))
		}
	}
	return out
}

// whole is a golden reading with those of its contents.
type whole struct {
	golden
	Contents []within `json:"contents,omitempty"`
}

type within struct {
	Name string `json:"name"`
	From string `json:"from"`
	whole
}

func wholeOf(r document.Reading) whole {
	w := whole{golden: goldenOf(r)}
	for i := range w.Signatures {
		w.Signatures[i].SignedAt = "" // they are signed now, by a new key
		w.Signatures[i].Issuer = ""
	}
	for _, c := range r.Contents {
		w.Contents = append(w.Contents, within{c.Name, c.From, wholeOf(c.Reading)})
	}
	return w
}

func compareWhole(t *testing.T, name string, r document.Reading) {
	t.Helper()
	got, err := json.MarshalIndent(wholeOf(r), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	compareBytes(t, filepath.Join("testdata", "golden", name+".json"), got)
}

// compareBytes compares with a golden file, or writes it with -update.
func compareBytes(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(got), bytes.TrimSpace(want)) {
		t.Errorf("the reading differs from %s; run with -update and look at the difference\n%s", path, got)
	}
}

// parts writes a ZIP with its entries in order, the first one stored, as
// OpenDocument wants its media type.
func parts(t *testing.T, entries ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, e := range entries {
		h := &zip.FileHeader{Name: e[0], Method: zip.Deflate}
		if i == 0 {
			h.Method = zip.Store
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(e[1]))
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

// registerODS is the register as a sheet of an office suite (OpenDocument 1.3,
// part 3).
func registerODS(t *testing.T) []byte {
	t.Helper()
	var rows strings.Builder
	for _, row := range registerRows() {
		rows.WriteString("<table:table-row>")
		for _, text := range row {
			fmt.Fprintf(&rows, `<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>`, text)
		}
		rows.WriteString("</table:table-row>")
	}
	return parts(t, [2]string{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
		[2]string{"content.xml", `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Presenze">` +
			rows.String() + `</table:table></office:spreadsheet></office:body></office:document-content>`})
}

// contractDOCX is a contract of a word processor (ECMA-376, part 1, 17.2).
func contractDOCX(t *testing.T) []byte {
	t.Helper()
	var body strings.Builder
	for _, text := range []string{"CONVENZIONE PER IL SERVIZIO DI ACCOGLIENZA DI CITTADINI STRANIERI RICHIEDENTI PROTEZIONE INTERNAZIONALE", "CIG A0B1C2D3E4",
		"TRA la Prefettura di Prova, codice fiscale 91000000400, E Cooperativa Città Aperta (di seguito «Ente gestore»), partita IVA 99000000990,",
		"PREMESSO CHE la procedura si è conclusa con l'aggiudicazione, SI CONVIENE E SI STIPULA QUANTO SEGUE.",
		"Art. 2. La convenzione decorre dal 1° novembre 2025 al 31/10/2027.", "Art. 3. La Prefettura corrisponde EUR 32,31 pro capite e pro die."} {
		fmt.Fprintf(&body, "<w:p><w:r><w:t>%s</w:t></w:r></w:p>", text)
	}
	return parts(t, [2]string{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		[2]string{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`})
}

// photo is the first page of a PDF as a telephone takes it: lying on a darker
// table, lit from one side.
func photo(t *testing.T, pdf []byte) []byte {
	t.Helper()
	page := rasterOf(t, pdf, 150)
	const edge = 60
	out := image.NewGray(image.Rect(0, 0, page.W+2*edge, page.H+2*edge))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			level := 90
			if px, py := x-edge, y-edge; px >= 0 && py >= 0 && px < page.W && py < page.H {
				level = int(page.Pix[py*page.W+px])
			}
			light := 100 - 35*x/out.Rect.Dx() // per cent, darker to the right
			out.SetGray(x, y, color.Gray{Y: uint8(level * light / 100)})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rasterOf draws the first page of a PDF.
func rasterOf(t *testing.T, pdf []byte, dpi int) raster.Gray {
	t.Helper()
	out, err := exec.Command("pdftoppm", "-r", fmt.Sprint(dpi), "-gray", "-singlefile", write(t, pdf)).Output()
	if err != nil {
		t.Fatalf("pdftoppm (poppler-utils is required): %v", err)
	}
	g, err := raster.ParsePGM(out)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
