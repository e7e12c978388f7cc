package extract

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// toolParts are the tools and their data that are not in the system's own places:
// of each tool its file, and where it is in a folder bin what programs keep beside
// it; and the folders that environment variables name. A folder that holds what is
// people's is never among them, whatever leads there.
func toolParts() []string {
	var out []string
	t := FindTools()
	for _, tool := range []string{t.PDFToText, t.PDFToPPM, t.Tesseract, t.HEIFConvert, t.DJPEG} {
		if tool == "" {
			continue
		}
		real, err := filepath.EvalSymlinks(tool)
		if err != nil || strings.HasPrefix(real, "/usr/") {
			continue
		}
		out = append(out, real)
		if dir := filepath.Dir(real); filepath.Base(dir) == "bin" {
			for _, beside := range besideTools {
				out = append(out, filepath.Join(filepath.Dir(dir), beside))
			}
		}
	}
	for _, name := range []string{"TESSDATA_PREFIX", "FONTCONFIG_PATH", "FONTCONFIG_FILE"} {
		out = append(out, os.Getenv(name))
	}
	out = append(out, filepath.SplitList(os.Getenv("LD_LIBRARY_PATH"))...)
	return slices.DeleteFunc(out, tooWide)
}

// besideTools is what programs keep beside their folder bin.
var besideTools = []string{"lib", "lib64", "libexec/libheif", "share/poppler", "share/tessdata", "share/tesseract-ocr", "share/fonts", "share/fontconfig", "etc/fonts"}

// peoples are folders that hold what is people's, or the machine's secrets.
var peoples = []string{"/", "/home", "/root", "/tmp", "/var", "/var/tmp", "/var/lib", "/etc", "/run", "/proc", "/sys", "/dev", "/mnt", "/media", "/srv", "/opt", "/data"}

// tooWide says of a path that it is not to be had: one of nothing, or one that
// holds what is people's.
func tooWide(path string) bool {
	if path == "" {
		return true
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return true
	}
	if real, err := filepath.EvalSymlinks(whole); err == nil {
		whole = real
	}
	wide := append([]string{os.TempDir(), os.Getenv("HOME")}, peoples...)
	return slices.ContainsFunc(wide, func(w string) bool {
		w = filepath.Clean(w)
		return w == whole || strings.HasPrefix(w, whole+"/")
	})
}
