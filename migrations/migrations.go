// Package migrations holds the schema of the database as numbered SQL files,
// embedded in the binary and applied in order by storage.Migrate.
//
// The schema defends the invariants: revisions, decisions and events can't be
// changed or removed, a reminder is unique per obligation and step, and row
// level security hides the rows of other offices and bodies from every query.
// The SQL keeps to what PostgreSQL 15 has.
package migrations

import "embed"

// FS holds the NNNN_what.sql files.
//
//go:embed *.sql
var FS embed.FS
