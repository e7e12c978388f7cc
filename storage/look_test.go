package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
)

// scanOf is an invented page of a form that a body uses: the form's print, and in its
// table what was marked by hand, so that about four in ten of a form share a band.
func scanOf(form, content uint64) document.Look {
	print, hand := rand.New(rand.NewPCG(1, form)), rand.New(rand.NewPCG(2, form<<32|content))
	s := document.SeenPage{Angle: 0.8 - 1.6*hand.Float64(), Left: 0.02, Top: 0.03, Right: 0.97, Bottom: 0.96}
	const block = document.LookSide / 16
	for b := range 16 * 16 {
		printed, marked := print.IntN(100), print.IntN(100) < 85
		for i := range block * block {
			at := (b/16*block+i/block)*document.LookSide + b%16*block + i%block
			if print.IntN(100) < printed {
				s.Ink[at] = 2
			}
			if marked && hand.IntN(100) < 60 {
				s.Ink[at] = byte(hand.IntN(4))
			}
		}
	}
	return s.Look(1)
}

// shelf is an office in which so many scanned pages lie, each a document of its own,
// of so many forms.
func shelf(b testing.TB, address string, w world, pages, forms int) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	for _, sql := range []string{
		`INSERT INTO documents (office_id, body_id, kind, created_at) SELECT $1, $2, 'REGISTRO_PRESENZE', now() FROM generate_series(1, $4::int) WHERE $3::bigint > 0`,
		`INSERT INTO revisions (office_id, body_id, document_id, number, sha256, size, file_name, submitted_at, submitted_by)
			SELECT $1, $2, id, 1, sha256(id::text::bytea), 1, '1.pdf', now(), $3 FROM documents WHERE $4::int > 0`} {
		if _, err := conn.Exec(b.Context(), sql, w.office, w.bodies[0], w.people[0], pages); err != nil {
			b.Fatal(err)
		}
	}
	const part = 20_000
	for from := 0; from < pages; from += part {
		var looks, bands [][]any
		for i := from; i < min(from+part, pages); i++ {
			l := scanOf(uint64(i%forms), uint64(i))
			looks = append(looks, []any{int64(i + 1), 1, int64(w.office), int64(w.bodies[0]), l.Print})
			for _, n := range slices.Compact(slices.Sorted(slices.Values(l.Bands()))) {
				bands = append(bands, []any{int64(i + 1), 1, n, int64(w.office), int64(w.bodies[0])})
			}
		}
		fill(b, conn, "looks", []string{"document_id", "page", "office_id", "body_id", "print"}, looks)
		fill(b, conn, "look_bands", []string{"document_id", "page", "band", "office_id", "body_id"}, bands)
	}
	if _, err := conn.Exec(b.Context(), `VACUUM ANALYZE looks, look_bands, documents, revisions`); err != nil {
		b.Fatal(err)
	}
}

// crowd has as many other pages share bands with each page as real ones do: half a
// band for each pair, by chance.
func crowd(b testing.TB, address string, pages int, asked []document.Look) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	var bands []int64
	for _, l := range asked {
		bands = append(bands, l.BandsTurned()...)
	}
	if _, err := conn.Exec(b.Context(), `INSERT INTO look_bands (document_id, page, office_id, body_id, band)
			SELECT document_id, page, office_id, body_id, ($1::bigint[])[1 + (random() * (cardinality($1::bigint[]) - 1))::int] FROM looks WHERE document_id % 2 = 0
			ON CONFLICT DO NOTHING`, bands); err != nil {
		b.Fatal(err)
	}
	if _, err := conn.Exec(b.Context(), `VACUUM ANALYZE look_bands`); err != nil {
		b.Fatal(err)
	}
}

func fill(b testing.TB, conn *pgx.Conn, table string, columns []string, rows [][]any) {
	b.Helper()
	if _, err := conn.CopyFrom(b.Context(), pgx.Identifier{table}, columns, pgx.CopyFromRows(rows)); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkNearLooks asks which pages of an office with 200,000 scanned ones may look
// like those of a document of 1 page and of 10, as a check does: where only pages of
// their form share bands with them, and where every second other page does.
func BenchmarkNearLooks(b *testing.B) {
	const pages, forms = 200_000, 40
	url := storagetest.URL(b)
	db := storagetest.Open(b, url, 2)
	w := seed(b, db)
	start := time.Now()
	shelf(b, storagetest.AdminURL(b, url), w, pages, forms)
	b.Logf("%d pages of %d forms, filled in %s; of 1,000 pairs of a form %d share a band", pages, forms, time.Since(start).Round(time.Second), sharing(forms))
	for _, n := range []int{1, 10} {
		b.Run(fmt.Sprintf("forms/%d-pages", n), func(b *testing.B) { nearLooks(b, db, w, forms, n, 997) })
	}
	crowd(b, storagetest.AdminURL(b, url), pages, []document.Look{scanOf(0, 0)})
	b.Run("crowd/1-page", func(b *testing.B) { nearLooks(b, db, w, forms, 1, 0) })
}

// nearLooks asks for n pages each time, each so many after the last.
func nearLooks(b *testing.B, db *storage.DB, w world, forms, n, step int) {
	ctx, slowest, found, i := context.Background(), time.Duration(0), 0, 0
	for b.Loop() {
		var mine []document.Look
		for range n {
			mine = append(mine, scanOf(uint64(i%forms), uint64(i)))
			i += step
		}
		start := time.Now()
		var near []check.Alike
		err := db.Read(ctx, storage.ForOffice(w.office), func(r *storage.Reader) (err error) {
			near, err = r.NearLooks(ctx, w.office, w.bodies[0], 0, mine)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		slowest = max(slowest, time.Since(start))
		for _, m := range mine { // each is on the shelf
			if slices.ContainsFunc(near, func(x check.Alike) bool { return x.Look.Print == m.Print }) {
				found++
			}
		}
	}
	if found != b.N*n {
		b.Errorf("%d of %d pages found again", found, b.N*n)
	}
	b.ReportMetric(float64(slowest.Milliseconds()), "ms-slowest")
}

// sharing is how many of 1,000 pairs of pages of a form share a band.
func sharing(forms int) (n int) {
	for i := range 1_000 {
		p, q := scanOf(uint64(i%forms), uint64(2*i)), scanOf(uint64(i%forms), uint64(2*i+1))
		if slices.ContainsFunc(p.Bands(), func(x int64) bool { return slices.Contains(q.Bands(), x) }) {
			n++
		}
	}
	return n
}
