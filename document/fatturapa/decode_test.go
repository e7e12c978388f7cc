package fatturapa_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/fatturapa"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whatever encoding the file is in, and whatever it declares, the values are the
// same; what had to be repaired is told.
func TestEncodings(t *testing.T) {
	body := func(head string) string { return invoice(head, "p", oneBody) }
	declared := func(name string) string { return body(`<?xml version="1.0" encoding="` + name + `"?>`) }
	wide := func(order unicode.Endianness, mark unicode.BOMPolicy) encoding.Encoding {
		return unicode.UTF16(order, mark)
	}
	const mark = "\xEF\xBB\xBF"
	for name, c := range map[string]struct {
		text string
		want []fatturapa.Repair
	}{
		"UTF-8":                        {declared("utf-8"), nil},
		"a byte-order mark":            {mark + declared("UTF-8"), nil},
		"latin-1":                      {encoded(t, charmap.ISO8859_1, declared("ISO-8859-1")), nil},
		"latin-15":                     {encoded(t, charmap.ISO8859_15, declared("iso-8859-15")), nil},
		"windows-1252":                 {encoded(t, charmap.Windows1252, declared("windows-1252")), nil},
		"UTF-16, marked":               {encoded(t, wide(unicode.BigEndian, unicode.UseBOM), declared("UTF-16")), nil},
		"UTF-16, no mark":              {encoded(t, wide(unicode.LittleEndian, unicode.IgnoreBOM), declared("UTF-16")), []fatturapa.Repair{fatturapa.RepairEncoding}},
		"UTF-16 that says UTF-8":       {encoded(t, wide(unicode.LittleEndian, unicode.UseBOM), declared("UTF-8")), nil},
		"UTF-8 that says UTF-16":       {declared("UTF-16"), []fatturapa.Repair{fatturapa.RepairEncoding}},
		"UTF-8 that says latin-1":      {declared("ISO-8859-1"), []fatturapa.Repair{fatturapa.RepairEncoding}},
		"latin-1 that says UTF-8":      {encoded(t, charmap.ISO8859_1, declared("UTF-8")), []fatturapa.Repair{fatturapa.RepairEncoding}},
		"latin-1, no declaration":      {encoded(t, charmap.ISO8859_1, body("")), []fatturapa.Repair{fatturapa.RepairEncoding}},
		"an encoding that is none":     {declared("utf8-italiano"), []fatturapa.Repair{fatturapa.RepairEncoding}},
		"version 1.1":                  {body(`<?xml version="1.1" encoding="UTF-8"?>`), []fatturapa.Repair{fatturapa.RepairVersion}},
		"NULs at the end":              {declared("UTF-8") + "\x00\x00\x00", nil},
		"a control character":          {strings.Replace(declared("UTF-8"), "Accoglienza RN", "Accoglienza\x0B RN", 1), []fatturapa.Repair{fatturapa.RepairCharacters}},
		"a reference to a control":     {strings.Replace(declared("UTF-8"), "Accoglienza RN", "Accoglienza&#x1F; RN", 1), []fatturapa.Repair{fatturapa.RepairCharacters}},
		"a name of HTML":               {strings.Replace(declared("UTF-8"), "Città", "Citt&agrave;", 1), []fatturapa.Repair{fatturapa.RepairEntities}},
		"a bare &":                     {strings.Replace(declared("UTF-8"), "ottobre", "R&D", 1), []fatturapa.Repair{fatturapa.RepairEntities}},
		"two marks":                    {mark + mark + declared("UTF-8"), []fatturapa.Repair{fatturapa.RepairCharacters}},
		"a mark that was encoded":      {mark + "ï»¿" + declared("UTF-8"), nil},
		"all at once":                  {mark + mark + "\n" + strings.Replace(encoded(t, charmap.Windows1252, body(`<?xml version='1.1' encoding='UTF-8'?>`)), "ottobre", "&egrave;\x01", 1) + "\x00", []fatturapa.Repair{fatturapa.RepairVersion, fatturapa.RepairCharacters, fatturapa.RepairEntities}},
		"a blank in the namespace":     {strings.Replace(declared("UTF-8"), `="http://iva`, `=" http://iva`, 1), nil},
		"blank lines before":           {"\n \n" + body(""), nil},
		"another document after it":    {declared("UTF-8") + "<ricevuta/>", []fatturapa.Repair{fatturapa.RepairTrailing}},
		"an & in a section of its own": {strings.Replace(declared("UTF-8"), "Accoglienza ottobre", "<![CDATA[R&D <b>]]> ottobre", 1), nil},
	} {
		t.Run(name, func(t *testing.T) {
			inv := parsed(t, c.text)
			if got := inv.Seller.Name.Text; got != "Cooperativa Città Aperta" {
				t.Errorf("seller = %q", got)
			}
			if got := inv.Bodies[0].Lines[0].Description.Text; got != "Accoglienza RN-017" {
				t.Errorf("description = %q", got)
			}
			if len(inv.Bodies[0].Lines) != 2 || inv.Bodies[0].Attachments[0].Size() != 6 {
				t.Errorf("%d lines, %d bytes attached", len(inv.Bodies[0].Lines), inv.Bodies[0].Attachments[0].Size())
			}
			for _, r := range c.want {
				if !slices.Contains(inv.Repairs, r) {
					t.Errorf("repairs %v, want %s among them", inv.Repairs, r)
				}
			}
			if c.want == nil && len(inv.Repairs) > 0 && !strings.HasSuffix(c.text, "\x00") && !strings.Contains(c.text, "ï»¿") {
				t.Errorf("repairs %v, want none", inv.Repairs)
			}
		})
	}
}

