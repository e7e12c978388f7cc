package extract

import (
	"cmp"
	"slices"

	"github.com/insiemi/insiemi/document"
)

// Poppler gives words that nobody sees: without ink, in the colour of the ground,
// clipped away, painted over. The second reader tells them apart, and what is
// read of them is unsure. The text layer of a scan is such text as well, and
// means to be read: it is another program's recognition, of unknown quality.

// Why what stands on a page is not to be relied on.
const (
	whyUnseen = "nobody sees it on the page"
	whyLayer  = "another program recognised it on a scan"
)

// markSight tells the first reader's words what the second one says of them.
func markSight(first, second []sheet) {
	pages := byNumber(second)
	for i := range first {
		known := map[string][]document.Word{}
		for _, w := range pages[first[i].Number].Words {
			if w.Sight != document.Seen {
				known[fold(w.Text)] = append(known[fold(w.Text)], w)
			}
		}
		if len(known) > 0 {
			markPage(first[i].Words, known)
		}
	}
}

// markPage finds each word among those of which something is known: the same
// text at its place, or where the readers cut words otherwise, what lies within it.
func markPage(words []document.Word, known map[string][]document.Word) {
	var all []document.Word
	for _, same := range known {
		all = append(all, same...)
	}
	slices.SortFunc(all, func(a, b document.Word) int { // the same reading each time
		return cmp.Or(cmp.Compare(a.Box.Y, b.Box.Y), cmp.Compare(a.Box.X, b.Box.X))
	})
	looks := 0
	for i := range words {
		w := &words[i]
		for _, k := range known[fold(w.Text)] {
			if overlap(k.Box, w.Box) {
				w.Sight = k.Sight
			}
		}
		for n := 0; w.Sight == document.Seen && n < len(all) && looks < maxSightLooks; n++ {
			if looks++; all[n].Sight == document.Unseen && hasDigit(w.Text) && hasDigit(all[n].Text) && middleIn(all[n].Box, w.Box) {
				w.Sight = document.Unseen
			}
		}
	}
}

// maxSightLooks bounds the comparisons of one page.
const maxSightLooks = 2_000_000

// overlap says that the middle of one of two boxes lies in the other.
func overlap(a, b document.Box) bool { return middleIn(a, b) || middleIn(b, a) }

func middleIn(a, b document.Box) bool {
	x, y := a.X+a.Width/2, a.Y+a.Height/2
	return x >= b.X && x <= b.X+b.Width && y >= b.Y && y <= b.Y+b.Height
}

// judgeSight marks the fields that were read of words that nobody sees, and caps
// the confidence of those of the text layer of a scan.
func (j *job) judgeSight(sheets []sheet) {
	hidden := map[int][]document.Word{}
	for _, s := range sheets {
		for _, w := range s.Words {
			if w.Sight != document.Seen {
				hidden[s.Number] = append(hidden[s.Number], w)
			}
		}
	}
	unseen := 0
	for i := range j.r.Fields {
		f := &j.r.Fields[i]
		if f.Place.Box == nil || len(hidden[f.Place.Page]) == 0 {
			continue
		}
		switch sightIn(*f.Place.Box, hidden[f.Place.Page]) {
		case document.Unseen:
			unseen++
			f.Unsure, f.Confidence, f.Why = true, min(f.Confidence, doubtful), whyUnseen
		case document.Layer:
			if f.Confidence = min(f.Confidence, unchecked); f.Why == "" {
				f.Why = whyLayer
			}
		}
	}
	if unseen > 0 {
		j.warn("pdf.unseen", itoa(unseen))
	}
}

// sightIn is the worst that is known of the words in a box.
func sightIn(b document.Box, words []document.Word) document.Sight {
	out := document.Seen
	for _, w := range words {
		if !middleIn(w.Box, b) {
			continue
		}
		if w.Sight == document.Unseen {
			return document.Unseen
		}
		out = w.Sight
	}
	return out
}

// unseen says that nobody sees one of the words of a stretch.
func (f flat) unseen(s span) bool {
	if f.cells != nil {
		why := f.cellDoubt(s)
		return why == whyHidden || why == whyWhite || why == whyTiny
	}
	return slices.ContainsFunc(f.words(s), func(a wordAt) bool { return f.sheets[a.sheet].Words[a.word].Sight == document.Unseen })
}
