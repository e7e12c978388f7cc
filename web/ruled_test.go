package web

import (
	"reflect"
	"testing"
)

func TestRuled(t *testing.T) {
	if ruled(nil) != nil {
		t.Error("no rule ran")
	}
	got := ruled([]ruleView{{Title: "a", Applied: true}, {Title: "b", Applied: true, Found: 2}, {Title: "c", Why: "p"}, {Title: "d", Why: "q"}, {Title: "e", Applied: true, Unchecked: "x"}, {Title: "f", Why: "q"}})
	want := &ruledView{All: 6, Applied: 3, Not: 3, Clean: []string{"a", "e"}, Why: []whyNotView{{"q", 2}, {"p", 1}}, Unchecked: []ruleView{{Title: "e", Applied: true, Unchecked: "x"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
