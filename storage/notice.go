package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Notice is a message to one person.
type Notice struct {
	ID        workflow.NoticeID
	OfficeID  reception.OfficeID
	BodyID    reception.BodyID // zero: to a person of the office
	PersonID  reception.PersonID
	Kind      workflow.NoticeKind
	SubjectID int64             // of what the kind is about; 0 for a digest or a chase
	Channel   workflow.Channel  // set by AddNotices
	Together  bool              `db:"-"` // for AddNotices: of one of many things that were sent as one
	DigestOn  calendar.Date     // of a digest: its day
	CarriedBy workflow.NoticeID // the digest that tells it, of one that waited for a digest and of a digest that a later one takes over
	Note      string            // the office's own words; never about a guest
	CreatedAt time.Time
	Token     string // random, made by the database: it stands in the Message-ID of its e-mail and nowhere else
}

const noticeColumns = `n.id, n.office_id, coalesce(n.body_id, 0) AS body_id, n.person_id, n.kind, n.subject_id, n.channel, n.digest_on,
	coalesce(n.carried_by, 0) AS carried_by, n.note, n.created_at, n.token::text AS token`

// Notice returns a notice.
func (r *Reader) Notice(ctx context.Context, id workflow.NoticeID) (Notice, error) {
	n, err := one[Notice](ctx, r.q, `SELECT `+noticeColumns+` FROM notices n WHERE n.id = @id`, pgx.NamedArgs{"id": id})
	return n, orNotFound(err, "notice", "L'avviso", "The notice")
}

// AddNotice is AddNotices for one notice. It returns 0 when the person is no
// longer active, who is told nothing.
func (t *Tx) AddNotice(ctx context.Context, n Notice) (workflow.NoticeID, error) {
	ids, err := t.AddNotices(ctx, []Notice{n})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

// AddNotices writes notices to active people, each the way that the person chose
// for its kind: with the work of sending it, left for the next digest, or only
// kept with the reason why it is not sent. It returns the ids of those written,
// in order. A body's transaction may so tell people of the office.
func (t *Tx) AddNotices(ctx context.Context, all []Notice) (ids []workflow.NoticeID, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	people := make([]reception.PersonID, len(all))
	for i, n := range all {
		people[i] = n.PersonID
	}
	err = t.asSystem(ctx, func() error {
		chosen, err := t.ChannelsOf(ctx, people)
		if err != nil {
			return err
		}
		var active []Notice
		for _, n := range all {
			if c, ok := chosen[n.PersonID]; ok {
				n.Channel = workflow.ChannelOf(n.Kind, c[n.Kind])
				if n.Together {
					n.Channel = workflow.Together(n.Kind, n.Channel)
				}
				active = append(active, n)
			}
		}
		if ids, err = t.insertNotices(ctx, active); err != nil {
			return err
		}
		return t.followNotices(ctx, active)
	})
	return ids, err
}

// insertNotices writes rows and sets their ids.
func (t *Tx) insertNotices(ctx context.Context, all []Notice) (ids []workflow.NoticeID, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	b := &pgx.Batch{}
	for _, n := range all {
		b.Queue(`INSERT INTO notices (office_id, body_id, person_id, kind, subject_id, channel, digest_on, note, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
			n.OfficeID, orNull(n.BodyID), n.PersonID, n.Kind, n.SubjectID, n.Channel, n.DigestOn, n.Note, n.CreatedAt)
	}
	res := t.q.SendBatch(ctx, b)
	for i := range all {
		if err = res.QueryRow().Scan(&all[i].ID); err != nil {
			break
		}
		ids = append(ids, all[i].ID)
	}
	if e := res.Close(); err == nil {
		err = e
	}
	return ids, err
}

// followNotices writes what follows from new notices: a job, or why there is
// none. Those that wait for a digest wait.
func (t *Tx) followNotices(ctx context.Context, all []Notice) error {
	b := &pgx.Batch{}
	for _, n := range all {
		switch n.Channel {
		case workflow.ChannelNow:
			b.Queue(`INSERT INTO outbox (office_id, kind, subject_id) VALUES ($1, $2, $3)`, n.OfficeID, workflow.JobNotify, n.ID)
		case workflow.ChannelNone:
			b.Queue(addDelivery, n.OfficeID, n.ID, n.CreatedAt, NotNeeded, workflow.ReasonChoseNone)
		}
	}
	if b.Len() == 0 {
		return nil
	}
	return t.q.SendBatch(ctx, b).Close()
}
