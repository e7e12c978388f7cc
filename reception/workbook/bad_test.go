package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
)

// edit changes a workbook as a person with a spreadsheet does.
func edit(t testing.TB, data []byte, change func(*excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	change(f)
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// said writes problems one a line: place, value, sentence.
func said(ps []workbook.Problem) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "%s!%s%d %q: %s\n", p.Sheet, p.Column, p.Row, p.Value, p.It)
		if p.En == "" || p.En == p.It {
			fmt.Fprintln(&b, "no English")
		}
	}
	return b.String()
}

// Some programs look for the properties by names with a prefix.
func TestPropertiesHaveTheirPrefix(t *testing.T) {
	data := write(t, demo(t), workbook.XLSX)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("docProps/core.xml")
	if err != nil {
		t.Fatal(err)
	}
	core, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<cp:coreProperties xmlns:cp=", "<cp:lastModifiedBy>Insiemi</cp:lastModifiedBy>", "<dc:title>Anagrafe</dc:title>", "</cp:coreProperties>"} {
		if !strings.Contains(string(core), want) {
			t.Errorf("no %s in %s", want, core)
		}
	}
	if strings.Contains(string(core), "<lastModifiedBy") || strings.Contains(string(core), "<coreProperties") {
		t.Errorf("names without a prefix: %s", core)
	}
}

