package extract

import (
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document/cades"
)

// maxPartners is with how many files a detached signature is compared.
const maxPartners = 40

// readDetached looks for the document that a detached signature signs among the
// files that came with it, and reads it. Only a file whose bytes fit the
// signature counts.
func (j *job) readDetached(raw []byte, e cades.Envelope, depth int) {
	partners := j.partners()
	for _, p := range partners {
		b, err := p.open(min(maxContent, j.budget().compared))
		if err != nil {
			continue
		}
		j.budget().compared -= int64(len(b))
		sigs, err := cades.Verify(raw, b)
		if err != nil || !slices.ContainsFunc(sigs, func(s cades.Signature) bool { return s.Integrity == cades.Intact }) {
			continue
		}
		from := len(j.r.Signatures)
		j.addSignatures("CAdES", sigs)
		for i := range j.r.Signatures[from:] {
			j.r.Signatures[from+i].Of = path.Base(p.name)
		}
		j.warn("p7m.partner", path.Base(p.name))
		j.readInner(b, depth)
		return
	}
	j.addSignatures("CAdES", e.Signatures)
	if len(partners) > 0 {
		j.fail("p7m.no_partner", itoa(len(partners)))
		return
	}
	j.fail("p7m.detached")
}

// partners are the files that came with this one: those named by the options,
// and what lies beside it in its container; the ones of the same name first.
func (j *job) partners() []part {
	var out []part
	for _, p := range j.in.Partners {
		out = append(out, part{name: filepath.Base(p), open: func(limit int64) ([]byte, error) { return readFile(p, limit) }})
	}
	for _, p := range j.around.siblings {
		if !IsSignatureName(p.name) && p.name != j.in.Name {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b part) int { return kinship(j.in.Name, b.name) - kinship(j.in.Name, a.name) })
	return out[:min(len(out), maxPartners)]
}

// kinship says how well a name fits that of a signature: 2 for a.pdf and
// a.pdf.p7s, 1 for a.pdf and a.p7s, else 0.
func kinship(signature, name string) int {
	base := strings.TrimSuffix(signature, path.Ext(signature))
	switch {
	case strings.EqualFold(base, name):
		return 2
	case SameStem(signature, name):
		return 1
	}
	return 0
}

// IsSignatureName says that a file's name promises a signature that may lie apart
// from its document.
func IsSignatureName(name string) bool {
	return slices.Contains([]string{".p7s", ".p7m", ".p7", ".pkcs7", ".sig", ".sign"}, strings.ToLower(path.Ext(name)))
}

// SameStem says that the names of a signature and of a document have the same
// stem: a.pdf.p7s and a.p7s both go with a.pdf. Nothing is concluded from names:
// they say which files are worth comparing.
func SameStem(signature, name string) bool {
	if !IsSignatureName(signature) || IsSignatureName(name) {
		return false
	}
	base := strings.TrimSuffix(signature, path.Ext(signature))
	stem := strings.TrimSuffix(name, path.Ext(name))
	return strings.EqualFold(base, name) || strings.EqualFold(base, stem)
}

// readFile reads a regular file of at most limit bytes.
func readFile(path string, limit int64) ([]byte, error) {
	c, closer, err := open(Input{Path: path})
	if err != nil {
		return nil, err
	}
	defer closer()
	if c.size > limit {
		return nil, errTooLarge
	}
	return io.ReadAll(c.reader())
}
