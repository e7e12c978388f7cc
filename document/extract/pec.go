package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"golang.org/x/net/html/charset"
)

// pecCertificate is what matters of daticert.xml, the data that a provider of
// certified mail certifies (rules of the DM of 2 November 2005, 7.4).
type pecCertificate struct {
	XMLName xml.Name `xml:"postacert"`
	Type    string   `xml:"tipo,attr"`
	Header  struct {
		From    string   `xml:"mittente"`
		To      []string `xml:"destinatari"`
		Subject string   `xml:"oggetto"`
	} `xml:"intestazione"`
	Data struct {
		Provider string `xml:"gestore-emittente"`
		When     struct {
			Zone string `xml:"zona,attr"`
			Day  string `xml:"giorno"`
			Time string `xml:"ora"`
		} `xml:"data"`
		ID       string `xml:"identificativo"`
		RefersTo string `xml:"msgid"`
	} `xml:"dati"`
}

// maxCertificate bounds daticert.xml, in bytes.
const maxCertificate = 1 << 20

// readPECCertificate reads daticert.xml. It says false for any other XML.
func (j *job) readPECCertificate(c content) bool {
	if c.size > maxCertificate || !mentions(c, "<postacert") {
		return false
	}
	b, err := io.ReadAll(c.reader())
	if err != nil {
		return false
	}
	p, err := parsePECCertificate(b)
	if err != nil {
		return false
	}
	j.r.Method, j.r.PageCount = document.MethodXML, 1
	j.r.Fields = p.fields()
	var lines []string
	for _, f := range j.r.Fields {
		lines = append(lines, f.Value)
	}
	j.r.Text = clipText(strings.Join(lines, "\n"))
	return true
}

// parsePECCertificate reads the XML. Go's reader fetches and expands nothing.
func parsePECCertificate(b []byte) (pecCertificate, error) {
	var p pecCertificate
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = charset.NewReaderLabel
	if err := d.Decode(&p); err != nil {
		return p, err
	}
	if p.Type == "" {
		return p, errors.New("it does not say what it certifies")
	}
	return p, nil
}

func (p pecCertificate) fields() []document.Field {
	var out []document.Field
	add := func(name, written, value, xpath string) {
		if value = strings.TrimSpace(value); value != "" {
			out = append(out, document.Field{Name: name, Written: written, Value: value, Place: document.Place{XPath: "/postacert" + xpath},
				Method: document.MethodXML, Confidence: 1})
		}
	}
	add(document.PECType, p.Type, p.Type, "/@tipo")
	add(document.MailFrom, p.Header.From, p.Header.From, "/intestazione/mittente")
	for i, to := range p.Header.To {
		at := "/intestazione/destinatari"
		if len(p.Header.To) > 1 {
			at += "[" + itoa(i+1) + "]"
		}
		add(document.MailTo, to, to, at)
	}
	add(document.MailSubject, p.Header.Subject, p.Header.Subject, "/intestazione/oggetto")
	add(document.PECProvider, p.Data.Provider, p.Data.Provider, "/dati/gestore-emittente")
	if at, ok := p.at(); ok {
		add(document.PECAt, p.Data.When.Day+" "+p.Data.When.Time, at.Format(time.RFC3339), "/dati/data")
	}
	add(document.PECID, p.Data.ID, p.Data.ID, "/dati/identificativo")
	add(document.PECRefersTo, p.Data.RefersTo, p.Data.RefersTo, "/dati/msgid")
	return out
}

// at is when the provider acted: "05/11/2026", "10:11:12", "+0100".
func (p pecCertificate) at() (time.Time, bool) {
	w := p.Data.When
	t, err := time.Parse("02/01/2006 15:04:05 -0700", strings.TrimSpace(w.Day)+" "+strings.TrimSpace(w.Time)+" "+strings.TrimSpace(w.Zone))
	return t, err == nil
}
