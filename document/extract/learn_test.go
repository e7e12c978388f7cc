package extract

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// menu is a paper of a form that no signal knows.
const menu = "Scheda refezione della struttura\nmerenda, pranzo, dieta in bianco, grammature previste dalla tabella dietetica\nconforme alla tabella, firma del cuoco"

func lesson(k, from document.Kind, text string) Lesson { return Lesson{k, from, Terms(fold(text))} }

// lessons are n papers of the menu's form, and some of other kinds.
func lessons(n int) (out []Lesson) {
	for i := range n {
		out = append(out, lesson(document.MealStatement, "", menu+fmt.Sprintf("\nsettimana parola%c", 'a'+i)))
	}
	for i := range 4 {
		out = append(out, lesson(document.Report, "", fmt.Sprintf("Relazione della struttura\nattività svolte, laboratori, firma parola%c", 'a'+i)))
	}
	return out
}

// with classifies a text with what lessons taught, through the model's file.
func with(t *testing.T, taught []Lesson, text string) document.Reading {
	t.Helper()
	b, err := Learn(taught).Encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	j := &job{r: &document.Reading{}, in: Input{Options: Options{Model: path}}}
	j.classify(facts{flat: flattenText(text)})
	return *j.r
}

// A form that nobody knew is first asked about, then recognised, the more surely
// the more papers of it an office has placed; other papers are not.
func TestLearningAForm(t *testing.T) {
	t.Parallel()
	var scores []float64
	for n, want := range []document.Kind{"", "", "", "", document.MealStatement, document.MealStatement, document.MealStatement} {
		r := with(t, lessons(n), menu+"\nottobre 2026")
		if r.Kind != want {
			t.Errorf("after %d papers: %q, %+v", n, r.Kind, r.Guesses)
		}
		if n < fewPapers {
			continue
		}
		g := r.Guesses[0]
		scores = append(scores, g.Score)
		if g.Kind != document.MealStatement || !strings.Contains(strings.Join(g.Why, ""), fmt.Sprintf("said so of %d papers like it: ", n)) {
			t.Errorf("after %d papers: %+v", n, g)
		}
	}
	if !slices.IsSorted(scores) {
		t.Errorf("scores %v", scores)
	}
	for _, p := range kindPapers(t) {
		before, after := classified(p.text), with(t, lessons(6), p.text)
		if before.Kind != after.Kind || before.KindScore != after.KindScore && p.kind != document.Report {
			t.Errorf("%s: %q %.3f was %q %.3f", p.at, after.Kind, after.KindScore, before.Kind, before.KindScore)
		}
	}
}

// A form with a misleading title is asked about when it was corrected, then taken
// for what people said.
func TestLearningFromCorrections(t *testing.T) {
	t.Parallel()
	text := "Registro pocket money\n" + menu
	if r := with(t, nil, text); r.Kind != document.PocketMoney {
		t.Fatalf("before: %q %+v", r.Kind, r.Guesses)
	}
	var taught []Lesson
	for n := range 12 {
		r := with(t, taught, text)
		if n >= 9 && r.Kind == document.PocketMoney {
			t.Errorf("after %d corrections: %q %+v", n, r.Kind, r.Guesses)
		}
		taught = append(taught, lesson(document.MealStatement, document.PocketMoney, text))
	}
}

// The same lessons give the same bytes in any order, and a word of one paper
// alone is in no model.
func TestModelIsDeterministic(t *testing.T) {
	t.Parallel()
	all := lessons(5)
	first, _ := Learn(all).Encode()
	slices.Reverse(all)
	second, _ := Learn(all).Encode()
	if !bytes.Equal(first, second) {
		t.Error("another order gave another model")
	}
	if bytes.Contains(Learn([]Lesson{lesson(document.Report, "", "relazione Inventati")}).mustEncode(t), []byte("inventati")) {
		t.Error("a word of one paper is kept")
	}
	m, err := ParseModel(first)
	if err != nil || !m.Teaches() || Learn(lessons(0)[:2]).Teaches() {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "x", `{"v":2}`, `[]`} {
		if _, err := ParseModel([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a model", bad)
		}
	}
}

func (m Model) mustEncode(t *testing.T) []byte {
	t.Helper()
	b, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What is certain by structure is never learned away.
func TestLearningLeavesTheRootAlone(t *testing.T) {
	t.Parallel()
	var taught []Lesson
	for range 8 {
		taught = append(taught, lesson(document.Report, document.Register, "relazione registro presenze ospiti ottobre struttura"))
	}
	m := Learn(taught)
	guesses := guess("relazione registro presenze ospiti ottobre struttura", "", true, m)
	without := guess("relazione registro presenze ospiti ottobre struttura", "", true, Model{})
	scoreOf := func(all []document.Guess) float64 {
		return all[slices.IndexFunc(all, func(g document.Guess) bool { return g.Kind == document.Register })].Score
	}
	if scoreOf(guesses) != scoreOf(without) {
		t.Errorf("a table of days weighs %.3f, was %.3f", scoreOf(guesses), scoreOf(without))
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	got := Terms("Città, CITTÀ perché l'Ente 2026 ottobre RN017 a di")
	if !slices.Equal(got, []string{"citta", "ente", "perche"}) {
		t.Errorf("%q", got)
	}
	if n := len(Terms(strings.Repeat("abcd ", 5000))); n != 1 {
		t.Errorf("%d", n)
	}
}

// FuzzModel: no file makes a reading fail.
func FuzzModel(f *testing.F) {
	b, _ := Learn(lessons(4)).Encode()
	f.Add(b)
	f.Add([]byte(`{"v":1,"papers":{"X":3},"words":{"a":{"X":-1}},"from":{"X":{"Y":9}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ParseModel(b)
		if err != nil {
			return
		}
		for _, g := range guess(menu, "", false, m) {
			if g.Score <= 0 || g.Score > 1 || g.Score != g.Score {
				t.Fatalf("%+v", g)
			}
		}
	})
}
