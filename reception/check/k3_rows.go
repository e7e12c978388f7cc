package check

import (
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// doubt is one value that the reading does not vouch for, in words.
type doubt struct {
	input  Input
	it, en string // what was read
}

// doubtAbout cites an unsure value. What stands in the column of guests' codes is
// repeated only where it is a code; days of a row are listed, never their
// pattern.
func (d *desk) doubtAbout(f document.Field) doubt {
	w := fieldWords(f.Name)
	var what string
	if parts := strings.SplitN(f.Name, ".", 3); parts[0] == "row" && len(parts) == 3 {
		what = parts[2]
	}
	switch what {
	case "guest":
		in := citeCode(d.this, f, w)
		return doubt{in, seen(in, "it", " / "), seen(in, "en", " / ")}
	case "present":
		return d.doubtOfDays(f, w, []dayMark{{'P', "presente nei giorni", "present on days"}, {'A', "assente nei giorni", "absent on days"}, {'?', "non si capiscono i giorni", "not understood: days"}})
	case "excused":
		return d.doubtOfDays(f, w, []dayMark{{'x', "giorni", "days"}})
	case "ink":
		return d.doubtOfDays(f, w, []dayMark{{'x', "c'è un segno nei giorni", "there is ink on days"}, {'.', "nessun segno nei giorni", "no ink on days"}, {'?', "non si vedono bene i giorni", "not clear: days"}})
	}
	in := d.this.cite(f, w, asRead(f))
	return doubt{in, seen(in, "it", " / "), seen(in, "en", " / ")}
}

// dayMark is what a letter of a row's days says.
type dayMark struct {
	letter byte
	it, en string
}

// doubtOfDays lists the days of a row by what was read of each. As a value it
// cites those of the first mark.
func (d *desk) doubtOfDays(f document.Field, w words, marks []dayMark) doubt {
	var it, en []string
	first := same("—")
	for i, m := range marks {
		list := dayList(daysWith(f.Value, m.letter))
		if len(list) == 0 {
			continue
		}
		days := words{listIt(list), listEn(list)}
		if i == 0 {
			first = days
		}
		it, en = append(it, m.it+" "+days.it), append(en, m.en+" "+days.en)
	}
	in := d.this.cite(f, words{w.it + ", " + marks[0].it, w.en + ", " + marks[0].en}, first)
	in.Others, in.OthersEn = nil, nil
	if len(it) == 0 {
		it, en = []string{"nessun giorno"}, []string{"no day"}
	}
	return doubt{in, strings.Join(it, ", "), strings.Join(en, ", ")}
}

// daysWith are the days (from 1) that have a letter.
func daysWith(pattern string, letter byte) (out []int) {
	for i := range len(pattern) {
		if pattern[i] == letter {
			out = append(out, i+1)
		}
	}
	return out
}

// citeCode cites a guest's code; what is no code is not repeated.
func citeCode(p *paper, f document.Field, w words) Input {
	value := same(longText)
	if isCode(f.Value) {
		value = same(f.Value)
	}
	in := p.cite(f, w, value)
	in.OthersEn = nil
	in.Others = slices.DeleteFunc(slices.Clone(f.Others), func(o string) bool { return !isCode(o) })
	return in
}
