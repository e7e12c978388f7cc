package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/insiemi/insiemi/storage/seal"
)

func key(t *testing.T, text string) seal.Key {
	t.Helper()
	k, err := seal.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealing(t *testing.T) {
	text := seal.NewKey()
	k, other := key(t, text), key(t, seal.NewKey())
	sealed, err := k.Seal("Prova Ànna", "guest 1")
	if err != nil || bytes.Contains(sealed, []byte("Prova")) {
		t.Fatalf("%q, %v", sealed, err)
	}
	if again, _ := k.Seal("Prova Ànna", "guest 1"); bytes.Equal(again, sealed) {
		t.Error("the same name has the same bytes: they tell who is who")
	}
	if got, err := key(t, text).Open(sealed, "guest 1"); err != nil || got != "Prova Ànna" {
		t.Errorf("%q, %v", got, err)
	}
	for name, open := range map[string]func() (string, error){
		"another key":  func() (string, error) { return other.Open(sealed, "guest 1") },
		"another row":  func() (string, error) { return k.Open(sealed, "guest 2") },
		"cut short":    func() (string, error) { return k.Open(sealed[:len(sealed)-1], "guest 1") },
		"nothing":      func() (string, error) { return k.Open(nil, "guest 1") },
		"a bit turned": func() (string, error) { b := bytes.Clone(sealed); b[len(b)-1] ^= 1; return k.Open(b, "guest 1") },
	} {
		if got, err := open(); !errors.Is(err, seal.ErrUnreadable) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestKeysThatAreNone(t *testing.T) {
	for _, text := range []string{"", "short", "bm90IHRoaXJ0eS10d28gYnl0ZXM="} {
		if _, err := seal.ParseKey(text); err == nil {
			t.Errorf("%q is a key", text)
		}
	}
	if _, err := (seal.Key{}).Seal("x", "y"); err == nil {
		t.Error("nothing seals")
	}
}

func TestPacking(t *testing.T) {
	text := seal.NewKey()
	k, other := key(t, text), key(t, seal.NewKey())
	long := bytes.Repeat([]byte(`{"t":"Provaldi"},`), 500)
	sealed, err := k.SealPacked(long, "page 1")
	if err != nil || len(sealed) > len(long)/4 || bytes.Contains(sealed, []byte("Provaldi")) {
		t.Fatalf("%d bytes of %d, %v", len(sealed), len(long), err)
	}
	if got, err := key(t, text).OpenPacked(sealed, "page 1"); err != nil || !bytes.Equal(got, long) {
		t.Errorf("%d bytes come back, %v", len(got), err)
	}
	if _, err := k.OpenPacked(sealed, "page 2"); !errors.Is(err, seal.ErrUnreadable) {
		t.Errorf("another page: %v", err)
	}
	if _, err := other.OpenPacked(sealed, "page 1"); !errors.Is(err, seal.ErrUnreadable) {
		t.Errorf("another key: %v", err)
	}
	plain, _ := k.Seal("not compressed", "page 1")
	if _, err := k.OpenPacked(plain, "page 1"); err == nil {
		t.Error("what was not compressed comes out")
	}
}

func TestMarksTellKeysApart(t *testing.T) {
	text := seal.NewKey()
	k := key(t, text)
	if k.Mark() == "" || k.Mark() != key(t, text).Mark() || k.Mark() == key(t, seal.NewKey()).Mark() || (seal.Key{}).Mark() != "" {
		t.Errorf("the mark of a key is %q", k.Mark())
	}
}
