package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// words is a text in both languages of the screens.
type words struct{ it, en string }

// same is a text that is not translated: a code, or what stands in a paper.
func same(s string) words { return words{s, s} }

// plus appends to a text.
func (w words) plus(o words) words { return words{w.it + o.it, w.en + o.en} }

// otherEn is the English text, "" where it is the Italian one.
func (w words) otherEn() string {
	if w.en == w.it {
		return ""
	}
	return w.en
}

var monthsIt = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// periodWords names a period: "ottobre 2026", or its first and last day.
func periodWords(p calendar.Period) words {
	if p.IsMonth() {
		return words{fmt.Sprintf("%s %d", monthsIt[p.Start.Month()-1], p.Start.Year()),
			fmt.Sprintf("%s %d", p.Start.Month(), p.Start.Year())}
	}
	return words{"dal " + p.Start.It() + " al " + p.End.It(), p.Start.En() + " to " + p.End.En()}
}

// kindWords names a kind of centre; the empty kind is every kind.
func kindWords(k reception.CentreKind) words {
	switch k {
	case reception.HousingUnit:
		return words{"unità abitative", "housing units"}
	case reception.CollectiveCentre:
		return words{"centri collettivi", "collective centres"}
	}
	return words{"centri", "centres"}
}

// forKind is kindWords after "for".
func forKind(k reception.CentreKind) words {
	w := kindWords(k)
	if k == reception.HousingUnit {
		return words{"per le " + w.it, "for " + w.en}
	}
	return words{"per i " + w.it, "for " + w.en}
}

// paperWords is the title of a kind of document.
func paperWords(k document.Kind) words {
	i, _ := k.Info()
	return words{i.It, i.En}
}

// listIt and listEn join words: "a, b e c".
func listIt(all []string) string { return join(all, " e ") }
func listEn(all []string) string { return join(all, " and ") }

func join(all []string, and string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + and + all[last]
}

// atMost keeps the first n of a long list and says how many it left out.
func atMost(all []string, n int, others string) []string {
	if len(all) <= n {
		return all
	}
	return append(append([]string{}, all[:n]...), strconv.Itoa(len(all)-n)+" "+others)
}

// where names a place for people: "cella D7", "pagina 2". It is empty for the
// document as a whole.
func where(p document.Place) words {
	switch {
	case p.Cell != "" && p.Sheet != "":
		return words{"foglio " + p.Sheet + ", cella " + p.Cell, "sheet " + p.Sheet + ", cell " + p.Cell}
	case p.Cell != "":
		return words{"cella " + p.Cell, "cell " + p.Cell}
	case p.Page > 0:
		return words{"pagina " + strconv.Itoa(p.Page), "page " + strconv.Itoa(p.Page)}
	case p.XPath != "":
		last := p.XPath[strings.LastIndex(p.XPath, "/")+1:]
		return words{"elemento " + last, "element " + last}
	}
	return words{}
}

// bare keeps the letters and digits of a code, in capitals: RN-017, rn 017 and
// RN017 are the same centre.
func bare(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, code)
}

// dayList writes days of a month, in order, as people list them: 3, 9–15.
func dayList(days []int) []string {
	var out []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == days[j]+1 {
			j++
		}
		switch j - i {
		case 0, 1:
			for _, d := range days[i : j+1] {
				out = append(out, strconv.Itoa(d))
			}
		default:
			out = append(out, strconv.Itoa(days[i])+"–"+strconv.Itoa(days[j]))
		}
		i = j + 1
	}
	return out
}

// plural picks the form for n.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// overlap returns the days that two periods share.
func overlap(a, b calendar.Period) (calendar.Period, bool) {
	p := a
	if b.Start.After(p.Start) {
		p.Start = b.Start
	}
	if b.End.Before(p.End) {
		p.End = b.End
	}
	return p, !a.IsZero() && !b.IsZero() && !p.End.Before(p.Start)
}

// within says that every day of a is one of b.
func within(a, b calendar.Period) bool {
	return !a.Start.Before(b.Start) && !a.End.After(b.End)
}
