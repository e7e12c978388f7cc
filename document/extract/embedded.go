package extract

import (
	"github.com/insiemi/insiemi/document/extract/pdftext"
	"github.com/insiemi/insiemi/document/fatturapa"
)

// attachmentsOf are the documents attached to an invoice (Allegati), decoded one
// at a time.
func attachmentsOf(inv fatturapa.Invoice) []part {
	var out []part
	for _, b := range inv.Bodies {
		for _, a := range b.Attachments {
			name := nonEmpty(a.Name.Text, "allegato-"+itoa(len(out)+1))
			out = append(out, part{name: clipName(name), from: fromInvoice, open: func(limit int64) ([]byte, error) {
				if int64(a.Size()) > limit+2 { // the padding
					return nil, errTooLarge
				}
				return a.Content()
			}})
		}
	}
	return out
}

// readEmbedded reads the files that a PDF carries (ISO 32000-1, 7.11.4).
func (j *job) readEmbedded(c content) {
	if !mentions(c, "/EmbeddedFile") {
		return
	}
	var parts []part
	for i, f := range pdftext.Embedded(c.ReaderAt, c.size, maxContents+1) {
		name := nonEmpty(f.Name, "allegato-"+itoa(i+1))
		parts = append(parts, part{name: clipName(name), from: fromPDF, open: func(limit int64) ([]byte, error) {
			b, more, err := f.Content(limit)
			if more {
				return nil, errTooLarge
			}
			return b, err
		}})
	}
	j.readContents(parts)
}