// A repair reads what is meant, to the letter.
func TestRepairedValues(t *testing.T) {
	text := strings.NewReplacer("ottobre 2026", "R&D &amp; &lt;b&gt; &eacute;&#232; &euro; AT&T&copy;", "Pocket money", "<![CDATA[Pocket & &nbsp; <money>]]>").Replace(invoice(declaration, "p", oneBody))
	inv := parsed(t, text)
	if got, want := inv.Bodies[0].Causes[0].Text, "Accoglienza R&D & <b> éè € AT&T©"; got != want {
		t.Errorf("cause %q, want %q", got, want)
	}
	if got, want := inv.Bodies[0].Lines[1].Description.Text, "Pocket & &nbsp; <money>"; got != want {
		t.Errorf("description %q, want %q", got, want)
	}
}

// A mixture of UTF-8 and an 8-bit encoding, as programs make it that paste texts
// together.
func TestMixedEncoding(t *testing.T) {
	text := strings.Replace(invoice(declaration, "p", oneBody), "Pocket money", "perch\xE9 \x80 5", 1)
	inv := parsed(t, text)
	if inv.Seller.Name.Text != "Cooperativa Città Aperta" || inv.Bodies[0].Lines[1].Description.Text != "perché € 5" {
		t.Errorf("%q, %q", inv.Seller.Name.Text, inv.Bodies[0].Lines[1].Description.Text)
	}
}

func attached(content string) string {
	return strings.Replace(oneBody, "JVBER\ni0x", content, 1)
}

func TestAttachmentForms(t *testing.T) {
	long := bytes.Repeat([]byte("presenze di ottobre\n"), 40_000) // more than one piece
	b64 := base64.StdEncoding.EncodeToString(long)
	var lines strings.Builder
	for i := 0; i < len(b64); i += 76 {
		lines.WriteString(b64[i:min(i+76, len(b64))] + "&#13;\n")
	}
	for name, c := range map[string]struct {
		text string
		want []byte
	}{
		"one line":        {b64, long},
		"lines":           {lines.String(), long},
		"a section":       {"<![CDATA[" + b64 + "]]>", long},
		"no padding":      {"JVBERi0", []byte("%PDF-")},
		"empty":           {"", []byte{}},
		"blanks":          {" \n\t ", []byte{}},
		"no base64":       {"JVBER*****", nil},
		"after padding":   {"JVBERi0=JVBE", nil},
		"a reference":     {"JVBE&#82;i0x", nil},
		"an element":      {"JVBE<b/>Ri0x", nil},
		"a comment in it": {"JVBE<!-- x -->Ri0x", nil},
	} {
		a := parsed(t, invoice(declaration, "p", attached(c.text))).Bodies[0].Attachments[0]
		got, err := a.Content()
		if (err != nil) != (c.want == nil) || err == nil && !bytes.Equal(got, c.want) || a.Size() != len(c.want) {
			t.Errorf("%s: %d bytes, size %d, %v", name, len(got), a.Size(), err)
		}
	}
}

