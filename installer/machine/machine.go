// Package machine is the one place of the installer that looks at the disk and
// the registry and changes them. A View is what a plan is made from; a Change
// carries a plan out and can take back what it has done.
package machine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// MaxText is the largest file whose text is kept: no manifest, receipt or policy
// is longer, nor are a browser's preferences. MaxProgram is the largest file that is read at all, and MaxHead what is
// kept of its beginning. In bytes.
const (
	MaxText    = 8 << 20
	MaxProgram = 128 << 20
	MaxHead    = 4 << 10
)

// Kind is what is at a path.
type Kind int

// The kinds.
const (
	Nothing Kind = iota
	Folder
	File
	Odd // a device, a pipe, a link that leads nowhere
)

// Thing is what is at a path, and behind it where it is a link.
type Thing struct {
	Kind  Kind
	Link  bool
	Mode  fs.FileMode // permissions
	Size  int64       // of a file
	Text  []byte      // of a file up to MaxText; nil for a longer one
	Head  []byte      // the first bytes of a file, up to MaxHead
	Sum   string      // SHA-256 of a file up to MaxProgram, in hexadecimal
	Names []string    // what a folder holds, sorted
}

// Key is what is at a registry key.
type Key struct {
	Exists   bool
	HasValue bool
	Value    string            // the default value, when it is a text
	Others   int               // values beside the default one
	Values   map[string]string // of those the texts, and the numbers in decimal
	Names    []string          // keys below, sorted
}

// View is a machine as it is. Nothing at a path is no error.
type View interface {
	Look(path string) (Thing, error)
	LookKey(path string) (Key, error)
	Exists(path string) bool     // or cannot be told
	HasProgram(name string) bool // in the PATH
	Real(path string) string     // the path without links, or itself where that cannot be told
}

// This is the machine that the program runs on.
type This struct{}

// Look looks at a path. A file above MaxProgram has neither text nor sum.
func (This) Look(path string) (Thing, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return Thing{}, nil
	}
	if err != nil {
		return Thing{}, err
	}
	thing := Thing{Kind: Odd, Link: info.Mode()&fs.ModeSymlink != 0}
	if thing.Link {
		if info, err = os.Stat(path); err != nil {
			return thing, nil
		}
	}
	thing.Mode = info.Mode().Perm()
	switch {
	case info.IsDir():
		return lookFolder(path, thing)
	case info.Mode().IsRegular():
		return lookFile(path, thing, info.Size())
	}
	return thing, nil
}

func lookFolder(path string, thing Thing) (Thing, error) {
	thing.Kind = Folder
	entries, err := os.ReadDir(path)
	for _, entry := range entries {
		thing.Names = append(thing.Names, entry.Name())
	}
	return thing, err
}

func lookFile(path string, thing Thing, size int64) (Thing, error) {
	thing.Kind, thing.Size = File, size
	if size > MaxProgram {
		return thing, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return thing, err
	}
	defer file.Close()
	digest := sha256.New()
	kept := int64(MaxHead)
	if size <= MaxText {
		kept = MaxText + 1 // it may have grown
	}
	text, errText := io.ReadAll(io.TeeReader(io.LimitReader(file, kept), digest))
	_, errRest := io.Copy(digest, io.LimitReader(file, MaxProgram-int64(len(text))))
	thing.Sum, thing.Head = hex.EncodeToString(digest.Sum(nil)), text[:min(len(text), MaxHead)]
	if size <= MaxText && len(text) <= MaxText {
		thing.Text = text
	}
	return thing, errors.Join(errText, errRest)
}

// Sum is the SHA-256 of a content, in hexadecimal.
func Sum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Exists says whether anything is at a path, whatever it is.
func (This) Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR)
}

// HasProgram says whether the PATH leads to a program.
func (This) HasProgram(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// Real follows the links of a path. What is not there yet keeps its name.
func (This) Real(path string) string {
	for rest := ""; ; {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return filepath.Join(real, rest)
		}
		parent := filepath.Dir(path)
		if parent == path {
			return filepath.Join(path, rest)
		}
		path, rest = parent, filepath.Join(filepath.Base(path), rest)
	}
}
