package workers

import (
	"html"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// toldOf is a notice of a kind with everything that any kind tells.
func toldOf(k workflow.NoticeKind, role reception.Role) engine.Told {
	due := calendar.Named("rimini").AfterDays(day("2026-11-05"), 10)
	act := storage.NoticeAct{ID: 3, Act: workflow.ActRefused, Reason: "È dovuto comunque.", At: day("2026-11-02").At(9, 0), FromOn: day("2026-11-05"), ToOn: due.On,
		ObligationID: 12, Body: "Cooperativa Il Melograno", Kind: document.Register, About: storage.About{Centre: "RN-001 Casa Vela"}, Start: day("2026-10-01"), End: day("2026-10-31"),
		DueOn: due.On, Derivation: due.Derivation}
	decision := storage.ToldDecision{ID: 4, CaseID: 5, DocumentID: 6, Year: 2026, Number: 41, Kind: document.Register, Outcome: workflow.Approved,
		DecidedAt: day("2026-11-02").At(9, 0), Office: "Prefettura"}
	if k == workflow.NoticeDecision {
		decision.Outcome, decision.Reason = workflow.Returned, "Manca la firma."
	}
	task := storage.DigestTask{CaseID: 5, DocumentID: 6, Role: role, Year: 2026, Number: 41, Kind: document.Invoice, Body: act.Body,
		OpenedAt: act.At, DueOn: due.On, Derivation: due.Derivation}
	return engine.Told{Notice: storage.Notice{ID: 1, Kind: k, Note: "Entro venerdì."}, To: reception.Person{ID: 2, Role: role, Name: "Sara Neri", Email: "sara@example.org"},
		Office: reception.Office{Name: "Prefettura"}, Body: "Cooperativa Il Melograno", Decision: &decision, Act: &act,
		Unclear: &storage.Revision{DocumentID: 6, FileName: "scansione.pdf", SubmittedAt: act.At, Receipt: storage.Receipt{Year: 2026, Number: 7}},
		Obligations: []storage.DigestObligation{{Obligation: workflow.Obligation{ID: 12, Kind: document.Register, FirstDueOn: day("2026-11-05"),
			For: calendar.MonthOf(day("2026-10-01")), Due: due}, About: storage.About{Centre: "RN-001 Casa Vela"}}},
		Tasks:    []storage.DigestTask{task},
		Late:     []storage.LateBody{{BodyID: 9, Body: "Cooperativa Il Porto", Obligations: 3, Oldest: day("2026-10-05")}},
		Declared: []storage.NoticeAct{act},
		News: []engine.News{{Kind: workflow.NoticeApproved, Decision: &decision}, {Kind: workflow.NoticeAcknowledged, Act: &act},
			{Kind: workflow.NoticeTaskOpened, Task: &task}, {Kind: workflow.NoticeConfirm, Task: &task}, {Kind: workflow.NoticeUnclear, Unplaced: &storage.UnplacedDocument{DocumentID: 6, SubmittedAt: act.At}}}}
}

// What asks for a paper whose hour has passed says by how many hours it is late.
func TestALetterCountsHours(t *testing.T) {
	today := day("2026-11-16")
	for _, k := range []workflow.NoticeKind{workflow.NoticeDigest, workflow.NoticeChase, workflow.NoticeRestored} {
		l := letter{Told: toldOf(k, reception.Operator), now: today.At(15, 0), head: mail.Letterhead{Office: "Prefettura", BaseURL: "https://insiemi.example.org"}}
		noon := today.At(12, 0)
		l.Obligations[0].Obligation.Due = calendar.Due{On: today, At: noon}
		l.Act.DueOn, l.Act.DueAt = today, &noon
		kind, data := l.message()
		m, err := mail.Render(kind, "it", data)
		if err != nil || !strings.Contains(m.Text, "In ritardo di 3 ore") {
			t.Errorf("%s, %v:\n%s", k, err, m.Text)
		}
	}
}

// What is about a whole agreement is told with its CIG, and what comes before an
// expiry says that its day is that.
func TestALetterSaysOfWhichAgreement(t *testing.T) {
	l := letter{Told: toldOf(workflow.NoticeDigest, reception.Operator), now: day("2026-11-16").At(9, 0), head: mail.Letterhead{Office: "Prefettura", BaseURL: "https://insiemi.example.org"}}
	o := &l.Obligations[0]
	o.Obligation.Kind, o.About = document.Invoice, storage.About{CIG: "B4C1D2E3F4"}
	l.Tasks[0].CIG = "B5C1D2E3F4"
	l.Declared, l.News = nil, nil
	policy := *o
	policy.Obligation.Kind, policy.What, policy.CIG = document.Insurance, reception.ExpiryOf(document.Insurance), ""
	policy.Obligation.For = calendar.Period{Start: day("2026-11-27"), End: day("2026-11-27")}
	l.Obligations = append(l.Obligations, policy)
	kind, data := l.message()
	m, err := mail.Render(kind, "it", data)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CIG B4C1D2E3F4, ottobre 2026", "CIG B5C1D2E3F4", "scadenza dell'attuale il 27 novembre 2026"} {
		if !strings.Contains(m.Text, want) || !strings.Contains(html.UnescapeString(m.HTML), want) {
			t.Errorf("the digest does not say %q:\n%s", want, m.Text)
		}
	}
}

