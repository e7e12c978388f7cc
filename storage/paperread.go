package storage

import (
	"context"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// PaperRead says that a person read a paper on a day is on record.
func (r *Reader) PaperRead(ctx context.Context, id document.ID, by reception.PersonID, on calendar.Date) (yes bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM paper_reads WHERE document_id = $1 AND by_person = $2 AND read_on = $3)`, id, by, on).Scan(&yes)
	return yes, err
}

// LogPaperRead records that a person read a paper: the first time of a day, and on
// which screen.
func (t *Tx) LogPaperRead(ctx context.Context, id document.ID, by reception.PersonID, screen string, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO paper_reads (by_person, document_id, read_on, office_id, body_id, screen, at)
		SELECT $2, id, $3, office_id, body_id, $4, $5 FROM documents WHERE id = $1 ON CONFLICT DO NOTHING`,
		id, by, calendar.DateOf(at), screen, at)
	return err
}
