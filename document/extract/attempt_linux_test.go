package extract

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"unsafe"
)

func ptr(b *byte) unsafe.Pointer { return unsafe.Pointer(b) }

// attemptFlag makes the test program try what it must not, instead of reading.
const attemptFlag = "--attempt"

// Attempt is the child's side of TestCage: it sets the child's limits and filter
// as ServeChild does, tries everything, and writes what came of it into the
// folder for contents. It returns "" where the arguments ask for a reading.
func Attempt(args []string) string {
	i := slices.Index(args, attemptFlag)
	if i < 0 {
		return ""
	}
	parent, _ := strconv.Atoi(args[slices.Index(args, "--parent")+1])
	if err := limitSelf(768<<20, 60); err != nil {
		return err.Error()
	}
	if err := refuseCalls(); err != nil {
		return err.Error()
	}
	done := map[string]string{}
	note := func(name string, err error) {
		done[name] = ""
		if err != nil {
			done[name] = err.Error()
		}
	}
	for name, try := range attempts(args[i+1], parent) {
		note(name, try())
	}
	_, err := os.ReadFile(args[len(args)-1])
	note("read the input", err)
	note("run a tool", exec.Command("pdftotext", "-v").Run())
	note("write to scratch", os.WriteFile(filepath.Join(os.Getenv("TMPDIR"), "x"), []byte("x"), 0o600))
	b, _ := json.Marshal(done)
	if err := os.WriteFile(filepath.Join(args[slices.Index(args, "--keep")+1], "report"), b, 0o600); err != nil {
		return err.Error()
	}
	return "tried"
}
