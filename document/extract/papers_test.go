package extract_test

import (
	"archive/zip"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/smallstep/pkcs7"
	"github.com/xuri/excelize/v2"
)

// Made-up papers, written by the test: what a managing body would send for the
// centre RN-017 in October 2026.

// entry is a guest's row: code, entry, exit and the marks of the days.
type entry struct {
	code, in, out string
	marks         [31]string
}

// guests are four: one comes on the 5th, one leaves on the 20th, one is away
// for a day.
func guests() []entry {
	all := []entry{
		{code: "G017-001", in: "01/09/2025"}, {code: "G017-002", in: "05/10/2026"},
		{code: "G017-003", in: "01/02/2026", out: "20/10/2026"}, {code: "G017-004", in: "10/06/2026"},
	}
	for i := range all {
		for d := range 31 {
			switch {
			case i == 1 && d < 4, i == 2 && d > 19:
			case i == 2 && d == 19:
				all[i].marks[d] = "U"
			case i == 3 && d == 11:
				all[i].marks[d] = "AA"
			default:
				all[i].marks[d] = "P"
			}
		}
	}
	return all
}

func count(marks [31]string) int {
	n := 0
	for _, m := range marks {
		if m == "P" {
			n++
		}
	}
	return n
}

// presentOn counts the guests of a day (from 0).
func presentOn(d int) int {
	n := 0
	for _, g := range guests() {
		if g.marks[d] == "P" {
			n++
		}
	}
	return n
}

const presences = 31 + 27 + 19 + 30

var registerHead = [][2]string{{"Ente gestore", "Cooperativa Città Aperta"}, {"CIG", "A0B1C2D3E4"},
	{"Centro/struttura", "Casa del Pino"}, {"Codice centro", "RN-017"}, {"Capienza", "40"}}

// registerRows is the register as rows of texts.
func registerRows() [][]string {
	rows := [][]string{{"Prefettura – UTG di Prova", "REGISTRO PRESENZE OSPITI", "mese/anno: OTTOBRE 2026"}}
	var head []string
	for _, h := range registerHead {
		head = append(head, h[0]+":", h[1])
	}
	titles := []string{"N.", "Cod. ospite", "Cognome e nome", "Ingresso", "Uscita"}
	totals := []string{"Totale presenti per giorno", "", "", "", ""}
	for d := range 31 {
		titles = append(titles, fmt.Sprint(d+1))
		totals = append(totals, fmt.Sprint(presentOn(d)))
	}
	rows = append(rows, head, append(titles, "TOT"))
	for i, g := range guests() {
		row := append([]string{fmt.Sprint(i + 1), g.code, "Persona Inventata", g.in, g.out}, g.marks[:]...)
		rows = append(rows, append(row, fmt.Sprint(count(g.marks))))
	}
	return append(rows, append(totals, fmt.Sprint(presences)), []string{"Totale presenze", fmt.Sprint(presences)})
}

