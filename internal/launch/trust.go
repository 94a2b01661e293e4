package launch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Trust remembers which programs a person has agreed to, in one file. It is safe
// for concurrent use in one process; of two processes that write at once the
// last counts, and the other's program is asked about again.
type Trust struct {
	File string

	mu sync.Mutex
}

// agreed is one program that a person agreed to.
type agreed struct {
	Scheme  string `json:"scheme"`
	Path    string `json:"path"`    // for people
	Command string `json:"command"` // of the whole registered command, as SHA-256
}

const (
	maxAgreed    = 50
	maxTrustFile = 64 << 10 // bytes
)

// Knows reports whether a program may be started without asking: it is Glance's
// by its name and place, or was agreed to and is registered as it was then.
func (t *Trust) Knows(p Program) bool {
	if p.Ours {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, a := range t.read() {
		if a == agreement(p) {
			return true
		}
	}
	return false
}

// Agree remembers a program. What it takes the place of, or is too old to be
// kept, is asked about again.
func (t *Trust) Agree(p Program) error {
	if !p.Installed() {
		return ErrMissing
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := []agreed{agreement(p)}
	for _, a := range t.read() {
		if len(kept) < maxAgreed && a != kept[0] {
			kept = append(kept, a)
		}
	}
	text, err := json.MarshalIndent(kept, "", "  ")
	if err == nil {
		err = replace(t.File, text)
	}
	if err != nil {
		return fmt.Errorf("the program cannot be remembered: %w", err)
	}
	return nil
}

func agreement(p Program) agreed {
	sum := sha256.Sum256([]byte(p.ID))
	return agreed{p.Scheme, p.Path, hex.EncodeToString(sum[:])}
}

// read gives what is remembered: nothing where the file is not to be read.
func (t *Trust) read() (all []agreed) {
	f, err := os.Open(t.File)
	if err != nil {
		return nil
	}
	defer f.Close()
	if json.NewDecoder(io.LimitReader(f, maxTrustFile)).Decode(&all) != nil {
		return nil
	}
	return all
}

// replace puts a whole new file in the place of one.
func replace(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	scratch, err := os.CreateTemp(filepath.Dir(file), ".programs-*")
	if err != nil {
		return err
	}
	_, err = scratch.Write(text)
	if err = errors.Join(err, scratch.Close()); err == nil {
		err = os.Rename(scratch.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(scratch.Name()))
	}
	return nil
}
