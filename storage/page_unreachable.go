package storage

import (
	"errors"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// Unreachable says that an error comes from a database that does not answer at
// the moment: no connection, a line that broke, or a server that is starting or
// shutting down or has no room (SQLSTATE 57P01 to 57P03 and 53300, PostgreSQL's appendix A). The
// same request may work a little later.
func Unreachable(err error) bool {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return slices.Contains([]string{"57P01", "57P02", "57P03", "53300"}, said.Code)
	}
	var line *net.OpError
	return errors.As(err, &line) || pgconn.SafeToRetry(err)
}
