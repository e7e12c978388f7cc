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
