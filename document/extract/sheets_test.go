package extract_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

func readBytes(t *testing.T, b []byte, o extract.Options) document.Reading {
	t.Helper()
	r, err := extract.Read(context.Background(), extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b)), Options: o})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codes(r document.Reading) string {
	var out []string
	for _, w := range r.Warnings {
		out = append(out, w.Code)
	}
	return strings.Join(out, " ")
}

// femCSV is a text table whose header lines are short.
func femCSV() string {
	lines := []string{"Registro presenze", "Mese;10", "Anno;2026", "Gestore;Cooperativa Città Aperta", "Nome centro;Casa del Pino", "Codice centro;RN-017", "Posti;40"}
	rows := registerRows()
	for _, row := range rows[2:] {
		lines = append(lines, strings.Join(row, ";"))
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

func TestSniffTables(t *testing.T) {
	utf16 := func(e unicode.Endianness, p unicode.BOMPolicy) string {
		b, err := unicode.UTF16(e, p).NewEncoder().String(femCSV())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		text string
		want extract.Format
	}{
		"short header lines":     {femCSV(), extract.CSV},
		"commas":                 {strings.ReplaceAll(femCSV(), ";", ","), extract.CSV},
		"tabs":                   {strings.ReplaceAll(femCSV(), ";", "\t"), extract.CSV},
		"UTF-16":                 {utf16(unicode.LittleEndian, unicode.UseBOM), extract.CSV},
		"UTF-16, big end":        {utf16(unicode.BigEndian, unicode.UseBOM), extract.CSV},
		"UTF-16 without mark":    {utf16(unicode.LittleEndian, unicode.IgnoreBOM), extract.CSV},
		"sep=":                   {"sep=;\r\n" + femCSV(), extract.CSV},
		"a letter":               {"Gentile Prefettura,\n\nin allegato, come richiesto, il registro.\nCordiali saluti,\nla cooperativa\n", extract.Text},
		"a letter, many clauses": {"Uno, due, tre, quattro, e cinque.\nSei, sette, otto, nove, e dieci.\nUndici, dodici.\nFine.\n", extract.Text},
	} {
		if got := extract.Sniff(strings.NewReader(c.text), int64(len(c.text))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	r := readBytes(t, []byte(utf16(unicode.LittleEndian, unicode.UseBOM)), extract.Options{})
	if r.Kind != document.Register || r.Value(document.PersonDays) != "107" || r.Value(document.PeriodMonth) != "2026-10" || r.Value(document.CentreCode) != "RN-017" {
		t.Errorf("%s, %v", r.Kind, r.Fields[:5])
	}
}

// A table of numbers under days, without guests, is no register.
func TestNumbersAreNoRegister(t *testing.T) {
	r := readBytes(t, []byte(strings.Repeat("1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16\n", 200)), extract.Options{})
	if r.Kind != "" || len(r.Fields) > 0 {
		t.Errorf("%s, %d fields", r.Kind, len(r.Fields))
	}
}

// Values of a sheet that is no register keep their cells and their letters.
func TestCellsOfOtherSheets(t *testing.T) {
	f := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "RENDICONTO DEI COSTI", "B2": "Ente gestore: Cooperativa Città Aperta", "A3": "Mese di riferimento", "C3": "ottobre 2026", "A4": "CIG", "B4": "A0B1C2D3E4", "A6": "Voce di costo", "B6": "Importo"} {
		if err := f.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r := readBytes(t, b.Bytes(), extract.Options{})
	if r.Kind != document.CostStatement {
		t.Fatalf("kind %q", r.Kind)
	}
	for name, want := range map[string]string{document.BodyName: "Cooperativa Città Aperta B2", document.CIG: "A0B1C2D3E4 B4", document.PeriodMonth: "ottobre 2026 C3"} {
		f, _ := r.Field(name)
		if got := f.Written + " " + f.Place.Cell; got != want || f.Place.Sheet != "Sheet1" || f.Method != document.MethodCells {
			t.Errorf("%s = %q at %s!, %s", name, got, f.Place.Sheet, f.Method)
		}
	}
}

// Every register of a file is read; from the second on its fields have a prefix.
func TestRegistersOfAFile(t *testing.T) {
	f := excelize.NewFile()
	for i, sheet := range []string{"Sheet1", "Altro"} {
		if i > 0 {
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
		}
		for r, row := range registerRows() {
			for c, text := range row {
				name, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err == nil {
					err = f.SetCellStr(sheet, name, strings.ReplaceAll(text, "RN-017", []string{"RN-017", "RN-018"}[i]))
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r := readBytes(t, b.Bytes(), extract.Options{})
	second, _ := r.Field(document.RegisterField(2, document.PersonDays))
	if r.Value(document.CentreCode) != "RN-017" || r.Value("register.2.centre.code") != "RN-018" || second.Value != "107" || second.Place.Sheet != "Altro" {
		t.Errorf("%s, %s, %+v", r.Value(document.CentreCode), r.Value("register.2.centre.code"), second)
	}
	if codes(r) != "register.several" || r.Error != nil {
		t.Errorf("warnings %s", codes(r))
	}
}

// The office's own meanings of marks come from a file.
func TestMarksOption(t *testing.T) {
	own := strings.ReplaceAll(femCSV(), ";P", ";F")
	path := filepath.Join(t.TempDir(), "marks.json")
	if err := os.WriteFile(path, []byte(`{"F": "presente"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	r := readBytes(t, []byte(own), extract.Options{Marks: path})
	if f, _ := r.Field(document.PersonDays); f.Value != "107" || f.Unsure {
		t.Errorf("with meanings %+v", f)
	}
	if r := readBytes(t, []byte(own), extract.Options{}); !strings.Contains(codes(r), "register.unknown") {
		t.Errorf("without meanings: %s", codes(r))
	}
	if err := os.WriteFile(path, []byte(`{"F": "forse"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := readBytes(t, []byte(own), extract.Options{Marks: path}); !strings.Contains(codes(r), "register.marks_file") {
		t.Errorf("bad meanings: %s", codes(r))
	}
}

func TestProtectedOffice(t *testing.T) {
	ole := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 2<<20)...)
	if r := readBytes(t, ole, extract.Options{}); r.Error == nil || r.Error.Code != "office.old" {
		t.Errorf("old: %v", r.Error)
	}
	name, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String("EncryptedPackage")
	if err != nil {
		t.Fatal(err)
	}
	copy(ole[1<<20-7:], name) // across the end of a block
	if r := readBytes(t, ole, extract.Options{}); r.Error == nil || r.Error.Code != "office.password" {
		t.Errorf("protected: %v", r.Error)
	}
}
