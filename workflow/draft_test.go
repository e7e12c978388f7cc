package workflow_test

import (
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// Where a draft stands follows from the clock: what was sent stays sent, what was not
// has ended at its time, to the instant.
func TestWhereADraftStands(t *testing.T) {
	put := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	checked := put.Add(time.Minute)
	d := workflow.Draft{ID: 1, PutAt: put, EndsAt: put.Add(workflow.DraftLasts)}
	read, sent := d, d
	read.CheckedAt = &checked
	sent.RevisionID = 7
	for _, tc := range []struct {
		draft workflow.Draft
		at    time.Time
		want  workflow.DraftState
		send  string // the refusal
	}{
		{workflow.Draft{}, put, workflow.DraftNone, "draft.none"},
		{d, put, workflow.DraftReading, ""},
		{read, put.Add(time.Hour), workflow.DraftChecked, ""},
		{read, d.EndsAt.Add(-1), workflow.DraftChecked, ""},
		{read, d.EndsAt, workflow.DraftEnded, "draft.ended"},
		{d, d.EndsAt, workflow.DraftEnded, "draft.ended"},
		{sent, d.EndsAt.Add(time.Hour), workflow.DraftSent, ""},
	} {
		if got := tc.draft.StateAt(tc.at); got != tc.want {
			t.Errorf("at %s: %q, want %q", tc.at, got, tc.want)
		}
		err := tc.draft.MaySend(workflow.Actor{Person: 1, Body: 1, Role: reception.Operator}, tc.at)
		if tc.send == "" && err != nil || tc.send != "" && !workflow.IsRefusal(err, tc.send) {
			t.Errorf("%q is sent with %v", tc.want, err)
		}
	}
	if err := read.MaySend(workflow.Actor{Person: 1, Role: reception.Reviewer}, put); !workflow.IsRefusal(err, "draft.role") {
		t.Errorf("the office sends it: %v", err)
	}
}

// A file is tried where one can be sent: not where the office has one, nor where none
// is asked for.
func TestWhereAFileMayBeTried(t *testing.T) {
	operator := workflow.Actor{Person: 1, Body: 1, Role: reception.Operator}
	for status, name := range map[workflow.ObligationStatus]string{
		workflow.ObligationOpen: "", workflow.ObligationToComplete: "", workflow.ObligationUnderReview: "draft.closed", workflow.ObligationAccepted: "draft.closed",
		workflow.ObligationRejected: "draft.closed", workflow.ObligationDeclared: "draft.closed", workflow.ObligationWaived: "draft.closed", workflow.ObligationWithdrawn: "draft.closed",
	} {
		err := workflow.MayTry(operator, workflow.Obligation{Status: status})
		if name == "" && err != nil || name != "" && !workflow.IsRefusal(err, name) {
			t.Errorf("%s: %v", status, err)
		}
		if err := workflow.MayTry(workflow.Actor{Person: 2, Role: reception.Head}, workflow.Obligation{Status: status}); !workflow.IsRefusal(err, "draft.role") {
			t.Errorf("%s, the office: %v", status, err)
		}
	}
}

// Of a reading a summary keeps what the paper is about and its totals: nothing of
// people, each value once, and not more than a few of a name.
func TestSummaryOfADraft(t *testing.T) {
	d := document.Reading{Kind: document.Register, KindScore: 0.9, PageCount: 2, Text: "Provaldi"}
	for _, f := range [][2]string{{document.RowField(1, "guest"), "ZZ001"}, {document.GuestCode, "ZZ001"}, {document.PersonTaxCode, "PRVNSN80A01H294X"}, {document.BodyName, "Provaldi"},
		{document.IBAN, "IT60X0542811101000000123456"}, {document.PersonDays, "93"}, {document.CentreCode, "RN-001"}, {document.CentreCode, "RN-001"}, {document.Total, " "},
		{document.CIG, "A"}, {document.CIG, "B"}, {document.CIG, "C"}, {document.CIG, "D"}, {document.CIG, "E"}} {
		d.Fields = append(d.Fields, document.Field{Name: f[0], Value: f[1]})
	}
	s := workflow.SummaryOf(d)
	var got []string
	for _, v := range s.Values {
		got = append(got, v.Name+" "+v.Value)
	}
	want := []string{"centre.code RN-001", "cig A", "cig B", "cig C", "cig D", "person_days 93"}
	if s.Kind != document.Register || s.Pages != 2 || len(got) != len(want) {
		t.Fatalf("%+v", s)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q instead of %q", got[i], want[i])
		}
	}
}
