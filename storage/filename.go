package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/seal"
)

// revisionName and contentName are what the sealed name of a file is bound to.
func revisionName(id document.ID, number int) string {
	return fmt.Sprintf("document %d revision %d name", id, number)
}

func contentName(container document.RevisionID, position int) string {
	return fmt.Sprintf("revision %d content %d name", container, position)
}

// nameOf returns the name of a file as it was sent; where another key sealed it, what
// is bare of it.
func (r *Reader) nameOf(bare string, sealed []byte, of string) (string, error) {
	if sealed == nil { // of an earlier version
		return bare, nil
	}
	name, err := r.key.Open(sealed, of)
	if errors.Is(err, seal.ErrUnreadable) {
		return bare, nil
	}
	return name, err
}

func (r *Reader) documentLines(ctx context.Context, sql string, args pgx.NamedArgs) ([]DocumentLine, error) {
	lines, err := list[DocumentLine](ctx, r.q, sql, args)
	for i, d := range lines {
		if lines[i].FileName, err = r.nameOf(d.FileName, d.SealedName, revisionName(d.ID, d.RevisionNumber)); err != nil {
			return nil, err
		}
	}
	return lines, err
}

func (r *Reader) documentLine(ctx context.Context, sql string, args pgx.NamedArgs) (DocumentLine, error) {
	return only(r.documentLines(ctx, sql, args))
}

func (r *Reader) revisionLines(ctx context.Context, where string, args pgx.NamedArgs) ([]RevisionLine, error) {
	lines, err := list[RevisionLine](ctx, r.q, revisionLines+where, args)
	for i, v := range lines {
		if lines[i].FileName, err = r.nameOf(v.FileName, v.SealedName, revisionName(v.DocumentID, v.Number)); err != nil {
			return nil, err
		}
	}
	return lines, err
}

func (r *Reader) revisionLine(ctx context.Context, where string, args pgx.NamedArgs) (RevisionLine, error) {
	return only(r.revisionLines(ctx, where, args))
}

// only is the first of some rows, or pgx.ErrNoRows.
func only[T any](rows []T, err error) (one T, _ error) {
	if err != nil {
		return one, err
	}
	if len(rows) == 0 {
		return one, pgx.ErrNoRows
	}
	return rows[0], nil
}
