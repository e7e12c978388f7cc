package extract

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

func wordsOf(text string) []document.Word {
	var out []document.Word
	for _, w := range strings.Fields(text) {
		out = append(out, document.Word{Text: w, Confidence: 1})
	}
	return out
}

func TestGarbage(t *testing.T) {
	sense := map[string]string{
		"prose":   "La convenzione decorre dal 1° novembre 2025 al 31/10/2027; l'Ente gestore assicura il servizio nel centro RN-017.",
		"figures": "IT60X0542811101000000123456 € 1.234,56 A0B1C2D3E4 12/10/2026 3457.17 107 P P P AA 99000000990 RSSPRV80A01H294X TD01",
		"form":    "Nome ______________ Cognome ______________ nato il ___/___/_____ firma .................. data ..................... luogo",
		"capitals": "REGISTRO PRESENZE OSPITI PREFETTURA DI PROVA S.P.A. S.R.L. UTG CCNL INPS INAIL DURC HACCP " +
			"SPRAR SIPROIMI",
		"arabic": "محضر استلام الأمتعة الشخصية للنزيل في مركز الاستقبال بتاريخ العاشر من شهر أكتوبر سنة ألفين وستة وعشرين ميلادية",
		"short":  "!!%& #@$",
	}
	for name, text := range sense {
		if g := garbage(wordsOf(text)); g > 0.15 {
			t.Errorf("%s: %.2f", name, g)
		}
	}
	for name, text := range map[string]string{
		"symbols":     `FRQ!HQ#LRQH !"#$%& ()*+,- GHFRUUH#$ <=>?@ %&'()* ^_{}~ |{}[] ##$$%% &&''((`,
		"private use": strings.Repeat("\uE001\uE002\uE003\uE004\uE005 ", 20),
		"mixed":       strings.Repeat("aBcDeF gHiJkL mNoPqR ", 6),
	} {
		if g := garbage(wordsOf(text)); g < muchGarbage {
			t.Errorf("%s: %.2f", name, g)
		}
	}
}

func TestMissing(t *testing.T) {
	field := func(name string) document.Field { return document.Field{Name: name, Value: "x"} }
	for _, c := range []struct {
		kind   document.Kind
		fields []document.Field
		want   int
	}{
		{"", nil, 1},
		{document.DURC, nil, 1},
		{document.DURC, []document.Field{field(document.IssuedOn)}, 0},
		{document.Agreement, []document.Field{field(document.CIG)}, 2},
	} {
		if got := unsaid(c.kind, c.fields, []sheet{{}}); got != c.want {
			t.Errorf("%q: %d missing, want %d", c.kind, got, c.want)
		}
	}
	long := []sheet{{Page: document.Page{Words: make([]document.Word, stampWords)}}}
	if got := unsaid("", nil, long); got != 0 {
		t.Error("a digital paper of no known kind is recognised once more")
	}
}
