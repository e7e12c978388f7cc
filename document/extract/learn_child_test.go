package extract_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// A child reads with what the office's decisions taught, and without it where the
// file is none.
func TestChildLearns(t *testing.T) {
	form := []string{"Scheda refezione della struttura", "merenda, pranzo, dieta in bianco, grammature previste dalla tabella dietetica", "conforme alla tabella, firma del cuoco"}
	var lessons []extract.Lesson
	for i := range 5 {
		r := read(t, paper(t, append(form, fmt.Sprintf("ottobre 2026 parola%c", 'a'+i))...), "")
		if r.Kind != "" || len(r.Terms) < 8 {
			t.Fatalf("before: %q, terms %v", r.Kind, r.Terms)
		}
		lessons = append(lessons, extract.Lesson{Kind: document.MealStatement, Terms: r.Terms})
	}
	b, err := extract.Learn(lessons).Encode()
	if err != nil {
		t.Fatal(err)
	}
	pdf := write(t, paper(t, append(form, "novembre 2026")...))
	for name, c := range map[string]struct {
		model string
		want  document.Kind
	}{"learned": {write(t, b), document.MealStatement}, "no model": {write(t, []byte("{}")), ""}, "no file": {pdf + ".none", ""}} {
		r, err := extract.Child(context.Background(), extract.ChildOptions{Self: self(t), Today: today, Scratch: t.TempDir(), Model: c.model}, pdf)
		if err != nil || r.Error != nil || r.Kind != c.want {
			t.Errorf("%s: %q, %v, %+v %v", name, r.Kind, r.Guesses, r.Error, err)
		}
	}
}
