package extract

import (
	"archive/zip"
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

// readOffice reads the text and the tables of DOCX and ODT, and the sheets of
// ODS.
func (j *job) readOffice(c content, f Format) {
	switch f {
	case DOCX:
		j.readDOCX(c)
	case ODT:
		j.readODT(c)
	default:
		j.readODS(c)
	}
}

// officeError is the code of what is wrong with a part of an office document.
func officeError(err error) string {
	switch {
	case errors.Is(err, errTooLarge), errors.Is(err, attendance.ErrTooLarge):
		return "office.too_large"
	case errors.Is(err, errTooDeep), errors.Is(err, attendance.ErrTooDeep):
		return "office.too_deep"
	case errors.Is(err, errEntities), errors.Is(err, attendance.ErrEntities):
		return "office.entities"
	}
	return "office.damaged"
}

// What may be wrong with a part.
var (
	errTooLarge = errors.New("larger than the limit")
	errTooDeep  = errors.New("nested too deep")
	errEntities = errors.New("declares entities")
)

func openZip(c content) (*zip.Reader, error) {
	z, err := zip.NewReader(c, c.size)
	if err == nil && len(z.File) > maxEntries {
		return nil, errTooLarge
	}
	return z, err
}

// zipPart unpacks one entry, under the limits.
func zipPart(c content, name string) ([]byte, error) {
	z, err := openZip(c)
	if err != nil {
		return nil, err
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

// readZip lists what an archive holds: its documents are to be sent one by one.
func (j *job) readZip(c content) {
	z, err := zip.NewReader(c, c.size)
	if err != nil || len(z.File) > maxEntries {
		j.fail("zip.damaged")
		return
	}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, "/") {
			j.r.Attachments = append(j.r.Attachments, f.Name)
		}
	}
	j.fail("zip.content", itoa(len(j.r.Attachments)))
}
