package engine_test

import (
	"fmt"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// An invoice and a register that are dropped together are read at the same time, each
// in a transaction that does not see the other. The invoice is held where its rules
// have run and nothing is kept yet: the register that comes meanwhile must have
// it checked again, for nobody else will.
func TestPapersThatAreReadAtOnceSeeEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot, month := w.slot(document.Invoice), w.slot(document.Register)
	inv, reg := w.send(w.operator, engine.Incoming{}), w.send(w.operator, engine.Incoming{})
	hold := w.look()
	const key = 4711
	_, err := hold.Exec(t.Context(), `SELECT pg_advisory_lock($1)`, key)
	w.must(err)
	w.behind(fmt.Sprintf(`CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(%d); RETURN NEW; END $$;
		CREATE TRIGGER held BEFORE INSERT ON findings FOR EACH ROW WHEN (NEW.document_id = %d) EXECUTE FUNCTION held()`, key, inv.Document))

	first := w.readMeanwhile(inv, w.billOf(slot, "12", [2]string{document.PeriodMonth, slot.For.Key()}))
	w.untilWait(1, first)
	second := w.readMeanwhile(reg, w.monthOf(month, "G1"))
	w.untilWait(2, second)
	_, err = hold.Exec(t.Context(), `SELECT pg_advisory_unlock($1)`, key)
	w.must(err)
	w.must(<-first)
	w.must(<-second)

	if d := w.document(inv.Document); d.ObligationID != slot.ID {
		t.Fatalf("the invoice went to obligation %d, not %d", d.ObligationID, slot.ID)
	}
	if !w.waitsFor(inv.Document) {
		t.Error("the invoice is not checked again with the register that was read beside it")
	}
}

// readMeanwhile is understand with the check, in another goroutine.
func (w *world) readMeanwhile(got engine.Received, r document.Reading) chan error {
	w.Helper()
	r.SHA256, r.ReaderVersion = w.bytesOf(got.Revision), 1
	job, done := w.job(workflow.JobReadRevision, int64(got.Revision)), make(chan error, 1)
	go func() {
		unchecked, err := w.engine.Understand(w.Context(), job, got.Revision, engine.Understood{Reading: r, Check: true})
		if err == nil {
			err = unchecked
		}
		done <- err
	}()
	return done
}
