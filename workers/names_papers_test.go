package workers_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strconv"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/xuri/excelize/v2"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// namingPapers are papers of every format that name a guest, by the name of their
// file, which often does too.
func namingPapers(t *testing.T) map[string][]byte {
	t.Helper()
	coded, bare := namingRows(true), namingRows(false)
	notice := []string{"COMUNICAZIONE DI ALLONTANAMENTO", "Si comunica che l'ospite Zvanelli Quirino, codice ospite G017,", "nato a Lagos il 01/02/1990, si è allontanato dal centro il 12/10/2026",
		"e non vi ha fatto ritorno. La signora Okparaeze Blessingham è stata avvisata."}
	pdf := pdfOf(t, notice)
	return map[string][]byte{
		"registro ottobre Zvanelli.xlsx":             xlsxOf(t, coded, "Zvanelli Quirino"),
		"Okparaeze.ods":                              odsOf(t, bare),
		"presenze 2026-10.csv":                       []byte(csvOf(bare)),
		"presenze askew.csv":                         []byte(csvOf(askew(coded))),
		"registro_Zvanelli_Quirino.pdf":              pdfOf(t, tableOf(coded)),
		"scansione.png":                              scanOf(t, notice),
		"dimissioni Zvanelli Quirino 12-10.pdf":      pdf,
		"Okparaeze Blessingham.zip":                  zipOf(t, "Zvanelli/Zvanelli Quirino.pdf", pdfOf(t, append(notice, "Seconda comunicazione.")), "ZvanelliQuirino2026.pdf", pdfOf(t, append(notice, "Quarta comunicazione."))),
		"messaggio.eml":                              messageOf(pdfOf(t, append(notice, "Terza comunicazione."))),
		"IT01234567890_Quirino.xml":                  invoiceOf(t),
		"fattura Blessingham.xml":                    []byte("<?xml version=\"1.0\"?><lettera><a>Zvanelli Quirino</a></lettera>"),
		"lettera di Zvanelli.txt":                    []byte(strings.Join(notice, "\n")),
		"cartella.Zvanelli":                          []byte("Zvanelli Quirino: appunto senza formato, del centro.\n"),
		"<Quirino> \"Zvanelli\" & C'è un ospite.csv": []byte("Zvanelli Quirino;01/10/2026;presente\n"),
	}
}

// namingRows is a register of October: with codes, or with names alone.
func namingRows(codes bool) [][]string {
	rows := [][]string{{"Registro presenze ottobre 2026"}, {"Struttura: Casa di prova"}, {}, {"N.", "Codice", "Cognome e nome"}}
	for d := 1; d <= 31; d++ {
		rows[3] = append(rows[3], strconv.Itoa(d))
	}
	for i, name := range []string{"Zvanelli Quirino", "Okparaeze Blessingham", "Zvanelli Okparaeze"} {
		row := []string{strconv.Itoa(i + 1), fmt.Sprintf("G%03d", 17+i), name}
		if !codes {
			row[1] = ""
		}
		for range 31 {
			row = append(row, "P")
		}
		rows = append(rows, row)
	}
	return rows
}

// askew moves names to where codes and marks are to be.
func askew(rows [][]string) [][]string {
	rows[4][1], rows[4][10], rows[5][1], rows[6][20] = "Zvanelli", "Quirino", "Okparaeze", "Blessingham"
	return rows
}

func csvOf(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, ";") + "\r\n")
	}
	return b.String()
}

// tableOf writes rows as lines of a page, without the days beyond the tenth.
func tableOf(rows [][]string) (lines []string) {
	for _, r := range rows {
		lines = append(lines, strings.Join(r[:min(len(r), 13)], "   "))
	}
	return lines
}

func xlsxOf(t *testing.T, rows [][]string, sheet string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	err := f.SetSheetName("Sheet1", sheet)
	for i, r := range rows {
		for j, text := range r {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = f.SetCellStr(sheet, cell, text)
			}
		}
	}
	var b bytes.Buffer
	if err == nil {
		err = f.Write(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func odsOf(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b strings.Builder
	for _, r := range rows {
		b.WriteString("<table:table-row>")
		for _, text := range r {
			fmt.Fprintf(&b, `<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>`, text)
		}
		b.WriteString("</table:table-row>")
	}
	return zipOf(t, "mimetype", []byte("application/vnd.oasis.opendocument.spreadsheet"), "content.xml", []byte(`<?xml version="1.0" encoding="UTF-8"?>`+
		`<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Zvanelli Quirino">`+
		b.String()+`</table:table></office:spreadsheet></office:body></office:document-content>`))
}

// zipOf packs names and contents, in turn.
func zipOf(t *testing.T, parts ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := z.CreateHeader(&zip.FileHeader{Name: parts[i].(string), Method: zip.Store})
		if err == nil {
			_, err = f.Write(parts[i+1].([]byte))
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

func pdfOf(t *testing.T, lines []string) []byte {
	t.Helper()
	f := fpdf.New("L", "mm", "A4", "")
	f.SetTitle("Zvanelli Quirino", true)
	f.AddPage()
	f.SetFont("Helvetica", "", 11)
	latin := f.UnicodeTranslatorFromDescriptor("")
	for _, l := range lines {
		f.CellFormat(0, 8, latin(l), "", 1, "L", false, 0, "")
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// scanOf is a page of lines as a picture of 150 dots an inch.
func scanOf(t *testing.T, lines []string) []byte {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 12, DPI: 150})
	if err != nil {
		t.Fatal(err)
	}
	page := image.NewGray(image.Rect(0, 0, 1240, 1754))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	for i, l := range lines {
		d := font.Drawer{Dst: page, Src: image.NewUniform(color.Black), Face: face, Dot: fixed.P(60, 120+50*i)}
		d.DrawString(l)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func messageOf(pdf []byte) []byte {
	return []byte(strings.ReplaceAll("From: Ente <ente@example.org>\nTo: ufficio@example.org\nSubject: Dimissione di Zvanelli Quirino\nDate: Thu, 5 Nov 2026 10:11:12 +0100\nMIME-Version: 1.0\n"+
		"Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: text/plain; charset=utf-8\n\nSi trasmette la comunicazione di Zvanelli Quirino.\n"+
		"--out\nContent-Type: application/pdf; name=\"Okparaeze Blessingham.pdf\"\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString(pdf)+"\n--out--\n", "\n", "\r\n"))
}

// invoiceOf is an invoice of the province whose first line names a guest.
func invoiceOf(t *testing.T) []byte {
	t.Helper()
	p := province.New(province.Options{Seed: 7, Today: calendar.MustDate(2026, time.November, 3), Bodies: 6, Centres: 8, Months: 3, OtherBodies: 1, OtherCentres: 1})
	for _, f := range p.Files {
		if f.Kind != document.Invoice || f.Format != province.XML {
			continue
		}
		b, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		before, after, ok := strings.Cut(string(b), "<Descrizione>")
		if ok {
			return []byte(before + "<Descrizione>Biglietto per Zvanelli Quirino, " + after)
		}
	}
	t.Fatal("the province has no invoice in plain XML")
	return nil
}
