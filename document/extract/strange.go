package extract

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// maxPlain is how large a text or a text table may be that was found inside something
// and still be a paper of this field, in bytes: a register of a year has less than one
// megabyte.
const maxPlain = 16 << 20

// maxStrange is how many files a sentence names.
const maxStrange = 5

// programs are how programs begin: of Windows, Linux and macOS, and Java's classes;
// script is how those begin that are text.
var programs = []string{"MZ", "\x7fELF", "\xcf\xfa\xed\xfe", "\xce\xfa\xed\xfe", "\xca\xfe\xba\xbe"}

const script = "#!/"

// archives are how archives begin that are not opened here (RAR, 7z, gzip, Cabinet):
// they may hold papers, and somebody must say so.
var archives = []string{"Rar!\x1a\x07", "7z\xbc\xaf\x27\x1c", "\x1f\x8b", "MSCF"}

// papers are the endings that a file of a document may have, one that is damaged too:
// that one is asked about.
var papers = strings.Fields(`.pdf .p7m .p7s .p7c .tsd .tsr .m7m .xml .xsl .html .htm .xlsx .xlsm .xlsb .xls .docx .docm .doc .dot .ods .odt .rtf
	.csv .txt .eml .msg .zip .rar .7z .tar .jpg .jpeg .jfif .png .tif .tiff .gif .webp .bmp .heic .heif .avif .ppt .pptx .odp .pages .numbers
	.xps .oxps .dwg .dxf .dwf`)

// canBeDocument says that bytes found inside something may be a paper of this field: of
// a format that is known, or of one whose file is only damaged. A program is none,
// whatever its name, and neither is text without end.
func canBeDocument(name string, raw []byte) bool {
	switch Sniff(bytes.NewReader(raw), int64(len(raw))) {
	case Text, CSV:
		return len(raw) <= maxPlain && !beginsWith(raw, script)
	case Unknown:
		ext := strings.ToLower(path.Ext(name))
		return len(raw) == 0 || beginsWith(raw, archives...) || (ext == "" || slices.Contains(papers, ext)) && !beginsWith(raw, programs...)
	}
	return true
}

func beginsWith(raw []byte, magic ...string) bool {
	return slices.ContainsFunc(magic, func(m string) bool { return bytes.HasPrefix(raw, []byte(m)) })
}

// leave says in one sentence which of the things found in a container are no documents:
// they stay within it, as it was received.
func (j *job) leave(names []string) {
	if len(names) == 0 {
		return
	}
	list := "«" + strings.Join(names[:min(len(names), maxStrange)], "», «") + "»"
	if len(names) > maxStrange {
		list += ", …"
	}
	j.warn("contents.no_document", itoa(len(names)), list)
}
