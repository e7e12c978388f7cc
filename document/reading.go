package document

// Method is how a text or a value was obtained.
type Method string

// The methods. MethodNone is a reading that found nothing to read.
const (
	MethodNone  Method = ""
	MethodText  Method = "text"  // the text layer of a PDF, a DOCX, an e-mail
	MethodOCR   Method = "ocr"   // optical recognition of a rendered page
	MethodXML   Method = "xml"   // elements of an XML document
	MethodCells Method = "cells" // cells of a spreadsheet or CSV
)

// Reader names the program that read a page's text.
type Reader string

// The readers of text. Two of them read each PDF page independently.
const (
	ReaderPoppler    Reader = "poppler"    // pdftotext -tsv
	ReaderLedongthuc Reader = "ledongthuc" // our interpreter on ledongthuc/pdf
	ReaderTesseract  Reader = "tesseract"  // OCR
)

// Box is a rectangle on a page in points (1/72 inch), origin at the top left
// corner of the page as displayed.
type Box struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"w"`
	Height float64 `json:"h"`
}

// Union returns the smallest box that holds both.
func (b Box) Union(o Box) Box {
	x, y := min(b.X, o.X), min(b.Y, o.Y)
	return Box{X: x, Y: y,
		Width:  max(b.X+b.Width, o.X+o.Width) - x,
		Height: max(b.Y+b.Height, o.Y+o.Height) - y}
}

// Place is where in a revision a value stands. One of Page (with Box where
// known), XPath, or Sheet and Cell is set; the zero Place means the document as
// a whole.
type Place struct {
	Page  int    `json:"page,omitempty"` // from 1
	Box   *Box   `json:"box,omitempty"`
	XPath string `json:"xpath,omitempty"`
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"` // A1 notation
}

// IsZero says that the place is the document as a whole.
func (p Place) IsZero() bool {
	return p.Page == 0 && p.Box == nil && p.XPath == "" && p.Sheet == "" && p.Cell == ""
}

// Field is one value found in a revision.
type Field struct {
	Name       string  `json:"name"`              // of the vocabulary in fields.go
	Written    string  `json:"written,omitempty"` // as it stands in the document
	Value      string  `json:"value"`             // normalised: see the vocabulary
	Place      Place   `json:"place"`
	Method     Method  `json:"source"`
	Confidence float64 `json:"confidence"` // 0 to 1
	// Unsure marks a value that must not be relied on before a person has
	// looked: two readers disagree, a check digit fails, OCR was weak.
	Unsure bool `json:"unsure,omitempty"`
	// Others are the values that other readers saw at the same place.
	Others []string `json:"others,omitempty"`
	// Why says in a few English words why the value is unsure.
	Why string `json:"why,omitempty"`
}

// Word is one word of a page with its box.
type Word struct {
	Text       string  `json:"t"`
	Box        Box     `json:"b"`
	Confidence float64 `json:"c"` // 0 to 1; text layers have 1
	// Sight is what can be seen of it, while it is read; readings do not keep it.
	Sight Sight `json:"-"`
}

// Sight says whether people see a word of a text layer on the page.
type Sight uint8

const (
	Seen   Sight = iota // or not known
	Unseen              // it is painted so that nobody does
	Layer               // it lies invisible over the image of a scan
)

// Page is what one reader saw of one page. Methods are never mixed on a page.
type Page struct {
	Number int     `json:"number"` // from 1
	Width  float64 `json:"width"`  // points, as displayed
	Height float64 `json:"height"`
	// Turn is by how many quarters clockwise the page must be turned to be read:
	// boxes are those of the page as displayed, before that.
	Turn   int    `json:"turn,omitempty"`
	Method Method `json:"method"`
	Reader Reader `json:"reader"`
	Words  []Word `json:"words"`
}

// Signature is what could be said offline of an electronic signature. It does
// not replace validation against the EU trusted list.
type Signature struct {
	// Form is "CAdES", "PAdES", "XAdES" or "S/MIME" (of a message), or "RFC 3161" for
	// a time stamp of the document, which is no person's signature.
	Form     string `json:"form"`
	Signer   string `json:"signer,omitempty"`
	TaxCode  string `json:"tax_code,omitempty"`
	Issuer   string `json:"issuer,omitempty"`
	SignedAt string `json:"signed_at,omitempty"` // RFC 3339, as claimed by the signer
	// Of is the name of the separate file that it signs; empty where the signature
	// and its document are one file.
	Of string `json:"of,omitempty"`
	// Intact is "yes", "no" or "unknown" (could not be verified here).
	Intact string `json:"intact"`
	// Why says in a few English words why it is not intact.
	Why       string `json:"why,omitempty"`
	Algorithm string `json:"algorithm,omitempty"`  // digest and key: "SHA-256, RSA"
	NotBefore string `json:"not_before,omitempty"` // validity of the certificate, RFC 3339
	NotAfter  string `json:"not_after,omitempty"`
	// Coverage is "whole", or "part" where the file goes on after what was signed.
	Coverage string `json:"coverage,omitempty"`
	// LaterRevisions counts what was added to a PDF after this signature.
	LaterRevisions int `json:"later_revisions,omitempty"`
	// Chain is "trusted" (it ends in the configured trust store), "untrusted" or
	// "unknown" (there is no trust store here, or nothing proves that the
	// certificate was valid when the signature was made).
	Chain string `json:"chain,omitempty"`
	// SelfSigned says that the certificate names itself as its issuer: nobody else
	// says whose it is.
	SelfSigned bool `json:"self_signed,omitempty"`
	// TimestampAt is the instant that a time-stamping authority attests, RFC 3339;
	// TimestampBy is who attests it.
	TimestampAt string `json:"timestamp_at,omitempty"`
	TimestampBy string `json:"timestamp_by,omitempty"`
	// CounterOf is the signer whose signature this one countersigns.
	CounterOf string `json:"counter_of,omitempty"`
	// NotChecked names what was not checked: "trusted_list", "revocation", "chain",
	// "timestamp", "validity" (of the certificate when the signature was made).
	NotChecked []string `json:"not_checked,omitempty"`
}

