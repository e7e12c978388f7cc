package workflow

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed definitions/*.yaml
var definitionFiles embed.FS

// DefaultDefinition is one of the definitions that a new office starts with.
type DefaultDefinition struct {
	Definition
	Source string // the YAML
}

// FallbackDefinition is the key of the definition that documents follow for
// which no requirement names one.
const FallbackDefinition = "document"

// DefaultDefinitions returns the definitions that a new office starts with.
func DefaultDefinitions() ([]DefaultDefinition, error) {
	names, err := fs.Glob(definitionFiles, "definitions/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []DefaultDefinition
	for _, name := range names {
		src, err := definitionFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		d, err := ParseDefinition(src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, DefaultDefinition{d, string(src)})
	}
	return out, nil
}
