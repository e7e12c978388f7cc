package pdftext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strconv"
)

// maxRebuild is the size up to which a damaged file is searched for its
// objects.
const maxRebuild = 64 << 20

var (
	objectStart = regexp.MustCompile(`(?:^|[\r\n\s])(\d{1,7})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b`)
	trailerRoot = regexp.MustCompile(`/Root\s+(\d+)\s+(\d+)\s+R`)
	encryptKey  = regexp.MustCompile(`/Encrypt\s+(\d+)\s+(\d+)\s+R`)
	fileID      = regexp.MustCompile(`/ID\s*\[\s*(<[0-9A-Fa-f\s]*>)\s*(<[0-9A-Fa-f\s]*>)\s*\]`)
	catalogKey  = regexp.MustCompile(`/Type\s*/Catalog\b`)
)

// rebuild writes a new cross-reference table and trailer behind the bytes, from
// the objects that stand in them (what readers do with damaged files). Objects
// within object streams are not found this way.
func rebuild(v *view) (*view, error) {
	if v.to-v.from > maxRebuild {
		return nil, errors.New("too large to be searched")
	}
	b := make([]byte, v.to-v.from)
	n, err := v.r.ReadAt(b, v.from)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	b = b[:n]
	offsets := objects(b)
	root := rootOf(b, offsets)
	if root == "" || len(offsets) == 0 {
		return nil, errors.New("no catalogue was found")
	}
	out := *v
	out.to = v.from + int64(n)
	out.tail = table(offsets, trailerOf(b, root), n)
	return &out, nil
}

// objects returns the offset of the last definition of each object.
func objects(b []byte) map[int]int {
	out := map[int]int{}
	for _, m := range objectStart.FindAllSubmatchIndex(b, maxObjects) {
		id, err := strconv.Atoi(string(b[m[2]:m[3]]))
		if err == nil && id > 0 {
			out[id] = m[2]
		}
	}
	return out
}

// rootOf returns the reference to the catalogue: of the last trailer, or the
// object that says it is one.
func rootOf(b []byte, offsets map[int]int) string {
	all := trailerRoot.FindAllSubmatch(b, -1)
	for i := len(all) - 1; i >= 0; i-- {
		if id, err := strconv.Atoi(string(all[i][1])); err == nil && offsets[id] > 0 {
			return fmt.Sprintf("%d 0 R", id)
		}
	}
	for id, at := range offsets {
		end := bytes.Index(b[at:], []byte("endobj"))
		if end < 0 {
			end = min(len(b)-at, 4096)
		}
		if catalogKey.Match(b[at : at+end]) {
			return fmt.Sprintf("%d 0 R", id)
		}
	}
	return ""
}

func trailerOf(b []byte, root string) string {
	t := "/Root " + root
	if m := encryptKey.FindSubmatch(b); m != nil {
		t += fmt.Sprintf(" /Encrypt %s %s R", m[1], m[2])
		if id := fileID.FindSubmatch(b); id != nil {
			t += fmt.Sprintf(" /ID [%s %s]", id[1], id[2])
		}
	}
	return t
}

// table writes the table in the form of ISO 32000-1, 7.5.4: generation numbers
// are all 0, which the references of nearly all files have.
func table(offsets map[int]int, trailer string, start int) []byte {
	ids := make([]int, 0, len(offsets))
	for id := range offsets {
		ids = append(ids, id)
	}
	sort.Ints(ids)
	var t bytes.Buffer
	t.WriteString("\n")
	at := start + t.Len()
	t.WriteString("xref\n")
	for _, id := range ids {
		fmt.Fprintf(&t, "%d 1\n%010d 00000 n \n", id, offsets[id])
	}
	fmt.Fprintf(&t, "trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n", ids[len(ids)-1]+1, trailer, at)
	return t.Bytes()
}
