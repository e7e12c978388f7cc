package ical

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text one that iCalendar can carry (RFC 5545 §3.3.11): every kind
// of line end becomes a newline, other control characters but the tab go, and
// broken UTF-8 becomes U+FFFD.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, s)
}

// parameter makes a text one that a parameter can carry: one line, without
// double quotes, for which parameters have no escape (RFC 5545 §3.2).
func parameter(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '"' {
			return '\''
		}
		return r
	}, clean(s))
	return strings.Join(strings.Fields(s), " ")
}

// maxOctets is the longest that a line may be, without its CRLF (RFC 5545 §3.1).
const maxOctets = 75

// fold breaks long lines. It never breaks within a character, which programs
// that decode before they unfold would lose, nor between a backslash and what it
// escapes, which makes Google's calendar drop the entry.
func fold(lines []byte) []byte {
	out := make([]byte, 0, len(lines)+len(lines)/20)
	for line := range bytes.Lines(lines) {
		text, _ := bytes.CutSuffix(line, []byte("\r\n"))
		used := 0
		for len(text) > 0 {
			n := unit(text)
			if used+n > maxOctets {
				out = append(out, "\r\n "...)
				used = 1
			}
			out = append(out, text[:n]...)
			text, used = text[n:], used+n
		}
		out = append(out, "\r\n"...)
	}
	return out
}

// unit returns how many octets at the start of text stay together.
func unit(text []byte) int {
	if text[0] == '\\' && len(text) > 1 {
		_, n := utf8.DecodeRune(text[1:])
		return 1 + n
	}
	_, n := utf8.DecodeRune(text)
	return n
}