// What looks like an attachment and is none does not disturb the rest.
func TestNotAnAttachment(t *testing.T) {
	text := strings.NewReplacer("Accoglienza ottobre 2026", "<![CDATA[<Attachment>QUJD</Attachment>]]>",
		"<DatiBeniServizi>", "<!-- <Attachment>QUJD --><DatiBeniServizi a='>Attachment>' b=\"/>\">").Replace(invoice(declaration, "p", attached("QUJD")+oneBody))
	inv := parsed(t, text)
	if got := inv.Bodies[0].Causes[0].Text; got != "<Attachment>QUJD</Attachment>" {
		t.Errorf("cause %q", got)
	}
	for i, want := range []string{"ABC", "%PDF-1"} {
		if got, err := inv.Bodies[i].Attachments[0].Content(); err != nil || string(got) != want {
			t.Errorf("attachment %d: %q, %v", i+1, got, err)
		}
	}
}

// endless writes an invoice whose attachment has so many bytes.
func endless(bytes int) io.Reader {
	head, tail, _ := strings.Cut(invoice(declaration, "p", attached("@")), "@")
	return io.MultiReader(strings.NewReader(head), io.LimitReader(letters{}, int64(bytes/3*4)), strings.NewReader(tail))
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'A'
	}
	return len(p), nil
}

func TestLimits(t *testing.T) {
	if inv, err := fatturapa.Parse(endless(48 << 20)); err != nil || inv.Bodies[0].Attachments[0].Size() != 48<<20 {
		t.Errorf("an attachment of 48 MB: %v", err)
	}
	if _, err := fatturapa.Parse(endless(51 << 20)); !errors.Is(err, fatturapa.ErrTooLarge) {
		t.Errorf("an attachment of 51 MB: %v", err)
	}
	many := invoice(declaration, "p", strings.Repeat(oneBody, 3500))
	if _, err := fatturapa.Parse(strings.NewReader(many)); !errors.Is(err, fatturapa.ErrTooLarge) {
		t.Errorf("%d MB of XML: %v", len(many)>>20, err)
	}
	if inv, err := fatturapa.Parse(strings.NewReader(invoice(declaration, "p", strings.Repeat(oneBody, 1500)))); err != nil || len(inv.Bodies) != 1500 {
		t.Errorf("a lot of 1500: %v", err)
	}
}

// The bytes of an attachment are held once: reading it allocates little more
// than its size.
func TestAttachmentsAreHeldOnce(t *testing.T) {
	const size = 24 << 20
	text, err := io.ReadAll(endless(size))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	inv, err := fatturapa.Parse(bytes.NewReader(text))
	runtime.ReadMemStats(&after)
	if err != nil || inv.Bodies[0].Attachments[0].Size() != size {
		t.Fatal(err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > size*5/4 {
		t.Errorf("an attachment of %d MB took %d MB", size>>20, got>>20)
	}
}

func TestTwoRoots(t *testing.T) {
	text := `<ricevuta/>` + invoice("", "p", oneBody)
	if _, err := fatturapa.Parse(strings.NewReader(text)); !errors.Is(err, fatturapa.ErrNotInvoice) {
		t.Errorf("the second root was read: %v", err)
	}
}

// An entity of one's own stays refused, repaired or not.
func TestRepairsExpandNothing(t *testing.T) {
	for name, text := range map[string]string{
		"a doctype after a repair": strings.Replace(invoice(declaration, "p", oneBody), "?>", "?>\x01<!DOCTYPE f [<!ENTITY x \"y\">]>", 1),
		"a doctype in UTF-16":      encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), `<?xml version="1.0"?><!DOCTYPE f><FatturaElettronica/>`),
	} {
		if _, err := fatturapa.Parse(strings.NewReader(text)); !errors.Is(err, fatturapa.ErrDoctype) {
			t.Errorf("%s: %v", name, err)
		}
	}
	text := strings.Replace(invoice(declaration, "p", oneBody), "ottobre", "&ottobre;", 1)
	if _, err := fatturapa.Parse(strings.NewReader(text)); !errors.Is(err, fatturapa.ErrMalformed) {
		t.Errorf("an entity that is none: %v", err)
	}
}

// A reader that fails is no invoice, and does not hang.
func TestFailingReader(t *testing.T) {
	for _, r := range []io.Reader{failing{}, struct{ io.Reader }{failing{}}} {
		if _, err := fatturapa.Parse(r); err == nil {
			t.Errorf("%T was read", r)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error)       { return 0, errors.New("the disk is gone") }
func (failing) Seek(int64, int) (int64, error) { return 0, nil }
