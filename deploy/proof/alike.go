package proof

import (
	"slices"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
)

// alike are the documents of the office that have a print of this one, or that have
// pages with a look, but for those that were rejected.
func (b *bench) alike(i int) (out []check.Alike) {
	for _, j := range b.known(i) {
		if documentOf(b.p, j) == documentOf(b.p, i) || b.p.Files[j].Stage == province.Rejected {
			continue
		}
		for _, p := range b.prints[j] {
			if slices.Contains(b.prints[i], p) {
				x := b.other(j, i)
				x.Print = p
				out = append(out, x)
			}
		}
		if len(b.readings[i].Looks) == 0 {
			continue
		}
		for _, l := range b.readings[j].Looks {
			x := b.other(j, i)
			x.Sort, x.Look = check.PrintLook, l
			out = append(out, x)
		}
	}
	return out
}

// other is a file as D1 tells it of another one.
func (b *bench) other(j, i int) check.Alike {
	f := b.p.Files[j]
	x := check.Alike{Document: documentOf(b.p, j), Revision: document.RevisionID(j + 1), Kind: f.Kind, Body: b.p.Bodies[f.Body-1].Name,
		SubmittedAt: b.submission(j, false).SubmittedAt, Own: f.Body == b.p.Files[i].Body}
	if s := b.slotOf[j]; s != nil {
		x.For = s.For
		if s.Centre != 0 {
			c := b.p.Centres[s.Centre-1]
			x.Centre = c.Code + " " + c.Name
		}
	}
	return x
}
