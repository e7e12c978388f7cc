package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// The exit codes that mail servers go by (sysexits.h): with the first they keep
// the message and try again later, with the second they give it up.
const (
	exTempFail = 75
	exDataErr  = 65
)

// bounceLasts bounds the recording of one report.
const bounceLasts = 30 * time.Second

// bounceHelp is what -h says of the command.
const bounceHelp = `It reads the message on standard input, as a mail server pipes it in, and has no
flags: its settings are environment variables, which insiemi config shows.

Set INSIEMI_BOUNCE_ADDRESS, say to rimbalzi@example.org, and make that address an
alias; with Postfix, in /etc/aliases:

  rimbalzi: "|/usr/local/bin/insiemi-bounce"

where insiemi-bounce is a script that loads the settings:

  #!/bin/sh
  set -a; . /etc/insiemi/env; exec insiemi bounce

It ends with 75 when the mail server is to try again later, and with 65 when the
message is no report about an e-mail of ours.
`

// coded is an error that ends the process with an exit code of its own.
type coded struct {
	code int
	error
}

func (c coded) Unwrap() error { return c.error }

// runBounce records that a message came back: a mail server pipes to it what
// arrives at INSIEMI_BOUNCE_ADDRESS.
func runBounce(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if err := parse(flags("bounce", stderr), args); err != nil {
		return err
	}
	return takeReport(ctx, os.Stdin, stdout)
}

// takeReport takes one report from a mail server. Whatever is not the fault of
// the message leaves it with the server, which tries again, so that nothing is
// lost.
func takeReport(ctx context.Context, report io.Reader, stdout io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, bounceLasts)
	defer cancel()
	err := bounce(ctx, report, stdout)
	_, _ = io.Copy(io.Discard, report) // a server that can't write all of it would think that this failed
	var told coded
	if err != nil && !errors.As(err, &told) {
		err = coded{exTempFail, err}
	}
	return err
}

func bounce(ctx context.Context, report io.Reader, stdout io.Writer) error {
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	b, err := ours(c, report)
	if err != nil {
		return err
	}
	id, token, _ := b.Notice()
	if b.Action != mail.BounceFailed {
		_, err = fmt.Fprintf(stdout, "notice %d: %s, nothing to record\n", id, b.Action)
		return err
	}
	db, err := openDB(ctx, c, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := record(ctx, db, id, token, b); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "notice %d: came back, recorded\n", id)
	return err
}

// ours reads a report about a notice that this installation may have sent: the
// engine knows whether it did.
func ours(c Config, report io.Reader) (b mail.Bounce, err error) {
	b, err = mail.ParseBounce(report)
	if errors.Is(err, mail.ErrNoBounce) || errors.Is(err, mail.ErrForeignBounce) {
		return b, coded{exDataErr, err}
	}
	if err != nil {
		return b, err
	}
	sender, err := mail.NewSMTP(mail.SMTPConfig{URL: c.SMTPURL, From: c.MailFrom, Bounces: c.BounceAddress})
	if err != nil {
		return b, err
	}
	if _, _, ok := b.Notice(); !ok || b.MessageID != sender.MessageID(b.ID) {
		return b, coded{exDataErr, mail.ErrForeignBounce}
	}
	return b, nil
}

// record writes down what came back, or says in a sentence why it does not.
func record(ctx context.Context, db *storage.DB, id workflow.NoticeID, token string, b mail.Bounce) error {
	err := engine.New(db, time.Now).RecordBounce(ctx, id, token, workflow.Text{It: b.Reason("it"), En: b.Reason("en")}.Lines())
	r, refused := workflow.RefusalOf(err)
	if !refused || r.Cause != nil {
		return err
	}
	err = fmt.Errorf("notice %d: nothing was recorded. %s", id, r.En)
	switch r.Name {
	case "notice.not_found", "bounce.not_believed", "bounce.not_sent":
		return coded{exDataErr, err}
	}
	return err
}
