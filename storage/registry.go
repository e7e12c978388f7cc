package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

type officeRow struct {
	ID                                      reception.OfficeID
	Code                                    string
	Name                                    string
	TaxCode                                 string
	OfficeCode                              string
	PEC                                     string `db:"pec"`
	Email                                   string
	Calendar                                string
	HoursFrom, HoursTo                      string
	Ladder, TaskLadder                      []int
	EscalateAfter, DueSoonDays, HorizonDays int
	Severities                              map[string]string
}

const officeColumns = `id, code, name, tax_code, office_code, pec, email, calendar, to_char(hours_from, 'HH24:MI') AS hours_from,
	to_char(hours_to, 'HH24:MI') AS hours_to, ladder, task_ladder, escalate_after, due_soon_days, horizon_days, severities`

func (o officeRow) office() reception.Office {
	if len(o.Severities) == 0 {
		o.Severities = nil
	}
	return reception.Office{ID: o.ID, Code: o.Code, Name: o.Name, TaxCode: o.TaxCode, OfficeCode: o.OfficeCode, PEC: o.PEC,
		Email: o.Email, Calendar: o.Calendar, Rules: reception.OfficeRules{HoursFrom: o.HoursFrom, HoursTo: o.HoursTo,
			Ladder:     reception.Ladder{Steps: o.Ladder, EscalateAfter: o.EscalateAfter},
			TaskLadder: reception.Ladder{Steps: o.TaskLadder}, DueSoonDays: o.DueSoonDays, HorizonDays: o.HorizonDays, Severities: o.Severities}}
}

// Offices returns every office of the scope, by name.
func (r *Reader) Offices(ctx context.Context) ([]reception.Office, error) {
	rows, err := list[officeRow](ctx, r.q, `SELECT `+officeColumns+` FROM offices ORDER BY name`, nil)
	out := make([]reception.Office, len(rows))
	for i, o := range rows {
		out[i] = o.office()
	}
	return out, err
}

// Office returns an office.
func (r *Reader) Office(ctx context.Context, id reception.OfficeID) (reception.Office, error) {
	o, err := one[officeRow](ctx, r.q, `SELECT `+officeColumns+` FROM offices WHERE id = @id`, pgx.NamedArgs{"id": id})
	return o.office(), orNotFound(err, "office", "L'ufficio", "The office")
}

// AddOffice writes a new office and returns its id.
func (t *Tx) AddOffice(ctx context.Context, o reception.Office) (id reception.OfficeID, err error) {
	if o.Rules.HorizonDays == 0 {
		o.Rules = reception.DefaultOfficeRules()
	}
	err = t.q.QueryRow(ctx, `INSERT INTO offices (code, name, tax_code, office_code, pec, email, calendar,
			hours_from, hours_to, ladder, escalate_after, task_ladder, due_soon_days, horizon_days, severities)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::time, $9::text::time, $10, $11, $12, $13, $14, coalesce(nullif($15::jsonb, 'null'), '{}')) RETURNING id`,
		o.Code, o.Name, o.TaxCode, o.OfficeCode, o.PEC, o.Email, o.Calendar, o.Rules.HoursFrom, o.Rules.HoursTo,
		o.Rules.Ladder.Steps, o.Rules.Ladder.EscalateAfter, o.Rules.TaskLadder.Steps, o.Rules.DueSoonDays, o.Rules.HorizonDays, o.Rules.Severities).Scan(&id)
	return id, err
}

// SetOffice writes an office anew.
func (t *Tx) SetOffice(ctx context.Context, o reception.Office) error {
	_, err := t.q.Exec(ctx, `UPDATE offices SET code = $2, name = $3, tax_code = $4, office_code = $5, pec = $6, email = $7, calendar = $8,
			hours_from = $9::text::time, hours_to = $10::text::time, ladder = $11, escalate_after = $12, task_ladder = $13, due_soon_days = $14, horizon_days = $15,
			severities = coalesce(nullif($16::jsonb, 'null'), '{}')
		WHERE id = $1`,
		o.ID, o.Code, o.Name, o.TaxCode, o.OfficeCode, o.PEC, o.Email, o.Calendar, o.Rules.HoursFrom, o.Rules.HoursTo,
		append([]int{}, o.Rules.Ladder.Steps...), o.Rules.Ladder.EscalateAfter, append([]int{}, o.Rules.TaskLadder.Steps...), o.Rules.DueSoonDays, o.Rules.HorizonDays, o.Rules.Severities)
	return err
}

type bodyRow struct {
	ID         reception.BodyID
	OfficeID   reception.OfficeID
	Code       string
	Name       string
	LegalForm  string
	VATID      string `db:"vat_id"`
	TaxCode    string
	VATProfile reception.VATProfile `db:"vat_profile"`
	PEC        string               `db:"pec"`
	Email      string
	IBAN       string `db:"iban"`
	Contacts   []reception.Contact
	Inactive   bool
}

