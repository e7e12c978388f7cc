package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
)

// openFindings are the current findings x on documents d that are not decided, but
// for those of some rules.
const openFindings = `findings x JOIN documents d ON d.id = x.document_id LEFT JOIN cases k ON k.document_id = d.id
	WHERE x.superseded_at IS NULL AND k.closed_at IS NULL AND x.rule <> ALL(@except::text[])`

// FindingCounts is how many findings there are, and on how many documents.
type FindingCounts struct{ All, Blocks, Documents int }

// OpenFindings counts the findings on the undecided documents of the scope, but for
// those of some rules.
func (r *Reader) OpenFindings(ctx context.Context, except []string) (FindingCounts, error) {
	return one[FindingCounts](ctx, r.q, `SELECT count(*) AS all, count(*) FILTER (WHERE x.severity = 'block') AS blocks, count(DISTINCT d.id) AS documents
		FROM `+openFindings, pgx.NamedArgs{"except": except})
}

// LinesWithFindings returns the undecided documents of the scope that have findings
// other than those of some rules: those with the worst first, then the latest.
func (r *Reader) LinesWithFindings(ctx context.Context, except []string, limit, skip int) ([]DocumentLine, error) {
	return r.documentLines(ctx, `SELECT `+documentColumns+` FROM (SELECT d.id, min(array_position(ARRAY['block','task','warn','info'], x.severity)) AS worst
			FROM `+openFindings+` GROUP BY d.id) w JOIN `+documentTables+` ON w.id = d.id
		ORDER BY w.worst, v.submitted_at DESC, d.id DESC LIMIT @limit OFFSET @skip`, pgx.NamedArgs{"except": except, "limit": limit, "skip": skip})
}

// DocumentLinesOf returns some documents, in the order of their ids.
func (r *Reader) DocumentLinesOf(ctx context.Context, ids []document.ID) ([]DocumentLine, error) {
	return r.documentLines(ctx, `SELECT `+documentColumns+` FROM `+documentTables+` WHERE d.id = ANY(@ids) ORDER BY d.id`, pgx.NamedArgs{"ids": ids})
}

// FindingsOn returns the current findings on some documents, worst first, with what
// they say to the office alone where the viewer is of the office.
func (r *Reader) FindingsOn(ctx context.Context, ids []document.ID) (map[document.ID][]check.Finding, error) {
	rows, err := list[findingRow](ctx, r.q, `SELECT document_id, key, severity, finding, f.sealed, aside, a.sealed AS sealed_aside
		FROM findings f LEFT JOIN asides a ON a.finding_id = f.id WHERE document_id = ANY(@ids) AND superseded_at IS NULL
		ORDER BY document_id, array_position(ARRAY['block','task','warn','info'], severity), id`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, err
	}
	out := map[document.ID][]check.Finding{}
	for _, x := range rows {
		f, err := r.openFinding(x)
		if err != nil {
			return nil, err
		}
		out[x.DocumentID] = append(out[x.DocumentID], f)
	}
	return out, nil
}
