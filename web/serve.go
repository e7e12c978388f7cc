package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/workflow"
)

// policy is the content security policy of every page: nothing but our own
// files, no inline script, no inline style.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// outer is what every request passes first: protection against forged
// requests, headers, a request id and the log.
func (s *site) outer(next http.Handler) http.Handler {
	forged := http.NewCrossOriginProtection()
	forged.SetDenyHandler(s.serve(route{post, "", public, func(*visit) error { return errForged() }}))
	inner := forged.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.Now()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK, id: rand.Text()[:12]}
		s.headers(rec.Header(), rec.id)
		inner.ServeHTTP(rec, r)
		s.logRequest(r, rec, s.Now().Sub(start))
	})
}

func (s *site) headers(h http.Header, id string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Request-Id", id)
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// recorder remembers what was answered, for the log and the error page.
type recorder struct {
	http.ResponseWriter
	id     string
	status int
	bytes  int64
	wrote  bool
	person int64
	route  string
}

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// logRequest writes one line: the route, never the address with what people
// searched for, and no names.
func (s *site) logRequest(r *http.Request, rec *recorder, took time.Duration) {
	if rec.route == "" && (strings.HasPrefix(r.URL.Path, "/static/") || r.URL.Path == "/healthz") {
		return
	}
	level := slog.LevelInfo
	if rec.status >= 500 {
		level = slog.LevelError
	}
	s.Log.LogAttrs(r.Context(), level, "request", slog.String("method", r.Method), slog.String("route", rec.route),
		slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes), slog.Duration("took", took.Round(time.Microsecond)),
		slog.Int64("person", rec.person), slog.String("request", rec.id))
}

// serve makes an http.Handler of a route: who is it, may they, answer, and
// render what went wrong.
func (s *site) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r, texts: s.texts, lang: s.languageOf(r)}
		rec, _ := w.(*recorder)
		if rec != nil {
			v.id, rec.route = rec.id, rt.path
			if cur := mux.CurrentRoute(r); rec.route == "" && cur == nil {
				rec.route = "none"
			}
		}
		if rt.secret() {
			w.Header().Set("Referrer-Policy", "strict-origin")
			w.Header().Set("X-Robots-Tag", "noindex")
		}
		defer s.recoverPanic(v)
		if err := s.identify(v); err != nil {
			s.fail(v, err)
			return
		}
		if rec != nil {
			rec.person = int64(v.person.ID)
		}
		if err := s.admit(v, rt); err != nil {
			s.fail(v, err)
			return
		}
		if err := rt.do(v); err != nil {
			s.fail(v, err)
		}
	})
}

// admit refuses whoever may not open the route. Whoever has not signed in is
// sent to do so, and comes back.
func (s *site) admit(v *visit, rt route) error {
	if rt.who.may(v.person) {
		return nil
	}
	if v.person.ID == 0 {
		return errSignIn()
	}
	return errOtherRole()
}

func (s *site) recoverPanic(v *visit) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	s.fail(v, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
}

// healthz answers whether the database does.
func (s *site) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := s.DB.Ping(ctx); err != nil {
		s.Log.Error("health", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("database\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

func noSuchPage(*visit) error {
	return workflow.Refuse(workflow.NotFound, "page.not_found",
		"Questa pagina non esiste. Controllare l'indirizzo o ripartire dalla pagina iniziale.",
		"There is no such page. Check the address or start again from the home page.")
}