const bodyColumns = `id, office_id, code, name, legal_form, vat_id, tax_code, vat_profile, pec, email, iban, contacts, NOT active AS inactive`

// Bodies returns the bodies of the scope, by code.
func (r *Reader) Bodies(ctx context.Context) ([]reception.Body, error) {
	rows, err := list[bodyRow](ctx, r.q, `SELECT `+bodyColumns+` FROM bodies ORDER BY office_id, code`, nil)
	out := make([]reception.Body, len(rows))
	for i, b := range rows {
		out[i] = reception.Body(b)
	}
	return out, err
}

// Body returns a body.
func (r *Reader) Body(ctx context.Context, id reception.BodyID) (reception.Body, error) {
	b, err := one[bodyRow](ctx, r.q, `SELECT `+bodyColumns+` FROM bodies WHERE id = @id`, pgx.NamedArgs{"id": id})
	return reception.Body(b), orNotFound(err, "body", "L'ente", "The body")
}

// AddBody writes a new body and returns its id.
func (t *Tx) AddBody(ctx context.Context, b reception.Body) (id reception.BodyID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO bodies (office_id, code, name, legal_form, vat_id, tax_code, vat_profile, pec, email, iban, contacts, active)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
		b.OfficeID, b.Code, b.Name, b.LegalForm, b.VATID, b.TaxCode, b.VATProfile, b.PEC, b.Email, b.IBAN,
		append([]reception.Contact{}, b.Contacts...), !b.Inactive).Scan(&id)
	return id, err
}

// SetBody writes a body anew.
func (t *Tx) SetBody(ctx context.Context, b reception.Body) error {
	_, err := t.q.Exec(ctx, `UPDATE bodies SET code = $2, name = $3, legal_form = $4, vat_id = $5, tax_code = $6, vat_profile = $7, pec = $8, email = $9,
			iban = $10, contacts = $11, active = $12 WHERE id = $1`,
		b.ID, b.Code, b.Name, b.LegalForm, b.VATID, b.TaxCode, b.VATProfile, b.PEC, b.Email, b.IBAN,
		append([]reception.Contact{}, b.Contacts...), !b.Inactive)
	return err
}

type centreRow struct {
	ID           reception.CentreID
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID
	Code         string
	Name         string
	Kind         reception.CentreKind
	Address      string
	Municipality string
	Places       int
	OpenedOn     calendar.Date
	ClosedOn     calendar.Date
	Dated        []reception.DatedPlaces
}

func (c centreRow) centre() reception.Centre {
	return reception.Centre{ID: c.ID, OfficeID: c.OfficeID, BodyID: c.BodyID, Code: c.Code, Name: c.Name, Kind: c.Kind,
		Address: c.Address, Municipality: c.Municipality, Places: c.Places, OpenedOn: c.OpenedOn, ClosedOn: c.ClosedOn, Dated: c.Dated}
}

// The places of each version say how many a centre had on a day.
const centreColumns = `c.id, c.office_id, c.body_id, c.code, c.name, c.kind, c.address, c.municipality, c.places, c.opened_on, c.closed_on,
	(SELECT jsonb_agg(jsonb_build_object('from_on', v.from_on, 'places', v.data->'places') ORDER BY v.from_on)
		FROM registry_versions v WHERE v.entity = 'centre' AND v.entity_id = c.id) AS dated`

// Centres returns the centres of a body, by code; all of the scope when body is
// zero.
func (r *Reader) Centres(ctx context.Context, body reception.BodyID) (out []reception.Centre, err error) {
	var g gathering
	g.centres(&out, body)
	return out, g.get(ctx, r)
}

// Centre returns a centre.
func (r *Reader) Centre(ctx context.Context, id reception.CentreID) (reception.Centre, error) {
	c, err := one[centreRow](ctx, r.q, `SELECT `+centreColumns+` FROM centres c WHERE c.id = @id`, pgx.NamedArgs{"id": id})
	return c.centre(), orNotFound(err, "centre", "Il centro", "The centre")
}

// AddCentre writes a new centre and returns its id.
func (t *Tx) AddCentre(ctx context.Context, c reception.Centre) (id reception.CentreID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO centres (office_id, body_id, code, name, kind, address, municipality, places, opened_on, closed_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		c.OfficeID, c.BodyID, c.Code, c.Name, c.Kind, c.Address, c.Municipality, c.Places, c.OpenedOn, c.ClosedOn).Scan(&id)
	return id, err
}

// SetCentre writes a centre anew. It stays with its body.
func (t *Tx) SetCentre(ctx context.Context, c reception.Centre) error {
	_, err := t.q.Exec(ctx, `UPDATE centres SET code = $2, name = $3, kind = $4, address = $5, municipality = $6, places = $7, opened_on = $8, closed_on = $9
		WHERE id = $1`, c.ID, c.Code, c.Name, c.Kind, c.Address, c.Municipality, c.Places, c.OpenedOn, c.ClosedOn)
	return err
}
