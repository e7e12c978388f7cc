package mail

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Letterhead is what every message says about who writes, and where its links
// lead.
type Letterhead struct {
	Office  string // "Prefettura – UTG di Rimini"
	Contact string // how to reach the office: an address or a telephone number; may be empty
	Funding string // co-financing line of the small print; may be empty
	BaseURL string // of the installation: https://insiemi.example.org
	// Preferences is the path of the page where the recipient chooses which
	// messages to get; may be empty. Formal messages don't show it.
	Preferences string
}

// validate says what is missing.
func (h Letterhead) validate() error {
	u, err := url.Parse(h.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
		return fmt.Errorf("base URL %q is not an address of the form https://host", h.BaseURL)
	}
	if strings.TrimSpace(h.Office) == "" {
		return errors.New("the office has no name")
	}
	return nil
}

// link returns the address of a path of the installation; a path must begin
// with one slash, so that no link leads to another site.
func (h Letterhead) link(path string) (string, error) {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\ \t\r\n") {
		return "", fmt.Errorf("%q is not a path of the installation: it must begin with one /", path)
	}
	return strings.TrimRight(h.BaseURL, "/") + path, nil
}

// Item says which document a message speaks of. Empty fields are left out.
type Item struct {
	Kind   document.Kind
	Centre string // name of the centre
	CIG    string // of the agreement; told where it is not about one centre
	Period calendar.Period
	// Expires is the document whose expiry the item comes before, on the last day
	// of its period; "": nothing expires.
	Expires document.Kind
}

// Receipt is the data of KindReceipt: the proof to a sender that documents were
// received.
type Receipt struct {
	Letterhead
	Number string    // of the receipt: "2026/001234"
	At     time.Time // of reception
	Body   string    // name of the managing body
	Files  []ReceivedFile
	Path   string // of the receipt's page
}

// ReceivedFile is one file of a receipt.
type ReceivedFile struct {
	Item
	Name   string // as the sender called it; shown only for kinds that are not about one guest
	SHA256 string // 64 hexadecimal digits
}

// Decision is the data of KindDecision: what the office decided about a
// document, and what to do now.
type Decision struct {
	Letterhead
	Item
	Outcome workflow.Outcome
	By      string // the office or unit that decided; empty: the office of the letterhead
	Reason  string // needed unless approved
	Todo    []string
	Due     calendar.Due // by when to do it; zero: no date
	Number  string       // of the case; may be empty
	Path    string       // of the exact item
}

// Unclear is the data of KindUnclear: a file was received, and its kind could
// not be recognised, or it could not be read.
type Unclear struct {
	Letterhead
	Number string // of the receipt
	At     time.Time
	Name   string // as the sender called it: only its type is told, since the name may be a guest's
	Nth    int    // which file of the receipt, from 1; 0: not told
	Of     int    // how many files the receipt has
	SHA256 string
	Why    string // what the machine found, in the recipient's language; may be empty
	// Unreadable is why the file could not be read and what to do, as its page says
	// it, in the recipient's language; empty: it was read.
	Unreadable string
	Path       string // of the page where the kind is chosen
}

// Notice is the data of a message: one of the types above.
type Notice interface {
	// page lays the notice out, or says why it can't be: a kind that is not its
	// own, or a field that is missing.
	page(kind Kind, l language) (*page, error)
}
