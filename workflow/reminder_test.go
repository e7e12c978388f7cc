package workflow_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// usual is the ladder that an office starts with.
func usual() reception.Ladder { return reception.DefaultOfficeRules().Ladder }

// told makes reminders out of pairs: the step, and the day on which it was sent.
func told(pairs ...any) (out []workflow.Sent) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, workflow.Sent{Step: pairs[i].(int), On: day(pairs[i+1].(string))})
	}
	return out
}

func toldHead(sent []workflow.Sent, on string) []workflow.Sent {
	return append(sent, workflow.Sent{Step: 15, Escalated: true, On: day(on)})
}

func TestNudges(t *testing.T) {
	due := day("2026-11-05")
	for _, tc := range []struct {
		name, today string
		sent        []workflow.Sent
		want        workflow.Nudge
	}{
		{"before the first step", "2026-10-28", nil, workflow.Nudge{Reason: workflow.ReasonTooEarly, Next: day("2026-10-29")}},
		{"the first step", "2026-10-29", nil, workflow.Nudge{Send: true, Step: -7, Reason: workflow.ReasonDueSoon, Next: day("2026-11-03")}},
		{"between steps", "2026-10-30", told(-7, "2026-10-29"), workflow.Nudge{Step: -7, Reason: workflow.ReasonReminded, Next: day("2026-11-03")}},
		{"the very day", "2026-11-05", told(-7, "2026-10-29", -2, "2026-11-03"), workflow.Nudge{Send: true, Reason: workflow.ReasonDueToday, Next: day("2026-11-06")}},
		{"ten days without running: one, not five", "2026-11-09", told(-7, "2026-10-29"),
			workflow.Nudge{Send: true, Step: 1, Reason: workflow.ReasonOverdue, Next: day("2026-11-10")}},
		{"the last step tells the head as well", "2026-11-20", told(5, "2026-11-10"),
			workflow.Nudge{Send: true, Step: 15, Escalate: true, Reason: workflow.ReasonOverdue}},
		{"late from the start: the head is told the day after the body", "2026-12-01", nil,
			workflow.Nudge{Send: true, Step: 15, Reason: workflow.ReasonOverdue, Next: day("2026-12-02")}},
		{"and then is", "2026-12-02", told(15, "2026-12-01"), workflow.Nudge{Step: 15, Escalate: true, Reason: workflow.ReasonOverdue}},
		{"once", "2026-12-03", toldHead(told(15, "2026-12-01"), "2026-12-02"), workflow.Nudge{Step: 15, Reason: workflow.ReasonReminded}},
		{"chased by hand two days before", "2026-11-12", told(5, "2026-11-10"), workflow.Nudge{Step: 5, Reason: workflow.ReasonReminded, Next: day("2026-11-20")}},
		{"chased by hand after the step", "2026-11-10", told(4, "2026-11-09"), workflow.Nudge{Send: true, Step: 5, Reason: workflow.ReasonOverdue, Next: day("2026-11-20")}},
	} {
		if got := workflow.NudgeFor(usual(), due, tc.sent, day(tc.today)); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
}

// Without steps only the head of office is left to tell; without that, nobody.
func TestLadders(t *testing.T) {
	due := day("2026-11-05")
	none := workflow.NudgeFor(reception.Ladder{}, due, nil, day("2026-12-30"))
	if none != (workflow.Nudge{Reason: workflow.ReasonNoLadder}) {
		t.Errorf("an empty ladder: %+v", none)
	}
	head := workflow.NudgeFor(workflow.Unheard(usual()), due, nil, day("2026-11-20"))
	if !head.Escalate || head.Send || !head.Next.IsZero() {
		t.Errorf("nobody to hear: %+v", head)
	}
	for _, tc := range []struct {
		ladder reception.Ladder
		first  string
	}{
		{usual(), "2026-10-29"},
		{reception.Ladder{Steps: []int{3, -1}}, "2026-11-04"}, // in any order
		{reception.Ladder{EscalateAfter: 20}, "2026-11-25"},
		{reception.Ladder{}, ""},
	} {
		if got := workflow.FirstNudge(tc.ladder, due); got.String() != tc.first {
			t.Errorf("%+v begins on %s, want %s", tc.ladder, got, tc.first)
		}
	}
	own := &reception.Ladder{Steps: []int{0}}
	if l := workflow.LadderOf(usual(), own); len(l.Steps) != 1 || l.EscalateAfter != 15 {
		t.Errorf("a requirement's own steps give %+v", l)
	}
	if l := workflow.LadderOf(usual(), &reception.Ladder{}); workflow.NudgeFor(l, due, nil, day("2026-12-30")).Reason != workflow.ReasonNoLadder {
		t.Errorf("a requirement without steps gives %+v", l)
	}
	if l := workflow.LadderOf(usual(), nil); len(l.Steps) != 6 {
		t.Errorf("a requirement without a ladder gives %+v", l)
	}
}

// However the days on which the clock ticks fall, each step is decided at most
// once, the steps only go up, the head is told once, and Next never leads past
// something that was due.
func TestNudgesNeverRepeat(t *testing.T) {
	l, due := usual(), day("2026-11-05")
	for gap := 1; gap < 40; gap++ {
		var sent []workflow.Sent
		heads, last := 0, -100
		next := workflow.FirstNudge(l, due)
		for d := day("2026-10-01"); d.Before(day("2027-02-01")); d = d.AddDays(gap) {
			n := workflow.NudgeFor(l, due, sent, d)
			if (n.Send || n.Escalate) && (next.IsZero() || d.Before(next)) {
				t.Fatalf("ticking every %d days: something is due on %s, to be looked at from %s", gap, d, next)
			}
			if n.Send {
				if n.Step <= last {
					t.Fatalf("ticking every %d days: step %d after %d", gap, n.Step, last)
				}
				last = n.Step
				sent = append(sent, workflow.Sent{Step: n.Step, On: d})
			}
			if n.Escalate {
				heads++
				sent = append(sent, workflow.Sent{Step: l.EscalateAfter, Escalated: true, On: d})
			}
			if !n.Next.IsZero() && !n.Next.After(d) {
				t.Fatalf("on %s the next day is %s", d, n.Next)
			}
			next = n.Next
		}
		if last != 15 || heads != 1 || !next.IsZero() {
			t.Fatalf("ticking every %d days ends with step %d, %d words to the head, next %s", gap, last, heads, next)
		}
	}
}

func TestReminderHours(t *testing.T) {
	rules, rimini := reception.DefaultOfficeRules(), calendar.Named("rimini")
	for _, tc := range []struct {
		name         string
		date         string
		hour, minute int
		why          workflow.Reason
	}{
		{"a Tuesday at eight", "2026-11-03", 8, 0, ""},
		{"a minute before", "2026-11-03", 7, 59, workflow.ReasonHours},
		{"the last minute", "2026-11-03", 17, 59, ""},
		{"six in the evening", "2026-11-03", 18, 0, workflow.ReasonHours},
		{"a Sunday", "2026-11-08", 9, 0, workflow.ReasonClosed},
		{"a Saturday", "2026-11-07", 9, 0, workflow.ReasonClosed},
		{"the patron of Rimini", "2026-10-14", 9, 0, workflow.ReasonClosed},
		{"Easter Monday", "2027-03-29", 9, 0, workflow.ReasonClosed},
		{"the Monday after summer time began", "2026-03-30", 8, 0, ""},
		{"the Monday after it ended", "2026-10-26", 7, 59, workflow.ReasonHours},
		{"the Monday after it ended, a minute later", "2026-10-26", 8, 0, ""},
	} {
		why, ok := workflow.ReminderHours(rules, rimini, day(tc.date).At(tc.hour, tc.minute))
		if why != tc.why || ok != (tc.why == "") {
			t.Errorf("%s: %q, %v", tc.name, why, ok)
		}
	}
	inventory := calendar.Closure{On: day("2026-11-03"), It: "inventario", En: "stocktaking"}
	if why, ok := workflow.ReminderHours(rules, rimini.With(inventory), day("2026-11-03").At(9, 0)); ok || why != workflow.ReasonClosed {
		t.Errorf("on a closure of the office's own: %q, %v", why, ok)
	}
}

func person(id int64, role reception.Role, body reception.BodyID) workflow.Recipient {
	return workflow.Recipient{Person: reception.PersonID(id), Role: role, Body: body}
}

func chose(r workflow.Recipient, k workflow.NoticeKind, c workflow.Channel) workflow.Recipient {
	r.Chosen = map[workflow.NoticeKind]workflow.Channel{k: c}
	return r
}

func TestOwed(t *testing.T) {
	due, today := day("2026-11-05"), day("2026-11-20")
	operator, head := person(1, reception.Operator, 7), person(9, reception.Head, 0)
	had := operator
	had.LastOn = today
	headHad := head
	headHad.LastOn = today
	silent := chose(operator, workflow.NoticeReminder, workflow.ChannelNone)
	for _, tc := range []struct {
		name        string
		body, heads []workflow.Recipient
		sent        []workflow.Sent
		to, headsTo int
		reason      workflow.Reason
		next        string
	}{
		{"the last step", []workflow.Recipient{operator}, []workflow.Recipient{head}, told(5, "2026-11-10"), 1, 1, workflow.ReasonOverdue, ""},
		{"two operators", []workflow.Recipient{operator, person(2, reception.Operator, 7)}, []workflow.Recipient{head}, told(5, "2026-11-10"), 2, 1, workflow.ReasonOverdue, ""},
		{"one of them chose none", []workflow.Recipient{silent, person(2, reception.Operator, 7)}, []workflow.Recipient{head}, told(5, "2026-11-10"), 1, 1, workflow.ReasonOverdue, ""},
		{"one had a digest today: both wait", []workflow.Recipient{had, person(2, reception.Operator, 7)}, nil, nil, 0, 0, workflow.ReasonDigestToday, "2026-11-21"},
		{"nobody: the head is told", nil, []workflow.Recipient{head}, nil, 0, 1, workflow.ReasonNobody, "2026-11-21"},
		{"nobody, and no head", nil, nil, nil, 0, 0, workflow.ReasonNobody, "2026-11-21"},
		{"all chose none: the head is told", []workflow.Recipient{silent}, []workflow.Recipient{head}, nil, 0, 1, workflow.ReasonChoseNone, ""},
		{"no head: it waits for one", []workflow.Recipient{operator}, nil, told(15, "2026-11-19"), 0, 0, workflow.ReasonNobody, "2026-11-21"},
		{"the head had a digest today", []workflow.Recipient{operator}, []workflow.Recipient{headHad}, told(15, "2026-11-19"), 0, 0, workflow.ReasonDigestToday, "2026-11-21"},
		{"the head chose none", []workflow.Recipient{operator}, []workflow.Recipient{chose(head, workflow.NoticeEscalation, workflow.ChannelNone)},
			told(15, "2026-11-19"), 0, 0, workflow.ReasonChoseNone, ""},
		{"the head alone", []workflow.Recipient{operator}, []workflow.Recipient{head}, told(15, "2026-11-19"), 0, 1, workflow.ReasonEscalated, ""},
		{"all told", []workflow.Recipient{operator}, []workflow.Recipient{head}, toldHead(told(15, "2026-11-18"), "2026-11-19"), 0, 0, workflow.ReasonReminded, ""},
	} {
		p := workflow.Owed(usual(), due, tc.sent, tc.body, tc.heads, today)
		to := 0
		if p.Send {
			to = len(p.To)
		}
		if to != tc.to || len(p.Heads) != tc.headsTo || p.Escalate != (tc.headsTo > 0) || p.Reason != tc.reason || p.Next.String() != tc.next {
			t.Errorf("%s: %d told, %d heads, %q, next %q", tc.name, to, len(p.Heads), p.Reason, p.Next)
		}
	}
}

// What is to be completed goes by the same ladder as what is owed, to those who want
// to be told of what is their turn.
func TestMending(t *testing.T) {
	due, head := day("2026-11-05"), person(9, reception.Head, 0)
	operator := person(1, reception.Operator, 7)
	silent := chose(operator, workflow.NoticeTasks, workflow.ChannelNone)
	for _, tc := range []struct {
		name   string
		body   workflow.Recipient
		sent   []workflow.Sent
		today  string
		step   int
		heads  int
		reason workflow.Reason
	}{
		{"a week before", operator, nil, "2026-10-29", -7, 0, workflow.ReasonDueSoon},
		{"on its day", operator, told(-2, "2026-11-03"), "2026-11-05", 0, 0, workflow.ReasonDueToday},
		{"at last", operator, told(5, "2026-11-10"), "2026-11-20", 15, 1, workflow.ReasonOverdue},
		{"chose none", silent, nil, "2026-11-20", 0, 1, workflow.ReasonChoseNone},
		{"chose none of what is owed", chose(operator, workflow.NoticeReminder, workflow.ChannelNone), nil, "2026-11-03", -2, 0, workflow.ReasonDueSoon},
	} {
		p := workflow.Mending(usual(), due, tc.sent, []workflow.Recipient{tc.body}, []workflow.Recipient{head}, day(tc.today))
		if p.Send != (tc.reason != workflow.ReasonChoseNone) || p.Step != tc.step || len(p.Heads) != tc.heads || p.Reason != tc.reason {
			t.Errorf("%s: %+v", tc.name, p)
		}
	}
}

func TestExplain(t *testing.T) {
	o := workflow.Obligation{Status: workflow.ObligationOpen, Due: calendar.Due{On: day("2026-11-05")}}
	waived := o
	waived.Status = workflow.ObligationWaived
	for _, tc := range []struct {
		name   string
		o      workflow.Obligation
		was    workflow.Reminded
		today  string
		reason workflow.Reason
		it, en string
	}{
		{"too early", o, workflow.Reminded{}, "2026-10-20", workflow.ReasonTooEarly, "per questa scadenza il primo promemoria parte da giovedì 29 ottobre 2026", "for this date the first reminder goes out from Thursday 29 October 2026"},
		{"from a Sunday on", workflow.Obligation{Status: workflow.ObligationOpen, Due: calendar.Due{On: day("2026-12-06")}}, workflow.Reminded{}, "2026-11-10",
			workflow.ReasonTooEarly, "parte da lunedì 30 novembre 2026", "from Monday 30 November 2026"},
		{"reminded", o, workflow.Reminded{Sent: told(1, "2026-11-06")}, "2026-11-08", workflow.ReasonReminded,
			"Ultimo promemoria: venerdì 6 novembre 2026, 2 giorni fa. Il prossimo parte da martedì 10 novembre 2026.", "Last reminder: Friday 6 November 2026, 2 days ago."},
		{"then the head", o, workflow.Reminded{Sent: told(15, "2026-11-24")}, "2026-11-24", workflow.ReasonReminded, "il dirigente ne è informato da mercoledì 25 novembre 2026", "the head of office is told from Wednesday 25 November 2026"},
		{"all over", o, workflow.Reminded{Sent: toldHead(told(15, "2026-11-20"), "2026-11-20")}, "2026-12-01", workflow.ReasonReminded,
			"Segnalato al dirigente: venerdì 20 novembre 2026. Non ne sono previsti altri.", "No further ones are planned."},
		{"nobody", o, workflow.Reminded{DecidedOn: day("2026-11-09"), Decided: workflow.ReasonNobody}, "2026-11-10", workflow.ReasonNobody,
			"non c'è nessuno da avvisare (ieri)", "there is nobody to remind (yesterday)"},
		{"due, at night", o, workflow.Reminded{}, "2026-11-05", workflow.ReasonDueToday, "nel prossimo orario d'ufficio", "next office hours"},
		{"waived", waived, workflow.Reminded{Sent: told(1, "2026-11-06")}, "2026-11-08", workflow.ReasonWaived, "non chiede più", "doesn't ask for"},
	} {
		x := workflow.Explain(tc.o, usual(), tc.was, day(tc.today))
		if x.Reason != tc.reason || !strings.Contains(x.It, tc.it) || !strings.Contains(x.En, tc.en) {
			t.Errorf("%s: %q %q %q", tc.name, x.Reason, x.It, x.En)
		}
	}
	for _, s := range []workflow.ObligationStatus{workflow.ObligationSubmitted, workflow.ObligationUnderReview, workflow.ObligationToComplete,
		workflow.ObligationAccepted, workflow.ObligationRejected, workflow.ObligationDeclared, workflow.ObligationNothing, workflow.ObligationWithdrawn} {
		o.Status = s
		if x := workflow.Explain(o, usual(), workflow.Reminded{}, day("2026-12-01")); x.It == "" || x.En == "" || (workflow.Chaseable(o, true, false, false) == "") != (s == workflow.ObligationToComplete) {
			t.Errorf("%s says %+v", s, x)
		}
	}
}

// Every reason has words in both languages.
func TestReasonsHaveWords(t *testing.T) {
	for _, r := range workflow.Reasons() {
		if it, en := r.In("it"), r.In("en"); it == "" || en == "" || it == string(r) {
			t.Errorf("%q is told as %q and %q", r, it, en)
		}
	}
}

func TestChoices(t *testing.T) {
	for _, role := range []reception.Role{reception.Operator, reception.Reviewer, reception.Head, reception.Administrator} {
		for _, c := range workflow.ChoicesFor(role) {
			for _, ch := range []workflow.Channel{workflow.ChannelNow, workflow.ChannelDigest, workflow.ChannelNone, "pigeon"} {
				err := workflow.Choose(role, c.Kind, ch)
				offered := !c.Formal() && ch != "pigeon" && workflow.ChannelOf(c.Kind, ch) == ch && contains(c.Offers, ch)
				if (err == nil) != offered {
					t.Errorf("%s may have %s by %s: %v", role, c.Kind, ch, err)
				}
			}
			if !contains(c.Offers, c.Default) {
				t.Errorf("%s comes by %s, which it does not offer", c.Kind, c.Default)
			}
		}
	}
	formal := []workflow.NoticeKind{workflow.NoticeDecision, workflow.NoticeRefused, workflow.NoticeExtension, workflow.NoticeWaiver,
		workflow.NoticeRestored, workflow.NoticeChase, workflow.NoticeInvite}
	for _, k := range formal {
		if ch := workflow.ChannelOf(k, workflow.ChannelNone); ch != workflow.ChannelNow {
			t.Errorf("a formal notice, %s, can be turned to %s", k, ch)
		}
	}
	for k, now := range map[workflow.NoticeKind]bool{workflow.NoticeDeclared: true, workflow.NoticeTaskOpened: true,
		workflow.NoticeReminder: false, workflow.NoticeTasks: false, workflow.NoticeEscalation: false} { // one digest a day
		if c, _ := workflow.ChoiceOf(k); contains(c.Offers, workflow.ChannelNow) != now {
			t.Errorf("%s at once: %v", k, !now)
		}
	}
	if err := workflow.Choose(reception.Operator, workflow.NoticeTaskOpened, workflow.ChannelNow); !workflow.IsRefusal(err, "preference.unknown") {
		t.Errorf("an operator chose about the office's cases: %v", err)
	}
	if workflow.ChannelOf(workflow.NoticeTaskOpened, "") != workflow.ChannelNone || workflow.ChannelOf(workflow.NoticeDigest, "") != workflow.ChannelNow {
		t.Error("what nobody chose is not as proposed")
	}
}

func contains(all []workflow.Channel, c workflow.Channel) bool {
	for _, x := range all {
		if x == c {
			return true
		}
	}
	return false
}
