package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
)

// report is what a mail server says about a message of ours.
func report(action, messageID string) string {
	return strings.ReplaceAll(fmt.Sprintf(`From: MAILER-DAEMON@posta.example
To: rimbalzi@example.org
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; posta.example

Final-Recipient: rfc822; operatore@ente.example
Action: %s
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--x
Content-Type: message/rfc822

Message-ID: <%s>
Subject: Riepilogo

--x--
`, action, messageID), "\n", "\r\n")
}

// settingsFor makes the settings of a process whose database has that address.
func settingsFor(t *testing.T, database string) {
	t.Helper()
	for name, v := range map[string]string{"DATABASE_URL": database, "REDIS_URL": "redis://127.0.0.1:1", "S3_ENDPOINT": "http://127.0.0.1:1",
		"S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret", "GUEST_KEY": storagetest.KeyText(), "SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "Insiemi <insiemi@example.org>",
		"BOUNCE_ADDRESS": "rimbalzi@example.org"} {
		t.Setenv("INSIEMI_"+name, v)
	}
}

// take takes a report and returns the exit code, and what was said.
func take(t *testing.T, in io.Reader) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	err := takeReport(t.Context(), in, &out)
	var own coded
	switch {
	case err == nil:
		return 0, out.String()
	case errors.As(err, &own):
		return own.code, err.Error()
	}
	return 1, err.Error()
}

// sentNotice writes a notice, which was sent or not, and returns it.
func sentNotice(t *testing.T, address string, sent bool) (n storage.Notice) {
	t.Helper()
	db, err := storage.Open(t.Context(), address, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
		code := fmt.Sprintf("u%v", sent)
		office, err := tx.AddOffice(t.Context(), reception.Office{Code: code, Name: "Prefettura", TaxCode: "91044110400", OfficeCode: "ABC123", Calendar: "rimini"})
		if err != nil {
			return err
		}
		p, err := tx.AddPerson(t.Context(), reception.Person{OfficeID: office, Email: code + "@example.org", Name: "Sara Neri", Role: reception.Head, Language: "it"}, "")
		if err != nil {
			return err
		}
		id, err := tx.AddNotice(t.Context(), storage.Notice{OfficeID: office, PersonID: p, Kind: workflow.NoticeDigest, CreatedAt: time.Now()})
		if err != nil {
			return err
		}
		if n, err = tx.Notice(t.Context(), id); err != nil || !sent {
			return err
		}
		return tx.AddDelivery(t.Context(), n, storage.Sent, "", time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// messageID is that of the e-mail that tells a notice, whose token is given.
func messageID(id workflow.NoticeID, token string) string {
	return fmt.Sprintf("insiemi.notice-%d.%s@example.org", id, token)
}

// bounced counts the bounces that are recorded, and returns what one of them says.
func bounced(t *testing.T, address string) (n int, detail string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), storagetest.AdminURL(t, address))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if err := conn.QueryRow(t.Context(), `SELECT count(*), coalesce(max(detail), '') FROM deliveries WHERE outcome = 'bounced'`).Scan(&n, &detail); err != nil {
		t.Fatal(err)
	}
	return n, detail
}

func TestBounce(t *testing.T) {
	address := storagetest.URL(t)
	settingsFor(t, address)
	sent, unsent := sentNotice(t, address, true), sentNotice(t, address, false)
	ours := messageID(sent.ID, sent.Token)
	for range 2 {
		if code, said := take(t, strings.NewReader(report("failed", ours))); code != 0 || !strings.Contains(said, "recorded") {
			t.Fatalf("%d: %s", code, said)
		}
	}
	n, detail := bounced(t, address)
	if n != 1 || !strings.Contains(detail, "casella") || strings.Contains(detail, "@") {
		t.Errorf("recorded %d times: %q", n, detail)
	}
	for _, tc := range []struct {
		name, in string
		code     int
	}{
		{"delayed", report("delayed", ours), 0},
		{"of another installation", report("failed", strings.Replace(ours, "example.org", "altrove.example", 1)), exDataErr},
		{"of no notice of ours", report("failed", messageID(999999, sent.Token)), exDataErr},
		{"of a stranger's letter", report("failed", "20271005.newsletter@altrove.example"), exDataErr},
		{"a letter", "From: a@b.example\r\nSubject: Ciao\r\n\r\nCiao.\r\n", exDataErr},
		{"nothing", "", exDataErr},
		{"before the sending is recorded", report("failed", messageID(unsent.ID, unsent.Token)), exTempFail},
	} {
		if code, said := take(t, strings.NewReader(tc.in)); code != tc.code {
			t.Errorf("%s: %d, want %d: %s", tc.name, code, tc.code, said)
		}
	}
}

// Who knows the number of a notice, or the token of another one, can't say that
// its e-mail came back: nothing is recorded, and a sentence says why.
func TestAForgedBounce(t *testing.T) {
	address := storagetest.URL(t)
	settingsFor(t, address)
	sent, other := sentNotice(t, address, true), sentNotice(t, address, false)
	for _, forged := range []string{fmt.Sprintf("insiemi.notice-%d@example.org", sent.ID), messageID(sent.ID, "x"),
		messageID(sent.ID, other.Token), messageID(other.ID, sent.Token), messageID(sent.ID, sent.Token[1:])} {
		code, said := take(t, strings.NewReader(report("failed", forged)))
		if code != exDataErr || !strings.Contains(said, "nothing was recorded. The report does not bear the token") || strings.Contains(said, sent.Token) {
			t.Errorf("%s: %d: %s", forged, code, said)
		}
	}
	if n, _ := bounced(t, address); n != 0 {
		t.Errorf("%d forged reports were recorded", n)
	}
}

// A report that can't be recorded now stays with the mail server.
func TestABounceIsNotLost(t *testing.T) {
	settingsFor(t, "postgres://insiemi@127.0.0.1:1/insiemi")
	ours := messageID(1, "0f8fad5b-d9cd-469f-a165-70867728950e")
	rest := strings.NewReader(report("failed", ours) + strings.Repeat("x", 3<<20))
	if code, said := take(t, rest); code != exTempFail || rest.Len() != 0 {
		t.Errorf("without a database: %d, %d bytes unread: %s", code, rest.Len(), said)
	}
	t.Setenv("INSIEMI_SMTP_URL", "")
	if code, said := take(t, strings.NewReader(report("failed", ours))); code != exTempFail {
		t.Errorf("without settings: %d: %s", code, said)
	}
	if code := run(t.Context(), []string{"bounce", "now"}, io.Discard, io.Discard); code != 2 {
		t.Errorf("called wrongly: %d", code)
	}
}
