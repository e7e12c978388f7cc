package extract

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readZip reads the documents of an archive. Nothing is written under the names
// that it gives.
func (j *job) readZip(c content) {
	z, err := zip.NewReader(c, c.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		j.fail("zip.damaged")
		return
	}
	parts, tricks := zipParts(z)
	if tricks {
		j.warn("zip.path_trick")
	}
	j.readContents(parts)
	j.r.Text = clipText(strings.Join(j.r.Attachments, "\n"))
	j.orFail("zip.empty")
}

// zipParts lists the files of an archive, at most one more than may be read.
// tricks says that names want to lead out of a folder, or are links.
func zipParts(z *zip.Reader) (parts []part, tricks bool) {
	for _, f := range z.File {
		if len(parts) > maxContents {
			break
		}
		if strings.HasSuffix(f.Name, "/") || isByproduct(f.Name) {
			continue
		}
		name, odd := entryName(f)
		tricks = tricks || odd
		if f.Mode()&fs.ModeSymlink != 0 {
			tricks = true
			continue
		}
		parts = append(parts, part{name: name, from: fromZip, open: func(limit int64) ([]byte, error) { return unpack(f, limit) }})
	}
	return parts, tricks
}

// isByproduct says that an entry is what systems leave in folders.
func isByproduct(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.HasPrefix(name, "__MACOSX/") || base == ".ds_store" || base == "thumbs.db" || base == "desktop.ini"
}

var drive = regexp.MustCompile(`^[A-Za-z]:`)

// entryName is the name of an entry as a path within the archive. odd says that
// it was written to lead elsewhere.
func entryName(f *zip.File) (name string, odd bool) {
	name = f.Name
	if f.NonUTF8 && !utf8.ValidString(name) {
		if s, err := charmap.CodePage850.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "?"), `\`, "/")
	odd = strings.HasPrefix(name, "/") || drive.MatchString(name) || strings.ContainsFunc(name, unicode.IsControl)
	for step := range strings.SplitSeq(name, "/") {
		odd = odd || step == ".."
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name)
	return clipName(strings.TrimPrefix(path.Clean("/"+drive.ReplaceAllString(name, "")), "/")), odd
}

// clipName keeps the end of a long name, where its extension is.
func clipName(name string) string {
	const most = 200
	if r := []rune(name); len(r) > most {
		return "…" + string(r[len(r)-most:])
	}
	return name
}

// unpack returns the bytes of an entry. What it says of its size is not
// believed, unless it says that it is too large.
func unpack(f *zip.File, limit int64) ([]byte, error) {
	const encrypted = 0x1 // general purpose bit 0, APPNOTE 4.4.4
	if f.Flags&encrypted != 0 {
		return nil, errLocked
	}
	if f.UncompressedSize64 > uint64(limit) {
		return nil, errTooLarge
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(b)) > limit {
		return nil, errTooLarge
	}
	return b, err
}
