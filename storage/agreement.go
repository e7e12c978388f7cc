package storage

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

type agreementRow struct {
	ID             reception.AgreementID
	OfficeID       reception.OfficeID
	BodyID         reception.BodyID
	Kind           reception.AgreementKind
	FrameworkID    reception.AgreementID
	CIG            string `db:"cig"`
	CUP            string `db:"cup"`
	Title          string
	StartsOn       calendar.Date
	EndsOn         calendar.Date
	Places         int
	PaymentDays    int
	InvoiceMonths  int
	CountEntryDay  bool
	CountExitDay   bool
	PaidLeaveHours int
	AbsenceHours   int
	Checklist      []document.Kind
	Penalties      []reception.Penalty
	Counted        []reception.DatedCounting
}

const agreementColumns = `id, office_id, body_id, kind, coalesce(framework_id, 0) AS framework_id, cig, cup, title, starts_on, ends_on,
	places, payment_days, invoice_months, count_entry_day, count_exit_day, paid_leave_hours, absence_hours, checklist, penalties,
	(SELECT jsonb_agg(jsonb_build_object('from_on', v.from_on, 'counting', v.data->'counting') ORDER BY v.from_on)
		FROM registry_versions v WHERE v.entity = 'agreement' AND v.entity_id = agreements.id AND v.data ? 'counting') AS counted`

func (a agreementRow) agreement() reception.Agreement {
	return reception.Agreement{ID: a.ID, OfficeID: a.OfficeID, BodyID: a.BodyID, Kind: a.Kind, FrameworkID: a.FrameworkID,
		CIG: a.CIG, CUP: a.CUP, Title: a.Title, StartsOn: a.StartsOn, EndsOn: a.EndsOn, Places: a.Places,
		PaymentDays: a.PaymentDays, InvoiceMonths: a.InvoiceMonths, Checklist: a.Checklist, Penalties: a.Penalties,
		Counting: reception.CountingRule{EntryDay: a.CountEntryDay, ExitDay: a.CountExitDay, PaidLeaveHours: a.PaidLeaveHours, AbsenceHours: a.AbsenceHours},
		Counted:  a.Counted}
}

type coveringRow struct {
	AgreementID reception.AgreementID
	CentreID    reception.CentreID
	FromOn      calendar.Date
	ToOn        calendar.Date
}

type extensionRow struct {
	AgreementID reception.AgreementID
	Act         string
	DecidedOn   calendar.Date
	FromEnd     calendar.Date
	EndsOn      calendar.Date
}

type tariffRow struct {
	AgreementID reception.AgreementID
	CentreKind  reception.CentreKind
	FromOn      calendar.Date
	ToOn        calendar.Date
	DailyRate   decimal.Decimal
	PocketMoney decimal.Decimal
	FamilyCap   decimal.Decimal
	Kit         decimal.Decimal
	PhoneCard   decimal.Decimal
}

// Agreements returns the agreements of a body with their coverings, extensions
// and tariffs; all of the scope when body is zero.
func (r *Reader) Agreements(ctx context.Context, body reception.BodyID) ([]reception.Agreement, error) {
	return r.agreements(ctx, ofBody(body), ofBody(body), pgx.NamedArgs{"body": orNull(body)})
}

// Agreement returns an agreement with its coverings, extensions and tariffs.
func (r *Reader) Agreement(ctx context.Context, id reception.AgreementID) (reception.Agreement, error) {
	all, err := r.agreements(ctx, `id = @id`, `agreement_id = @id`, pgx.NamedArgs{"id": id})
	if err == nil && len(all) == 0 {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return reception.Agreement{}, orNotFound(err, "agreement", "La convenzione", "The agreement")
	}
	return all[0], nil
}

// agreements reads agreements, and the parts of theirs, with a condition each.
func (r *Reader) agreements(ctx context.Context, which, parts string, args pgx.NamedArgs) (out []reception.Agreement, err error) {
	var g gathering
	g.agreementsOf(&out, which, parts, args)
	return out, g.get(ctx, r)
}

func joinAgreements(rows []agreementRow, covers []coveringRow, extensions []extensionRow, tariffs []tariffRow) []reception.Agreement {
	out := make([]reception.Agreement, len(rows))
	at := make(map[reception.AgreementID]*reception.Agreement, len(rows))
	for i, a := range rows {
		out[i] = a.agreement()
		at[a.ID] = &out[i]
	}
	for _, c := range covers {
		at[c.AgreementID].Covers = append(at[c.AgreementID].Covers, reception.Covering{CentreID: c.CentreID, FromOn: c.FromOn, ToOn: c.ToOn})
	}
	for _, e := range extensions {
		at[e.AgreementID].Extensions = append(at[e.AgreementID].Extensions, reception.Extension{Act: e.Act, DecidedOn: e.DecidedOn, FromEnd: e.FromEnd, EndsOn: e.EndsOn})
	}
	for _, t := range tariffs {
		at[t.AgreementID].Tariffs = append(at[t.AgreementID].Tariffs, reception.Tariff{CentreKind: t.CentreKind, FromOn: t.FromOn, ToOn: t.ToOn,
			DailyRate: t.DailyRate, PocketMoney: t.PocketMoney, FamilyCap: t.FamilyCap, Kit: t.Kit, PhoneCard: t.PhoneCard})
	}
	return out
}

