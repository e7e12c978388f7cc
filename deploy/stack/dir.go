package stack

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// sharedDir replaces a data folder that the user postgres cannot reach.
const sharedDir = "/var/lib/insiemi"

// movedFile, in the data folder that was asked for, names the one in use.
const movedFile = "moved-to"

// prepareDir makes the data folder, checks that it can be written, and returns
// the absolute path of the one to use: another when user cannot enter it.
func prepareDir(dir string, user *account, shared string, log *sayer) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the data folder %s: %w", dir, err)
	}
	if err := makeWritable(abs); err != nil {
		return "", err
	}
	if user == nil || reachable(abs, user) {
		return abs, nil
	}
	return moveDir(abs, shared, log)
}

// moveDir chooses a folder below shared, which the user postgres can reach, one
// for each data folder asked for, and leaves a note of it.
func moveDir(asked, shared string, log *sayer) (string, error) {
	sum := sha256.Sum256([]byte(asked))
	dir := filepath.Join(shared, fmt.Sprintf("%x", sum[:4]))
	if err := os.MkdirAll(shared, 0o755); err != nil {
		return "", fmt.Errorf("make %s: %w", shared, err)
	}
	if err := makeWritable(dir); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(asked, movedFile), []byte(dir+"\n"), 0o644); err != nil {
		return "", fmt.Errorf("note where the data is: %w", err)
	}
	log.say("%s is in a private folder that the database's own user cannot enter; the data is in %s", asked, dir)
	return dir, nil
}

// makeWritable makes a folder and proves that a file can be written in it.
func makeWritable(dir string) error {
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711 // the user postgres must pass; each part's folder is private
	}
	err := os.MkdirAll(dir, mode)
	if err == nil {
		err = tryWrite(dir)
	}
	if err == nil {
		return os.Chmod(dir, mode)
	}
	return fmt.Errorf("cannot write in the data folder %s (%s): give this user the right to write there, or choose another folder with --data",
		dir, cause(err))
}

// tryWrite makes and removes a file: permission bits alone do not tell of a
// read-only or full disk.
func tryWrite(dir string) error {
	f, err := os.CreateTemp(dir, ".try-")
	if err != nil {
		return err
	}
	_, err = f.WriteString("x")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// cause is the system's own word for an error, without the path.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// account is a user of the system that a child runs as.
type account struct {
	name     string
	uid, gid uint32
}

func (a *account) credential() *syscall.Credential {
	if a == nil {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// serviceUser is the user Postgres runs as when this process is root, which
// Postgres refuses to be: postgres, else nobody. Nil means the present user.
func serviceUser() *account {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if a, err := lookUpAccount(name); err == nil {
			return a
		}
	}
	return &account{name: "nobody", uid: 65534, gid: 65534}
}

// lookUpAccount reads /etc/passwd, which both names are in on every system that
// has them.
func lookUpAccount(name string) (*account, error) {
	data, err := os.ReadFile("/etc/passwd")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), ":")
		if len(f) < 4 || f[0] != name {
			continue
		}
		uid, err1 := strconv.ParseUint(f[2], 10, 32)
		gid, err2 := strconv.ParseUint(f[3], 10, 32)
		return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, errors.Join(err1, err2)
	}
	return nil, fmt.Errorf("no user %s", name)
}

// reachable says whether a user can enter a folder, by letting it try: access
// lists and mounts count as well as permission bits.
func reachable(dir string, user *account) bool {
	cmd := exec.Command("/bin/sh", "-c", `cd "$0"`, dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: user.credential()}
	return cmd.Run() == nil
}

// path joins names to the data folder.
func (s *Stack) path(names ...string) string {
	return filepath.Join(append([]string{s.dir}, names...)...)
}
