package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A Flush forces what the kernel holds of an open file or folder to the disk.
// The one used in production is (*os.File).Sync: fsync(2) on Linux and
// F_FULLFSYNC on macOS.
type Flush func(*os.File) error

// disk flushes paths below two folders: root, which holds one folder per
// bucket, and versions, which holds what versioned overwrites put aside.
type disk struct {
	root, versions string
	flush          Flush
}

// path flushes one file or folder. A path that is gone is no error: whoever
// removed it flushes its parent.
func (d disk) path(name string) error {
	f, err := os.Open(name)
	if gone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("flush %s: %w", name, err)
	}
	defer f.Close()
	if err := d.flush(f); err != nil {
		return fmt.Errorf("flush %s: %w", name, err)
	}
	return nil
}

// upTo flushes name and each folder above it, top included: a new file is only
// found again after a power cut when every folder on the way to it is on disk.
func (d disk) upTo(top, name string) error {
	for {
		if err := d.path(name); err != nil {
			return err
		}
		if name == top || len(name) <= len(top) {
			return nil
		}
		name = filepath.Dir(name)
	}
}

// object flushes an object, the folders above it, and what an overwrite or a
// deletion put aside in the versions folder.
func (d disk) object(bucket, key string) error {
	if err := d.upTo(d.root, filepath.Join(d.root, bucket, key)); err != nil {
		return err
	}
	return d.putAside(bucket, key)
}

// putAside flushes the newest older version of an object and the folders above
// it. A bucket without versioning has none.
func (d disk) putAside(bucket, key string) error {
	if d.versions == "" {
		return nil
	}
	dir := filepath.Join(d.versions, bucket, versionKey(key))
	newest, err := newestIn(dir)
	if err != nil || newest == "" {
		return err
	}
	return d.upTo(d.versions, filepath.Join(dir, newest))
}

// newestIn names the entry of a folder that was written last, "" when the
// folder is empty or missing.
func newestIn(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if gone(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for the newest version: %w", err)
	}
	var name string
	var newest int64
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			continue // removed since the listing
		}
		if t := info.ModTime().UnixNano(); name == "" || t >= newest {
			name, newest = e.Name(), t
		}
	}
	return name, nil
}

// gone says that a path does not exist, or lies below something that is a file.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