// AddAgreement writes a new agreement with its coverings, extensions and tariffs
// and returns its id.
func (t *Tx) AddAgreement(ctx context.Context, a reception.Agreement) (id reception.AgreementID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO agreements (office_id, body_id, kind, framework_id, cig, cup, title, starts_on, ends_on, places,
			payment_days, invoice_months, count_entry_day, count_exit_day, paid_leave_hours, absence_hours, checklist, penalties)
		VALUES (@office, @body, @kind, @framework, @cig, @cup, @title, @starts, @ends, @places,
			@payment, @months, @entry, @exit, @leave, @absence, @checklist, @penalties) RETURNING id`, agreementArgs(a)).Scan(&id)
	if err != nil {
		return 0, err
	}
	a.ID = id
	return id, t.addAgreementParts(ctx, a)
}

func agreementArgs(a reception.Agreement) pgx.NamedArgs {
	if a.Kind == "" {
		a.Kind = reception.CallOff
	}
	if a.InvoiceMonths == 0 {
		a.InvoiceMonths = 1
	}
	return pgx.NamedArgs{"id": a.ID, "office": a.OfficeID, "body": a.BodyID, "kind": a.Kind, "framework": orNull(a.FrameworkID), "cig": a.CIG,
		"cup": a.CUP, "title": a.Title, "starts": a.StartsOn, "ends": a.EndsOn, "places": a.Places, "payment": a.PaymentDays,
		"months": a.InvoiceMonths, "entry": a.Counting.EntryDay, "exit": a.Counting.ExitDay, "leave": a.Counting.PaidLeaveHours, "absence": a.Counting.AbsenceHours,
		"checklist": append([]document.Kind{}, a.Checklist...), "penalties": append([]reception.Penalty{}, a.Penalties...)}
}

// addAgreementParts writes what hangs off an agreement.
func (t *Tx) addAgreementParts(ctx context.Context, a reception.Agreement) error {
	b := &pgx.Batch{}
	for _, c := range a.Covers {
		b.Queue(`INSERT INTO agreement_centres (office_id, body_id, agreement_id, centre_id, from_on, to_on) VALUES ($1, $2, $3, $4, $5, $6)`,
			a.OfficeID, a.BodyID, a.ID, c.CentreID, c.FromOn, c.ToOn)
	}
	for _, x := range a.Extensions {
		b.Queue(`INSERT INTO agreement_extensions (office_id, body_id, agreement_id, act, decided_on, from_end, ends_on) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			a.OfficeID, a.BodyID, a.ID, x.Act, x.DecidedOn, x.FromEnd, x.EndsOn)
	}
	for _, f := range a.Tariffs {
		b.Queue(`INSERT INTO tariffs (office_id, body_id, agreement_id, centre_kind, from_on, to_on, daily_rate, pocket_money, family_cap, kit, phone_card)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			a.OfficeID, a.BodyID, a.ID, f.CentreKind, f.FromOn, f.ToOn, f.DailyRate, f.PocketMoney, f.FamilyCap, f.Kit, f.PhoneCard)
	}
	return t.q.SendBatch(ctx, b).Close()
}

// SetAgreement writes an agreement anew, with its coverings, extensions and
// tariffs. It stays with its body.
func (t *Tx) SetAgreement(ctx context.Context, a reception.Agreement) error {
	_, err := t.q.Exec(ctx, `UPDATE agreements SET kind = @kind, framework_id = @framework, cig = @cig, cup = @cup, title = @title,
			starts_on = @starts, ends_on = @ends, places = @places, payment_days = @payment, invoice_months = @months,
			count_entry_day = @entry, count_exit_day = @exit, paid_leave_hours = @leave, absence_hours = @absence, checklist = @checklist, penalties = @penalties
		WHERE id = @id`, agreementArgs(a))
	if err != nil {
		return err
	}
	for _, part := range []string{"agreement_centres", "agreement_extensions", "tariffs"} {
		if _, err := t.q.Exec(ctx, `DELETE FROM `+part+` WHERE agreement_id = $1`, a.ID); err != nil {
			return err
		}
	}
	return t.addAgreementParts(ctx, a)
}
