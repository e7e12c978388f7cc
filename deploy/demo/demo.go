// Package demo loads an invented province into an installation, through the
// same doors as people do: files go to the object store, are received, read in a
// child process, checked, and decided upon, each at its own instant in the past.
// Nothing is written behind the engine's back but the registry.
//
// Loading goes on where it was cut off: what is there already is passed over.
package demo

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// begunEvent marks an installation that demo data is loaded into, loadedEvent
// one whose demo data is whole.
const (
	begunEvent  = "demo.begun"
	loadedEvent = "demo.loaded"
)

// Loader loads provinces.
type Loader struct {
	DB       *storage.DB
	Engine   *engine.Engine
	Blobs    blob.Store
	Read     extract.ChildOptions
	Log      *slog.Logger
	Password string // of every demo account
	Now      time.Time
	// Progress is told how many of the files are loaded.
	Progress func(done, all int)

	p   *province.Province
	ids ids
}

// ids maps the province's ids to the database's.
type ids struct {
	offices    map[reception.OfficeID]reception.OfficeID
	bodies     map[reception.BodyID]reception.BodyID
	centres    map[reception.CentreID]reception.CentreID
	agreements map[reception.AgreementID]reception.AgreementID
	people     map[reception.PersonID]workflow.Actor
	desks      map[desk]workflow.Actor // one person for each role of an office
	slots      map[slot]workflow.ObligationID
}

type desk struct {
	office reception.OfficeID
	role   reception.Role
}

// slot names an obligation by what it is about, in the database's ids.
type slot struct {
	body      reception.BodyID
	kind      string
	agreement reception.AgreementID
	centre    reception.CentreID
	month     string
}

// Begun says that loading a province was begun in the installation.
func Begun(ctx context.Context, db *storage.DB) (bool, error) { return happened(ctx, db, begunEvent) }

// Loaded says that the installation holds a whole province.
func Loaded(ctx context.Context, db *storage.DB) (bool, error) { return happened(ctx, db, loadedEvent) }

func happened(ctx context.Context, db *storage.DB, kind string) (yes bool, err error) {
	err = db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		yes, err = r.Happened(ctx, kind)
		return err
	})
	return yes, err
}

// Empty says that the installation has no office yet.
func Empty(ctx context.Context, db *storage.DB) (yes bool, err error) {
	err = db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		offices, err := r.Offices(ctx)
		yes = len(offices) == 0
		return err
	})
	return yes, err
}

// Load loads a province: registry, obligations, files with what became of them.
func (l *Loader) Load(ctx context.Context, p *province.Province) error {
	l.p = p
	if err := l.Registry(ctx, p); err != nil {
		return fmt.Errorf("load the registry: %w", err)
	}
	if err := l.files(ctx); err != nil {
		return fmt.Errorf("load the files: %w", err)
	}
	if err := l.acts(ctx); err != nil {
		return fmt.Errorf("load what was said on obligations: %w", err)
	}
	if err := l.forgetOldNotices(ctx); err != nil {
		return fmt.Errorf("close old notices: %w", err)
	}
	return l.DB.Write(ctx, storage.System(), func(t *storage.Tx) error {
		return t.AddEvent(ctx, storage.Event{OfficeID: l.ids.offices[1], Kind: loadedEvent, At: l.Now})
	})
}

// forgetOldNotices ends the notices of decisions that are weeks old: nobody is
// to get an e-mail about them now.
func (l *Loader) forgetOldNotices(ctx context.Context) error {
	return l.DB.Write(ctx, storage.System(), func(t *storage.Tx) error {
		old, err := t.WaitingNotices(ctx, l.Now.AddDate(0, 0, -7))
		if err != nil {
			return err
		}
		for job, id := range old {
			if _, err := t.FinishJob(ctx, job); err != nil {
				return err
			}
			n, err := t.Notice(ctx, id)
			if err != nil {
				return err
			}
			if err := t.AddDelivery(ctx, n, storage.NotNeeded, "caricato come storia della dimostrazione", l.Now); err != nil {
				return err
			}
		}
		return nil
	})
}

// months are the province's months and the current one.
func (l *Loader) months() []calendar.Period {
	return append(l.p.Months(), calendar.DateOf(l.Now).Period())
}
