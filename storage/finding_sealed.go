package storage

import (
	"errors"
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage/seal"
)

// findingOf, asideOf and overrideOf are what the sealed parts of a finding are bound
// to.
func findingOf(id document.ID, key string) string {
	return fmt.Sprintf("document %d finding %s", id, key)
}
func asideOf(id document.ID, key string) string { return fmt.Sprintf("document %d aside %s", id, key) }
func overrideOf(id document.ID, key string) string {
	return fmt.Sprintf("document %d override %s", id, key)
}

// sealedFinding is a finding as it is written.
type sealedFinding struct {
	key            string
	finding, aside []byte // aside is nil where it says nothing to the office alone
}

func sealFinding(k seal.Key, id document.ID, f check.Finding) (s sealedFinding, err error) {
	s.key = f.Key()
	if s.finding, err = sealJSON(k, f, findingOf(id, s.key)); err != nil || f.Aside == nil {
		return s, err
	}
	s.aside, err = sealJSON(k, f.Aside, asideOf(id, s.key))
	return s, err
}

// bareFinding is what of a finding is kept in the clear: its sentences and inputs
// repeat what stands in papers.
func bareFinding(f check.Finding) check.Finding {
	return check.Finding{Rule: f.Rule, Version: f.Version, Severity: f.Severity}
}

// findingRow is a finding as its row, and that of its aside, have it.
type findingRow struct {
	DocumentID  document.ID
	Key         string
	Severity    check.Severity
	Finding     check.Finding // bare; in full where Sealed is nil
	Sealed      []byte
	Aside       *check.Aside
	SealedAside []byte
}

// openFinding returns a finding in full, with what it says to the office alone where
// the viewer sees that.
func (r *Reader) openFinding(x findingRow) (f check.Finding, err error) {
	f = x.Finding
	if x.Sealed != nil {
		if f, err = r.openSealed(x); err != nil {
			return f, err
		}
	}
	f.Aside = x.Aside
	if x.SealedAside == nil {
		return f, nil
	}
	f.Aside = &check.Aside{}
	err = openJSON(r.key, x.SealedAside, asideOf(x.DocumentID, x.Key), f.Aside)
	if errors.Is(err, seal.ErrUnreadable) {
		f.Aside, err = nil, nil
	}
	return f, err
}

// openSealed opens a finding. One that another key sealed says so: the next check
// finds it anew.
func (r *Reader) openSealed(x findingRow) (f check.Finding, err error) {
	err = openJSON(r.key, x.Sealed, findingOf(x.DocumentID, x.Key), &f)
	if errors.Is(err, seal.ErrUnreadable) {
		said := otherKey()
		f = x.Finding
		f.It, f.En, f.DoIt, f.DoEn = said.It, said.En, "Far rileggere il documento.", "Have the document read again."
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("open a finding on document %d: %w", x.DocumentID, err)
	}
	f.Severity = x.Severity
	return f, nil
}
