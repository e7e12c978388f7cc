package main

import "github.com/insiemi/insiemi/document"

// readLine is a reading as scripts see it: keys are added at the end, never
// moved, renamed or taken away.
type readLine struct {
	File       string               `json:"file"`
	SHA256     document.SHA256      `json:"sha256"`
	MediaType  string               `json:"media_type"`
	Kind       document.Kind        `json:"kind"`
	KindScore  float64              `json:"kind_score"`
	Pages      int                  `json:"pages"`
	Method     document.Method      `json:"method"`
	Text       string               `json:"text"`
	Fields     []fieldLine          `json:"fields"`
	Signatures []document.Signature `json:"signatures"`
	Warnings   []document.Warning   `json:"warnings"`
	Error      *string              `json:"error"` // an English sentence, null when something was read
	ErrorCode  string               `json:"error_code,omitempty"`
	ErrorIt    string               `json:"error_it,omitempty"`

	ContentType   string            `json:"content_type"` // of what an envelope holds; else empty
	Guesses       []document.Guess  `json:"guesses"`
	Readers       []document.Reader `json:"readers"`
	Agreement     *document.Agreed  `json:"agreement"` // null where one reader read
	Attachments   []string          `json:"attachments"`
	Contents      []contentLine     `json:"contents"`
	Outside       []document.Region `json:"outside"`
	NeedsOCR      bool              `json:"needs_ocr"`
	ReaderVersion int               `json:"reader_version"`
	Layout        []document.Page   `json:"layout,omitempty"` // with --layout
}

// fieldLine is a field with its place beside its value.
type fieldLine struct {
	Name       string          `json:"name"`
	Written    string          `json:"written,omitempty"`
	Value      string          `json:"value"`
	Page       int             `json:"page,omitempty"`
	Box        *document.Box   `json:"box,omitempty"`
	XPath      string          `json:"xpath,omitempty"`
	Sheet      string          `json:"sheet,omitempty"`
	Cell       string          `json:"cell,omitempty"`
	Source     document.Method `json:"source"`
	Confidence float64         `json:"confidence"`
	Unsure     bool            `json:"unsure,omitempty"`
	Others     []string        `json:"others,omitempty"`
	Why        string          `json:"why,omitempty"`
}

// contentLine is a document within another one; its reading's file is the name
// that the container gives it.
type contentLine struct {
	Name    string   `json:"name"`
	From    string   `json:"from"`
	Reading readLine `json:"reading"`
}

func toLine(file string, r document.Reading, layout bool) readLine {
	l := readLine{File: file, SHA256: r.SHA256, MediaType: r.MediaType, Kind: r.Kind, KindScore: r.KindScore,
		Pages: r.PageCount, Method: r.Method, Text: r.Text, Fields: []fieldLine{},
		Signatures: listed(r.Signatures), Warnings: listed(r.Warnings),
		ContentType: r.ContentType, Guesses: listed(r.Guesses), Readers: listed(r.Readers), Agreement: r.Agreement,
		Attachments: listed(r.Attachments), Contents: []contentLine{}, Outside: listed(r.Outside),
		NeedsOCR: r.NeedsOCR, ReaderVersion: r.ReaderVersion}
	if r.Error != nil {
		l.Error, l.ErrorCode, l.ErrorIt = &r.Error.En, r.Error.Code, r.Error.It
	}
	for _, f := range r.Fields {
		l.Fields = append(l.Fields, fieldLine{Name: f.Name, Written: f.Written, Value: f.Value,
			Page: f.Place.Page, Box: f.Place.Box, XPath: f.Place.XPath, Sheet: f.Place.Sheet, Cell: f.Place.Cell,
			Source: f.Method, Confidence: f.Confidence, Unsure: f.Unsure, Others: f.Others, Why: f.Why})
	}
	for _, c := range r.Contents {
		l.Contents = append(l.Contents, contentLine{Name: c.Name, From: c.From, Reading: toLine(c.Name, c.Reading, layout)})
	}
	if layout {
		for _, p := range r.Layout {
			p.Words = listed(p.Words)
			l.Layout = append(l.Layout, p)
		}
	}
	return l
}

// listed makes an empty list of none: scripts never meet null.
func listed[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}
