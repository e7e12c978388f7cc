package extract

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A tool in an unusual place takes its own file and its libraries into the cage,
// never the folder of everything.
func TestToolPartsAreNarrow(t *testing.T) {
	top := t.TempDir()
	dirs := map[string]string{"pdftotext": "tools", "heif-convert": "heif/bin"} // one beside other things, one as programs are installed
	path := ""
	for tool, dir := range dirs {
		dir = filepath.Join(top, dir)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, tool), []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		path += dir + ":"
	}
	home, link := filepath.Join(top, "home"), filepath.Join(top, "link")
	if err := os.Symlink("/", link); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", path+os.Getenv("PATH"))
	t.Setenv("HOME", home)
	t.Setenv("LD_LIBRARY_PATH", "/::/home:"+home+":"+link+":"+filepath.Join(top, "own/lib"))
	t.Setenv("TESSDATA_PREFIX", "/tmp/")
	t.Setenv("FONTCONFIG_PATH", "")
	t.Setenv("FONTCONFIG_FILE", "")
	got := toolParts()
	for _, want := range []string{"tools/pdftotext", "heif/bin/heif-convert", "heif/lib", "own/lib"} {
		if !slices.Contains(got, filepath.Join(top, want)) {
			t.Errorf("%s is not among %q", want, got)
		}
	}
	for _, p := range got {
		if slices.Contains([]string{"/", "/tmp", "/tmp/", "/home", home, link, top, "", filepath.Join(top, "tools"), filepath.Join(top, "heif")}, p) {
			t.Errorf("%q is among %q", p, got)
		}
	}
}

// The rights of a tool that stands in a folder of the root do not reach the root.
func TestACageIsNeverTheWholeDisk(t *testing.T) {
	for _, p := range []string{"/", "//", "/.", "/usr/..", "/home", "/tmp", "/etc/", "/var/lib"} {
		if !tooWide(p) {
			t.Errorf("%s may be read", p)
		}
	}
	for _, p := range []string{"/opt/poppler/lib", "/usr/local/lib"} {
		if tooWide(p) {
			t.Errorf("%s may not be read", p)
		}
	}
}
