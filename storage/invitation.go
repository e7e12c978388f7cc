package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
)

// Sessions and invitations are the system's own tables: no viewer's scope sees
// them. What hangs off a person in them changes with the person, whoever works.

// asSystem runs f in the same transaction with the system's scope, and puts the
// scope back.
func (t *Tx) asSystem(ctx context.Context, f func() error) error {
	var scope string
	if err := t.q.QueryRow(ctx, `SELECT coalesce(current_setting('insiemi.scope', true), '')`).Scan(&scope); err != nil {
		return err
	}
	set := func(to string) error {
		_, err := t.q.Exec(ctx, `SELECT set_config('insiemi.scope', $1, true)`, to)
		return err
	}
	if err := set("all"); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err // the transaction ends with it
	}
	return set(scope)
}

// EndSessions ends every session of a person.
func (t *Tx) EndSessions(ctx context.Context, p reception.PersonID) error {
	return t.asSystem(ctx, func() error {
		_, err := t.q.Exec(ctx, `DELETE FROM sessions WHERE person_id = $1`, p)
		return err
	})
}

// Invitation is a link with which a person chooses a password, once.
type Invitation struct {
	PersonID  reception.PersonID
	CreatedAt time.Time
	CreatedBy reception.PersonID // zero: the system
	ExpiresAt time.Time
}

// AddInvitation writes an invitation under the hash of its token.
func (t *Tx) AddInvitation(ctx context.Context, tokenHash []byte, i Invitation) error {
	return t.asSystem(ctx, func() error {
		_, err := t.q.Exec(ctx, `INSERT INTO invitations (token_hash, person_id, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5)`,
			tokenHash, i.PersonID, i.CreatedAt, orNull(i.CreatedBy), i.ExpiresAt)
		return err
	})
}

// VoidInvitations ends the invitations of a person that were not used.
func (t *Tx) VoidInvitations(ctx context.Context, p reception.PersonID, at time.Time) error {
	return t.asSystem(ctx, func() error {
		_, err := t.q.Exec(ctx, `UPDATE invitations SET expires_at = least(expires_at, $2) WHERE person_id = $1 AND used_at IS NULL`, p, at)
		return err
	})
}

// UseInvitation marks an invitation used; ok is false when it was used already,
// has expired or does not exist. Of two at once, one gets it.
func (t *Tx) UseInvitation(ctx context.Context, tokenHash []byte, at time.Time) (ok bool, err error) {
	tag, err := t.q.Exec(ctx, `UPDATE invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`, tokenHash, at)
	return tag.RowsAffected() == 1, err
}

// Invited returns the active person of an invitation that can be used; ok is
// false when there is none.
func (r *Reader) Invited(ctx context.Context, tokenHash []byte, now time.Time) (p reception.Person, ok bool, err error) {
	rows, err := list[personRow](ctx, r.q, `SELECT `+personColumns+` FROM invitations i JOIN people p ON p.id = i.person_id
		WHERE i.token_hash = @hash AND i.used_at IS NULL AND i.expires_at > @now AND p.active`, pgx.NamedArgs{"hash": tokenHash, "now": now})
	if err != nil || len(rows) == 0 {
		return p, false, err
	}
	return rows[0].person(), true, nil
}

// InvitedBy returns the account of a person, and who last added them, changed
// them or asked for an invitation; by is zero for the system.
func (r *Reader) InvitedBy(ctx context.Context, id reception.PersonID) (a Account, by reception.Person, err error) {
	if a.Person, err = r.Person(ctx, id); err != nil {
		return a, by, err
	}
	err = r.q.QueryRow(ctx, `SELECT coalesce(b.name, ''), p.password_hash <> '', coalesce(x.id, 0), coalesce(x.name, '')
		FROM people p LEFT JOIN bodies b ON b.id = p.body_id
		LEFT JOIN LATERAL (SELECT e.by_person FROM events e WHERE e.entity = 'person' AND e.entity_id = p.id
			AND e.kind IN ('registry.changed', 'person.invited') ORDER BY e.id DESC LIMIT 1) e ON true
		LEFT JOIN people x ON x.id = e.by_person WHERE p.id = $1`, id).Scan(&a.BodyName, &a.HasPassword, &by.ID, &by.Name)
	return a, by, err
}

// SetPassword writes the hash of a person's password.
func (t *Tx) SetPassword(ctx context.Context, p reception.PersonID, hash string) error {
	_, err := t.q.Exec(ctx, `UPDATE people SET password_hash = $2 WHERE id = $1`, p, hash)
	return err
}

// Account is a person with how far they came in signing in.
type Account struct {
	reception.Person
	BodyName    string     // "" for the office
	HasPassword bool       // chose a password
	InvitedAt   *time.Time // when the latest invitation was sent; nil: never
	InvitedTo   *time.Time // until when it can be used; nil: it was used, or there is none
	SeenAt      *time.Time // when the latest session that is still open began; nil: none is
}

// Accounts returns the accounts of an office, people of the office first. Only
// the system's scope sees sessions and invitations.
func (r *Reader) Accounts(ctx context.Context, office reception.OfficeID) ([]Account, error) {
	type row struct {
		personRow
		BodyName    string
		HasPassword bool
		InvitedAt   *time.Time
		InvitedTo   *time.Time
		SeenAt      *time.Time
	}
	rows, err := list[row](ctx, r.q, `SELECT `+personColumns+`, coalesce(b.name, '') AS body_name, p.password_hash <> '' AS has_password,
			i.created_at AS invited_at, CASE WHEN i.used_at IS NULL THEN i.expires_at END AS invited_to, s.seen_at
		FROM people p LEFT JOIN bodies b ON b.id = p.body_id
		LEFT JOIN LATERAL (SELECT created_at, used_at, expires_at FROM invitations WHERE person_id = p.id ORDER BY created_at DESC LIMIT 1) i ON true
		LEFT JOIN LATERAL (SELECT max(seen_at) AS seen_at FROM sessions WHERE person_id = p.id) s ON true
		WHERE p.office_id = @office ORDER BY p.body_id IS NOT NULL, b.code, p.name, p.id`, pgx.NamedArgs{"office": office})
	out := make([]Account, len(rows))
	for i, a := range rows {
		out[i] = Account{a.person(), a.BodyName, a.HasPassword, a.InvitedAt, a.InvitedTo, a.SeenAt}
	}
	return out, err
}
