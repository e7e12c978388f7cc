package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/insiemi/insiemi/document/attendance"
)

// Limits of zip containers.
const (
	maxEntries = 1_000
	maxPart    = 64 << 20 // bytes of one XML part, unpacked
)

// readOffice reads the text of DOCX and ODT, and the tables of ODS.
func (j *job) readOffice(c content, f Format) {
	part := "content.xml"
	if f == DOCX {
		part = "word/document.xml"
	}
	b, err := zipPart(c, part)
	switch {
	case errors.Is(err, errTooLarge):
		j.fail("office.too_large")
		return
	case err != nil:
		j.fail("office.damaged")
		return
	}
	if f == ODS {
		j.readGrids(odsGrids(b))
		return
	}
	text, err := officeText(b)
	if err != nil {
		j.warn("office.damaged")
	}
	j.understandText(text)
}

var errTooLarge = errors.New("larger than the limit")

// zipPart unpacks one entry, under the limits.
func zipPart(c content, name string) ([]byte, error) {
	z, err := zip.NewReader(c, c.size)
	if err != nil {
		return nil, err
	}
	if len(z.File) > maxEntries {
		return nil, errTooLarge
	}
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxPart+1))
	if len(b) > maxPart {
		return nil, errTooLarge
	}
	return b, err
}

// breaks are the elements after which text goes on in a new line, and tabs
// those that stand for a blank, in WordprocessingML and OpenDocument.
var (
	textBreaks = map[string]bool{"p": true, "h": true, "br": true, "cr": true, "line-break": true, "tr": true, "table-row": true}
	textTabs   = map[string]bool{"tab": true, "tc": true, "table-cell": true, "s": true}
	hiddenText = map[string]bool{"instrText": true, "delText": true, "annotation": true, "tracked-changes": true}
)

// officeText collects the text of an XML part; what came before an error is
// kept.
func officeText(b []byte) (string, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	var out strings.Builder
	hidden, depth := 0, 0
	for out.Len() < maxText {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return out.String(), err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > 256 {
				return out.String(), errTooLarge
			}
			if hidden > 0 || hiddenText[t.Name.Local] {
				hidden++
			} else if textTabs[t.Name.Local] {
				out.WriteByte(' ')
			}
		case xml.EndElement:
			depth--
			if hidden > 0 {
				hidden--
			} else if textBreaks[t.Name.Local] {
				out.WriteByte('\n')
			}
		case xml.CharData:
			if hidden == 0 {
				out.Write(t)
			}
		}
	}
	return tidy(out.String()), nil
}

// tidy drops blank lines and blanks at the ends of lines.
func tidy(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		if l := strings.Join(strings.Fields(line), " "); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// odsGrids reads the tables of an OpenDocument sheet (OASIS ODF 1.3, part 3).
func odsGrids(b []byte) []attendance.Grid {
	grids, _ := attendance.ReadODS(bytes.NewReader(b))
	return grids
}