// The date of a new case comes with its derivation among the news, too.
func TestNewsSayWhyTheirDate(t *testing.T) {
	for lang, want := range map[string]string{"it": "10 giorni dal 5 novembre 2026", "en": "10 days from 5 November 2026"} {
		l := letter{Told: toldOf(workflow.NoticeDigest, reception.Reviewer), now: day("2026-11-16").At(9, 0), head: mail.Letterhead{Office: "Prefettura", BaseURL: "https://insiemi.example.org"}}
		l.Obligations, l.Tasks, l.Late, l.Declared = nil, nil, nil, nil
		kind, data := l.message()
		m, err := mail.Render(kind, lang, data)
		if err != nil || !strings.Contains(m.Text, want) || !strings.Contains(html.UnescapeString(m.HTML), want) {
			t.Errorf("%v: the news does not say %q:\n%s", err, want, m.Text)
		}
	}
}

// The e-mail about a file that could not be read says what the file's page says,
// and not that there is no need to send it again.
func TestALetterSaysWhyAFileWasNotRead(t *testing.T) {
	why := extract.Warn("pdf.encrypted")
	for lang, c := range map[string]struct{ why, not string }{"it": {why.It, "Non serve inviare di nuovo"}, "en": {why.En, "no need to send the file again"}} {
		told := toldOf(workflow.NoticeUnclear, reception.Operator)
		told.To.Language, told.Unreadable = lang, &why
		kind, data := letter{Told: told, head: mail.Letterhead{Office: "Prefettura", BaseURL: "https://insiemi.example.org"}}.message()
		m, err := mail.Render(kind, lang, data)
		if err != nil || !strings.Contains(m.Text, c.why) || strings.Contains(m.Text, c.not) || !strings.Contains(m.Text, "2026/000007") || !strings.Contains(m.Text, "PDF") || strings.Contains(m.Text, "scansione") {
			t.Errorf("%v:\n%s", err, m.Text)
		}
	}
}

// Documents to be placed that came inside others are one item of a digest.
func TestADigestCountsWhatCameInside(t *testing.T) {
	for lang, want := range map[string]string{"it": "42 documenti che erano dentro altri", "en": "42 documents that were inside others"} {
		l := letter{Told: toldOf(workflow.NoticeDigest, reception.Operator), now: day("2026-11-16").At(9, 0), head: mail.Letterhead{Office: "Prefettura", BaseURL: "https://insiemi.example.org"}}
		for id := range 42 {
			l.News = append(l.News, engine.News{Kind: workflow.NoticeUnclear, Unplaced: &storage.UnplacedDocument{DocumentID: document.ID(100 + id), SubmittedAt: day("2026-11-15").At(9, 0), Inside: true}})
		}
		kind, data := l.message()
		m, err := mail.Render(kind, lang, data)
		if err != nil || !strings.Contains(m.Text, want) || !strings.Contains(m.Text, "/documents?state=unplaced") || strings.Contains(m.Text, "/documents/100") {
			t.Errorf("%v: the digest does not say %q:\n%s", err, want, m.Text)
		}
	}
}

// Every kind that somebody is told has a message in both languages, whose links
// lead to the exact item.
func TestEveryKindOfNoticeHasALetter(t *testing.T) {
	paths := map[workflow.NoticeKind]string{
		workflow.NoticeDecision: "/documents/6", workflow.NoticeApproved: "/documents/6", workflow.NoticeAcknowledged: "/obligations/12",
		workflow.NoticeRefused: "/obligations/12", workflow.NoticeExtension: "/obligations/12", workflow.NoticeWaiver: "/obligations/12",
		workflow.NoticeRestored: "/obligations/12", workflow.NoticeChase: "/obligations/12", workflow.NoticeUnclear: "/documents/6",
		workflow.NoticeTaskOpened: "/cases/5", workflow.NoticeConfirm: "/cases/5", workflow.NoticeDeclared: "/obligations/12", workflow.NoticeInvite: "/invitations/secret", workflow.NoticeDigest: "/missing?body=9",
	}
	for _, role := range []reception.Role{reception.Operator, reception.Reviewer, reception.Head, reception.Administrator} {
		kinds := []workflow.NoticeKind{workflow.NoticeDigest}
		for _, c := range workflow.ChoicesFor(role) {
			kinds = append(kinds, c.Kind)
		}
		for _, k := range kinds {
			l := letter{Told: toldOf(k, role), now: day("2026-11-20").At(9, 0), head: mail.Letterhead{Office: "Prefettura", BaseURL: "https://insiemi.example.org", Preferences: "/profile"},
				invitation: engine.Invitation{Token: "secret", Until: day("2026-11-27").At(9, 0)}}
			if k == workflow.NoticeAcknowledged {
				l.Act.Act = workflow.ActAcknowledged
			}
			kind, data := l.message()
			for _, lang := range []string{"it", "en"} {
				m, err := mail.Render(kind, lang, data)
				if err != nil {
					t.Errorf("%s to a %s in %s: %v", k, role, lang, err)
					continue
				}
				if !strings.Contains(m.Text, "https://insiemi.example.org"+paths[k]) {
					t.Errorf("%s to a %s in %s leads nowhere:\n%s", k, role, lang, m.Text)
				}
				if digest := strings.Contains(m.Text, "una volta al giorno") || strings.Contains(m.Text, "once a day"); digest != (k == workflow.NoticeDigest) && kind == mail.KindDigest && paths[k] != "" {
					t.Errorf("%s to a %s in %s says of itself:\n%s", k, role, lang, m.Text)
				}
			}
		}
	}
}
