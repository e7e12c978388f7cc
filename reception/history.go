package reception

import (
	"bytes"
	"maps"
	"slices"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Version is what a row of the registry was from a day on.
type Version[T any] struct {
	FromOn calendar.Date
	Is     T
}

// Versions are those of one row, oldest first. Each holds until the next;
// the first holds before its day as well.
type Versions[T any] []Version[T]

// On returns what held on a day; ok is false when there is no version at all.
func (h Versions[T]) On(d calendar.Date) (is T, ok bool) {
	for i, v := range h {
		if i == 0 || !v.FromOn.After(d) {
			is, ok = v.Is, true
		}
	}
	return is, ok
}

// Amend returns the versions with a change from a day on: what differs between
// the row as it was shown and as it was edited. A later version keeps the fields
// that it changed itself, and takes over the others; fields that have no versions
// change in all of them. The versions given stay as they were.
func Amend[T Row](e Entity, h Versions[T], shown, edited T, fromOn calendar.Date) (Versions[T], error) {
	to := FieldsOf(edited)
	var timeless, dated []string
	for _, k := range FieldsOf(shown).Changed(to) {
		if e.Timeless(k) {
			timeless = append(timeless, k)
		} else {
			dated = append(dated, k)
		}
	}
	versions := make(Versions[Fields], len(h))
	for i, v := range h {
		versions[i] = Version[Fields]{v.FromOn, FieldsOf(v.Is)}
		versions[i].Is.set(to, timeless)
	}
	if len(dated) > 0 {
		versions = change(versions, to, dated, fromOn)
	}
	out := make(Versions[T], len(versions))
	for i, v := range versions {
		row, err := onto(v.Is, edited)
		if err != nil {
			return nil, err
		}
		out[i] = Version[T]{v.FromOn, row}
	}
	return out, nil
}

// set gives the named fields the values of another row.
func (f Fields) set(to Fields, keys []string) {
	for _, k := range keys {
		f[k] = to[k]
	}
}

// change gives the named fields their new values from a day on, each until the
// version that changed that field itself.
func change(h Versions[Fields], to Fields, keys []string, fromOn calendar.Date) Versions[Fields] {
	at := slices.IndexFunc(h, func(v Version[Fields]) bool { return !v.FromOn.Before(fromOn) })
	if at < 0 {
		at = len(h)
	}
	if at == len(h) || !h[at].FromOn.Equal(fromOn) {
		before, _ := h.On(fromOn)
		h = slices.Insert(slices.Clone(h), at, Version[Fields]{fromOn, maps.Clone(before)})
	}
	for _, k := range keys {
		last := h[at].Is[k]
		h[at].Is[k] = to[k]
		for _, later := range h[at+1:] {
			if !bytes.Equal(later.Is[k], last) {
				break // it changed this field itself
			}
			later.Is[k] = to[k]
		}
	}
	return h
}
