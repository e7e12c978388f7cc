package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"text/template/parse"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
)

//go:embed templates/*.html
var templateFiles embed.FS

// renderer holds a set of templates for each page and language.
type renderer struct {
	sets map[string]*template.Template // "it/home"
}

// shown is what a template gets: the frame of the page and the view of it.
type shown struct {
	Frame frame
	View  any
}

// frame is what stands around every page.
type frame struct {
	Lang    string
	Title   string
	Static  string // where the assets are: "/static/1a2b3c4d"
	Here    string // address of this page, for the language switch
	Person  reception.Person
	Role    string
	Office  string
	Body    string
	Nav     []navItem
	Version string
	// Refresh is after how many seconds a browser without scripts loads the
	// page again; 0: never.
	Refresh int
}

// navItem is an entry of the main menu.
type navItem struct {
	Href    string
	Text    string
	Icon    string
	Count   int
	Current bool
}

// newRenderer parses every template in both languages, checks that the texts
// they ask for exist, and executes each page once with an empty view.
func newRenderer(t *texts, static string) (*renderer, error) {
	r := &renderer{sets: map[string]*template.Template{}}
	for _, lang := range []string{"it", "en"} {
		for _, p := range pages() {
			set, err := template.New("").Funcs(funcs(t, lang, static)).
				ParseFS(templateFiles, "templates/layout.html", "templates/parts*.html", "templates/"+p.name+".html")
			if err != nil {
				return nil, fmt.Errorf("template %s: %w", p.name, err)
			}
			if err := checkTexts(set, t); err != nil {
				return nil, fmt.Errorf("template %s: %w", p.name, err)
			}
			r.sets[lang+"/"+p.name] = set
			if err := r.execute(io.Discard, lang, p.name, shown{Frame: frame{Lang: lang}, View: p.empty}); err != nil {
				return nil, fmt.Errorf("template %s: %w", p.name, err)
			}
		}
	}
	return r, nil
}

func (r *renderer) execute(w io.Writer, lang, name string, data shown) error {
	set, ok := r.sets[lang+"/"+name]
	if !ok {
		return fmt.Errorf("there is no page %q in language %q", name, lang)
	}
	return set.ExecuteTemplate(w, "layout", data)
}

// checkTexts errs when a template asks for a text that the catalogue does not
// have.
func checkTexts(set *template.Template, t *texts) error {
	var missing []string
	for _, tpl := range set.Templates() {
		if tpl.Tree == nil {
			continue
		}
		walkTexts(tpl.Tree.Root, func(fn, key string) {
			if fn == "t" && !t.has(key) {
				missing = append(missing, key)
			}
			if fn == "n" && (!t.has(key+".one") || !t.has(key+".other")) {
				missing = append(missing, key+".one/.other")
			}
		})
	}
	if len(missing) > 0 {
		return fmt.Errorf("texts that are not in the catalogue: %s", strings.Join(missing, ", "))
	}
	return nil
}

// walkTexts visits every call of t or n with a constant key.
func walkTexts(n parse.Node, found func(fn, key string)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			walkTexts(c, found)
		}
	case *parse.ActionNode:
		walkPipe(n.Pipe, found)
	case *parse.TemplateNode:
		walkPipe(n.Pipe, found)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, found)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, found)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, found)
	}
}

func walkBranch(n *parse.BranchNode, found func(fn, key string)) {
	walkPipe(n.Pipe, found)
	walkTexts(n.List, found)
	walkTexts(n.ElseList, found)
}

func walkPipe(p *parse.PipeNode, found func(fn, key string)) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		for _, a := range c.Args {
			if inner, ok := a.(*parse.PipeNode); ok {
				walkPipe(inner, found)
			}
		}
		if len(c.Args) < 2 {
			continue
		}
		fn, isFn := c.Args[0].(*parse.IdentifierNode)
		key, isText := c.Args[1].(*parse.StringNode)
		if isFn && isText {
			found(fn.Ident, key.Text)
		}
	}
}

// page renders a page to a buffer and sends it: an error leaves nothing half
// sent.
func (s *site) page(v *visit, status int, name, title string, view any) error {
	return s.pageIn(v, status, name, frame{Title: title}, view)
}

// pageIn is page with a frame of which the caller filled in a part.
func (s *site) pageIn(v *visit, status int, name string, f frame, view any) error {
	if err := s.fillFrame(v, &f); err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := s.renderer.execute(&buf, v.lang, name, shown{Frame: f, View: view}); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return send(v, status, buf.Bytes())
}

func (s *site) fillFrame(v *visit, f *frame) error {
	f.Lang, f.Static, f.Version, f.Person = v.lang, s.assets.prefix, s.Version, v.person
	f.Here = v.r.URL.RequestURI()
	if v.r.Method != http.MethodGet {
		f.Here = "/"
	}
	if v.person.ID == 0 {
		return nil
	}
	var fs storage.FrameShown
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		fs, err = r.FrameShown(v.r.Context(), v.person, s.Engine.Now())
		return err
	})
	if err != nil {
		if f.Title == s.texts.headingOf(v.lang, http.StatusInternalServerError) ||
			f.Title == s.texts.headingOf(v.lang, http.StatusServiceUnavailable) {
			return nil // the error page must come out even without a database
		}
		return fmt.Errorf("read the frame: %w", err)
	}
	f.Office, f.Body, f.Role = fs.OfficeName, fs.BodyName, v.t("role."+string(v.person.Role))
	f.Nav = s.nav(v, fs)
	return nil
}

// send writes a body, compressed where the browser takes it.
func send(v *visit, status int, body []byte) error {
	h := v.w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(body) > 1024 && strings.Contains(v.r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		v.w.WriteHeader(status)
		z := gzip.NewWriter(v.w)
		_, _ = z.Write(body) // whoever asked may have gone
		_ = z.Close()
		return nil
	}
	v.w.WriteHeader(status)
	_, _ = v.w.Write(body)
	return nil
}
