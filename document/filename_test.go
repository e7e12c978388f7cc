package document_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

func TestBareNames(t *testing.T) {
	for name, want := range map[string]string{
		"registro-RN001-2026-10.xlsx":                  "registro-RN001-2026-10.xlsx",
		"dimissioni Provaldi Nessuno 12-10.pdf":        "dimissioni … 12-10.pdf",
		"PROVALDI_NESSUNO.PDF":                         "….PDF",
		"ProvaldiNessuno2026.pdf":                      "…2026.pdf",
		"Fattura elettronica di D'Provaldi.xml.p7m":    "Fattura elettronica di ….xml.p7m",
		"presenze ottobre 2026 (Provaldi) firmato.pdf": "presenze ottobre 2026 (…) firmato.pdf",
		"IT01234567890_A1B2C.xml.p7m":                  "IT01234567890_A1B2C.xml.p7m",
		"Provàldi.ods":                                 "….ods",
		"dimissione Ba Ly 12-10.pdf":                   "dimissione … 12-10.pdf",
		"LI_WU.pdf":                                    "….pdf",
		"王芳.pdf":                                       "….pdf",
		"elenco di presenze e note RN-001 v2.pdf":      "elenco di presenze e … RN-001 v2.pdf",
		"T1 2026 N2.pdf":                               "T1 2026 N2.pdf",
		"Provaldi":                                     "…",
		"":                                             "",
		"file.Nessuno":                                 "file.…",
		"\xffProvaldi\xff.pdf":                         "\xff…\xff.pdf",
	} {
		if got := document.BareName(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func FuzzBareName(f *testing.F) {
	f.Add("dimissioni Provaldi Nessuno.pdf")
	f.Fuzz(func(t *testing.T, name string) {
		got := document.BareName(name + " Provaldi " + name)
		if strings.Contains(got, "Provaldi") || document.BareName(got) != got {
			t.Errorf("%q", got)
		}
	})
}
