package extract

import (
	"io"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

func itoa(n int) string { return strconv.Itoa(n) }

// readText reads plain text or a text table.
func (j *job) readText(c content, f Format) {
	if f == CSV {
		j.readTable(c)
		return
	}
	b, err := io.ReadAll(io.LimitReader(c.reader(), maxText+1))
	if err != nil {
		j.fail("read.crashed")
		return
	}
	if len(b) > maxText {
		j.warn("text.too_large")
	}
	j.understandText(decode(b))
}

// decode turns bytes of text into UTF-8, by their mark or by what they look
// like.
func decode(b []byte) string {
	return strings.ToValidUTF8(string(attendance.DecodeText(b)), "?")
}

// understandText classifies text without pages and reads its fields, which then
// have no place but the document.
func (j *job) understandText(text string) {
	j.r.Method, j.r.Text = document.MethodText, clipText(text)
	if j.r.PageCount == 0 {
		j.r.PageCount = 1
	}
	f := facts{flat: flattenText(j.r.Text)}
	j.classify(f)
	j.r.Fields = j.fieldsOf(f, true)
}
