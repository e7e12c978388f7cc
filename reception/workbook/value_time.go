package workbook

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
)

// openOf is one of a list, or a word of the office's own, kept as it is.
func openOf[K ~string](p *K, from []choice) value { return openValue[K]{choiceValue[K]{p, from}} }

type openValue[K ~string] struct{ choiceValue[K] }

func (v openValue[K]) in(c cell) *Words {
	s, w := c.plain()
	if w != nil {
		return w
	}
	if code, ok := chosen(s, v.from); ok {
		s = code
	}
	*v.to = K(s)
	return nil
}

// monthOf is a month by its number.
func monthOf(p *time.Month) value { return monthValue{p} }

type monthValue struct{ to *time.Month }

func (v monthValue) out() cell { n := int(*v.to); return optionalOf(&n).out() }

func (v monthValue) in(c cell) *Words {
	var n int
	w := wholeOf(&n).in(c)
	if w == nil {
		*v.to = time.Month(n)
	}
	return w
}

// hourOfDay is an hour on a clock, "08:00"; "" is none.
func hourOfDay(p *string) value { return hourValue{p} }

type hourValue struct{ to *string }

var hourForm = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})(?:[:.]00)?$`)

func (v hourValue) out() cell { return textOf(v.to).out() }

func (v hourValue) in(c cell) *Words {
	s, w := c.plain()
	if w != nil {
		return w
	}
	if c.kind == number { // a part of a day, as workbooks keep hours
		f, _ := strconv.ParseFloat(s, 64) // plain has parsed it
		minutes := int(math.Round((f - math.Floor(f)) * 24 * 60))
		s = time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04")
	}
	if s == "" {
		*v.to = ""
		return nil
	}
	m := hourForm.FindStringSubmatch(s)
	if m == nil {
		return wrong("«%s» non è un'ora. Scriverla come 08:30.", "“%s” is not a time. Write it as 08:30.", c.shown())
	}
	t, err := time.Parse("15:04", strings.Repeat("0", 2-len(m[1]))+m[1]+":"+m[2])
	if err != nil {
		return wrong("L'ora «%s» non esiste. Scriverla come 08:30.", "The time “%s” does not exist. Write it as 08:30.", c.shown())
	}
	*v.to = t.Format("15:04")
	return nil
}

// stepsOf is a list of days in one cell: "-7 -2 0 1".
func stepsOf(p *[]int) value { return stepsValue{p} }

type stepsValue struct{ to *[]int }

func (v stepsValue) out() cell {
	parts := make([]string, len(*v.to))
	for i, n := range *v.to {
		parts[i] = strconv.Itoa(n)
	}
	s := strings.Join(parts, " ")
	return textOf(&s).out()
}

func (v stepsValue) in(c cell) *Words {
	s, w := c.plain()
	if w != nil {
		return w
	}
	var out []int
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(s, "−", "-"), func(r rune) bool { return r == ' ' || r == ';' || r == ',' }) {
		n, err := strconv.Atoi(part)
		if err != nil || n < -1000 || n > 1000 {
			return wrong("«%s» non è un elenco di giorni. Scriverli separati da spazi: -7 -2 0 1 5 15.", "“%s” is not a list of days. Write them separated by spaces: -7 -2 0 1 5 15.", c.shown())
		}
		out = append(out, n)
	}
	*v.to = out
	return nil
}

// ladderOf is the days of a ladder that may be missing.
func ladderOf(p **reception.Ladder) value { return ladderValue{p} }

type ladderValue struct{ to **reception.Ladder }

func (v ladderValue) out() cell {
	if *v.to == nil {
		return cell{}
	}
	return stepsOf(&(*v.to).Steps).out()
}

func (v ladderValue) in(c cell) *Words {
	if c.isBlank() {
		*v.to = nil
		return nil
	}
	l := reception.Ladder{} // never change the ladder that another line points to
	if *v.to != nil {
		l.EscalateAfter = (*v.to).EscalateAfter
	}
	w := stepsOf(&l.Steps).in(c)
	if w == nil {
		*v.to = &l
	}
	return w
}