// Content is a document found inside another one, with its own reading.
type Content struct {
	Name string `json:"name"` // as the container calls it; may hold a person's name
	From string `json:"from"` // "zip", "mail", "invoice" or "pdf"
	// Reading is what was understood of it; its SHA256 names its bytes, and its own
	// Contents are what it holds in turn.
	Reading Reading `json:"reading"`
}

// Region is a part of a page.
type Region struct {
	Page int `json:"page"` // from 1
	Box  Box `json:"box"`
}

// Guess is one kind that a revision may be, with the reasons.
type Guess struct {
	Kind  Kind     `json:"kind"`
	Score float64  `json:"score"` // 0 to 1
	Why   []string `json:"why,omitempty"`
}

// Warning is a sentence about the revision for people: what is wrong and what
// to do, in Italian and English. Code is stable, for tests and scripts.
type Warning struct {
	Code string `json:"code"`
	It   string `json:"it"`
	En   string `json:"en"`
	// XPath is the element of an invoice that the sentence is about.
	XPath string `json:"xpath,omitempty"`
}

// ControlCode begins the Code of a Warning that repeats a control of the exchange
// system on an invoice: sdi.00423.
const ControlCode = "sdi."

// Agreed counts the pages that two readers read, and those on which they
// found nearly the same words.
type Agreed struct {
	Pages    int     `json:"pages"`
	Agreeing int     `json:"agreeing"` // at least 98 % of the first reader's words
	Recall   float64 `json:"recall"`   // mean share of the first reader's words
}

// Reading is what a machine understood of one revision. The same bytes and the
// same reader version give the same reading.
type Reading struct {
	SHA256    SHA256 `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type"` // by content, never by name
	// ContentType is the media type of what a signed envelope holds, after all
	// its layers; empty where the revision is no envelope.
	ContentType string  `json:"content_type,omitempty"`
	Kind        Kind    `json:"kind"` // empty: not recognised, a person must say
	KindScore   float64 `json:"kind_score"`
	Guesses     []Guess `json:"guesses,omitempty"` // the three best, best first

	// Terms are words of the paper by which an office's decisions teach what papers
	// like it are; see extract.Terms.
	Terms []string `json:"terms,omitempty"`

	PageCount  int         `json:"pages"`
	Method     Method      `json:"method"`
	Readers    []Reader    `json:"readers,omitempty"`
	Text       string      `json:"text"`
	Fields     []Field     `json:"fields"`
	Signatures []Signature `json:"signatures"`
	Warnings   []Warning   `json:"warnings"`
	Layout     []Page      `json:"layout,omitempty"`
	// Attachments are documents found inside this one, by name.
	Attachments []string `json:"attachments,omitempty"`
	// Contents are these documents, read. One that was not (limits, time) is among
	// the attachments only.
	Contents []Content `json:"contents,omitempty"`
	// Outside are the regions of scanned pages that hold ink and no word: what
	// recognition may have missed.
	Outside []Region `json:"outside,omitempty"`
	// Looks are what pages look like that are images: see Look.
	Looks []Look `json:"looks,omitempty"`
	// Agreement compares the two readers of the pages; nil where there was one.
	Agreement *Agreed `json:"agreement,omitempty"`
	// Error says why nothing could be read; nil when something was.
	Error *Warning `json:"error,omitempty"`
	// Marks names the meanings by which marks of registers were judged beside the
	// default ones; "" where there were none. Two that differ are other meanings.
	Marks string `json:"marks,omitempty"`
	// ReaderVersion is the version of the reading code (see extract.Version).
	ReaderVersion int `json:"reader_version"`
	// NeedsOCR says that pages are images and were not recognised yet.
	NeedsOCR bool `json:"needs_ocr,omitempty"`
}

// Field returns the first field of that name.
func (r *Reading) Field(name string) (Field, bool) {
	for _, f := range r.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Value returns the normalised value of the first field of that name, or "".
func (r *Reading) Value(name string) string {
	f, _ := r.Field(name)
	return f.Value
}
