package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/storage/seal"
)

// Config is every setting, read once from the environment.
type Config struct {
	DatabaseURL string
	RedisURL    string
	S3Endpoint  string
	S3AccessKey string
	S3SecretKey string
	S3Bucket    string
	SMTPURL     string
	MailFrom    string
	// BounceAddress is where mail servers report what they can't deliver; empty:
	// the sender's.
	BounceAddress string
	Listen        string
	BaseURL       string
	DevMailDir    string
	Demo          bool
	UploadLimit   int64 // bytes
	Workers       int
	LogLevel      slog.Level
	// TrustStore is the path of a file of certificates in which those of signers may
	// end; empty: chains are not judged.
	TrustStore string
	// GuestKey is what guests' names, and what is read of papers, are sealed with.
	GuestKey seal.Key
}

// setting is one row of the table of settings.
type setting struct {
	name   string
	help   string
	preset string // "" and needed: the program can't run without it
	needed bool
	secret bool
	set    func(*Config, string) error
}

func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error { *field(c) = v; return nil }
}

func address(field func(*Config) *string, schemes ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		u, err := url.Parse(v)
		if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
			return fmt.Errorf("must be a URL that starts with %s://", strings.Join(schemes, ":// or "))
		}
		*field(c) = strings.TrimRight(v, "/")
		return nil
	}
}

// settings is the table of every setting. README.md shows the same table; a
// test compares the two.
func settings() []setting {
	return []setting{
		{name: "INSIEMI_DATABASE_URL", needed: true, secret: true, help: "PostgreSQL 15 or newer; the role must own the database and must not be a superuser",
			set: address(func(c *Config) *string { return &c.DatabaseURL }, "postgres", "postgresql")},
		{name: "INSIEMI_REDIS_URL", needed: true, secret: true, help: "Redis 6.2 or newer, or Valkey, with appendonly on and maxmemory-policy noeviction",
			set: address(func(c *Config) *string { return &c.RedisURL }, "redis", "rediss")},
		{name: "INSIEMI_S3_ENDPOINT", needed: true, help: "object store that speaks S3",
			set: address(func(c *Config) *string { return &c.S3Endpoint }, "http", "https")},
		{name: "INSIEMI_S3_ACCESS_KEY", needed: true, help: "its access key", set: text(func(c *Config) *string { return &c.S3AccessKey })},
		{name: "INSIEMI_S3_SECRET_KEY", needed: true, secret: true, help: "its secret key", set: text(func(c *Config) *string { return &c.S3SecretKey })},
		{name: "INSIEMI_S3_BUCKET", preset: "insiemi", help: "bucket; made at the start when it is missing", set: text(func(c *Config) *string { return &c.S3Bucket })},
		{name: "INSIEMI_SMTP_URL", needed: true, secret: true, help: "mail server: smtp+starttls:// or smtps://, with user:password@ where needed; smtp:// for a relay nearby, encrypted only where it offers to",
			set: address(func(c *Config) *string { return &c.SMTPURL }, "smtp", "smtp+starttls", "smtps")},
		{name: "INSIEMI_MAIL_FROM", preset: "Insiemi <no-reply@insiemi.example>", help: "sender of the e-mails", set: setMailFrom},
		{name: "INSIEMI_BOUNCE_ADDRESS", help: "address to which mail servers report what they can't deliver; its alias pipes to insiemi bounce", set: setBounceAddress},
		{name: "INSIEMI_LISTEN", preset: "127.0.0.1:8080", help: "address on which the portal listens", set: text(func(c *Config) *string { return &c.Listen })},
		{name: "INSIEMI_BASE_URL", preset: "http://127.0.0.1:8080", help: "address that people use; links in e-mails start with it; https makes cookies secure",
			set: address(func(c *Config) *string { return &c.BaseURL }, "http", "https")},
		{name: "INSIEMI_UPLOAD_LIMIT", preset: "256MiB", help: "largest file accepted", set: setUploadLimit},
		{name: "INSIEMI_WORKERS", preset: "0", help: "jobs at once; 0: two for each core", set: setWorkers},
		{name: "INSIEMI_LOG_LEVEL", preset: "info", help: "debug, info, warn or error", set: func(c *Config, v string) error { return c.LogLevel.UnmarshalText([]byte(v)) }},
		{name: "INSIEMI_TRUST_STORE", help: "file of certificates (PEM) of the authorities that signatures and time stamps may come from; without it nothing is said of where their certificates come from", set: setTrustStore},
		{name: "INSIEMI_GUEST_KEY", needed: true, secret: true, help: "key of guests' names and of the words of papers, 32 random bytes in base64 (openssl rand -base64 32), the same for every program; with another one those that are kept can't be read: back it up apart from the database", set: setGuestKey},
		{name: "INSIEMI_DEV_MAIL_DIR", help: "folder of the test mail server; set only for demos and development: shows /dev/mail", set: text(func(c *Config) *string { return &c.DevMailDir })},
		{name: "INSIEMI_DEMO", preset: "false", help: "true shows the demo accounts on the sign-in page", set: setDemo},
	}
}