// Everything that people get wrong in a workbook, each with the place and the
// sentence.
func TestBadCells(t *testing.T) {
	reg := demo(t)
	cig := reg.Agreements[0].CIG
	for name, c := range map[string]struct {
		change func(*excelize.File)
		want   string
	}{
		"a CIG of 9 characters": {func(f *excelize.File) { f.SetCellValue("Convenzioni", "A2", cig[:9]) },
			"Convenzioni!A2 \"" + cig[:9] + "\": Il CIG ha 9 caratteri: devono essere 10, lettere maiuscole e cifre.\n"},
		"tariffs that overlap": {func(f *excelize.File) {
			second := reg.Agreements[0].Tariffs[1]
			f.SetCellValue("Tariffe", "D2", second.FromOn.AddDays(10).It())
		}, "Tariffe!C3 \"01/10/2024\": Due tariffe UA valgono negli stessi giorni, dal 01/10/2024 al 11/10/2024: quella dal 01/09/2024 e quella dal 01/10/2024 (righe 2 e 3). Chiudere la prima il giorno prima della seconda.\n"},
		"two centres of one code": {func(f *excelize.File) { f.SetCellValue("Centri", "A9", " rn-003") },
			"Centri!A9 \"rn-003\": «rn-003 " + reg.Centres[7].Name + "» compare due volte in questo foglio: alle righe 4 e 9. Tenerne una sola.\n"},
		"a code that nobody has": {func(f *excelize.File) { f.SetCellValue("Centri", "B5", "E99") },
			"Centri!B5 \"E99\": L'ente «E99» non è in questo file e non è tra quelli dell'ufficio. Controllare il codice, o aggiungere la riga che manca.\n"},
		"a tariff of an unknown CIG": {func(f *excelize.File) { f.SetCellValue("Tariffe", "A2", "ZZZZZZZZZZ") },
			"Tariffe!A2 \"ZZZZZZZZZZ\": La convenzione con CIG «ZZZZZZZZZZ» non è in questo file e non è tra quelli dell'ufficio. Controllare il codice, o aggiungere la riga che manca.\n"},
		"it ends before it starts": {func(f *excelize.File) {
			f.SetCellValue("Convenzioni", "G6", "2031-10-01")
			f.SetCellValue("Convenzioni", "H6", "30/09/2031")
		},
			"Convenzioni!H6 \"30/09/2031\": La convenzione finisce il 30/09/2031, prima di cominciare il 01/10/2031. Controllare le due date.\n"},
		"a date in 1500": {func(f *excelize.File) { f.SetCellValue("Centri", "H2", "12/10/1500") },
			"Centri!H2 \"12/10/1500\": Apertura: il 12/10/1500 è fuori dagli anni dal 1980 al 2199. Controllare l'anno.\n"},
		"no date": {func(f *excelize.File) { f.SetCellValue("Centri", "H2", "ieri") },
			"Centri!H2 \"ieri\": «ieri» non è una data. Scriverla come 31/12/2026.\n"},
		"30 February": {func(f *excelize.File) { f.SetCellValue("Centri", "H2", "30/02/2026") },
			"Centri!H2 \"30/02/2026\": Il giorno «30/02/2026» non esiste nel calendario. Il giorno viene prima del mese: 31/12/2026.\n"},
		"a short year": {func(f *excelize.File) { f.SetCellValue("Centri", "H2", "01/10/26") },
			"Centri!H2 \"01/10/26\": In «01/10/26» l'anno ha due cifre. Scriverlo con quattro: 31/12/2026.\n"},
		"a negative amount": {func(f *excelize.File) { f.SetCellValue("Tariffe", "F2", -2.5) },
			"Tariffe!F2 \"-2,5\": Il pocket money non può essere negativo.\n"},
		"which number": {func(f *excelize.File) { f.SetCellValue("Tariffe", "E2", "1.234") },
			"Tariffe!E2 \"1.234\": Non è chiaro se «1.234» sia 1234 o 1,234. Scrivere i decimali con la virgola e le migliaia senza punto.\n"},
		"five decimals": {func(f *excelize.File) { f.SetCellValue("Tariffe", "E2", "25,12345") },
			"Tariffe!E2 \"25,12345\": «25,12345» ha più di 4 decimali. Arrotondarlo.\n"},
		"no number": {func(f *excelize.File) { f.SetCellValue("Centri", "G2", "dodici") },
			"Centri!G2 \"dodici\": «dodici» non è un numero intero. Scriverlo in cifre, senza decimali.\n"},
		"an answer of no list": {func(f *excelize.File) { f.SetCellValue("Centri", "D2", "villa") },
			"Centri!D2 \"villa\": «villa» non è tra le risposte possibili: UA, CC.\n"},
		"a needed cell that is blank": {func(f *excelize.File) { f.SetCellValue("Enti", "B4", nil) },
			"Enti!B4 \"\": Manca «denominazione». Scriverlo.\n"},
		"a kit that is blank": {func(f *excelize.File) { f.SetCellValue("Tariffe", "H2", nil) },
			"Tariffe!H2 \"\": Manca «kit». Scrivere 0 se non è previsto.\n"},
		"a family cap that is blank": {func(f *excelize.File) { f.SetCellValue("Tariffe", "G2", nil) }, ""},
		"neither yes nor no": {func(f *excelize.File) { f.SetCellValue("Enti", "J4", "forse") },
			"Enti!J4 \"forse\": «forse» non è una risposta. Scrivere sì oppure no.\n"},
		"a formula that failed": {func(f *excelize.File) { f.SetCellFormula("Enti", "B4", "=1/0") },
			"Enti!B4 \"?\": La formula non ha un risultato (?). Scrivere il valore al suo posto.\n"},
		"a column twice": {func(f *excelize.File) { f.SetCellValue("Enti", "L1", "Name") },
			"Enti!L1 \"Name\": Due colonne sono la stessa: B e L («denominazione»). Tenerne una sola.\n"},
		"no titles": {func(f *excelize.File) { f.RemoveRow("Penali", 1) },
			"Penali!1 \"\": Non si trovano i titoli delle colonne: la prima riga deve averli (CIG…).\n"},
		"a key column away": {func(f *excelize.File) { f.RemoveCol("Contatti", "B") },
			"Contatti!1 \"\": Manca la colonna «nome»: senza, non si sa di che cosa parla una riga. Aggiungerla.\n"},
		"a needed column away, for new rows": {func(f *excelize.File) { f.RemoveCol("Centri", "G"); f.SetCellValue("Centri", "A2", "RN-900") },
			"Centri!2 \"\": Manca la colonna «posti», che serve per le righe nuove come questa. Aggiungerla.\n"},
		"a severity of no rule's": {func(f *excelize.File) { f.SetCellValue("Ufficio", "O2", "R11: gravissimo") },
			"Ufficio!O2 \"R11: gravissimo\": «gravissimo» non è tra le risposte possibili: bloccante, da valutare, attenzione, nota.\n"},
		"a rule without a severity": {func(f *excelize.File) { f.SetCellValue("Ufficio", "O2", "R11; R14: nota") },
			"Ufficio!O2 \"R11; R14: nota\": «R11» non dice un controllo e la sua gravità. Scrivere per esempio: R11: bloccante; R14: da valutare.\n"},
		"two severities of one rule": {func(f *excelize.File) { f.SetCellValue("Ufficio", "O2", "r11: nota, R11: warn") },
			"Ufficio!O2 \"r11: nota, R11: warn\": Il controllo R11 ha due gravità diverse. Lasciarne una.\n"},
		"another office": {func(f *excelize.File) { f.SetCellValue("Ufficio", "A2", "milano") },
			"Ufficio!A2 \"milano\": Questo file è dell'ufficio «milano», non di «rimini». Controllare di avere scelto il file giusto.\n"},
		"a centre that opens after it is covered": {func(f *excelize.File) { f.SetCellValue("Centri", "H2", "2031-12-31") },
			"Coperture!B2 \"RN-001\": CIG " + cig + ": Il centro RN-001 non è aperto in nessuno di questi giorni (dal 01/09/2024 al " + reg.Agreements[0].EndsOn.It() + ").\n"},
		"a term of -3 days": {func(f *excelize.File) {
			for _, c := range []string{"F2", "G2"} {
				f.SetCellValue("Adempimenti", c, nil)
			}
			f.SetCellValue("Adempimenti", "I2", -3)
		}, "Adempimenti!I2 \"-3\": Un termine di -3 giorni non esiste: indicare un numero positivo.\n"},
		"a closure without a day": {func(f *excelize.File) { f.SetCellValue("Chiusure", "A2", nil) },
			"Chiusure!A2 \"\": Indicare o una data, o un giorno e un mese di ogni anno.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			m := workbook.Read(edit(t, write(t, reg, workbook.XLSX), c.change)).Over(reg).WithConsequences()
			if got := strings.ReplaceAll(said(m.Problems), "!0 ", "! "); got != c.want {
				t.Errorf("got  %swant %s", got, c.want)
			}
		})
	}
}

