package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/web"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.Secure = true })
	r := w.visitor().get("/sign-in")
	for name, part := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'", "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "same-origin", "X-Frame-Options": "DENY", "Cache-Control": "no-store", "Strict-Transport-Security": "max-age=",
	} {
		if !strings.Contains(r.header.Get(name), part) {
			t.Errorf("%s: %q", name, r.header.Get(name))
		}
	}
	if strings.Contains(r.header.Get("Content-Security-Policy"), "unsafe") {
		t.Error("the policy lets something unsafe through")
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		w := newWorld(t, func(c *web.Config) { c.Secure = secure })
		v := w.visitor()
		r := v.post("/sign-in", url.Values{"email": {province.OperatorEmail}, "password": {password}, "next": {"//elsewhere.example"}})
		v.want(r, http.StatusSeeOther)
		if to := r.header.Get("Location"); to != "/" {
			t.Errorf("signing in leads to %q", to)
		}
		c := r.header.Get("Set-Cookie")
		for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(c, part) {
				t.Errorf("the cookie lacks %s: %s", part, c)
			}
		}
		if strings.Contains(c, "Secure") != secure || strings.HasPrefix(c, "__Host-") != secure {
			t.Errorf("secure %t: %s", secure, c)
		}
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.visitor()
	r := v.get("/documents?q=RN-001")
	if to := r.header.Get("Location"); r.status != http.StatusSeeOther || to != "/sign-in?next=%2Fdocuments%3Fq%3DRN-001" {
		t.Errorf("%d to %q", r.status, to)
	}
	v.want(v.post("/sign-in", url.Values{"email": {province.OperatorEmail}, "password": {"wrong"}}), http.StatusForbidden,
		"non sono corretti", province.OperatorEmail)
	op := w.as(province.OperatorEmail)
	op.want(op.get("/"), http.StatusOK)
	op.want(op.post("/sign-out", nil), http.StatusSeeOther)
	op.want(op.get("/"), http.StatusSeeOther)
	script := op.request(http.MethodGet, "/documents", nil)
	script.Header.Set("Accept", "application/json")
	op.want(op.do(script), http.StatusUnauthorized, "session.none")
}

// A form of another site can't act for whoever has signed in.
func TestForgedRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"} {
		req := op.request(http.MethodPost, "/sign-out", nil)
		req.Header.Set(header, value)
		op.want(op.do(req), http.StatusForbidden, "altro sito")
	}
	op.want(op.get("/"), http.StatusOK)
}

// What goes wrong inside is told with a code to look for, never with the error.
func TestInternalErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	w.db.Close()
	r := op.get("/")
	op.want(r, http.StatusInternalServerError, "da parte nostra", r.header.Get("X-Request-Id"))
	if strings.Contains(r.body, "pool") || strings.Contains(r.body, "begin") {
		t.Errorf("the page tells the error:\n%s", r.body)
	}
	if log := w.log.String(); !strings.Contains(log, r.header.Get("X-Request-Id")) || !strings.Contains(log, "closed pool") {
		t.Errorf("the log does not tell the error under the code:\n%s", log)
	}
	health := op.get("/healthz")
	op.want(health, http.StatusServiceUnavailable)
}

// The log has no names, no addresses of e-mail and nothing that was searched.
func TestTheLogHasNoPersonalData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	op.get("/documents?q=Mario+Rossi")
	op.upload("/uploads", "registro di Mario Rossi.pdf", []byte("x"))
	op.get("/static/nothing")
	for _, s := range []string{"Rossi", "@insiemi.example", "registro"} {
		if strings.Contains(w.log.String(), s) {
			t.Errorf("the log tells %q:\n%s", s, w.log.String())
		}
	}
	if !strings.Contains(w.log.String(), "route=/documents") {
		t.Errorf("the log does not tell the route:\n%s", w.log.String())
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.visitor()
	page := v.get("/sign-in").body
	_, rest, _ := strings.Cut(page, `href="/static/`)
	hash, _, _ := strings.Cut(rest, "/")
	for name, kind := range map[string]string{"app/app.css": "text/css", "app/app.js": "text/javascript", "app/eu.svg": "image/svg+xml",
		"fonts/titillium-web-600.woff2": "font/woff2", "bootstrap-italia/sprites.svg": "image/svg+xml"} {
		r := v.get("/static/" + hash + "/" + name)
		v.want(r, http.StatusOK)
		if !strings.HasPrefix(r.header.Get("Content-Type"), kind) || !strings.Contains(r.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %v", name, r.header)
		}
	}
	if r := v.get("/static/000000000000/app/app.css"); r.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("an asset of an older page may be kept: %q", r.header.Get("Cache-Control"))
	}
	for _, path := range []string{"/static/" + hash + "/../texts.yaml", "/static/" + hash + "/nothing.css", "/static/"} {
		if r := v.get(path); r.status == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
}
