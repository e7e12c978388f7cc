package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
)

// csvFile is a list on its way to a spreadsheet: semicolons and a byte order
// mark, as Italian spreadsheets expect.
type csvFile struct {
	v    *visit
	name string
	buf  bytes.Buffer
	w    *csv.Writer
}

// startCSV begins a file with its column names.
func (v *visit) startCSV(name string, columns ...string) *csvFile {
	c := &csvFile{v: v, name: name}
	c.buf.WriteString("\ufeff")
	c.w = csv.NewWriter(&c.buf)
	c.w.Comma, c.w.UseCRLF = ';', true
	c.row(columns...)
	return c
}

// row writes a line. A text that a spreadsheet would take for a formula is
// disarmed.
func (c *csvFile) row(values ...string) {
	out := make([]string, len(values))
	for i, s := range values {
		if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
			s = "'" + s
		}
		out[i] = s
	}
	_ = c.w.Write(out) // a buffer takes everything
}

// send answers with the file.
func (c *csvFile) send() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return err
	}
	h := c.v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", attachment(c.name+".csv"))
	return send(c.v, http.StatusOK, c.buf.Bytes())
}
