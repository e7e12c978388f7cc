package stacktest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// s3dPath returns the object store's program, which make builds into bin; it is
// built here when a test is run before make.
func s3dPath() (string, error) {
	root, err := projectRoot()
	if err != nil {
		return "", err
	}
	path := filepath.Join(root, "bin", "s3d")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, buildS3D(root, path)
}

// buildS3D builds the program once, however many packages are tested at a time.
func buildS3D(root, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the folder of programs: %w", err)
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return fmt.Errorf("lock the build of s3d: %w", err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock the build of s3d: %w", err)
	}
	if _, err := os.Stat(path); err == nil {
		return nil // by another package, meanwhile
	}
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, ".")
	cmd.Dir = filepath.Join(root, "deploy", "s3d")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build s3d: %w:\n%s", err, bytes.TrimSpace(out))
	}
	return nil
}

// localDir is where bootstrap.sh puts programs when it may not install any.
func localDir() string {
	root, err := projectRoot()
	if err != nil {
		return ""
	}
	return filepath.Join(root, ".local")
}

// projectRoot is the folder of the go.mod above the package under test.
func projectRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the project: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "deploy", "s3d", "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("find the project: no folder above holds deploy/s3d")
		}
		dir = parent
	}
}
