// Command tsgen writes extension/src/protocol.gen.ts from the Go package
// protocol, so that both sides of a port are told once what may be said. Run it
// anywhere in the module:
//
//	go run ./internal/protocol/tsgen
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Where the source and the product are, from the module's root.
const (
	sourceDir = "internal/protocol"
	product   = "extension/src/protocol.gen.ts"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "tsgen:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	text, err := generate(filepath.Join(root, sourceDir))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, product), text, 0o644)
}

// moduleRoot is the nearest folder above with a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", errors.New("no go.mod here or above")
}
