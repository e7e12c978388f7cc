package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// How a form may be sent: so many files at once, in at most so many times the
// limit of one file.
const (
	maxFiles      = 60
	requestFactor = 4
	formOverhead  = 1 << 20 // bytes of the form around the files
)

// target is what an upload is for: a slot, a document to correct, or neither.
type target struct {
	obligation workflow.ObligationID
	document   document.ID
}

func (s *site) uploadAny(v *visit) error { return s.upload(v, target{}) }

func (s *site) uploadForSlot(v *visit) error {
	return s.upload(v, target{obligation: workflow.ObligationID(v.pathID())})
}

func (s *site) uploadRevision(v *visit) error {
	return s.upload(v, target{document: document.ID(v.pathID())})
}

// sent is what became of one file.
type sent struct {
	FileName string
	Received engine.Received
	SHA256   document.SHA256
	Size     int64
	Refused  string // the sentence; "" when it was received
	err      error
}

// upload streams the files of a form to the object store, one after the other,
// and takes each in. A script sends one file and gets JSON; a form may send
// many and gets a page.
func (s *site) upload(v *visit, to target) error {
	if limit := s.requestLimit(v); v.r.ContentLength > limit {
		// Reading on would only waste the sender's line.
		v.w.Header().Set("Connection", "close")
		return s.tooLarge()
	}
	mr, err := v.r.MultipartReader()
	if err != nil {
		return workflow.Refuse(workflow.Invalid, "upload.no_form",
			"La richiesta non contiene file. Scegliere i file dalla pagina degli adempimenti e inviarli di nuovo.",
			"The request holds no files. Choose the files on the page of obligations and send them again.")
	}
	all, err := s.receiveParts(v, mr, to)
	if err != nil {
		return err
	}
	return s.answerUpload(v, all)
}

func (s *site) requestLimit(v *visit) int64 {
	if v.wantsJSON() {
		return s.UploadLimit + formOverhead
	}
	return requestFactor*s.UploadLimit + formOverhead
}

func (s *site) receiveParts(v *visit, mr *multipart.Reader, to target) ([]sent, error) {
	var all []sent
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errCutOff(err)
		}
		if part.FileName() == "" { // another field, or no file chosen
			continue
		}
		if len(all) == maxFiles {
			return nil, workflow.Refuse(workflow.Invalid, "upload.too_many",
				fmt.Sprintf("Si possono inviare al massimo %d file alla volta. I primi %d sono stati ricevuti: inviare gli altri.", maxFiles, maxFiles),
				fmt.Sprintf("At most %d files can be sent at a time. The first %d were received: send the others.", maxFiles, maxFiles))
		}
		f := s.receivePart(v, part, to)
		if f.err != nil && (len(all) == 0 || isFatal(f.err)) && v.wantsJSON() {
			return nil, f.err
		}
		all = append(all, f)
		if isFatal(f.err) {
			break
		}
	}
	if len(all) == 0 {
		return nil, workflow.Refuse(workflow.Invalid, "upload.no_file",
			"Non è stato scelto nessun file. Tornare indietro e scegliere almeno un file.",
			"No file was chosen. Go back and choose at least one file.")
	}
	return all, nil
}

// isFatal says that nothing more can be read of the request.
func isFatal(err error) bool {
	r, ok := workflow.RefusalOf(err)
	return err != nil && (!ok || r.Name == "upload.cut_off" || r.Name == "upload.too_large")
}

func (s *site) receivePart(v *visit, part *multipart.Part, to target) sent {
	f := sent{FileName: displayName(part.FileName())}
	stored, err := s.Blobs.Put(v.r.Context(), part, s.UploadLimit)
	if err == nil {
		f.SHA256, f.Size = stored.SHA256, stored.Size
		f.Received, err = s.Engine.Receive(v.r.Context(), v.actor(), engine.Incoming{Obligation: to.obligation,
			Document: to.document, FileName: f.FileName, SHA256: stored.SHA256, Size: stored.Size})
	}
	if err != nil {
		f.err = s.putRefusal(err)
		f.Refused = inLanguage(asRefusal(f.err), v.lang)
		if _, told := workflow.RefusalOf(f.err); !told {
			s.Log.Error("upload failed", "request", v.id, "err", err)
		}
	}
	return f
}

