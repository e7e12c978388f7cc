package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// RegistryChanged is the kind of the event of each change of the registry.
const RegistryChanged = "registry.changed"

// ChangedData is the data of a RegistryChanged event: only the fields that
// changed, before and after.
type ChangedData struct {
	FromOn calendar.Date    `json:"from_on,omitzero"` // zero: what changed carries its own days, or the row is new
	Before reception.Fields `json:"before,omitempty"` // nil: the row is new
	After  reception.Fields `json:"after"`
}

// Change is one change of a row of the registry, as a page tells it.
type Change struct {
	ID     workflow.EventID
	At     time.Time
	By     string        // name of the person, "" for the system
	FromOn calendar.Date // zero: what changed carries its own days, or the row is new
	New    bool          // the row was added
	Fields []reception.Difference
}

// Changes returns every change of a row of the registry, latest first.
func (r *Reader) Changes(ctx context.Context, e reception.Entity, id int64) ([]Change, error) {
	type eventRow struct {
		ID   workflow.EventID
		At   time.Time
		By   string
		Data json.RawMessage
	}
	rows, err := list[eventRow](ctx, r.q, `SELECT e.id, e.at, coalesce(p.name, '') AS by, e.data FROM events e LEFT JOIN people p ON p.id = e.by_person
		WHERE e.entity = @entity AND e.entity_id = @id AND e.kind = @kind ORDER BY e.id DESC`,
		pgx.NamedArgs{"entity": e, "id": id, "kind": RegistryChanged})
	if err != nil {
		return nil, err
	}
	out := make([]Change, len(rows))
	for i, v := range rows {
		var d ChangedData
		if err := json.Unmarshal(v.Data, &d); err != nil {
			return nil, fmt.Errorf("read event %d: %w", v.ID, err)
		}
		out[i] = Change{ID: v.ID, At: v.At, By: v.By, FromOn: d.FromOn, New: d.Before == nil, Fields: reception.Differences(d.Before, d.After)}
	}
	return out, nil
}

// LastChange returns the latest change of a row of the registry; zero when it
// has none.
func (r *Reader) LastChange(ctx context.Context, e reception.Entity, id int64) (last workflow.EventID, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM events WHERE entity = $1 AND entity_id = $2 AND kind = $3`, e, id, RegistryChanged).Scan(&last)
	return last, err
}

// TouchRegistry notes that the registry of an office changed, and asks for the
// obligations to follow. It locks the office's row.
func (t *Tx) TouchRegistry(ctx context.Context, office reception.OfficeID) error {
	if _, err := t.q.Exec(ctx, `UPDATE offices SET registry_revision = registry_revision + 1 WHERE id = $1`, office); err != nil {
		return err
	}
	return t.Enqueue(ctx, office, workflow.JobExpect, int64(office))
}
