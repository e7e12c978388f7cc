package storage

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

type officeRow struct {
	ID         reception.OfficeID
	Code       string
	Name       string
	TaxCode    string
	OfficeCode string
	PEC        string `db:"pec"`
	Email      string
	Calendar   string
}

const officeColumns = `id, code, name, tax_code, office_code, pec, email, calendar`

// Offices returns every office of the scope, by name.
func (r *Reader) Offices(ctx context.Context) ([]reception.Office, error) {
	rows, err := list[officeRow](ctx, r.q, `SELECT `+officeColumns+` FROM offices ORDER BY name`, nil)
	out := make([]reception.Office, len(rows))
	for i, o := range rows {
		out[i] = reception.Office(o)
	}
	return out, err
}

// Office returns an office.
func (r *Reader) Office(ctx context.Context, id reception.OfficeID) (reception.Office, error) {
	o, err := one[officeRow](ctx, r.q, `SELECT `+officeColumns+` FROM offices WHERE id = @id`, pgx.NamedArgs{"id": id})
	return reception.Office(o), orNotFound(err, "office", "L'ufficio", "The office")
}

// AddOffice writes a new office and returns its id.
func (t *Tx) AddOffice(ctx context.Context, o reception.Office) (id reception.OfficeID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO offices (code, name, tax_code, office_code, pec, email, calendar)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		o.Code, o.Name, o.TaxCode, o.OfficeCode, o.PEC, o.Email, o.Calendar).Scan(&id)
	return id, err
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
}

