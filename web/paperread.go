package web

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// paperRead is a paper that the visitor is about to see. Any paper may name a guest:
// that it is read is on record before it is shown, once a person, paper and day.
type paperRead struct {
	document document.ID
	onRecord bool // today already
}

// paperOf asks, within the snapshot that a page is made of, whether the visitor has
// read a paper today.
func (s *site) paperOf(v *visit, r *storage.Reader, id document.ID) (paperRead, error) {
	yes, err := r.PaperRead(v.r.Context(), id, v.person.ID, calendar.DateOf(s.Engine.Now()))
	if err != nil {
		return paperRead{}, fmt.Errorf("who read document %d: %w", id, err)
	}
	return paperRead{id, yes}, nil
}

// record puts the reading on record; screen is the page or file on which the paper is
// read.
func (s *site) record(v *visit, p paperRead, screen string) error {
	if p.onRecord {
		return nil
	}
	if err := s.Engine.ReadPaper(v.r.Context(), v.actor(), p.document, screen); err != nil {
		return fmt.Errorf("record that document %d is read: %w", p.document, err)
	}
	return nil
}
