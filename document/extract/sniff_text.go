package extract

import (
	"bytes"
)

// isTable says that text is a table: most of the first lines have the same
// separator about equally often, or, after lines of a header, enough lines have
// it equally often.
func isTable(head []byte) bool {
	lines := bytes.Split(head, []byte("\n"))
	if len(lines) > 2 {
		lines = lines[:len(lines)-1]
	}
	lines = lines[:min(len(lines), 60)]
	for _, sep := range []string{";", "\t", "|", ","} {
		counts := separatorCounts(lines, sep)
		if isMostly(counts[:min(len(counts), 30)]) || hasBlock(counts, sep) {
			return true
		}
	}
	return false
}

// separatorCounts counts a separator in the lines that are not blank.
func separatorCounts(lines [][]byte, sep string) []int {
	var out []int
	for _, l := range lines {
		if len(bytes.TrimSpace(l)) > 0 {
			out = append(out, bytes.Count(l, []byte(sep)))
		}
	}
	return out
}

// isMostly says that four lines of five have the separator twice or more.
func isMostly(counts []int) bool {
	with := 0
	for _, n := range counts {
		if n >= 2 {
			with++
		}
	}
	return with >= 2 && with*10 >= len(counts)*8
}

// hasBlock says that lines one below the other have the separator equally
// often: three times or more, and as often as no sentence has commas.
func hasBlock(counts []int, sep string) bool {
	least, lines := 2, 3
	if sep == "," {
		least = 6
	}
	run := 0
	for i, n := range counts {
		if n < least || i > 0 && run > 0 && n != counts[i-1] {
			run = 0
		}
		if n >= least {
			run++
		}
		if run >= lines || run >= 2 && n >= 10 {
			return true
		}
	}
	return false
}
