package pdftext

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// predefined returns the text of the predefined encodings of Chinese, Japanese
// and Korean fonts (ISO 32000-1, 9.7.5.2), whose codes are those of a national
// encoding or of Unicode; nil for Identity and others.
func predefined(name string) *cmap {
	base := strings.TrimSuffix(strings.TrimSuffix(name, "-H"), "-V")
	switch {
	case strings.Contains(base, "UCS2"), strings.Contains(base, "UTF16"):
		return &cmap{direct: func(b []byte) string { return utf16Code(b) }}
	case nationalEncodings[base] != nil:
		return &cmap{direct: nationalText(nationalEncodings[base])}
	case name == "H" || name == "V": // JIS X 0208, the rows of EUC without the high bits
		euc := nationalText(japanese.EUCJP)
		return &cmap{direct: func(b []byte) string {
			high := make([]byte, len(b))
			for i := range b {
				high[i] = b[i] | 0x80
			}
			return euc(high)
		}}
	}
	return nil
}

var nationalEncodings = map[string]encoding.Encoding{
	"90ms-RKSJ": japanese.ShiftJIS, "90msp-RKSJ": japanese.ShiftJIS, "90pv-RKSJ": japanese.ShiftJIS,
	"83pv-RKSJ": japanese.ShiftJIS, "Add-RKSJ": japanese.ShiftJIS, "Ext-RKSJ": japanese.ShiftJIS, "EUC": japanese.EUCJP,
	"GB-EUC": simplifiedchinese.GBK, "GBpc-EUC": simplifiedchinese.GBK, "GBK-EUC": simplifiedchinese.GBK,
	"GBKp-EUC": simplifiedchinese.GBK, "GBK2K": simplifiedchinese.GB18030,
	"B5pc": traditionalchinese.Big5, "ETen-B5": traditionalchinese.Big5, "ETenms-B5": traditionalchinese.Big5, "HKscs-B5": traditionalchinese.Big5,
	"KSC-EUC": korean.EUCKR, "KSCms-UHC": korean.EUCKR, "KSCms-UHC-HW": korean.EUCKR, "KSCpc-EUC": korean.EUCKR,
}

func nationalText(e encoding.Encoding) func([]byte) string {
	return func(b []byte) string {
		s, err := e.NewDecoder().Bytes(b)
		if err != nil || strings.ContainsRune(string(s), '\uFFFD') || len(s) > 0 && s[0] < ' ' {
			return ""
		}
		return string(s)
	}
}

func utf16Code(b []byte) string {
	if len(b) == 4 {
		r := utf16.DecodeRune(rune(bigEndian(b[:2])), rune(bigEndian(b[2:])))
		return string(r)
	}
	if r := rune(bigEndian(b)); r >= ' ' && !utf16.IsSurrogate(r) {
		return string(r)
	}
	return ""
}

func bytesOf(value, length int) []byte {
	b := make([]byte, length)
	for i := range b {
		b[i] = byte(value >> (8 * (length - 1 - i)))
	}
	return b
}

// nationalLength returns the bytes of the first code of s in a predefined
// encoding: one below 0x80 (and for half-width kana), two above; four where
// Unicode needs two units.
func nationalLength(name, s string) int {
	c := s[0]
	switch {
	case strings.Contains(name, "UTF16") && len(s) >= 4 && c&0xFC == 0xD8:
		return 4
	case strings.Contains(name, "UCS2"), strings.Contains(name, "UTF16"), name == "H", name == "V":
		return min(2, len(s))
	case c < 0x80, strings.Contains(name, "RKSJ") && c >= 0xA0 && c < 0xE0:
		return 1
	}
	return min(2, len(s))
}
