package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
)

// attachment is the header that makes browsers save a file under its name. It
// is never shown inside the portal: what bodies send is not ours to run.
func attachment(name string) string {
	name = displayName(name)
	plain := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	header := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if header == "" {
		return `attachment; filename="` + plain + `"`
	}
	return header
}

// revisionOf reads the revision of the address, within what the visitor may
// see, and records that they read it; screen is as what.
func (s *site) revisionOf(v *visit, screen string) (line storage.RevisionLine, err error) {
	var p paperRead
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if line, err = r.RevisionLine(v.r.Context(), document.RevisionID(v.pathID())); err != nil {
			return err
		}
		p, err = s.paperOf(v, r, line.DocumentID)
		return err
	})
	if err != nil {
		return line, err
	}
	return line, s.record(v, p, screen)
}

// downloadRevision sends the bytes as they were received.
func (s *site) downloadRevision(v *visit) error {
	line, err := s.revisionOf(v, "file")
	if err != nil {
		return err
	}
	body, size, err := s.Blobs.Get(v.r.Context(), line.SHA256())
	if err != nil {
		return fmt.Errorf("open revision %d: %w", line.ID, err)
	}
	defer body.Close()
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", attachment(line.FileName))
	h.Set("Content-Length", fmt.Sprint(size))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", `"`+line.SHA256().String()+`"`)
	if _, err := io.Copy(v.w, body); err != nil {
		return fmt.Errorf("send revision %d: %w", line.ID, err)
	}
	return nil
}

// pageImage sends the image of a page, which browsers may keep: it is made from
// bytes that never change.
func (s *site) pageImage(v *visit) error {
	line, err := s.revisionOf(v, "page")
	if err != nil {
		return err
	}
	key := blob.DerivedKey{SHA256: line.SHA256(), Name: "page-" + mux.Vars(v.r)["page"] + ".jpg"}
	body, info, err := s.Blobs.GetDerived(v.r.Context(), key)
	if errors.Is(err, blob.ErrNotFound) {
		return workflow.Refuse(workflow.NotFound, "page_image.not_found",
			"L'immagine di questa pagina non c'è. Scaricare il file originale dalla pagina del documento.",
			"There is no image of this page. Download the original file from the document's page.")
	}
	if err != nil {
		return fmt.Errorf("page image of revision %d: %w", line.ID, err)
	}
	defer body.Close()
	h := v.w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", fmt.Sprint(info.Size))
	h.Set("Cache-Control", "private, max-age=86400")
	if _, err := io.Copy(v.w, body); err != nil {
		return fmt.Errorf("send page image of revision %d: %w", line.ID, err)
	}
	return nil
}

// pageWords sends the words of a page with their boxes, in points from its top left
// corner: [text, x, y, width, height]. They lie over the page's image, upright.
func (s *site) pageWords(v *visit) error {
	line, err := s.revisionOf(v, "words")
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(mux.Vars(v.r)["page"])
	words := [][5]any{}
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		sheet, _, err := r.PageWords(v.r.Context(), line.ID, page)
		for _, w := range sheet.Words {
			b := w.Box.Upright(sheet.Turn, sheet.Width, sheet.Height)
			words = append(words, [5]any{w.Text, b.X, b.Y, b.Width, b.Height})
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("words of revision %d: %w", line.ID, err)
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(v.w).Encode(words)
}

// receiptView is the printable receipt of a revision.
type receiptView struct {
	Revision storage.RevisionLine
	Line     storage.DocumentLine
	Number   string
	Receipt  storage.Receipt
}

func (s *site) receiptPage(v *visit) error {
	var view receiptView
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if view.Revision, err = r.ReceiptRevision(v.r.Context(), workflow.ReceiptID(v.pathID())); err != nil {
			return err
		}
		if view.Line, err = r.DocumentLine(v.r.Context(), view.Revision.DocumentID); err != nil {
			return err
		}
		full, err := r.Revision(v.r.Context(), view.Revision.ID)
		view.Receipt = full.Receipt
		return err
	})
	if err != nil {
		return err
	}
	view.Number = view.Receipt.String()
	return s.page(v, http.StatusOK, "receipt", v.t("receipt.title", view.Number), view)
}
