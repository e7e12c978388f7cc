package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
)

type personRow struct {
	ID       reception.PersonID
	OfficeID reception.OfficeID
	BodyID   *reception.BodyID
	Email    string
	Name     string
	Role     reception.Role
	Language string
	Inactive bool
}

const personColumns = `p.id, p.office_id, p.body_id, p.email, p.name, p.role, p.language, NOT p.active AS inactive`

func (p personRow) person() reception.Person {
	out := reception.Person{ID: p.ID, OfficeID: p.OfficeID, Email: p.Email, Name: p.Name, Role: p.Role, Language: p.Language, Inactive: p.Inactive}
	if p.BodyID != nil {
		out.BodyID = *p.BodyID
	}
	return out
}

// Person returns a person.
func (r *Reader) Person(ctx context.Context, id reception.PersonID) (reception.Person, error) {
	p, err := one[personRow](ctx, r.q, `SELECT `+personColumns+` FROM people p WHERE id = @id`, pgx.NamedArgs{"id": id})
	return p.person(), orNotFound(err, "person", "La persona", "The person")
}

// People returns the active people with a role: of a body when body is not
// zero, else of an office.
func (r *Reader) People(ctx context.Context, office reception.OfficeID, body reception.BodyID, role reception.Role) ([]reception.Person, error) {
	rows, err := list[personRow](ctx, r.q, `SELECT `+personColumns+` FROM people p
		WHERE p.active AND p.office_id = @office AND p.role = @role AND p.body_id IS NOT DISTINCT FROM @body::bigint ORDER BY p.id`,
		pgx.NamedArgs{"office": office, "role": role, "body": orNull(body)})
	return persons(rows), err
}

func persons(rows []personRow) []reception.Person {
	out := make([]reception.Person, len(rows))
	for i, p := range rows {
		out[i] = p.person()
	}
	return out
}

// Everybody returns the people of the scope, those who may not sign in included:
// of the office first, then by body and name.
func (r *Reader) Everybody(ctx context.Context) ([]reception.Person, error) {
	rows, err := list[personRow](ctx, r.q, `SELECT `+personColumns+` FROM people p ORDER BY p.office_id, p.body_id NULLS FIRST, p.name, p.id`, nil)
	return persons(rows), err
}

// Credentials returns the active person with that e-mail and the hash of the
// password; ok is false when there is none.
func (r *Reader) Credentials(ctx context.Context, email string) (p reception.Person, hash string, ok bool, err error) {
	type row struct {
		personRow
		PasswordHash string
	}
	rows, err := list[row](ctx, r.q, `SELECT `+personColumns+`, p.password_hash FROM people p
		WHERE p.active AND lower(p.email) = lower(@email)`, pgx.NamedArgs{"email": email})
	if err != nil || len(rows) == 0 {
		return p, "", false, err
	}
	return rows[0].person(), rows[0].PasswordHash, true, nil
}

// AddPerson writes a new person and returns the id.
func (t *Tx) AddPerson(ctx context.Context, p reception.Person, passwordHash string) (id reception.PersonID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO people (office_id, body_id, email, name, role, language, active, password_hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		p.OfficeID, orNull(p.BodyID), p.Email, p.Name, p.Role, p.Language, !p.Inactive, passwordHash).Scan(&id)
	return id, err
}

// SetPerson writes a person anew; the password stays.
func (t *Tx) SetPerson(ctx context.Context, p reception.Person) error {
	_, err := t.q.Exec(ctx, `UPDATE people SET body_id = $2, email = $3, name = $4, role = $5, language = $6, active = $7 WHERE id = $1`,
		p.ID, orNull(p.BodyID), p.Email, p.Name, p.Role, p.Language, !p.Inactive)
	return err
}

// SetLanguage changes the language in which a person is addressed.
func (t *Tx) SetLanguage(ctx context.Context, id reception.PersonID, lang string) error {
	_, err := t.q.Exec(ctx, `UPDATE people SET language = $2 WHERE id = $1`, id, lang)
	return err
}

// AddSession writes a session under the hash of its token.
func (t *Tx) AddSession(ctx context.Context, tokenHash []byte, p reception.PersonID, now, expires time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO sessions (token_hash, person_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)`,
		tokenHash, p, now, expires)
	return err
}

// RemoveSession ends a session, and removes those that have expired.
func (t *Tx) RemoveSession(ctx context.Context, tokenHash []byte, now time.Time) error {
	_, err := t.q.Exec(ctx, `DELETE FROM sessions WHERE token_hash = $1 OR expires_at < $2`, tokenHash, now)
	return err
}

// SessionPerson returns the active person of a session that has not expired; ok
// is false when there is none.
func (r *Reader) SessionPerson(ctx context.Context, tokenHash []byte, now time.Time) (p reception.Person, ok bool, err error) {
	rows, err := list[personRow](ctx, r.q, `SELECT `+personColumns+` FROM sessions s JOIN people p ON p.id = s.person_id
		WHERE s.token_hash = @hash AND s.expires_at > @now AND p.active`, pgx.NamedArgs{"hash": tokenHash, "now": now})
	if err != nil || len(rows) == 0 {
		return p, false, err
	}
	return rows[0].person(), true, nil
}

// FailedSignIns counts the attempts on an e-mail that failed since an instant.
func (r *Reader) FailedSignIns(ctx context.Context, email string, since time.Time) (n int, err error) {
	err = r.q.QueryRow(ctx, `SELECT count(*) FROM sign_ins WHERE email = lower($1) AND failed_at > $2`, email, since).Scan(&n)
	return n, err
}

// AddFailedSignIn records a failed attempt and forgets those before an instant.
func (t *Tx) AddFailedSignIn(ctx context.Context, email string, at, forget time.Time) error {
	_, err := t.q.Exec(ctx, `WITH old AS (DELETE FROM sign_ins WHERE failed_at < $3)
		INSERT INTO sign_ins (email, failed_at) VALUES (lower($1), $2)`, email, at, forget)
	return err
}

// PersonNames returns the names of some people.
func (r *Reader) PersonNames(ctx context.Context, ids []reception.PersonID) (map[reception.PersonID]string, error) {
	type row struct {
		ID   reception.PersonID
		Name string
	}
	out := map[reception.PersonID]string{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := list[row](ctx, r.q, `SELECT id, name FROM people WHERE id = ANY(@ids)`, pgx.NamedArgs{"ids": ids})
	for _, x := range rows {
		out[x.ID] = x.Name
	}
	return out, err
}
