package document

import (
	"crypto/sha256"
	"encoding/hex"
)

// MarksName is the name of a file of meanings of register marks, as Reading.Marks has
// it: of no bytes it is "".
func MarksName(file []byte) string {
	if len(file) == 0 {
		return ""
	}
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:8])
}
