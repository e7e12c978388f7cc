package web

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/compare"
)

// changedLabels names values; those of one name are told apart by where they stand, and
// where that is the same or nowhere by their number.
func (v *visit) changedLabels(all []compare.Value) []string {
	labels := make([]string, len(all))
	for i, x := range all {
		labels[i] = v.changedLabel(x)
	}
	labels = apart(labels, func(i, _ int) string { return v.changedPlace(all[i]) })
	return apart(labels, func(_, n int) string { return fmt.Sprint(n) })
}

// apart puts in brackets what tells labels apart that are the same: of the i-th label,
// which is the n-th of its kind.
func apart(labels []string, by func(i, n int) string) []string {
	all, seen := map[string]int{}, map[string]int{}
	for _, l := range labels {
		all[l]++
	}
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = l
		if all[l] < 2 {
			continue
		}
		seen[l]++
		switch more := by(i, seen[l]); {
		case more == "":
		case strings.HasSuffix(l, ")"):
			out[i] = strings.TrimSuffix(l, ")") + ", " + more + ")"
		default:
			out[i] = l + " (" + more + ")"
		}
	}
	return out
}

// changedPlace says where a value stands now, and where it stood before if that was
// elsewhere.
func (v *visit) changedPlace(x compare.Value) string {
	switch {
	case x.Before == nil:
		return v.placeWords(x.After.Place)
	case x.After == nil:
		return v.placeWords(x.Before.Place)
	}
	was, is := v.placeWords(x.Before.Place), v.placeWords(x.After.Place)
	if was == is || was == "" || is == "" {
		return cmp.Or(is, was)
	}
	return v.t("compare.was_at", is, was)
}

// placeWords says in words where a value stands, with its sheet; "" for nowhere.
func (v *visit) placeWords(p document.Place) string {
	where := v.placeText(p)
	if p.Cell != "" && p.Sheet != "" {
		return v.t("place.sheet", p.Sheet) + ", " + where
	}
	return where
}
