package extract

import (
	"strings"

	"github.com/insiemi/insiemi/document"
)

// maxRegions bounds the regions of a page that are told: a photo or a drawing
// has many.
const maxRegions = 12

// tellOutside adds the regions of a recognised page that hold ink and no word.
func (j *job) tellOutside(s sheet) {
	for _, b := range s.outside[:min(len(s.outside), maxRegions)] {
		j.r.Outside = append(j.r.Outside, document.Region{Page: s.Number, Box: s.original(b)})
	}
}

// warnOutside tells on which pages such regions are.
func (j *job) warnOutside() {
	var pages []string
	for _, r := range j.r.Outside {
		if n := itoa(r.Page); len(pages) == 0 || pages[len(pages)-1] != n {
			pages = append(pages, n)
		}
	}
	if len(pages) > 0 {
		j.warn("ocr.outside", strings.Join(pages, ", "))
	}
}
