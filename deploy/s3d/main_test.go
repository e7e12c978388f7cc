package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestEveryProblemIsReportedTogether(t *testing.T) {
	err := run(t.Context(), []string{"-listen", "nowhere"}, env("S3D_SECRET_KEY", "short"), io.Discard)
	for _, want := range []string{"-root", "-versions", "S3D_ACCESS_KEY", "S3D_SECRET_KEY", "nowhere"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not tell of %s", err, want)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestServing drives the whole program: the gateway allows one run a process.
func TestServing(t *testing.T) {
	dir, address := t.TempDir(), freeAddress(t)
	t.Chdir(dir) // the store changes the working folder; this puts it back
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-listen", address, "-root", filepath.Join(dir, "root"), "-versions", filepath.Join(dir, "versions")},
			env("S3D_ACCESS_KEY", "access", "S3D_SECRET_KEY", "secret-key"), io.Discard)
	}()
	for {
		resp, err := http.Get("http://" + address + "/healthz")
		if err == nil && resp.StatusCode == http.StatusOK {
			resp.Body.Close()
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("ended with %v", err)
		default:
		}
	}
	store := func(key, secret string) *minio.Client {
		c, err := minio.New(address, &minio.Options{Creds: credentials.NewStaticV4(key, secret, ""), Region: "us-east-1", MaxRetries: 1})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	good := store("access", "secret-key")
	if err := good.MakeBucket(ctx, "bucket", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := good.PutObject(ctx, "bucket", "a/b", strings.NewReader("bytes"), 5, minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	o, err := good.StatObject(ctx, "bucket", "a/b", minio.StatObjectOptions{})
	if err != nil || o.Size != 5 || o.Metadata.Get("Content-Encoding") != "" {
		t.Errorf("%+v, %v", o, err)
	}
	for _, bad := range []*minio.Client{store("access", "another"), store("somebody", "secret-key"), store("", "")} {
		if _, err := bad.StatObject(ctx, "bucket", "a/b", minio.StatObjectOptions{}); err == nil {
			t.Error("served somebody without the keys")
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("stopped with %v", err)
	}
}
