package extract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workflow/calendar"
)

var update = flag.Bool("update", false, "write the golden files anew")

var today = calendar.MustDate(2026, time.November, 10)

func read(t *testing.T, b []byte, name string) document.Reading {
	t.Helper()
	return readWith(t, b, name, extract.Options{})
}

func readWith(t *testing.T, b []byte, name string, o extract.Options) document.Reading {
	t.Helper()
	o.Today = today
	r, err := extract.Read(context.Background(), extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b)), Name: name, Options: o})
	if err != nil {
		t.Fatal(err)
	}
	if r.SHA256 != document.Sum(b) || r.Size != int64(len(b)) || r.ReaderVersion != extract.Version {
		t.Errorf("the reading is of other bytes: %s, %d, version %d", r.SHA256, r.Size, r.ReaderVersion)
	}
	return r
}

// The tools are part of the product: tests fail without them.
func TestToolsAreInstalled(t *testing.T) {
	tools := extract.FindTools()
	if tools.PDFToText == "" || tools.PDFToPPM == "" || tools.Tesseract == "" {
		t.Fatalf("install poppler-utils, tesseract-ocr and tesseract-ocr-ita: found %+v", tools)
	}
}

// golden is what a reading says, without what every change of layout moves.
type golden struct {
	MediaType   string               `json:"media_type"`
	ContentType string               `json:"content_type,omitempty"`
	Kind        document.Kind        `json:"kind"`
	KindScore   float64              `json:"kind_score"`
	Pages       int                  `json:"pages"`
	Method      document.Method      `json:"method"`
	Readers     []document.Reader    `json:"readers,omitempty"`
	Warnings    []string             `json:"warnings"`
	Error       string               `json:"error,omitempty"`
	Signatures  []document.Signature `json:"signatures"`
	Fields      []document.Field     `json:"fields"`
}

// Golden files tell what is read from each made-up paper: run with -update
// after a change, and look at the difference.
func TestGolden(t *testing.T) {
	for name, b := range map[string][]byte{
		"register.xlsx": registerXLSX(t),
		"register.csv":  registerCSV(),
		"register.pdf":  registerPDF(t),
		"contract.pdf":  contractPDF(t),
		"invoice.xml":   invoiceXML("2026-11-05"),
		"durc.pdf": paper(t, "Durc On Line", "Numero Protocollo INAIL_44225259", "Data richiesta 09/06/2026", "Scadenza validità 07/10/2026",
			"Denominazione/ragione sociale Cooperativa Città Aperta", "Codice fiscale 99000000994", "Con il presente Documento si dichiara che il soggetto RISULTA REGOLARE nei confronti di I.N.P.S. e I.N.A.I.L."),
		"policy.pdf": paper(t, "POLIZZA DI ASSICURAZIONE DELLA RESPONSABILITÀ CIVILE verso terzi (RCT) e prestatori d'opera (RCO)", "Contraente: Cooperativa Città Aperta",
			"Effetto dalle ore 24 del 08/08/2026", "Scadenza alle ore 24 del 08/08/2027", "Massimale RCT per sinistro EUR 3.000.000,00. Premio annuo EUR 4.396,00."),
		"costs.pdf": paper(t, "RENDICONTO DEI COSTI SOSTENUTI", "Ente gestore: Cooperativa Città Aperta", "Mese di ottobre 2026, centro RN-017, CIG A0B1C2D3E4",
			"Voce di costo: personale EUR 12.000,00; utenze EUR 1.200,00; locazione EUR 3.000,00.", "Totale costi EUR 16.200,00"),
		"pocket.pdf": paper(t, "REGISTRO POCKET MONEY", "Ente gestore: Cooperativa Città Aperta", "Codice centro: RN-017   Mese: ottobre 2026",
			"Importo giornaliero EUR 2,50. Firma dell'ospite per ricevuta su ogni riga."),
		"report.pdf":    paper(t, "Relazione sulle attività svolte", "Mese di ottobre 2026, centro RN-017", "Nel mese sono stati tenuti corsi di lingua italiana e laboratori; la mediazione è stata presente ogni settimana. Totale presenze 940."),
		"extension.pdf": paper(t, "ATTO DI PROROGA DELLA CONVENZIONE", "CIG A0B1C2D3E4", "Premesso che la convenzione scade, si proroga il servizio, alle medesime condizioni, dal 01/11/2027 al 31/01/2028."),
		"letter.pdf":    paper(t, "Gentili signori, vi ringraziamo della visita di ieri e restiamo a disposizione per ogni chiarimento che sia utile."),
	} {
		t.Run(name, func(t *testing.T) {
			compareGolden(t, name, read(t, b, name))
		})
	}
}