// zipped makes a ZIP.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Files that can't be read at all are refused with a sentence.
func TestBadFiles(t *testing.T) {
	bomb := zipped(t, map[string]string{"Enti.csv": "codice ente;denominazione\n" + strings.Repeat(" ", 200<<20)})
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing": {nil, "Il file è vuoto."}, "a text": {[]byte("codice;nome\n"), "Il file non è una cartella di lavoro"},
		"an old workbook":  {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........"), "protetto da una password"},
		"a broken ZIP":     {[]byte("PK\x03\x04 and then nothing"), "rovinato o incompleto"},
		"too large":        {make([]byte, workbook.MaxSize+1), "supera i 20 MB"},
		"macros":           {zipped(t, map[string]string{"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": "x"}), "contiene macro"},
		"OpenDocument":     {zipped(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "OpenDocument"},
		"a ZIP of letters": {zipped(t, map[string]string{"a.txt": "x"}), "non contiene file CSV"},
		"other sheets":     {zipped(t, map[string]string{"ospiti.csv": "a;b\n1;2\n"}), "Nessun foglio di questo file"},
		"a bomb":           {bomb, "più grande di quanto un'anagrafe possa essere"},
		"half a workbook":  {zipped(t, map[string]string{"xl/workbook.xml": "<workbook><sheets>"}), "rovinato o incompleto"},
	} {
		t.Run(name, func(t *testing.T) {
			m := workbook.Read(c.data).Over(reception.Registry{})
			if len(m.Problems) != 1 || !strings.Contains(m.Problems[0].It, c.want) || m.Problems[0].En == "" {
				t.Errorf("got %s", said(m.Problems))
			}
		})
	}
	if len(bomb) > 1<<20 {
		t.Fatal("that is no bomb")
	}
}
