package workflow

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// A paper is not filed on a value that the reading does not vouch for.
func TestHintsLeaveUnsureValuesOut(t *testing.T) {
	t.Parallel()
	fields := []document.Field{{Name: document.PeriodMonth, Value: "2026-10"}, {Name: document.CentreCode, Value: "RN-017"},
		{Name: document.CIG, Value: "B6DB8A4C65"}, {Name: document.IssuedOn, Value: "2026-11-05"}}
	centres, agreements := []reception.Centre{{ID: 3, Code: "RN-017"}}, []reception.Agreement{{ID: 5, CIG: "B6DB8A4C65"}}
	h := HintsOf(document.Reading{Fields: fields}, centres, agreements)
	if h.For.Key() != "2026-10" || h.Centre != 3 || h.Agreement != 5 || h.On.String() != "2026-11-05" {
		t.Errorf("%+v", h)
	}
	for i := range fields {
		fields[i].Unsure = true
	}
	if h := HintsOf(document.Reading{Fields: fields}, centres, agreements); h != (Hints{}) {
		t.Errorf("%+v", h)
	}
}
