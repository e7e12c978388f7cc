package extract

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What a reader left in the place of a content is taken only where it is a file.
func TestOnlyFilesAreTakenFromAReader(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(at("file"), []byte("a register"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, make := range map[string]func(string) error{
		"a link":             func(p string) error { return os.Symlink("/etc/passwd", p) },
		"a link to a file":   func(p string) error { return os.Symlink(at("file"), p) },
		"a folder":           func(p string) error { return os.Mkdir(p, 0o700) },
		"a pipe":             func(p string) error { return syscall.Mkfifo(p, 0o600) },
		"a link to a device": func(p string) error { return os.Symlink("/dev/zero", p) },
	} {
		if err := make(at(name)); err != nil {
			t.Fatal(err)
		}
		if f, err := OpenRegular(at(name)); err == nil {
			_ = f.Close()
			t.Errorf("%s is taken", name)
		}
	}
	f, err := OpenRegular(at("file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := io.ReadAll(f); err != nil || string(b) != "a register" {
		t.Errorf("%q, %v", b, err)
	}
}
