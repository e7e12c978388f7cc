package web

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestLinesIn(t *testing.T) {
	for _, c := range []struct {
		text         string
		width, lines int
	}{{"", 20, 1}, {"una parola", 20, 1}, {strings.Repeat("parola ", 8), 22, 3}, {strings.Repeat("x", 50), 21, 3}, {"a " + strings.Repeat("x", 30), 21, 3}} {
		if n := linesIn(c.text, c.width); n != c.lines {
			t.Errorf("%q in %d: %d lines", c.text, c.width, n)
		}
	}
}

// A text of several sentences is shown whole; what stands beside it begins at its
// top. Lists without one are as they were.
func TestProseIsShownWhole(t *testing.T) {
	for _, long := range []bool{true, false} {
		text := cell(word("breve"))
		if long {
			text = prose(strings.Repeat("Correggere il registro. ", 10))
		}
		sh := &sheet{name: "x", title: "x", columns: []string{"a", "b"}, rows: [][]cell{{text, word("accanto")}}}
		b, err := sh.xlsx("it", time.Unix(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		h, err := f.GetRowHeight("x", 2)
		id, err2 := f.GetCellStyle("x", "A2")
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		style, err := f.GetStyle(id)
		wraps := err == nil && style.Alignment != nil && style.Alignment.WrapText
		if long != wraps || long != (h == 5*lineHeight) {
			t.Errorf("long %t: %v high, wraps %t", long, h, wraps)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}
