package web

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
)

// A signature says who, when and what, whether it is intact, and what nobody
// looked at here.
func TestSignatures(t *testing.T) {
	signed := document.Signature{Form: "PAdES", Signer: "Anna Prova", TaxCode: "PRVNNA80A41H294X", Issuer: "Certificatore di prova", SignedAt: "2026-11-05T09:15:00Z",
		Intact: "yes", Coverage: "part", LaterRevisions: 2, NotBefore: "2025-01-01T00:00:00Z", NotAfter: "2028-01-01T00:00:00Z", Chain: "unknown",
		TimestampAt: "2026-11-05T09:16:00Z", TimestampBy: "Marche di prova", NotChecked: []string{"trusted_list", "revocation", "chain", "timestamp"}}
	stamp := document.Signature{Form: "RFC 3161", Signer: "Marche di prova", Intact: "yes", Coverage: "whole", Chain: "trusted", NotChecked: []string{"trusted_list", "revocation"}}
	counter := document.Signature{Form: "CAdES", Signer: "Ugo Prova", Intact: "unknown", CounterOf: "Anna Prova", Chain: "untrusted"}
	broken := document.Signature{Form: "XAdES", Intact: "no", Coverage: "part", CounterOf: "?", Why: "the document was changed after it was signed"}
	undated := document.Signature{Form: "CAdES", Signer: "Ada Prova", Intact: "yes", Coverage: "whole", Chain: "unknown", NotChecked: []string{"validity"}}
	own := document.Signature{Form: "CAdES", Signer: "Leo Prova", Issuer: "Leo Prova", Intact: "yes", Coverage: "whole", Chain: "unknown", SelfSigned: true}
	r := document.Reading{Signatures: []document.Signature{signed, stamp, counter, broken, undated, own}}
	for lang, want := range map[string][]string{
		"it": {"Firma PAdES di Anna Prova.", "Codice fiscale PRVNNA80A41H294X", "Certificato di Certificatore di prova, valido dal 01/01/2025 al 01/01/2028",
			"Firmato il 05/11/2026 10:15, a detta di chi ha firmato", "Marca temporale del 05/11/2026 10:16, attestata da Marche di prova", "prima di 2 aggiunte successive",
			"l&#39;elenco europeo dei certificatori qualificati, la revoca del certificato, da chi proviene il certificato, da chi proviene la marca temporale", "non sostituisce la verifica legale",
			"Marca temporale del documento, di Marche di prova.", "Copre tutto il documento", "risale a un certificatore riconosciuto qui",
			"Controfirma CAdES di Ugo Prova, sulla firma di Anna Prova.", "non risale a nessun certificatore", "sulla firma di un firmatario sconosciuto", "modificato dopo", "Perché: il documento è stato modificato dopo la firma.", "se il certificato era valido quando la firma è stata fatta", "Certificato autofirmato"},
		"en": {"PAdES signature of Anna Prova.", "Signed on 5 Nov 2026 10:15, as the signer says", "2 later additions", "does not replace the legal validation", "whether the certificate was revoked",
			"Why: the document was changed after it was signed.", "Self-signed certificate"},
	} {
		views := visitIn(t, lang).signatures(r)
		if len(views) != 6 || views[0].Good || !views[1].Good || views[2].Good || views[3].Good || views[4].Good || views[5].Good {
			t.Errorf("%+v", views)
		}
		renderer, err := newRenderer(catalogue(t), "")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		page := shown{Frame: frame{Lang: lang}, View: documentView{Read: true, Signed: views, Revisions: []storage.RevisionLine{{}}}}
		if err := renderer.execute(&b, lang, "document", page); err != nil {
			t.Fatal(err)
		}
		for _, text := range want {
			if !strings.Contains(b.String(), text) {
				t.Errorf("%s: %q is not in the page", lang, text)
			}
		}
	}
}

// reasonsIn finds the words by which the packages of signatures say why one is not
// intact.
var reasonsIn = regexp.MustCompile(`"((?:the|what|it fits|more than|too much|xml:base) ?[a-zA-Z' ,:-]+)"`)

// Every reason that a package of signatures gives is said in both languages.
func TestReasonsOfSignatures(t *testing.T) {
	texts, found := catalogue(t), map[string]bool{}
	for _, pattern := range []string{"../document/cades/*.go", "../document/pades/*.go", "../document/xades/*.go", "../document/extract/pades.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(b)) {
				if strings.HasSuffix(file, "_test.go") || strings.Contains(line, "errors.New") || strings.Contains(line, "fmt.Errorf") {
					continue
				}
				for _, m := range reasonsIn.FindAllStringSubmatch(line, -1) {
					found[m[1]] = true
				}
			}
		}
	}
	if len(found) < 30 {
		t.Errorf("only %d reasons were found", len(found))
	}
	key := func(words string) string { return "signature.why." + keyOf(words) }
	for words := range found {
		it, en := texts.or("it", key(words), ""), texts.or("en", key(words), "")
		if it == "" || en != words {
			t.Errorf("%q is %q in Italian and %q in English", words, it, en)
		}
	}
}
