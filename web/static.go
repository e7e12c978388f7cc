package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/insiemi/insiemi/document/fatturapa"
)

//go:embed static
var staticFiles embed.FS

// assets serves our own files under an address that changes with their content,
// so that browsers keep them for ever.
type assets struct {
	prefix string // "/static/1a2b3c4d5e6f"
	files  map[string]asset
}

type asset struct {
	mediaType string
	plain     []byte
	packed    []byte // gzip; nil where it does not pay
}

// packedAssets reads and compresses the embedded files once for the program.
var packedAssets = sync.OnceValues(packAssets)

func loadAssets() (*assets, error) { return packedAssets() }

func packAssets() (*assets, error) {
	a := &assets{files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(b))
		sum.Write(b)
		a.files[strings.TrimPrefix(name, "static/")] = asset{mediaType: mediaTypeOf(name), plain: b, packed: pack(name, b)}
		return nil
	})
	a.files["app/invoice.css"] = asset{mediaType: mediaTypeOf("app/invoice.css"), plain: fatturapa.CSS(), packed: pack("app/invoice.css", fatturapa.CSS())}
	sum.Write(fatturapa.CSS())
	a.prefix = "/static/" + hex.EncodeToString(sum.Sum(nil))[:12]
	return a, err
}

func mediaTypeOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	case "":
		return "text/plain; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}

func pack(name string, b []byte) []byte {
	if path.Ext(name) == ".woff2" {
		return nil
	}
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // errs only on a bad level
	_, _ = z.Write(b)                                       // a buffer takes everything
	_ = z.Close()
	if buf.Len() >= len(b) {
		return nil
	}
	return buf.Bytes()
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, current := strings.CutPrefix(r.URL.Path, a.prefix+"/")
	if !current { // an older page asks: serve it, but let it not be kept
		_, name, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
	}
	f, ok := a.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mediaType)
	h.Set("Cache-Control", "no-cache")
	if current {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body) // the browser may have gone
}
