package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// What one chase may hold.
const (
	chaseMax     = 1000 // obligations
	chaseNoteMax = 1000 // characters
)

// ChaseLine is what one body would be asked for, and who of it would be told.
type ChaseLine struct {
	BodyID  reception.BodyID
	Body    string
	People  []reception.Person // each gets one e-mail with every item
	Items   []storage.ChaseItem
	LeftOut []LeftOut
}

// LeftOut is an obligation that is not chased, and why.
type LeftOut struct {
	storage.ChaseItem
	Why workflow.Reason
}

// ChasePreview is what a chase would do, by body. Stamp stands for exactly this.
type ChasePreview struct {
	Lines  []ChaseLine
	Items  int // that would be chased
	People int // who would get an e-mail
	Stamp  string
}

// PreviewChase says what chasing obligations by hand would do now: which are left
// out and why (received meanwhile, reminded today, nobody to remind). Only people
// of the office chase.
func (e *Engine) PreviewChase(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID) (p ChasePreview, err error) {
	if err := mayChase(a, ids, ""); err != nil {
		return p, err
	}
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		p, err = e.previewChase(ctx, r, a.Office, ids)
		return err
	})
	return p, err
}

// Chase sends an e-mail to the operators of each body now, one to a person with
// all its items and the office's note, and records it on each obligation. It does
// exactly what the preview with that stamp showed; when something changed since,
// it refuses ("chase.changed") and changes nothing. An obligation is chased or
// reminded of once a day at most.
func (e *Engine) Chase(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, note, stamp string) (done ChasePreview, err error) {
	note = strings.TrimSpace(note)
	if err := mayChase(a, ids, note); err != nil {
		return done, err
	}
	err = e.write(ctx, a, func(t *storage.Tx) error {
		if err := t.LockChased(ctx, ids); err != nil {
			return err
		}
		if done, err = e.previewChase(ctx, &t.Reader, a.Office, ids); err != nil {
			return err
		}
		if done.Stamp != stamp {
			return workflow.Refuse(workflow.Conflict, "chase.changed",
				"Qualcosa è cambiato da quando si è vista l'anteprima. Guardarla di nuovo e confermare.",
				"Something has changed since you saw the preview. Look at it again and confirm.")
		}
		if done.Items == 0 {
			return workflow.Refuse(workflow.Invalid, "chase.nothing",
				"Non c'è nulla da sollecitare: ogni adempimento scelto è arrivato, è già stato ricordato oggi, può essere in un file ancora in lettura o non ha nessuno da avvisare.",
				"There is nothing to chase: each obligation chosen has arrived, was reminded of today, may be in a file that is still being read or has nobody to remind.")
		}
		return e.chase(ctx, t, a, done, note)
	})
	return done, err
}

func mayChase(a workflow.Actor, ids []workflow.ObligationID, note string) error {
	switch {
	case a.Person == 0 || a.Body != 0 || a.Role == reception.Operator:
		return officeOnly()
	case len(ids) == 0:
		return workflow.Refuse(workflow.Invalid, "chase.none", "Scegliere almeno un adempimento da sollecitare.", "Choose at least one obligation to chase.")
	case len(ids) > chaseMax:
		return workflow.Refuse(workflow.Invalid, "chase.many",
			fmt.Sprintf("Gli adempimenti scelti sono %d: se ne possono sollecitare al massimo %d alla volta. Restringere il filtro.", len(ids), chaseMax),
			fmt.Sprintf("%d obligations are chosen: at most %d can be chased at once. Narrow the filter.", len(ids), chaseMax))
	case utf8.RuneCountInString(note) > chaseNoteMax:
		return workflow.Refuse(workflow.Invalid, "chase.note",
			fmt.Sprintf("Il messaggio è troppo lungo: al massimo %d caratteri.", chaseNoteMax),
			fmt.Sprintf("The message is too long: at most %d characters.", chaseNoteMax))
	}
	return nil
}

