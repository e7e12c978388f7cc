package workflow

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
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

// A paper that names another agreement than that of the slot which fits it
// otherwise is not said to find its slot taken.
func TestFitSaysThatTheAgreementIsAnother(t *testing.T) {
	t.Parallel()
	month := calendar.MonthOf(calendar.MustDate(2026, 11, 1))
	slot := Obligation{ID: 1, Kind: document.Register, For: month, CentreID: 3, AgreementID: 5}
	for want, h := range map[string]Hints{
		OneFits:        {For: month, Centre: 3, Agreement: 5},
		OtherAgreement: {For: month, Centre: 3, Agreement: 6},
		NoSlotFits:     {For: month, Centre: 4, Agreement: 6},
	} {
		if _, reason, _ := Fit([]Obligation{slot}, h); reason != want {
			t.Errorf("%+v: %s, want %s", h, reason, want)
		}
	}
}

// A notice about a guest is filed under the day on which it happened, not under that
// of the letter.
func TestANoticeIsOfTheDayOnWhichItHappened(t *testing.T) {
	t.Parallel()
	for _, name := range []string{document.DepartedOn, document.LeaveStart} {
		fields := []document.Field{{Name: document.IssuedOn, Value: "2026-10-22"}, {Name: name, Value: "2026-10-20"}}
		if h := HintsOf(document.Reading{Fields: fields}, nil, nil); h.On.String() != "2026-10-20" {
			t.Errorf("%s: %s", name, h.On)
		}
		fields[1].Unsure = true
		if h := HintsOf(document.Reading{Fields: fields}, nil, nil); h.On.String() != "2026-10-22" {
			t.Errorf("%s that is not vouched for: %s", name, h.On)
		}
	}
}
