package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// DeliveryOutcome is what became of sending a notice.
type DeliveryOutcome string

// The outcomes of sending. A notice that was sent may bounce later.
const (
	Sent      DeliveryOutcome = "sent"
	Refused   DeliveryOutcome = "refused"    // the server will not take it
	Bounced   DeliveryOutcome = "bounced"    // a server further on could not deliver it
	NotNeeded DeliveryOutcome = "not_needed" // what it asked for has arrived, or nobody wants it
)

// Said tells in a language what is kept of an outcome: why a notice was not needed,
// by the name of its reason, or what a server said, in a sentence.
func (o DeliveryOutcome) Said(detail, lang string) string {
	if o == NotNeeded {
		return workflow.Reason(detail).In(lang)
	}
	return workflow.TextOf(detail).In(lang)
}

const addDelivery = `INSERT INTO deliveries (office_id, notice_id, at, outcome, detail) VALUES ($1, $2, $3, $4, left($5, 1000))`

// AddDelivery records what became of sending a notice.
func (t *Tx) AddDelivery(ctx context.Context, n Notice, o DeliveryOutcome, detail string, at time.Time) error {
	_, err := t.q.Exec(ctx, addDelivery, n.OfficeID, n.ID, at, o, detail)
	return err
}

// LockNotice returns a notice and the outcomes of sending it, and keeps others
// from adding one that asked for the lock too.
func (t *Tx) LockNotice(ctx context.Context, id workflow.NoticeID) (n Notice, was []DeliveryOutcome, err error) {
	n, err = one[Notice](ctx, t.q, `SELECT `+noticeColumns+` FROM notices n WHERE n.id = @id FOR NO KEY UPDATE`, pgx.NamedArgs{"id": id})
	if err != nil {
		return n, nil, orNotFound(err, "notice", "L'avviso", "The notice")
	}
	rows, err := t.q.Query(ctx, `SELECT outcome FROM deliveries WHERE notice_id = $1 ORDER BY id`, id)
	if err != nil {
		return n, nil, err
	}
	was, err = pgx.CollectRows(rows, pgx.RowTo[DeliveryOutcome])
	return n, was, err
}

// UnreachablePerson is an active person whose e-mails do not arrive.
type UnreachablePerson struct {
	ID      reception.PersonID
	Name    string
	Email   string
	BodyID  reception.BodyID // zero: of the office
	Body    string
	Role    reception.Role
	Outcome DeliveryOutcome // of the latest one: refused or bounced
	Detail  string          // what the server said, in a sentence: see Said
	Since   time.Time       // the first that did not arrive
	Latest  time.Time
	Lost    int // notices that did not arrive since
}

// UnreachablePeople returns the active people of the scope whose e-mails do not
// arrive, the longest first. A message that the server took is known to have
// arrived only when it has not come back by settled, so that a bounce on its way
// does not make an address look good again.
func (r *Reader) UnreachablePeople(ctx context.Context, settled time.Time) ([]UnreachablePerson, error) {
	return list[UnreachablePerson](ctx, r.q, `WITH failing AS (
			SELECT DISTINCT n.person_id FROM deliveries d JOIN notices n ON n.id = d.notice_id WHERE d.outcome IN ('refused','bounced'))
		SELECT p.id, p.name, p.email, coalesce(p.body_id, 0) AS body_id, coalesce(b.name, '') AS body, p.role,
			bad.outcome, bad.detail, bad.since, bad.latest, bad.lost
		FROM failing f JOIN people p ON p.id = f.person_id AND p.active LEFT JOIN bodies b ON b.id = p.body_id
		LEFT JOIN LATERAL (SELECT max(d.at) AS at FROM notices n JOIN deliveries d ON d.notice_id = n.id AND d.outcome = 'sent' AND d.at < @settled
			WHERE n.person_id = p.id AND NOT EXISTS (SELECT 1 FROM deliveries x WHERE x.notice_id = n.id AND x.outcome = 'bounced')) good ON true
		JOIN LATERAL (SELECT min(d.at) AS since, max(d.at) AS latest, count(*) AS lost,
				(array_agg(d.outcome ORDER BY d.at DESC, d.id DESC))[1] AS outcome, (array_agg(d.detail ORDER BY d.at DESC, d.id DESC))[1] AS detail
			FROM notices n JOIN deliveries d ON d.notice_id = n.id AND d.outcome IN ('refused','bounced')
			WHERE n.person_id = p.id AND (good.at IS NULL OR n.created_at > good.at)) bad ON bad.lost > 0
		ORDER BY bad.since, p.id`, pgx.NamedArgs{"settled": settled})
}
