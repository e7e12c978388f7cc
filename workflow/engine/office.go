package engine

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

type officeOpenedData struct {
	Code string `json:"code"`
}

// OpenOffice makes an office with its first administrator, who is sent an
// invitation, the default definitions and the default requirements; all of it or
// nothing. It refuses what Validate says of either ("registry.problems"), and a
// code or an e-mail that is taken.
func (e *Engine) OpenOffice(ctx context.Context, o reception.Office, admin reception.Person) (id reception.OfficeID, err error) {
	if o.Rules.HorizonDays == 0 {
		o.Rules = reception.DefaultOfficeRules()
	}
	admin.Role, admin.BodyID = reception.Administrator, 0
	if err := refuseProblems(append(OfficeProblems(o), admin.Validate()...), "registry.problems"); err != nil {
		return 0, err
	}
	definitions, err := workflow.DefaultDefinitions()
	if err != nil {
		return 0, err
	}
	err = e.write(ctx, system(), func(t *storage.Tx) error {
		if id, err = t.AddOffice(ctx, o); err != nil {
			return err
		}
		for _, d := range definitions {
			if err := t.AddDefinition(ctx, id, d.Definition, d.Source, e.now()); err != nil {
				return err
			}
		}
		if _, err := e.seedRequirements(ctx, t, id); err != nil {
			return err
		}
		if err := t.AddEvent(ctx, storage.Event{OfficeID: id, Kind: "office.opened", At: e.now(), Data: officeOpenedData{o.Code}}); err != nil {
			return err
		}
		person := admin
		person.OfficeID = id
		if person.ID, err = t.AddPerson(ctx, person, ""); err != nil {
			return err
		}
		_, err = t.AddNotice(ctx, storage.Notice{OfficeID: id, PersonID: person.ID, Kind: workflow.NoticeInvite, CreatedAt: e.now()})
		return err
	})
	return id, err
}
