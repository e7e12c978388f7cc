package web

import (
	"strconv"
	"strings"
)

// spareRows is how many empty rows a form offers beside those that are filled.
const spareRows = 2

// maxRows is how many rows a form reads at most.
const maxRows = 1000

// rows binds a list of which each item is a row of controls. Every page offers
// empty rows, so that nothing needs a script; rows left empty, and those whose
// box "remove" is ticked, are not read. The key names the group; with ".row" it
// begins the legend of each row, with ".more" it is the button for more rows.
func rows[T any](f *form, name, key string, at *[]T, bind func(*T)) {
	f.set(key)
	s := &f.sets[len(f.sets)-1]
	s.ID, s.More, s.MoreText = "rows-"+name, name, f.v.t(key+".more")
	n, spare := len(*at), spareRows
	if f.sent {
		n = f.rowsSent(name)
		spare = max(0, spareRows-f.blankAtEnd(name, n))
		if f.values.Get("more") == name {
			spare += spareRows
		}
	}
	shown := *at
	if f.sent {
		*at = nil
	}
	for i := range n + spare {
		var item T
		if !f.sent && i < len(shown) {
			item = shown[i]
		}
		if f.values.Get(rowName(name, i)+"remove") != "" {
			continue
		}
		sent := f.sent
		f.beginRow(name, key, i)
		f.sent = sent && !f.isBlank(name, i)
		f.spare = !f.sent && (sent || i >= n)
		bind(&item)
		f.endRow(i < n && (!sent || f.sent))
		if f.sent {
			f.places[name] = append(f.places[name], i)
			*at = append(*at, item)
		}
		f.sent = sent
	}
}

func rowName(name string, i int) string { return name + "." + strconv.Itoa(i) + "." }

func (f *form) beginRow(name, key string, i int) {
	s := &f.sets[len(f.sets)-1]
	legend := f.v.t(key+".row", len(s.Rows)+1)
	s.Rows = append(s.Rows, formRow{Legend: legend})
	f.path, f.row, f.rowSays = name+".", rowName(name, i), legend+", "
}

// endRow ends a row; one that has something gets a box with which to remove it.
func (f *form) endRow(filled bool) {
	if filled {
		off := false
		sent := f.sent
		f.sent = false
		f.check("remove", &off, named(f.v.t("form.remove")))
		f.sent = sent
	}
	s := &f.sets[len(f.sets)-1]
	row := &s.Rows[len(s.Rows)-1]
	if row.New = !filled; row.New {
		for i := range row.Fields { // nothing must be filled in where nothing is
			row.Fields[i].Required = false
		}
	}
	f.path, f.row, f.rowSays, f.spare = "", "", "", false
}

// rowsSent is how many rows of a name were sent, blank ones included.
func (f *form) rowsSent(name string) int {
	n := 0
	for key := range f.values {
		rest, ok := strings.CutPrefix(key, name+".")
		if !ok {
			continue
		}
		index, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(index); err == nil && i >= n {
			n = i + 1
		}
	}
	if n > maxRows {
		f.refuse("", f.v.t("form.rows.many", maxRows))
	}
	return min(n, maxRows)
}

// isBlank says that nothing was typed into a row.
func (f *form) isBlank(name string, i int) bool {
	prefix := rowName(name, i)
	for key, vs := range f.values {
		if strings.HasPrefix(key, prefix) && strings.TrimSpace(strings.Join(vs, "")) != "" {
			return false
		}
	}
	return true
}

func (f *form) blankAtEnd(name string, n int) int {
	blank := 0
	for blank < n && f.isBlank(name, n-1-blank) {
		blank++
	}
	return blank
}

// refuse puts a sentence beside the control of that name, or into the summary
// alone when there is none. What was refused first stays.
func (f *form) refuse(name, sentence string) {
	if x := f.find(name); x != nil {
		if x.Error == "" {
			x.Error = sentence
		}
		return
	}
	f.general = append(f.general, sentence)
}

func (f *form) find(name string) *field {
	for i := range f.sets {
		s := &f.sets[i]
		for j := range s.Fields {
			if s.Fields[j].Name == name {
				return &s.Fields[j]
			}
		}
		for r := range s.Rows {
			for j := range s.Rows[r].Fields {
				if s.Rows[r].Fields[j].Name == name {
					return &s.Rows[r].Fields[j]
				}
			}
		}
	}
	return nil
}

// problems lists what is wrong, in the order of the page.
func (f *form) problems() []problem {
	var out []problem
	for _, text := range f.general {
		out = append(out, problem{Text: text})
	}
	collect := func(fields []field) {
		for _, x := range fields {
			if x.Error != "" {
				out = append(out, problem{x.ID, x.where, x.Error})
			}
		}
	}
	for _, s := range f.sets {
		collect(s.Fields)
		for _, r := range s.Rows {
			collect(r.Fields)
		}
	}
	return out
}
