package pdftext

import (
	"bytes"
	"compress/zlib"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
	"testing"
)

// made is a PDF made for a test: objects by number from 1 on.
func made(trailer string, objects ...[]byte) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

func dict(format string, args ...any) []byte { return fmt.Appendf(nil, "<<"+format+">>", args...) }

func streamOf(entries string, data []byte) []byte {
	return fmt.Appendf(nil, "<<%s /Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

const (
	pagesDict = "/Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 300 200]"
	pageDict  = "/Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>"
	fontDict  = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
	content   = "BT /F1 10 Tf 10 100 Td (Totale 940,50) Tj ET"
)

// onePage is a document of one page with a content stream; more objects are number 6 on.
func onePage(entries string, data []byte, more ...[]byte) []byte {
	return made("", append([][]byte{dict("/Type /Catalog /Pages 2 0 R"), dict(pagesDict), dict(pageDict), streamOf(entries, data), dict(fontDict)}, more...)...)
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

// withObjectStreams keeps all but the contents in an object stream, with a
// cross-reference stream that uses a predictor.
func withObjectStreams() []byte {
	bodies := []string{"<</Type /Catalog /Pages 2 0 R>>", "<<" + pagesDict + ">>", "<<" + pageDict + ">>", "", "<<" + fontDict + ">>"}
	var head, body bytes.Buffer
	n := 0
	for i, s := range bodies {
		if s != "" {
			fmt.Fprintf(&head, "%d %d ", i+1, body.Len())
			body.WriteString(s + " ")
			n++
		}
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at4 := b.Len()
	fmt.Fprintf(&b, "4 0 obj\n%s\nendobj\n", streamOf("", []byte(content)))
	at6 := b.Len()
	fmt.Fprintf(&b, "6 0 obj\n%s\nendobj\n", streamOf(fmt.Sprintf("/Type /ObjStm /N %d /First %d /Filter /FlateDecode", n, head.Len()), deflate(append(head.Bytes(), body.Bytes()...))))
	start := b.Len()
	var rows bytes.Buffer
	before := make([]byte, 4)
	index := map[int]int{1: 0, 2: 1, 3: 2, 5: 3}
	for id := range 8 {
		row := []byte{0, 0, 0, 0}
		switch id {
		case 4:
			row = []byte{1, byte(at4 >> 8), byte(at4), 0}
		case 6:
			row = []byte{1, byte(at6 >> 8), byte(at6), 0}
		case 7:
			row = []byte{1, byte(start >> 8), byte(start), 0}
		case 1, 2, 3, 5:
			row = []byte{2, 0, 6, byte(index[id])}
		}
		rows.WriteByte(2)
		for i := range row {
			rows.WriteByte(row[i] - before[i])
		}
		before = row
	}
	fmt.Fprintf(&b, "7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", streamOf("/Type /XRef /Size 8 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 4>>", deflate(rows.Bytes())), start)
	return b.Bytes()
}

// encrypted is the document encrypted for an empty user password, by the
// algorithms read the other way round; poppler is the judge of it.
func encrypted(t testing.TB, version, revision int) []byte {
	t.Helper()
	id := []byte("0123456789abcdef")
	c := &crypt{metadata: true}
	var entries string
	switch version {
	case 5:
		entries = c.make5(revision)
	default:
		entries = c.make4(version, revision, id)
	}
	seal := func(n int, data []byte) []byte {
		switch c.streams {
		case cipherRC4:
			return c.open(cipherRC4, n, 0, data)
		case cipherAES256:
			return sealCBC(c.key, data)
		}
		h := md5.New()
		h.Write(c.key)
		h.Write([]byte{byte(n), 0, 0, 0, 0})
		h.Write([]byte("sAlT"))
		return sealCBC(h.Sum(nil), data)
	}
	form := dict("/Type /Annot /Subtype /Widget /FT /Tx /F 4 /T <%x> /Rect [10 20 200 40] /DA <%x> /V <%x>", seal(6, []byte("a")), seal(6, []byte("/Helv 10 Tf")), seal(6, []byte("Prova")))
	page := dict(pageDict + " /Annots [6 0 R]")
	return made(fmt.Sprintf("/Encrypt <<%s>> /ID [<%x> <%x>]", entries, id, id),
		dict("/Type /Catalog /Pages 2 0 R /AcroForm <</Fields [6 0 R] /NeedAppearances true /DR <</Font <</Helv 5 0 R>>>>>>"), dict(pagesDict), page, streamOf("", seal(4, []byte(content))), dict(fontDict), form)
}

func sealCBC(key, data []byte) []byte {
	pad := 16 - len(data)%16
	data = append(bytes.Clone(data), bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, _ := aes.NewCipher(key)
	iv := []byte("an initial vecto")
	out := make([]byte, len(data))
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, data)
	return append(bytes.Clone(iv), out...)
}

func (c *crypt) make5(revision int) string {
	c.key = []byte("a key of thirty-two bytes, 12345")
	c.strings, c.streams = cipherAES256, cipherAES256
	hash := hash6
	if revision == 5 {
		hash = hash5
	}
	u := append(hash([]byte("validate")), "validatekeysalt8"...)
	block, _ := aes.NewCipher(hash([]byte("keysalt8")))
	ue := make([]byte, 32)
	cipher.NewCBCEncrypter(block, make([]byte, 16)).CryptBlocks(ue, c.key)
	perms := make([]byte, 16)
	block, _ = aes.NewCipher(c.key)
	block.Encrypt(perms, append([]byte{0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, "Tadb1234"...))
	return fmt.Sprintf("/Filter /Standard /V 5 /R %d /Length 256 /P -4 /O <%096x> /OE <%064x> /U <%x> /UE <%x> /Perms <%x> /StmF /StdCF /StrF /StdCF /CF <</StdCF <</CFM /AESV3 /AuthEvent /DocOpen /Length 32>>>>",
		revision, 1, 1, u, ue, perms)
}

func (c *crypt) make4(version, revision int, id []byte) string {
	owner := bytes.Repeat([]byte{7}, 32)
	n := 16
	if version == 1 {
		n = 5
	}
	h := md5.New()
	h.Write(passwordPad)
	h.Write(owner)
	h.Write(binary.LittleEndian.AppendUint32(nil, 0xFFFFFFFC))
	h.Write(id)
	key := h.Sum(nil)
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:n])
			key = sum[:]
		}
	}
	c.key = key[:n]
	user := rc4Of(c.key, passwordPad)
	if revision >= 3 {
		sum := md5.Sum(append(bytes.Clone(passwordPad), id...))
		user = sum[:]
		for i := range 20 {
			k := bytes.Clone(c.key)
			for j := range k {
				k[j] ^= byte(i)
			}
			stream, _ := rc4.NewCipher(k)
			stream.XORKeyStream(user, user)
		}
		user = append(user, make([]byte, 16)...)
	}
	c.strings, c.streams = cipherRC4, cipherRC4
	more := ""
	if version == 4 {
		c.strings, c.streams = cipherAES128, cipherAES128
		more = "/StmF /StdCF /StrF /StdCF /CF <</StdCF <</CFM /AESV2 /AuthEvent /DocOpen /Length 16>>>>"
	}
	return fmt.Sprintf("/Filter /Standard /V %d /R %d /Length %d /P -4 /O <%x> /U <%x> %s", version, revision, 8*n, owner, user, more)
}

// smallCFF is a font of two glyphs, of which code 65 shows the second, called
// zero.
func smallCFF() []byte {
	index := func(items ...string) []byte {
		b := []byte{byte(len(items) >> 8), byte(len(items)), 1, 1}
		at := 1
		for _, s := range items {
			at += len(s)
			b = append(b, byte(at))
		}
		for _, s := range items {
			b = append(b, s...)
		}
		return b
	}
	number := func(n int) string { return string([]byte{28, byte(n >> 8), byte(n)}) }
	head := []byte{1, 0, 4, 1}
	names, strings, global := index("X"), []byte{0, 0}, []byte{0, 0}
	top := func(charset, encoding, glyphs int) []byte {
		return index(number(charset) + "\x0F" + number(encoding) + "\x10" + number(glyphs) + "\x11")
	}
	base := len(head) + len(names) + len(top(0, 0, 0)) + len(strings) + len(global)
	out := bytes.Join([][]byte{head, names, top(base, base+3, base+6), strings, global}, nil)
	out = append(out, 0, 0, 17) // charset of format 0: zero
	out = append(out, 0, 1, 65) // encoding of format 0
	return append(out, index("\x0E", "\x0E")...)
}