func registerXLSX(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	for r, row := range registerRows() {
		for c, text := range row {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStr("Sheet1", name, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func registerCSV() []byte {
	var b strings.Builder
	for _, row := range registerRows() {
		b.WriteString(strings.Join(row, ";") + "\r\n")
	}
	return []byte(b.String())
}

// registerPDF draws the register as a ruled table across an A4 page.
func registerPDF(t *testing.T) []byte { return registerOf(t, 6.1) }

// registerOf draws the register with columns of so many millimetres for the days of
// one figure: programs that fit columns to what is in them make those narrower.
func registerOf(t *testing.T, narrow float64) []byte {
	t.Helper()
	p := fpdf.New("L", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.SetMargins(8, 8, 8)
	p.AddPage()
	p.SetFont("Helvetica", "B", 12)
	p.CellFormat(0, 8, tr("Prefettura – UTG di Prova      REGISTRO PRESENZE OSPITI      mese/anno: OTTOBRE 2026"), "", 1, "L", false, 0, "")
	p.SetFont("Helvetica", "", 9)
	for _, h := range registerHead {
		p.CellFormat(0, 5, tr(h[0]+": "+h[1]), "", 1, "L", false, 0, "")
	}
	p.SetFont("Helvetica", "", 8)
	rows := registerRows()[2:]
	for _, row := range rows[:len(rows)-1] {
		for c, text := range row {
			width, align := 6.1, "C"
			switch c {
			case 0:
				width = 7
			case 1, 3, 4:
				width = 18
			case 2:
				width, align = 27, "L"
			case 36:
				width = 9
			default:
				if c < 14 {
					width = narrow
				}
			}
			if row[1] == "" && c < 5 { // the label of the totals takes five columns
				if c == 0 {
					p.CellFormat(88, 6, tr(text), "1", 0, "L", false, 0, "")
				}
				continue
			}
			p.CellFormat(width, 6, tr(text), "1", 0, align, false, 0, "")
		}
		p.Ln(-1)
	}
	p.CellFormat(0, 8, fmt.Sprintf("Totale presenze: %d", presences), "", 1, "L", false, 0, "")
	return output(t, p)
}

func output(t *testing.T, p *fpdf.Fpdf) []byte {
	t.Helper()
	p.SetCreationDate(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC))
	p.SetModificationDate(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC))
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// paper is a PDF of paragraphs.
func paper(t *testing.T, paragraphs ...string) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.AddPage()
	p.SetFont("Times", "", 11)
	for _, text := range paragraphs {
		p.MultiCell(0, 6, tr(text), "", "L", false)
	}
	return output(t, p)
}

func contractPDF(t *testing.T) []byte {
	t.Helper()
	return paper(t, "PREFETTURA – UFFICIO TERRITORIALE DEL GOVERNO DI PROVA",
		"CONVENZIONE PER IL SERVIZIO DI ACCOGLIENZA DI CITTADINI STRANIERI RICHIEDENTI PROTEZIONE INTERNAZIONALE", "CIG A0B1C2D3E4",
		"TRA la Prefettura di Prova, codice fiscale 91000000405, E", "Cooperativa Città Aperta (di seguito «Ente gestore»), partita IVA 99000000994,",
		"PREMESSO CHE la procedura si è conclusa con l'aggiudicazione, SI CONVIENE E SI STIPULA QUANTO SEGUE.",
		"Art. 1. L'Ente gestore assicura il servizio nel centro RN-017, Casa del Pino, capienza: 40 posti.",
		"Art. 2. La convenzione decorre dal 1° novembre 2025 al 31/10/2027.",
		"Art. 3. La Prefettura corrisponde EUR 32,31 pro capite e pro die; il pocket money è di EUR 2,50 al giorno per persona; il kit di primo ingresso è di EUR 173,00.",
		"Sottoscritto il 24/10/2025.")
}

func invoiceXML(date string) []byte {
	const seat = `<Indirizzo>Via del Pino</Indirizzo><NumeroCivico>3</NumeroCivico><CAP>47921</CAP><Comune>Rimini</Comune><Provincia>RN</Provincia><Nazione>IT</Nazione>`
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader><DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99000000994</IdCodice></IdTrasmittente><ProgressivoInvio>00007</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFT3ST</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99000000994</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Cooperativa Città Aperta</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici><Sede>` + seat + `</Sede></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>91000000405</CodiceFiscale><Anagrafica><Denominazione>Prefettura di Prova</Denominazione></Anagrafica></DatiAnagrafici><Sede>` + seat + `</Sede></CessionarioCommittente></FatturaElettronicaHeader>
<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>` + date + `</Data><Numero>7/26</Numero><ImportoTotaleDocumento>3457.17</ImportoTotaleDocumento></DatiGeneraliDocumento>
<DatiContratto><IdDocumento>12/2025</IdDocumento><CodiceCIG>A0B1C2D3E4</CodiceCIG></DatiContratto></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Accoglienza RN-017</Descrizione><Quantita>107.00</Quantita><DataInizioPeriodo>2026-10-01</DataInizioPeriodo><DataFinePeriodo>2026-10-31</DataFinePeriodo><PrezzoUnitario>32.31</PrezzoUnitario><PrezzoTotale>3457.17</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura></DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura><ImponibileImporto>3457.17</ImponibileImporto><Imposta>0.00</Imposta></DatiRiepilogo></DatiBeniServizi></FatturaElettronicaBody></p:FatturaElettronica>`)
}

// signed wraps content into a p7m by a made-up signer.
func signed(t *testing.T, content []byte) []byte {
	t.Helper()
	return signedAs(t, content, false)
}

// signedAs signs content, which the envelope holds unless it is detached.
func signedAs(t *testing.T, content []byte, detach bool) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter: time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC), Subject: pkix.Name{CommonName: "Rossi Prova", SerialNumber: "TINIT-RSSPRV80A01H294X"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	sd, err := pkcs7.NewSignedData(content)
	if err != nil {
		t.Fatal(err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := sd.AddSigner(cert, key, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	if detach {
		sd.Detach()
	}
	out, err := sd.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// scanned turns the first page of a PDF into a PDF that holds only its image,
// as a scanner writes.
func scanned(t *testing.T, pdf []byte, dpi int) []byte {
	t.Helper()
	dir := t.TempDir()
	in := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(in, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftoppm", "-r", fmt.Sprint(dpi), "-gray", "-jpeg", in, filepath.Join(dir, "page")).CombinedOutput()
	if err != nil {
		t.Fatalf("pdftoppm (poppler-utils is required): %v\n%s", err, out)
	}
	p := fpdf.New("L", "mm", "A4", "")
	p.AddPage()
	p.ImageOptions(filepath.Join(dir, "page-1.jpg"), 0, 0, 297, 210, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	return output(t, p)
}

// archive is a ZIP of the entries; a value is repeated to make a bomb.
func archive(t *testing.T, entries map[string][]byte, times int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range entries {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range times {
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// textLayer is a page that holds an image and, without ink over it, the text of
// a contract, as recognition programs write.
func textLayer(t *testing.T, pdf []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	in := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(in, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftoppm", "-r", "60", "-gray", "-jpeg", in, filepath.Join(dir, "page")).CombinedOutput()
	if err != nil {
		t.Fatalf("pdftoppm (poppler-utils is required): %v\n%s", err, out)
	}
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.AddPage()
	p.ImageOptions(filepath.Join(dir, "page-1.jpg"), 0, 0, 210, 297, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	p.SetFont("Times", "", 11)
	p.SetTextRenderingMode(3)
	for _, line := range []string{"CONVENZIONE PER IL SERVIZIO DI ACCOGLIENZA", "CIG A0B1C2D3E4", "SI CONVIENE E SI STIPULA QUANTO SEGUE.",
		"Art. 1. La convenzione decorre dal 1° novembre 2025 al 31/10/2027.", "La Prefettura corrisponde EUR 32,31 pro capite e pro die."} {
		p.CellFormat(0, 7, tr(line), "", 1, "L", false, 0, "")
	}
	return output(t, p)
}
