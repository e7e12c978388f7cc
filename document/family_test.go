package document_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
)

func TestFamilyCode(t *testing.T) {
	for text, want := range map[string]string{
		"N1": "N1", " n 1 ": "N1", "N.1": "N1", "3": "3", "n. 3": "N3", "Nucleo 3": "3", "nucleo fam. n. 12": "12", "Famiglia B": "B", "NF-02": "NF-02", "12/b": "12/B",
		"RN-017/2": "RN-017/2", "a": "A", "RI00042K": "RI00042K", "N°4": "N4", "2026-3": "2026-3",
		"NF 2": "NF2", "fam. 3": "FAM3", "Nuc 4": "NUC4", "F 5": "F5", "nr. 6": "NR6", "Cod. 7": "COD7", "BA12": "BA12", "12 B": "12B",
	} {
		if got, ok := document.FamilyCode(text); !ok || got != want {
			t.Errorf("%q is %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-", "Provaldi", "Li", "Rossi 2", "3 Provaldi", "Provaldi/Inventati", "nucleo", "famiglia Provaldi", "sì", "4 persone",
		"Bah 2", "Sow n. 1", "Li 3", "famiglia Bah 2", "Famiglia Li 1", "BA 12", "ali.2"} {
		if got, ok := document.FamilyCode(text); ok {
			t.Errorf("%q is taken for the code %q", text, got)
		}
	}
}
