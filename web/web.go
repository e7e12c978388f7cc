// Package web is the portal: pages rendered on the server for the operators of
// the managing bodies and the people of the office, and the way in for what
// they upload.
//
//	request ─▶ headers, id, log ─▶ routes.go ─▶ page_*.go ─▶ storage.Read ─▶ typed view ─▶ template
//	                                   │                └─▶ engine (every change)
//	                                   └─ errors.go: the one place that knows status codes
//
// It decides nothing about work: rules live in package workflow, changes go
// through package engine, and a page shows what one snapshot of the database
// says. It never sends err.Error() to a browser, never keeps an upload in
// memory (but a workbook of the registry, 20 MiB at most), never writes personal
// data to the log, and never asks another host for anything.
//
// Invariants:
//   - every page works without JavaScript; scripts only add comfort;
//   - no inline script and no inline style: the content security policy starts
//     from default-src 'none';
//   - every text is in texts.yaml, in Italian and English, checked at boot;
//   - every template is executed once at boot with an empty view;
//   - what a person may see is decided by the scope of the transaction (row
//     level security), not by the page.
package web

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// DefaultUploadLimit is the largest file in bytes when Config does not say:
// 256 MiB.
const DefaultUploadLimit = 256 << 20

// Config is what the portal needs. DB, Engine, Blobs and Log are required.
type Config struct {
	DB     *storage.DB
	Engine *engine.Engine
	Blobs  blob.Store
	Log    *slog.Logger
	// UploadLimit is the largest file in bytes; 0 means DefaultUploadLimit.
	UploadLimit int64
	// DevMailDir is the folder of .eml files that /dev/mail shows; "" turns
	// the page off.
	DevMailDir string
	// BaseURL is the address that people use, which files that leave the portal
	// lead back to; "" means the address that the browser asked.
	BaseURL string
	// Secure says that people reach the portal over https.
	Secure bool
	// Demo lists the accounts that the sign-in page offers; none in production.
	Demo    []DemoAccount
	Version string
	Now     func() time.Time
}

// DemoAccount is an account of the demonstration data.
type DemoAccount struct {
	Email    string
	Password string
	Role     workflow.Text // who it is, for people
}

// site is the portal at work.
type site struct {
	Config
	texts    *texts
	renderer *renderer
	assets   *assets
}

// New builds the portal. It errs when a required part is missing, or when a
// template or a text is wrong.
func New(cfg Config) (http.Handler, error) {
	if cfg.DB == nil || cfg.Engine == nil || cfg.Blobs == nil || cfg.Log == nil {
		return nil, errors.New("the portal needs a database, an engine, an object store and a log")
	}
	if cfg.UploadLimit <= 0 {
		cfg.UploadLimit = DefaultUploadLimit
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &site{Config: cfg}
	var err error
	if s.texts, err = parseTexts(textsYAML()); err != nil {
		return nil, err
	}
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.renderer, err = newRenderer(s.texts, s.assets.prefix); err != nil {
		return nil, err
	}
	return s.outer(s.router()), nil
}
