package stack

import (
	"net/url"
)

// Access is how to reach the parts of a running stack.
type Access struct {
	// PostgresURL is the superuser's, for tests and backups; DatabaseURL is
	// the product's: role insiemi, which owns the database insiemi and is no
	// superuser, so row level security binds it where tables FORCE it.
	PostgresURL, DatabaseURL string
	RedisURL                 string // redis://:password@host:port/0
	S3Endpoint               string // http://host:port
	S3AccessKey, S3SecretKey string
	S3Bucket                 string
	SMTPURL                  string // smtp://host:port
	MailDir                  string // folder of the sink's messages
	GuestKey                 string // what guests' names and readings are sealed with
	Listen, BaseURL          string // where the product's pages are to be
}

// Access returns how to reach the parts. It holds passwords: never log it.
func (s *Stack) Access() Access {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	at := func(part string) string { return port(s.state.Ports[part]).address() }
	sec := s.state.Secrets
	return Access{
		PostgresURL: postgresURL("postgres", sec.Postgres, at(Postgres), "postgres"),
		DatabaseURL: postgresURL("insiemi", sec.App, at(Postgres), "insiemi"),
		RedisURL:    "redis://:" + sec.Redis + "@" + at(Redis) + "/0",
		S3Endpoint:  "http://" + at(S3),
		S3AccessKey: sec.S3AccessKey,
		S3SecretKey: sec.S3SecretKey,
		GuestKey:    sec.GuestKey,
		S3Bucket:    "insiemi",
		SMTPURL:     "smtp://" + at("mail"),
		MailDir:     s.path("mail"),
		Listen:      at("web"),
		BaseURL:     "http://" + at("web"),
	}
}

// AdminURL is PostgresURL for another database.
func (a Access) AdminURL(database string) string {
	u, err := url.Parse(a.PostgresURL)
	if err != nil {
		return "" // it was made by postgresURL
	}
	u.Path = "/" + database
	return u.String()
}

func postgresURL(user, password, address, database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(user, password), Host: address,
		Path: "/" + database, RawQuery: "sslmode=disable"}
	return u.String()
}

// Env returns the settings of the product as NAME=value.
func (s *Stack) Env() []string { return s.Access().Env() }

// Env returns the settings of the product as NAME=value.
func (a Access) Env() []string {
	return []string{
		"INSIEMI_DATABASE_URL=" + a.DatabaseURL,
		"INSIEMI_REDIS_URL=" + a.RedisURL,
		"INSIEMI_S3_ENDPOINT=" + a.S3Endpoint,
		"INSIEMI_S3_ACCESS_KEY=" + a.S3AccessKey,
		"INSIEMI_S3_SECRET_KEY=" + a.S3SecretKey,
		"INSIEMI_S3_BUCKET=" + a.S3Bucket,
		"INSIEMI_SMTP_URL=" + a.SMTPURL,
		"INSIEMI_GUEST_KEY=" + a.GuestKey,
		"INSIEMI_MAIL_FROM=Insiemi <no-reply@insiemi.example>",
		"INSIEMI_DEV_MAIL_DIR=" + a.MailDir,
		"INSIEMI_LISTEN=" + a.Listen,
		"INSIEMI_BASE_URL=" + a.BaseURL,
	}
}
