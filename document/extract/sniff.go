package extract

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/document/cades"
)

// Format is what bytes are, by their content.
type Format string

// The formats that matter here.
const (
	PDF     Format = "pdf"
	P7M     Format = "p7m" // CMS SignedData in any wrapping
	XML     Format = "xml"
	HTML    Format = "html"
	XLSX    Format = "xlsx"
	XLSM    Format = "xlsm" // with macros
	XLSB    Format = "xlsb"
	DOCX    Format = "docx"
	ODS     Format = "ods"
	ODT     Format = "odt"
	ZIP     Format = "zip"
	OLE     Format = "ole" // DOC, XLS, or an encrypted DOCX or XLSX
	RTF     Format = "rtf"
	CSV     Format = "csv"
	Text    Format = "text"
	EML     Format = "eml"
	JPEG    Format = "jpeg"
	PNG     Format = "png"
	TIFF    Format = "tiff"
	GIF     Format = "gif"
	WebP    Format = "webp"
	BMP     Format = "bmp"
	HEIC    Format = "heic"
	Unknown Format = "unknown"
)

// formatNames gives each format its media type and its name in sentences.
var formatNames = map[Format]struct{ media, it, en string }{
	PDF:     {"application/pdf", "un PDF", "a PDF"},
	P7M:     {"application/pkcs7-mime", "un file firmato (p7m)", "a signed file (p7m)"},
	XML:     {"application/xml", "un XML", "an XML"},
	HTML:    {"text/html", "una pagina web", "a web page"},
	XLSX:    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "un foglio Excel", "an Excel sheet"},
	XLSM:    {"application/vnd.ms-excel.sheet.macroenabled.12", "un foglio Excel con macro", "an Excel sheet with macros"},
	XLSB:    {"application/vnd.ms-excel.sheet.binary.macroenabled.12", "un foglio Excel binario", "a binary Excel sheet"},
	DOCX:    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "un documento Word", "a Word document"},
	ODS:     {"application/vnd.oasis.opendocument.spreadsheet", "un foglio OpenDocument", "an OpenDocument sheet"},
	ODT:     {"application/vnd.oasis.opendocument.text", "un documento OpenDocument", "an OpenDocument text"},
	ZIP:     {"application/zip", "un archivio ZIP", "a ZIP archive"},
	OLE:     {"application/x-ole-storage", "un documento Office di vecchio tipo o protetto", "an old or protected Office document"},
	RTF:     {"text/rtf", "un documento RTF", "an RTF document"},
	CSV:     {"text/csv", "una tabella di testo (CSV)", "a text table (CSV)"},
	Text:    {"text/plain", "un testo semplice", "plain text"},
	EML:     {"message/rfc822", "un messaggio e-mail", "an e-mail message"},
	JPEG:    {"image/jpeg", "un'immagine JPEG", "a JPEG image"},
	PNG:     {"image/png", "un'immagine PNG", "a PNG image"},
	TIFF:    {"image/tiff", "un'immagine TIFF", "a TIFF image"},
	GIF:     {"image/gif", "un'immagine GIF", "a GIF image"},
	WebP:    {"image/webp", "un'immagine WebP", "a WebP image"},
	BMP:     {"image/bmp", "un'immagine BMP", "a BMP image"},
	HEIC:    {"image/heic", "una foto HEIC", "a HEIC photo"},
	Unknown: {"application/octet-stream", "un file di tipo non riconosciuto", "a file of unknown type"},
}

// MediaType returns the format's media type (RFC 2046).
func (f Format) MediaType() string { return formatNames[f].media }

// Italian and English return what the format is called in a sentence.
func (f Format) Italian() string { return formatNames[f].it }
func (f Format) English() string { return formatNames[f].en }

const sniffed = 8 << 10

// Sniff tells the format of bytes by their content. Our own checks come first,
// because a signed PDF begins like a PDF to most sniffers, and invoices without
// an XML declaration look like plain text.
func Sniff(r io.ReaderAt, size int64) Format {
	head := make([]byte, min(size, sniffed))
	n, _ := r.ReadAt(head, 0)
	head = head[:n]
	switch {
	case cades.Is(head):
		return P7M
	case isPDF(head):
		return PDF
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return sniffZip(r, size)
	}
	if f := sniffMagic(head); f != "" {
		return f
	}
	if f := sniffMarkup(head); f != "" {
		return f
	}
	if isText(head, int64(n) < size) {
		return sniffText(head)
	}
	return sniffRest(head)
}

