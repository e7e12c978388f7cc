package workers

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// The model of an office is what its people said of its papers; it is made anew
// when they said more, and another office's people teach it nothing.
func TestModelOfAnOffice(t *testing.T) {
	t.Parallel()
	now := calendar.MustDate(2026, 11, 3).At(9, 0)
	db := storagetest.DB(t)
	w := &Workers{Config: Config{DB: db, Engine: engine.New(db, func() time.Time { return now })}}
	office, other := correct(t, db, "rimini", 4), correct(t, db, "lodi", 1)
	model := func(o reception.OfficeID) []byte {
		path, err := w.modelFor(t.Context(), o, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if path == "" {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := model(office)
	m, err := extract.ParseModel(first)
	if err != nil || m.Papers[document.MealStatement] != 4 || m.Words["refezione"][document.MealStatement] != 4 {
		t.Fatalf("%+v, %v", m, err)
	}
	if again := model(office); !bytes.Equal(first, again) {
		t.Error("the same decisions gave another model")
	}
	if model(other) != nil {
		t.Error("one paper taught something")
	}
	correctMore(t, db, office, 2)
	if m, err := extract.ParseModel(model(office)); err != nil || m.Papers[document.MealStatement] != 6 {
		t.Errorf("after more corrections: %+v, %v", m.Papers, err)
	}
}

// correct makes an office with a body whose papers were corrected.
func correct(t *testing.T, db *storage.DB, code string, papers int) (office reception.OfficeID) {
	t.Helper()
	ctx := t.Context()
	err := db.Write(ctx, storage.System(), func(tx *storage.Tx) (err error) {
		office, err = tx.AddOffice(ctx, reception.Office{Code: code, Name: "Prefettura", TaxCode: "91044110400", OfficeCode: "ABC123", Calendar: "rimini"})
		if err != nil {
			return err
		}
		body, err := tx.AddBody(ctx, reception.Body{OfficeID: office, Code: "A", Name: "Ente A", VATProfile: reception.VATExempt})
		if err != nil {
			return err
		}
		_, err = tx.AddPerson(ctx, reception.Person{OfficeID: office, BodyID: body, Email: code + "@example.org", Name: "Operatore", Role: reception.Operator, Language: "it"}, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	correctMore(t, db, office, papers)
	return office
}

func correctMore(t *testing.T, db *storage.DB, office reception.OfficeID, papers int) {
	t.Helper()
	ctx, at := t.Context(), time.Now()
	err := db.Write(ctx, storage.ForOffice(office), func(tx *storage.Tx) error {
		bodies, err := tx.Bodies(ctx)
		if err != nil {
			return err
		}
		people, err := tx.People(ctx, office, bodies[0].ID, reception.Operator)
		if err != nil {
			return err
		}
		for i := range papers {
			doc, err := tx.AddDocument(ctx, storage.Document{OfficeID: office, BodyID: bodies[0].ID, CreatedAt: at})
			if err != nil {
				return err
			}
			v, err := tx.AddRevision(ctx, storage.Revision{OfficeID: office, BodyID: bodies[0].ID, DocumentID: doc, Number: 1, Size: 3, FileName: "a.pdf",
				SHA256: document.Sum(fmt.Appendf(nil, "%d %d", doc, i)), SubmittedAt: at, SubmittedBy: people[0].ID}, 2026)
			if err != nil {
				return err
			}
			if err := tx.AddReading(ctx, v, document.Reading{ReaderVersion: 1, Terms: []string{"grammature", "refezione"}}, 1, 0, at, nil); err != nil {
				return err
			}
			if err := tx.AddCorrection(ctx, storage.Correction{OfficeID: office, BodyID: bodies[0].ID, DocumentID: doc, RevisionID: v.ID,
				Kind: document.MealStatement, SaidAt: at, SaidBy: people[0].ID}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
