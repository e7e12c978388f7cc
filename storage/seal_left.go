package storage

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage/seal"
)

// sealAtOnce is how many rows of a table one transaction seals.
const sealAtOnce = 20

// SealLeft seals the readings, findings, places and names of files that an earlier
// version of the product left in the clear, and returns how many those were. Two programs may do it
// at once.
func (db *DB) SealLeft(ctx context.Context) (n int, err error) {
	for _, some := range []func(*Tx, context.Context) (int, error){(*Tx).sealReadings, (*Tx).sealRows} {
		for did := 1; did > 0; {
			err := db.Write(ctx, System(), func(t *Tx) (err error) {
				did, err = some(t, ctx)
				return err
			})
			if err != nil {
				return n, err
			}
			n += did
		}
	}
	return n, nil
}

func (t *Tx) sealReadings(ctx context.Context) (int, error) {
	type row struct {
		keptReading
		Layout []byte
	}
	rows, err := list[row](ctx, t.q, `SELECT `+keptColumns+`, layout FROM readings WHERE sealed IS NULL
		ORDER BY id LIMIT @most FOR UPDATE SKIP LOCKED`, pgx.NamedArgs{"most": sealAtOnce})
	if err != nil {
		return 0, err
	}
	for _, x := range rows {
		d, err := t.open(x.keptReading)
		if err != nil {
			return 0, err
		}
		if err := json.Unmarshal(x.Layout, &d.Layout); err != nil {
			return 0, fmt.Errorf("layout of reading %d: %w", x.ID, err)
		}
		d.ReaderVersion = x.ReaderVersion
		s, err := sealReading(t.key, x.RevisionID, x.Attempt, d)
		if err != nil {
			return 0, err
		}
		if err := t.writeSealed(ctx, x.ID, s); err != nil {
			return 0, err
		}
	}
	return len(rows), t.noteToRewrite(ctx, "readings", len(rows))
}

// clearRow is a row of which a value stands in the clear.
type clearRow struct {
	A, B  int64 // tell which row
	Key   string
	Value string
}

// clearTable is a table whose rows an earlier version left in the clear.
type clearTable struct {
	name  string
	find  string // its rows, at most @most
	write string // $1, $2: A and B; $3 what is bare of the value, $4 the value, sealed
	seal  func(seal.Key, clearRow) (bare string, sealed []byte, err error)
}

func clearTables() []clearTable {
	return []clearTable{
		{"revisions", `SELECT document_id AS a, number AS b, '' AS key, file_name AS value FROM revisions WHERE sealed_name IS NULL ORDER BY id LIMIT @most FOR NO KEY UPDATE SKIP LOCKED`,
			`UPDATE revisions SET file_name = $3, sealed_name = $4 WHERE document_id = $1 AND number = $2`,
			sealName(func(x clearRow) string { return revisionName(document.ID(x.A), int(x.B)) })},
		{"contents", `SELECT container_id AS a, position AS b, '' AS key, name AS value FROM contents WHERE sealed_name IS NULL ORDER BY 1, 2 LIMIT @most FOR NO KEY UPDATE SKIP LOCKED`,
			`UPDATE contents SET name = $3, sealed_name = $4 WHERE container_id = $1 AND position = $2`,
			sealName(func(x clearRow) string { return contentName(document.RevisionID(x.A), int(x.B)) })},
		{"asides", `SELECT finding_id AS a, f.document_id AS b, f.key, aside::text AS value FROM asides a JOIN findings f ON f.id = a.finding_id WHERE a.sealed IS NULL ORDER BY 1 LIMIT @most FOR NO KEY UPDATE OF a SKIP LOCKED`,
			`UPDATE asides SET aside = $3::jsonb, sealed = $4 WHERE finding_id = $1 AND $2::bigint > 0`,
			sealValue(asideOf, func([]byte) (any, error) { return struct{}{}, nil })},
		{"findings", `SELECT id AS a, document_id AS b, key, finding::text AS value FROM findings WHERE sealed IS NULL ORDER BY id LIMIT @most FOR NO KEY UPDATE SKIP LOCKED`,
			`UPDATE findings SET finding = $3::jsonb, sealed = $4 WHERE id = $1 AND document_id = $2`, sealValue(findingOf, bareOfFinding)},
		{"overrides", `SELECT id AS a, document_id AS b, finding_key AS key, finding::text AS value FROM overrides WHERE sealed IS NULL ORDER BY id LIMIT @most FOR NO KEY UPDATE SKIP LOCKED`,
			`UPDATE overrides SET finding = $3::jsonb, sealed = $4 WHERE id = $1 AND document_id = $2`, sealValue(overrideOf, bareOfFinding)},
		{"guest_months", `SELECT document_id AS a, row AS b, '' AS key, data::text AS value FROM guest_months WHERE sealed_place IS NULL ORDER BY 1, 2 LIMIT @most FOR NO KEY UPDATE SKIP LOCKED`,
			`UPDATE guest_months SET data = $3::jsonb, sealed_place = $4 WHERE document_id = $1 AND row = $2`, sealPlace},
	}
}

// sealRows seals some rows of each table.
func (t *Tx) sealRows(ctx context.Context) (n int, err error) {
	for _, table := range clearTables() {
		rows, err := list[clearRow](ctx, t.q, table.find, pgx.NamedArgs{"most": sealAtOnce})
		if err != nil {
			return n, err
		}
		for _, x := range rows {
			bare, sealed, err := table.seal(t.key, x)
			if err != nil {
				return n, err
			}
			if _, err := t.q.Exec(ctx, table.write, x.A, x.B, bare, sealed); err != nil {
				return n, err
			}
		}
		if err := t.noteToRewrite(ctx, table.name, len(rows)); err != nil {
			return n, err
		}
		n += len(rows)
	}
	return n, nil
}

func sealName(of func(clearRow) string) func(seal.Key, clearRow) (string, []byte, error) {
	return func(k seal.Key, x clearRow) (string, []byte, error) {
		sealed, err := k.Seal(x.Value, of(x))
		return document.BareName(x.Value), sealed, err
	}
}

// sealValue seals JSON; bare makes of it what stays in the clear.
func sealValue(of func(document.ID, string) string, bare func([]byte) (any, error)) func(seal.Key, clearRow) (string, []byte, error) {
	return func(k seal.Key, x clearRow) (string, []byte, error) {
		left, err := bare([]byte(x.Value))
		if err != nil {
			return "", nil, err
		}
		text, err := json.Marshal(left)
		if err != nil {
			return "", nil, err
		}
		sealed, err := k.SealPacked([]byte(x.Value), of(document.ID(x.B), x.Key))
		return string(text), sealed, err
	}
}

func bareOfFinding(b []byte) (any, error) {
	var f check.Finding
	err := json.Unmarshal(b, &f)
	return bareFinding(f), err
}

func sealPlace(k seal.Key, x clearRow) (string, []byte, error) {
	var m check.GuestMonth
	if err := json.Unmarshal([]byte(x.Value), &m); err != nil {
		return "", nil, err
	}
	sealed, err := sealJSON(k, m.Place, placeOf(document.ID(x.A), int(x.B)))
	if err != nil {
		return "", nil, err
	}
	m.Place = document.Place{}
	text, err := json.Marshal(m)
	return string(text), sealed, err
}