func compareGolden(t *testing.T, name string, r document.Reading) {
	t.Helper()
	got, err := json.MarshalIndent(goldenOf(r), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	compareBytes(t, filepath.Join("testdata", "golden", name+".json"), got)
}

func goldenOf(r document.Reading) golden {
	g := golden{r.MediaType, r.ContentType, r.Kind, r.KindScore, r.PageCount, r.Method, r.Readers, []string{}, "", r.Signatures, r.Fields}
	for _, w := range r.Warnings {
		g.Warnings = append(g.Warnings, w.Code)
	}
	if r.Error != nil {
		g.Error = r.Error.Code
	}
	return g
}

// The register is the same register from every format.
func TestRegisterFormatsAgree(t *testing.T) {
	want := read(t, registerXLSX(t), "r.xlsx")
	if want.Value(document.PersonDays) != "107" || want.Kind != document.Register {
		t.Fatalf("XLSX: %q, %s person-days", want.Kind, want.Value(document.PersonDays))
	}
	for name, b := range map[string][]byte{"r.csv": registerCSV(), "r.pdf": registerPDF(t), "r.pdf.p7m": signed(t, registerPDF(t))} {
		got := read(t, b, name)
		if got.Kind != document.Register {
			t.Errorf("%s: kind %q, %+v", name, got.Kind, got.Error)
		}
		for _, f := range want.Fields {
			g, ok := got.Field(f.Name)
			if !ok || g.Value != f.Value || g.Unsure {
				t.Errorf("%s: %s = %q (unsure: %v %s), XLSX says %q", name, f.Name, g.Value, g.Unsure, g.Why, f.Value)
			}
		}
	}
}

// Both readers see the digital page; their agreement is confidence.
func TestTwoReaders(t *testing.T) {
	r := read(t, registerPDF(t), "r.pdf")
	if !slices.Equal(r.Readers, []document.Reader{document.ReaderPoppler, document.ReaderLedongthuc}) {
		t.Errorf("readers %v", r.Readers)
	}
	if r.Agreement == nil || r.Agreement.Agreeing != 1 {
		t.Errorf("agreement %+v", r.Agreement)
	}
	for _, f := range r.Fields {
		if f.Confidence < 0.99 {
			t.Errorf("%s has confidence %.2f", f.Name, f.Confidence)
		}
		if f.Place.Page != 1 || f.Place.Box == nil {
			t.Errorf("%s has no box", f.Name)
		}
	}
}

// Without poppler the second reader is the only one, finds the same, and the
// reading says so.
func TestWithoutPoppler(t *testing.T) {
	for name, b := range map[string][]byte{"register": registerPDF(t), "contract": contractPDF(t)} {
		both, one := read(t, b, ""), readWith(t, b, "", extract.Options{Tools: &extract.Tools{}})
		if !slices.Equal(one.Readers, []document.Reader{document.ReaderLedongthuc}) || !has(one, "pdf.one_reader") {
			t.Errorf("%s: readers %v, warnings %v", name, one.Readers, one.Warnings)
		}
		for _, f := range both.Fields {
			if g, _ := one.Field(f.Name); g.Value != f.Value && f.Name != document.CentreCode {
				t.Errorf("%s: %s = %q, with poppler %q", name, f.Name, g.Value, f.Value)
			}
		}
	}
}

func has(r document.Reading, code string) bool {
	return slices.ContainsFunc(r.Warnings, func(w document.Warning) bool { return w.Code == code })
}

// A scan of the ruled register is read cell by cell.
func TestScannedRegister(t *testing.T) {
	r := read(t, scanned(t, registerPDF(t), 200), "scan.pdf")
	if r.Kind != document.Register || r.Method != document.MethodOCR || !has(r, "ocr.used") {
		t.Fatalf("kind %q, method %q, warnings %v, error %v", r.Kind, r.Method, r.Warnings, r.Error)
	}
	for name, want := range map[string]string{
		document.PersonDays: "107", document.GuestCount: "4", document.PeriodMonth: "2026-10",
		document.DayField(1): "3", document.DayField(12): "3", document.DayField(31): "3",
		document.RowField(3, "present"): "PPPPPPPPPPPPPPPPPPPA-----------",
	} {
		if got := r.Value(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	for _, f := range r.Fields {
		if f.Method != document.MethodOCR {
			t.Errorf("%s comes from %q: methods are mixed on a page", f.Name, f.Method)
		}
		if f.Confidence < 0.9 && !f.Unsure {
			t.Errorf("%s has confidence %.2f and is not unsure", f.Name, f.Confidence)
		}
	}
}

// A photo of a register of which the days of one figure have narrow columns is read
// cell by cell too. What was not read is said to be unread, never blank.
func TestNarrowColumnsOfAPhoto(t *testing.T) {
	r := read(t, photo(t, registerOf(t, 4.1)), "foto.jpg")
	truth := read(t, registerOf(t, 4.1), "registro.pdf")
	asked := 0
	for _, f := range truth.Fields {
		if !strings.HasSuffix(f.Name, ".present") {
			continue
		}
		got := r.Value(f.Name)
		if len(got) != len(f.Value) {
			t.Fatalf("%s is %q, want %q", f.Name, got, f.Value)
		}
		for d := range f.Value {
			switch got[d] {
			case f.Value[d]:
			case '?':
				asked++
			default:
				t.Errorf("%s, day %d: %c, want %c", f.Name, d+1, got[d], f.Value[d])
			}
		}
	}
	if asked > 8 {
		t.Errorf("%d of 124 cells are asked about", asked)
	}
	for _, f := range r.Fields {
		if f.Name == document.UnknownMark && f.Written == "" {
			t.Errorf("%s is said to be blank: no cell of this register is within a stay", f.Value)
		}
	}
}

func TestScanWithoutTesseract(t *testing.T) {
	tools := extract.FindTools()
	tools.Tesseract = ""
	r := readWith(t, scanned(t, registerPDF(t), 100), "", extract.Options{Tools: &tools})
	if !has(r, "ocr.missing") || r.Kind != "" {
		t.Errorf("kind %q, warnings %v", r.Kind, r.Warnings)
	}
}

func TestEnvelopes(t *testing.T) {
	inv := invoiceXML("2026-11-05")
	r := read(t, signed(t, signed(t, inv)), "f.xml.p7m.p7m")
	if r.Kind != document.Invoice || r.ContentType != "application/xml" || r.MediaType != "application/pkcs7-mime" || len(r.Signatures) != 2 {
		t.Errorf("%q, %q in %q, %d signatures, %v", r.Kind, r.ContentType, r.MediaType, len(r.Signatures), r.Error)
	}
	if s := r.Signatures[0]; s.Intact != "yes" || s.Signer != "Rossi Prova" || s.TaxCode != "RSSPRV80A01H294X" || s.SignedAt == "" {
		t.Errorf("signature %+v", s)
	}
	changed := bytes.Replace(signed(t, inv), []byte("3457.17"), []byte("9457.17"), 1)
	if r = read(t, changed, "f.xml.p7m"); r.Signatures[0].Intact != "no" || !has(r, "p7m.not_intact") || r.Value(document.InvoiceTotal) == "" {
		t.Errorf("changed content: %+v, %v", r.Signatures, r.Warnings)
	}
	deep := inv
	for range 16 {
		deep = signed(t, deep)
	}
	if r = read(t, deep, "f.p7m"); r.Error != nil || r.Kind != document.Invoice || len(r.Signatures) != 16 {
		t.Errorf("sixteen envelopes: %q, %d signatures, %+v", r.Kind, len(r.Signatures), r.Error)
	}
	if r = read(t, signed(t, deep), "f.p7m"); r.Error == nil || r.Error.Code != "p7m.too_deep" {
		t.Errorf("seventeen envelopes: %+v", r.Error)
	}
}

func TestContent(t *testing.T) {
	inv := invoiceXML("2026-11-05")
	for _, b := range [][]byte{inv, signed(t, inv), signed(t, signed(t, inv))} {
		r, media, err := extract.Content(bytes.NewReader(b), 1<<20)
		if err != nil || media != "application/xml" {
			t.Fatalf("%q, %v", media, err)
		}
		var got bytes.Buffer
		if _, err := got.ReadFrom(r); err != nil || !bytes.Equal(got.Bytes(), inv) {
			t.Errorf("the content is not the signed octets: %v", err)
		}
	}
	if _, _, err := extract.Content(bytes.NewReader(inv), 10); err == nil {
		t.Error("the limit was not kept")
	}
}