// isPDF accepts junk before the header, as readers do (ISO 32000-1, annex H).
func isPDF(head []byte) bool {
	return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-"))
}

func sniffMagic(head []byte) Format {
	for _, m := range []struct {
		magic string
		is    Format
	}{
		{"\xFF\xD8\xFF", JPEG}, {"\x89PNG\r\n\x1a\n", PNG}, {"II*\x00", TIFF}, {"MM\x00*", TIFF},
		{"GIF8", GIF}, {"BM", BMP}, {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", OLE}, {"{\\rtf", RTF},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) && (m.is != BMP || !isText(head, true)) {
			return m.is
		}
	}
	if len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP" {
		return WebP
	}
	if len(head) > 12 && string(head[4:8]) == "ftyp" && strings.Contains("heic heix hevc mif1 msf1", string(head[8:12])) {
		return HEIC
	}
	return ""
}

var (
	htmlStart = regexp.MustCompile(`(?i)^<(!doctype\s+html|html[\s>])`)
	xmlStart  = regexp.MustCompile(`^<(\?xml|!DOCTYPE|!--|[A-Za-z_][\w.\-]*(:[A-Za-z_][\w.\-]*)?[\s/>])`)
)

func sniffMarkup(head []byte) Format {
	t := bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	if bytes.HasPrefix(t, []byte("\xFF\xFE")) || bytes.HasPrefix(t, []byte("\xFE\xFF")) {
		t = bytes.ReplaceAll(t[2:], []byte{0}, nil)
	}
	t = bytes.TrimLeft(t, " \t\r\n")
	switch {
	case htmlStart.Match(t):
		return HTML
	case xmlStart.Match(t):
		return XML
	}
	return ""
}

// isText says that bytes are text in UTF-8, UTF-16 with a mark, or an 8-bit
// encoding; cut says that they may end within a character.
func isText(b []byte, cut bool) bool {
	if _, ok := attendance.UTF16(b); ok {
		return true
	}
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7F {
			return false
		}
	}
	if cut {
		for i := 0; i < 3 && len(b) > 0 && !utf8.Valid(b); i++ {
			b = b[:len(b)-1]
		}
	}
	return utf8.Valid(b) || mostlyLetters(b)
}

// mostlyLetters tells text in an 8-bit encoding from binary data.
func mostlyLetters(b []byte) bool {
	high := 0
	for _, c := range b {
		if c >= 0x80 {
			high++
		}
	}
	return high*5 < len(b)
}

var mailHeader = regexp.MustCompile(`(?im)^(received|return-path|from|to|subject|date|message-id|mime-version|delivered-to|dkim-signature|content-type|x-[\w\-]+):[ \t]`)

func sniffText(head []byte) Format {
	if _, ok := attendance.UTF16(head); ok {
		head = attendance.DecodeText(head)
	}
	block, _, _ := bytes.Cut(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	if m := mailHeader.FindAllIndex(block, 4); len(m) >= 3 && m[0][0] == 0 {
		return EML
	}
	if isTable(head) {
		return CSV
	}
	return Text
}

// sniffZip looks into the archive's directory.
func sniffZip(r io.ReaderAt, size int64) Format {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return ZIP
	}
	names := map[string]bool{}
	for i, f := range z.File {
		if i == 5000 {
			break
		}
		names[f.Name] = true
	}
	switch {
	case names["xl/workbook.bin"]:
		return XLSB
	case names["xl/workbook.xml"] && names["xl/vbaProject.bin"]:
		return XLSM
	case names["xl/workbook.xml"]:
		return XLSX
	case names["word/document.xml"]:
		return DOCX
	case names["mimetype"] && names["content.xml"]:
		return openDocument(z)
	}
	return ZIP
}

func openDocument(z *zip.Reader) Format {
	f, err := z.Open("mimetype")
	if err != nil {
		return ZIP
	}
	defer f.Close()
	b, _ := io.ReadAll(io.LimitReader(f, 128))
	switch {
	case bytes.Contains(b, []byte("spreadsheet")):
		return ODS
	case bytes.Contains(b, []byte("opendocument.text")):
		return ODT
	}
	return ZIP
}

// sniffRest asks the general table of magic numbers.
func sniffRest(head []byte) Format {
	switch m := mimetype.Detect(head); {
	case m.Is("application/pkcs7-signature"), m.Is("application/pkcs7-mime"):
		return P7M
	case m.Is("image/heic"), m.Is("image/heif"):
		return HEIC
	case m.Is("application/x-ole-storage"):
		return OLE
	}
	return Unknown
}
