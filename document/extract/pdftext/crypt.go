package pdftext

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// cipherKind is how strings or streams are encrypted.
type cipherKind byte

const (
	cipherNone cipherKind = iota
	cipherRC4
	cipherAES128 // AESV2
	cipherAES256 // AESV3
)

// crypt decrypts a document that opens without a password (the standard
// security handler with an empty user password: ISO 32000-1, 7.6.3; ISO
// 32000-2, 7.6.4 for version 5).
type crypt struct {
	key              []byte
	strings, streams cipherKind
	metadata         bool // the metadata stream is encrypted too
}

var passwordPad = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// newCrypt reads the encryption dictionary; id is the first string of the
// trailer's ID. It returns ErrEncrypted where a password is needed or the
// method is not known.
func newCrypt(d value, id string) (*crypt, error) {
	if d.dict["Filter"].str != "Standard" {
		return nil, ErrEncrypted
	}
	c := &crypt{metadata: d.dict["EncryptMetadata"].str != "false"}
	version, revision := d.int("V"), d.int("R")
	if !c.methods(d, version) {
		return nil, ErrEncrypted
	}
	if version == 5 {
		c.key = keyOf5(d, revision)
	} else {
		c.key = c.keyOf4(d, id, version, revision)
	}
	if c.key == nil {
		return nil, ErrEncrypted
	}
	return c, nil
}

// methods sets what strings and streams are encrypted with.
func (c *crypt) methods(d value, version int) bool {
	switch version {
	case 1, 2, 3:
		c.strings, c.streams = cipherRC4, cipherRC4
		return version != 3
	case 4, 5:
		var ok1, ok2 bool
		c.strings, ok1 = method(d, "StrF")
		c.streams, ok2 = method(d, "StmF")
		return ok1 && ok2
	}
	return false
}

// method returns the method of a crypt filter that the dictionary names.
func method(d value, key string) (cipherKind, bool) {
	name := d.dict[key].str
	if name == "" || name == "Identity" {
		return cipherNone, true
	}
	switch d.dict["CF"].dict[name].dict["CFM"].str {
	case "", "None":
		return cipherNone, true
	case "V2":
		return cipherRC4, true
	case "AESV2":
		return cipherAES128, true
	case "AESV3":
		return cipherAES256, true
	}
	return cipherNone, false
}

// keyOf4 derives the key of versions 1 to 4 (algorithm 2) and checks it
// (algorithms 4 and 5); nil where a password is needed.
func (c *crypt) keyOf4(d value, id string, version, revision int) []byte {
	n := d.int("Length") / 8
	switch {
	case version == 4:
		n = 16
	case version == 1 || revision < 3 || n < 5 || n > 16:
		n = 5
	}
	owner, user := d.dict["O"].str, d.dict["U"].str
	if len(owner) < 32 || len(user) < 16 {
		return nil
	}
	h := md5.New()
	h.Write(passwordPad)
	h.Write([]byte(owner[:32]))
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(int64(d.dict["P"].num))))
	h.Write([]byte(id))
	if revision >= 4 && !c.metadata {
		h.Write([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	}
	key := h.Sum(nil)
	if revision < 3 {
		key = key[:n]
		if !bytes.HasPrefix(rc4Of(key, passwordPad), []byte(user[:16])) {
			return nil
		}
		return key
	}
	for range 50 {
		sum := md5.Sum(key[:n])
		key = sum[:]
	}
	key = key[:n]
	sum := md5.Sum(append(bytes.Clone(passwordPad), id...))
	check := sum[:]
	for i := range 20 {
		k := bytes.Clone(key)
		for j := range k {
			k[j] ^= byte(i)
		}
		check = rc4Of(k, check)
	}
	if string(check) != user[:16] {
		return nil
	}
	return key
}

// keyOf5 takes the key of version 5 out of UE (ISO 32000-2, algorithm 2.A).
func keyOf5(d value, revision int) []byte {
	user, wrapped := d.dict["U"].str, d.dict["UE"].str
	if len(user) < 48 || len(wrapped) < 32 {
		return nil
	}
	hash := hash5
	if revision >= 6 {
		hash = hash6
	}
	if string(hash([]byte(user[32:40]))) != user[:32] {
		return nil
	}
	block, err := aes.NewCipher(hash([]byte(user[40:48])))
	if err != nil {
		return nil
	}
	key := []byte(wrapped[:32])
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(key, key)
	return key
}

func hash5(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	return sum[:]
}

// hash6 hardens the hash of an empty password (ISO 32000-2, algorithm 2.B).
func hash6(salt []byte) []byte {
	k := hash5(salt)
	for round := 1; ; round++ {
		e := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		sum := 0
		for _, b := range e[:16] {
			sum += int(b)
		}
		switch sum % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		default:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if round >= 64 && int(e[len(e)-1]) <= round-32 {
			return k[:32]
		}
	}
}

func rc4Of(key, data []byte) []byte {
	out := make([]byte, len(data))
	if c, err := rc4.NewCipher(key); err == nil {
		c.XORKeyStream(out, data)
	}
	return out
}

// open decrypts data of an object (ISO 32000-1, algorithm 1).
func (c *crypt) open(kind cipherKind, id, gen int, data []byte) []byte {
	switch kind {
	case cipherNone:
		return data
	case cipherAES256:
		return openCBC(c.key, data)
	}
	h := md5.New()
	h.Write(c.key)
	h.Write([]byte{byte(id), byte(id >> 8), byte(id >> 16), byte(gen), byte(gen >> 8)})
	if kind == cipherAES128 {
		h.Write([]byte("sAlT"))
	}
	key := h.Sum(nil)[:min(len(c.key)+5, 16)]
	if kind == cipherRC4 {
		return rc4Of(key, data)
	}
	return openCBC(key, data)
}

// openCBC decrypts AES in CBC mode: the first block is the vector, the last
// byte says how many bytes of padding there are.
func openCBC(key, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil || len(data) < 32 {
		return nil
	}
	n := (len(data) - 16) / 16 * 16
	out := make([]byte, n)
	cipher.NewCBCDecrypter(block, data[:16]).CryptBlocks(out, data[16:16+n])
	if pad := int(out[n-1]); pad >= 1 && pad <= 16 {
		out = out[:n-pad]
	}
	return out
}
