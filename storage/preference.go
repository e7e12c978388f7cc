package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// Channels is what one person chose, by kind of notice.
type Channels = map[workflow.NoticeKind]workflow.Channel

// ChannelsOf returns what the active ones of some people chose; who is not among
// the keys is not active, or not of the scope.
func (r *Reader) ChannelsOf(ctx context.Context, people []reception.PersonID) (map[reception.PersonID]Channels, error) {
	out := map[reception.PersonID]Channels{}
	if len(people) == 0 {
		return out, nil
	}
	type row struct {
		ID     reception.PersonID
		Chosen Channels
	}
	rows, err := list[row](ctx, r.q, `SELECT p.id, (SELECT jsonb_object_agg(f.kind, f.channel) FROM preferences f WHERE f.person_id = p.id) AS chosen
		FROM people p WHERE p.id = ANY(@people) AND p.active`, pgx.NamedArgs{"people": people})
	for _, p := range rows {
		out[p.ID] = p.Chosen
	}
	return out, err
}

// OfficePeople returns the active people of an office itself with some roles.
func (r *Reader) OfficePeople(ctx context.Context, office reception.OfficeID, roles []reception.Role) ([]reception.PersonID, error) {
	rows, err := r.q.Query(ctx, `SELECT id FROM people WHERE office_id = $1 AND body_id IS NULL AND active AND role = ANY($2) ORDER BY id`, office, roles)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[reception.PersonID])
}

// SetPreference keeps how a person wants to get a kind of notice.
func (t *Tx) SetPreference(ctx context.Context, office reception.OfficeID, p reception.PersonID, k workflow.NoticeKind, c workflow.Channel) error {
	_, err := t.q.Exec(ctx, `INSERT INTO preferences (office_id, person_id, kind, channel) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, kind) DO UPDATE SET channel = excluded.channel`, office, p, k, c)
	return err
}