func (e *Engine) previewChase(ctx context.Context, r *storage.Reader, office reception.OfficeID, ids []workflow.ObligationID) (p ChasePreview, err error) {
	items, err := r.ChaseItems(ctx, ids, e.Today())
	if err != nil {
		return p, err
	}
	bodies := []reception.BodyID{}
	for _, i := range items {
		if n := len(bodies); n == 0 || bodies[n-1] != i.Obligation.BodyID {
			bodies = append(bodies, i.Obligation.BodyID)
			p.Lines = append(p.Lines, ChaseLine{BodyID: i.Obligation.BodyID, Body: i.Body})
		}
	}
	people, err := r.OperatorsOf(ctx, bodies)
	if err != nil {
		return p, err
	}
	reading, err := r.BodiesWithUnplacedBeingRead(ctx, office, e.now().Add(-readWithin))
	if err != nil {
		return p, err
	}
	line := -1
	for _, i := range items {
		if line < 0 || p.Lines[line].BodyID != i.Obligation.BodyID {
			line++
			p.Lines[line].People = people[i.Obligation.BodyID]
		}
		p.Lines[line].put(i, reading[i.Obligation.BodyID])
	}
	p.count()
	return p, nil
}

// put adds an item to those that are chased, or to those left out.
func (l *ChaseLine) put(i storage.ChaseItem, beingRead bool) {
	why := workflow.Chaseable(i.Obligation, len(l.People) > 0, i.RemindedToday, beingRead)
	if why == "" && i.Obligation.Status == workflow.ObligationToComplete && i.TaskID == 0 {
		why = workflow.ReasonToMend // nobody is waited for
	}
	if why != "" {
		l.LeftOut = append(l.LeftOut, LeftOut{i, why})
		return
	}
	l.Items = append(l.Items, i)
}

// count sums up, and stamps who would be asked for what.
func (p *ChasePreview) count() {
	h := sha256.New()
	for _, l := range p.Lines {
		if len(l.Items) == 0 {
			continue
		}
		p.Items += len(l.Items)
		p.People += len(l.People)
		for _, i := range l.Items {
			fmt.Fprintf(h, "o%d %s ", i.Obligation.ID, i.Obligation.Due.On)
		}
		for _, x := range l.People {
			fmt.Fprintf(h, "p%d %s ", x.ID, x.Email)
		}
	}
	p.Stamp = hex.EncodeToString(h.Sum(nil)[:12])
}

// chase writes acts, reminders and notices.
func (e *Engine) chase(ctx context.Context, t *storage.Tx, a workflow.Actor, p ChasePreview, note string) error {
	var ids []workflow.ObligationID
	var tasks []workflow.TaskID
	var reminders []storage.Reminder
	for _, l := range p.Lines {
		for _, i := range l.Items {
			o := i.Obligation
			ids = append(ids, o.ID)
			m := storage.Reminder{OfficeID: o.OfficeID, BodyID: o.BodyID, ObligationID: o.ID, DueOn: o.Due.On,
				Step: o.Due.On.DaysUntil(e.Today()), Reason: workflow.ReasonChased, DecidedOn: e.Today()}
			if i.TaskID != 0 {
				m.ObligationID, m.TaskID = 0, i.TaskID
				tasks = append(tasks, i.TaskID)
			}
			reminders = append(reminders, m)
		}
	}
	written, err := t.AddReminders(ctx, reminders)
	if err != nil {
		return err
	}
	if err := t.AddChases(ctx, ids, tasks, note, a.Person, e.now()); err != nil {
		return err
	}
	return e.tellChased(ctx, t, a, p, note, written)
}

// tellChased writes a notice to each person, with the reminders it carries, which
// come in the order of the preview's items.
func (e *Engine) tellChased(ctx context.Context, t *storage.Tx, a workflow.Actor, p ChasePreview, note string, written []workflow.ReminderID) error {
	var notices []storage.Notice
	var carried [][]workflow.ReminderID
	for _, l := range p.Lines {
		mine := written[:len(l.Items)]
		written = written[len(l.Items):]
		if len(mine) == 0 {
			continue
		}
		for _, x := range l.People {
			notices = append(notices, storage.Notice{OfficeID: a.Office, BodyID: l.BodyID, PersonID: x.ID, Kind: workflow.NoticeChase, Note: note, CreatedAt: e.now()})
			carried = append(carried, mine)
		}
	}
	ids, err := t.AddNotices(ctx, notices)
	if err != nil {
		return err
	}
	if len(ids) != len(notices) {
		return fmt.Errorf("chase: %d notices for %d people", len(ids), len(notices))
	}
	all := map[workflow.NoticeID][]workflow.ReminderID{}
	for i, id := range ids {
		all[id] = carried[i]
	}
	return t.CarryReminders(ctx, all)
}