func setMailFrom(c *Config, v string) error {
	if _, err := mail.ParseAddress(v); err != nil {
		return errors.New("must be an e-mail address, with or without a name")
	}
	c.MailFrom = v
	return nil
}

func setBounceAddress(c *Config, v string) error {
	if a, err := mail.ParseAddress(v); err != nil || a.Name != "" {
		return errors.New("must be an e-mail address without a name")
	}
	c.BounceAddress = v
	return nil
}

func setUploadLimit(c *Config, v string) (err error) {
	c.UploadLimit, err = parseSize(v)
	if err == nil && (c.UploadLimit < 1<<20 || c.UploadLimit > 5<<30) {
		err = errors.New("must be from 1MiB to 5GiB")
	}
	return err
}

func parseSize(v string) (int64, error) {
	for unit, factor := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
		if n, ok := strings.CutSuffix(v, unit); ok {
			i, err := strconv.ParseInt(strings.TrimSpace(n), 10, 32)
			if err != nil {
				break
			}
			return i * factor, nil
		}
	}
	return 0, errors.New("must be a whole number with KiB, MiB or GiB, such as 256MiB")
}

func setGuestKey(c *Config, v string) (err error) {
	if v != "" {
		c.GuestKey, err = seal.ParseKey(v)
	}
	return err
}

func setTrustStore(c *Config, v string) error {
	c.TrustStore = v
	if err := extract.CheckTrust(v); err != nil {
		return fmt.Errorf("must be a file of certificates in PEM: %w", err)
	}
	return nil
}

func setWorkers(c *Config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > 256 {
		return errors.New("must be a whole number from 0 to 256")
	}
	c.Workers = n
	return nil
}

func setDemo(c *Config, v string) (err error) {
	if c.Demo, err = strconv.ParseBool(v); err != nil {
		return errors.New("must be true or false")
	}
	return nil
}

// loadConfig reads every setting and reports every problem together: what is
// missing, what is not usable, and names that no setting has.
func loadConfig(environ []string) (Config, error) {
	env := map[string]string{}
	for _, kv := range environ {
		if k, v, ok := strings.Cut(kv, "="); ok && strings.HasPrefix(k, "INSIEMI_") {
			env[k] = v
		}
	}
	var c Config
	var problems []error
	for _, s := range settings() {
		v, given := env[s.name]
		delete(env, s.name)
		if v == "" {
			v, given = s.preset, s.preset != ""
		}
		if !given {
			if s.needed {
				problems = append(problems, fmt.Errorf("%s is missing: %s", s.name, s.help))
			}
			continue
		}
		if err := s.set(&c, v); err != nil {
			problems = append(problems, fmt.Errorf("%s %w", s.name, err))
		}
	}
	for k := range env {
		problems = append(problems, fmt.Errorf("%s is not a setting: is it misspelt?", k))
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	if len(problems) > 0 {
		return c, fmt.Errorf("the settings can't be used:\n%w\n'insiemi config' shows all settings", errors.Join(problems...))
	}
	return c, nil
}

// runConfig shows the settings in force. Secrets print as ***.
func runConfig(_ context.Context, args []string, stdout, stderr io.Writer) error {
	if err := parse(flags("config", stderr), args); err != nil {
		return err
	}
	for _, s := range settings() {
		v, from := os.Getenv(s.name), "environment"
		if v == "" {
			v, from = s.preset, "preset"
		}
		switch {
		case v == "":
			from = "not set"
		case s.secret:
			v = hide(v)
		}
		fmt.Fprintf(stdout, "%-22s = %-40s (%s)\n%25s%s\n", s.name, v, from, "", s.help)
	}
	_, err := loadConfig(os.Environ())
	return err
}

// hide replaces what is secret in a value: the passwords of a URL, or all of it.
func hide(v string) string {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" {
		return "***"
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(strings.ToLower(name), "pass") {
			q.Set(name, "***")
		}
	}
	u.RawQuery = strings.ReplaceAll(q.Encode(), "%2A%2A%2A", "***")
	return strings.Replace(u.Redacted(), ":xxxxx@", ":***@", 1)
}
