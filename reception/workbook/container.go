package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// grid is a sheet as it was read: rows that are not empty, by their number.
type grid struct {
	name string
	rows []gridRow
}

type gridRow struct {
	number int // from 1, as a spreadsheet counts
	cells  map[int]cell
}

// container is an opened ZIP whose files are unpacked within limits.
type container struct {
	zip  *zip.Reader
	left int64 // bytes that may still be unpacked
}

// refusal is what is wrong with a file as a whole.
type refusal struct{ Words }

func (r refusal) Error() string { return r.En }

func refuse(it, en string, args ...any) error { return refusal{words(it, en, args...)} }

func tooLarge() error {
	return refuse("Il file, aperto, è più grande di quanto un'anagrafe possa essere. Usare il file scaricato dal portale e togliere fogli, immagini e righe che non servono.",
		"The file, unpacked, is larger than a registry can be. Use the file downloaded from the portal and remove sheets, images and rows that are not needed.")
}

// open returns the sheets of a file whatever its format is, and which it is.
func open(data []byte) ([]grid, Format, error) {
	switch {
	case len(data) == 0:
		return nil, "", refuse("Il file è vuoto. Sceglierne un altro.", "The file is empty. Choose another one.")
	case len(data) > MaxSize:
		return nil, "", refuse("Il file supera i %d MB. Togliere fogli, immagini e righe che non servono.", "The file is larger than %d MB. Remove sheets, images and rows that are not needed.", MaxSize>>20)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, "", refuse("Il file è protetto da una password, oppure è di un vecchio formato (.xls). Aprirlo e salvarlo come «Cartella di lavoro di Excel (.xlsx)», senza password.",
			"The file is protected by a password, or of an old format (.xls). Open it and save it as “Excel workbook (.xlsx)”, without a password.")
	case !bytes.HasPrefix(data, []byte("PK")):
		return nil, "", refuse("Il file non è una cartella di lavoro .xlsx né uno ZIP di file CSV. Scaricare il modello dal portale e compilare quello; i CSV vanno in un unico ZIP, uno per foglio.",
			"The file is neither an .xlsx workbook nor a ZIP of CSV files. Download the template from the portal and fill that in; CSV files go into one ZIP, one for each sheet.")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, "", damaged(err)
	}
	if len(z.File) > maxEntries {
		return nil, "", tooLarge()
	}
	c := &container{z, maxUnpacked}
	return c.sheets()
}

func damaged(err error) error {
	var r refusal
	if errors.As(err, &r) {
		return err
	}
	return refuse("Il file è rovinato o incompleto: non si apre. Salvarlo di nuovo e ricaricarlo.", "The file is damaged or incomplete: it does not open. Save it again and send it again.")
}

func (c *container) sheets() ([]grid, Format, error) {
	var workbook, ods, csvs bool
	for _, f := range c.zip.File {
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") || strings.HasPrefix(name, "xl/activex/") {
			return nil, "", refuse("Il file contiene macro (programmi). Salvarlo come «Cartella di lavoro di Excel (.xlsx)», senza macro.",
				"The file holds macros (programs). Save it as “Excel workbook (.xlsx)”, without macros.")
		}
		workbook = workbook || name == "xl/workbook.xml" || name == "[content_types].xml"
		ods = ods || name == "content.xml" || name == "mimetype"
		csvs = csvs || isCSV(f.Name)
	}
	var out []grid
	var err error
	f := XLSX
	switch {
	case workbook:
		out, err = c.workbook()
	case csvs:
		f = CSV
		out, err = c.csvs()
	case ods:
		err = refuse("Il file è di un altro formato (OpenDocument). Salvarlo come «Excel 2007-365 (.xlsx)».", "The file is of another format (OpenDocument). Save it as “Excel 2007-365 (.xlsx)”.")
	default:
		err = refuse("Lo ZIP non contiene file CSV. Metterci un CSV per foglio: Enti.csv, Centri.csv…", "The ZIP holds no CSV files. Put one in for each sheet: Enti.csv, Centri.csv…")
	}
	if err != nil {
		return nil, f, damaged(err)
	}
	return out, f, nil
}

// read unpacks a file of the ZIP; ok is false when it has none of that name.
func (c *container) read(name string) (b []byte, ok bool, err error) {
	for _, f := range c.zip.File {
		if strings.EqualFold(strings.TrimPrefix(f.Name, "/"), strings.TrimPrefix(name, "/")) {
			b, err = c.unpack(f)
			return b, true, err
		}
	}
	return nil, false, nil
}

// unpack reads a file of the ZIP, whatever size it claims to have.
func (c *container) unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, c.left+1))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	if c.left -= int64(len(b)); c.left < 0 {
		return nil, tooLarge()
	}
	return b, nil
}