const bodyColumns = `id, office_id, code, name, legal_form, vat_id, tax_code, vat_profile, pec, email, iban`

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
	err = t.q.QueryRow(ctx, `INSERT INTO bodies (office_id, code, name, legal_form, vat_id, tax_code, vat_profile, pec, email, iban)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		b.OfficeID, b.Code, b.Name, b.LegalForm, b.VATID, b.TaxCode, b.VATProfile, b.PEC, b.Email, b.IBAN).Scan(&id)
	return id, err
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
}

const centreColumns = `id, office_id, body_id, code, name, kind, address, municipality, places, opened_on, closed_on`

// Centres returns the centres of a body, by code; all of the scope when body is
// zero.
func (r *Reader) Centres(ctx context.Context, body reception.BodyID) ([]reception.Centre, error) {
	rows, err := list[centreRow](ctx, r.q, `SELECT `+centreColumns+` FROM centres
		WHERE @body::bigint IS NULL OR body_id = @body ORDER BY office_id, code`, pgx.NamedArgs{"body": orNull(body)})
	out := make([]reception.Centre, len(rows))
	for i, c := range rows {
		out[i] = reception.Centre(c)
	}
	return out, err
}

// AddCentre writes a new centre and returns its id.
func (t *Tx) AddCentre(ctx context.Context, c reception.Centre) (id reception.CentreID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO centres (office_id, body_id, code, name, kind, address, municipality, places, opened_on, closed_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		c.OfficeID, c.BodyID, c.Code, c.Name, c.Kind, c.Address, c.Municipality, c.Places, c.OpenedOn, c.ClosedOn).Scan(&id)
	return id, err
}

type agreementRow struct {
	ID           reception.AgreementID
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID
	CIG          string `db:"cig"`
	CUP          string `db:"cup"`
	Title        string
	StartsOn     calendar.Date
	EndsOn       calendar.Date
	PaymentDays  int
	CountExitDay bool
	Centres      []reception.CentreID
}

type tariffRow struct {
	AgreementID reception.AgreementID
	CentreKind  reception.CentreKind
	FromOn      calendar.Date
	DailyRate   decimal.Decimal
	PocketMoney decimal.Decimal
	Kit         decimal.Decimal
	PhoneCard   decimal.Decimal
}

// Agreements returns the agreements of a body with their centres and tariffs;
// all of the scope when body is zero.
func (r *Reader) Agreements(ctx context.Context, body reception.BodyID) ([]reception.Agreement, error) {
	args := pgx.NamedArgs{"body": orNull(body)}
	rows, err := list[agreementRow](ctx, r.q, `SELECT id, office_id, body_id, cig, cup, title, starts_on, ends_on, payment_days, count_exit_day,
			ARRAY(SELECT centre_id FROM agreement_centres ac WHERE ac.agreement_id = a.id ORDER BY centre_id) AS centres
		FROM agreements a WHERE @body::bigint IS NULL OR body_id = @body ORDER BY office_id, body_id, starts_on, id`, args)
	if err != nil {
		return nil, err
	}
	tariffs, err := list[tariffRow](ctx, r.q, `SELECT agreement_id, centre_kind, from_on, daily_rate, pocket_money, kit, phone_card
		FROM tariffs WHERE @body::bigint IS NULL OR body_id = @body ORDER BY agreement_id, centre_kind, from_on`, args)
	if err != nil {
		return nil, err
	}
	of := map[reception.AgreementID][]reception.Tariff{}
	for _, t := range tariffs {
		of[t.AgreementID] = append(of[t.AgreementID], reception.Tariff{CentreKind: t.CentreKind, FromOn: t.FromOn,
			DailyRate: t.DailyRate, PocketMoney: t.PocketMoney, Kit: t.Kit, PhoneCard: t.PhoneCard})
	}
	out := make([]reception.Agreement, len(rows))
	for i, a := range rows {
		out[i] = reception.Agreement{ID: a.ID, OfficeID: a.OfficeID, BodyID: a.BodyID, CIG: a.CIG, CUP: a.CUP, Title: a.Title,
			StartsOn: a.StartsOn, EndsOn: a.EndsOn, PaymentDays: a.PaymentDays, CountExitDay: a.CountExitDay,
			Centres: a.Centres, Tariffs: of[a.ID]}
	}
	return out, nil
}

// AddAgreement writes a new agreement with its centres and tariffs and returns
// its id.
func (t *Tx) AddAgreement(ctx context.Context, a reception.Agreement) (id reception.AgreementID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO agreements (office_id, body_id, cig, cup, title, starts_on, ends_on, payment_days, count_exit_day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		a.OfficeID, a.BodyID, a.CIG, a.CUP, a.Title, a.StartsOn, a.EndsOn, a.PaymentDays, a.CountExitDay).Scan(&id)
	if err != nil {
		return 0, err
	}
	b := &pgx.Batch{}
	for _, c := range a.Centres {
		b.Queue(`INSERT INTO agreement_centres (office_id, body_id, agreement_id, centre_id) VALUES ($1, $2, $3, $4)`,
			a.OfficeID, a.BodyID, id, c)
	}
	for _, f := range a.Tariffs {
		b.Queue(`INSERT INTO tariffs (office_id, body_id, agreement_id, centre_kind, from_on, daily_rate, pocket_money, kit, phone_card)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			a.OfficeID, a.BodyID, id, f.CentreKind, f.FromOn, f.DailyRate, f.PocketMoney, f.Kit, f.PhoneCard)
	}
	return id, t.q.SendBatch(ctx, b).Close()
}

// Requirements returns the requirements of the scope's offices.
func (r *Reader) Requirements(ctx context.Context) ([]reception.Requirement, error) {
	type row struct {
		ID         reception.RequirementID
		OfficeID   reception.OfficeID
		Kind       string
		Subject    reception.Subject
		Recurrence reception.Recurrence
		DueDay     int
		Definition string
		Basis      string
		Proposed   bool
	}
	rows, err := list[row](ctx, r.q, `SELECT id, office_id, kind, subject, recurrence, due_day, definition, basis, proposed
		FROM requirements ORDER BY office_id, id`, nil)
	out := make([]reception.Requirement, len(rows))
	for i, q := range rows {
		out[i] = reception.Requirement{ID: q.ID, OfficeID: q.OfficeID, Kind: kindOf(q.Kind), Subject: q.Subject,
			Recurrence: q.Recurrence, DueDay: q.DueDay, Definition: q.Definition, Basis: q.Basis, Proposed: q.Proposed}
	}
	return out, err
}

// AddRequirement writes a requirement of an office and returns its id.
func (t *Tx) AddRequirement(ctx context.Context, q reception.Requirement) (id reception.RequirementID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO requirements (office_id, kind, subject, recurrence, due_day, definition, basis, proposed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		q.OfficeID, q.Kind, q.Subject, q.Recurrence, q.DueDay, q.Definition, q.Basis, q.Proposed).Scan(&id)
	return id, err
}