// putRefusal gives the errors of the object store a sentence.
func (s *site) putRefusal(err error) error {
	switch {
	case errors.Is(err, blob.ErrTooLarge):
		return s.tooLarge()
	case errors.Is(err, blob.ErrEmpty):
		return workflow.Refuse(workflow.Invalid, "upload.empty",
			"Il file è vuoto: non contiene nemmeno un byte. Aprirlo, controllare che ci sia il contenuto, salvarlo e inviarlo di nuovo.",
			"The file is empty: it does not hold a single byte. Open it, check its content, save it and send it again.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCutOff(err)
	}
	return err
}

func (s *site) tooLarge() error {
	it, en := tongue{"it", s.texts}.size(s.UploadLimit), tongue{"en", s.texts}.size(s.UploadLimit)
	return workflow.Refuse(workflow.Invalid, "upload.too_large",
		"Il file è troppo grande: il limite è "+it+" per file. Se è una scansione, ripeterla in bianco e nero a 200–300 dpi, oppure dividere il documento in più file.",
		"The file is too large: the limit is "+en+" a file. If it is a scan, scan it again in black and white at 200–300 dpi, or split the document into several files.")
}

func errCutOff(cause error) error {
	r := workflow.Refuse(workflow.Invalid, "upload.cut_off",
		"Il file non è arrivato intero: la connessione si è interrotta. Nulla è stato registrato. Inviarlo di nuovo.",
		"The file did not arrive whole: the connection broke. Nothing was recorded. Send it again.")
	r.Cause = cause
	return r
}

// displayName makes a file name fit to be shown: no folders, no control
// characters, no more than 150 characters. Files are never stored under it.
func displayName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.ToValidUTF8(name, "�")
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	if r := []rune(name); len(r) > 150 {
		name = string(r[:100]) + "…" + string(r[len(r)-45:])
	}
	if name == "" {
		return "file"
	}
	return name
}

// receivedJSON is what our script shows of a file that was received.
type receivedJSON struct {
	Document int64  `json:"document"`
	URL      string `json:"url"`
	Receipt  string `json:"receipt"`
	SHA256   string `json:"sha256"`
	Already  bool   `json:"already"`
	Text     string `json:"text"` // the sentence
}

func (s *site) answerUpload(v *visit, all []sent) error {
	first := all[0]
	if v.wantsJSON() {
		writeJSON(v, http.StatusOK, receivedJSON{Document: int64(first.Received.Document),
			URL: documentHref(first.Received.Document), Receipt: first.Received.Receipt.String(),
			SHA256: first.SHA256.String(), Already: first.Received.Already, Text: v.receivedText(first)})
		return nil
	}
	if len(all) == 1 {
		if first.err != nil {
			return first.err
		}
		return v.redirect(documentHref(first.Received.Document) + "?done=" + doneReceiving(first.Received))
	}
	return s.page(v, http.StatusOK, "uploaded", v.t("uploaded.title"), uploadedView{Files: v.sentViews(all)})
}

// doneReceiving is the name of the sentence that tells what became of a file.
func doneReceiving(r engine.Received) string {
	switch {
	case r.Placed:
		return "placed_again"
	case r.Already:
		return "already"
	}
	return "received"
}

func (v *visit) receivedText(f sent) string {
	g := tongue{v.lang, v.texts}
	return v.t("upload."+doneReceiving(f.Received), f.Received.Receipt.String(), g.when(f.Received.Receipt.IssuedAt))
}

// uploadedView tells what became of many files sent without scripts.
type uploadedView struct{ Files []sentView }

type sentView struct {
	FileName string
	Href     string
	Text     string
	SHA256   string
	Refused  bool
}

func (v *visit) sentViews(all []sent) []sentView {
	out := make([]sentView, len(all))
	for i, f := range all {
		if f.Refused != "" {
			out[i] = sentView{FileName: f.FileName, Text: f.Refused, Refused: true}
			continue
		}
		out[i] = sentView{FileName: f.FileName, Href: documentHref(f.Received.Document), Text: v.receivedText(f), SHA256: f.SHA256.String()}
	}
	return out
}

func documentHref(id document.ID) string { return fmt.Sprintf("/documents/%d", id) }

// stamp is a short mark that changes with a text.
func stamp(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}
