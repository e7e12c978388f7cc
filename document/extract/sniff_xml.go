package extract

import "bytes"

// markupHead is the head of a file without what may stand before its markup:
// byte-order marks (some programs write two), also one that was encoded twice,
// and blanks; of UTF-16, with a mark or without, as ASCII.
func markupHead(head []byte) []byte {
	t := head
	for again := true; again; {
		again = false
		for _, mark := range []string{"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF", "\xC3\xAF\xC2\xBB\xC2\xBF"} {
			if rest, ok := bytes.CutPrefix(t, []byte(mark)); ok {
				t, again = rest, true
			}
		}
	}
	wide := bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) ||
		bytes.HasPrefix(t, []byte("<\x00")) || bytes.HasPrefix(t, []byte("\x00<"))
	if wide {
		t = bytes.ReplaceAll(t, []byte{0}, nil)
	}
	return bytes.TrimLeft(t, " \t\r\n")
}
