package machine

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Change changes this machine so that it can be taken back: Stage everything
// that needs room on the disk, then Put it, and end with Done or Undo. A file
// appears under its name whole or not at all, and replaces another at once.
type Change struct {
	undo   []func() error
	staged map[string]*staged
	aside  []aside
}

type staged struct {
	temp   string
	before string // a copy of what is there; empty: nothing is
}

type aside struct{ path, temp string }

// temporary names the files that a Change works with; each lies in the folder
// of the file it is for.
const temporary = ".glance-*.tmp"

// Folder makes one folder, whose parent is there. One that somebody else has
// made meanwhile will do.
func (c *Change) Folder(path string, mode fs.FileMode) error {
	err := os.Mkdir(path, mode)
	if info, there := os.Stat(path); errors.Is(err, fs.ErrExist) && there == nil && info.IsDir() {
		return nil
	}
	if err != nil {
		return err
	}
	c.undo = append(c.undo, func() error { return os.Remove(path) })
	return os.Chmod(path, mode)
}

// Stage writes a file's new content beside it, onto the disk, and a copy of
// what it is to replace.
func (c *Change) Stage(path string, mode fs.FileMode, content []byte) error {
	if c.staged == nil {
		c.staged = map[string]*staged{}
	}
	s := &staged{}
	c.staged[path] = s
	var err error
	if s.temp, err = writeTemp(filepath.Dir(path), mode, content); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s.before, err = writeTemp(filepath.Dir(path), info.Mode().Perm(), old)
	return err
}

// Put gives what was staged for a path its name.
func (c *Change) Put(path string) error {
	s := c.staged[path]
	if err := os.Rename(s.temp, path); err != nil {
		return err
	}
	s.temp = ""
	c.undo = append(c.undo, func() error {
		if s.before == "" {
			return os.Remove(path)
		}
		err := os.Rename(s.before, path)
		s.before = ""
		return err
	})
	return nil
}

// Aside takes a file away. It is deleted by Done.
func (c *Change) Aside(path string) error {
	temp := filepath.Join(filepath.Dir(path), strings.Replace(temporary, "*", rand.Text(), 1))
	if err := os.Rename(path, temp); err != nil { // a full disk has room for this
		return err
	}
	a := aside{path, temp}
	c.aside = append(c.aside, a)
	c.undo = append(c.undo, func() error { return os.Rename(a.temp, a.path) })
	return nil
}

// SetValue sets a key's default value; the key is there.
func (c *Change) SetValue(path, value string) error {
	before, err := This{}.LookKey(path)
	if err != nil {
		return err
	}
	if err := setValue(path, value); err != nil {
		return err
	}
	c.undo = append(c.undo, func() error { return restoreValue(path, before) })
	return nil
}

// DropValue deletes a key's default value.
func (c *Change) DropValue(path string) error {
	before, err := This{}.LookKey(path)
	if err != nil {
		return err
	}
	if err := dropValue(path); err != nil {
		return err
	}
	c.undo = append(c.undo, func() error { return restoreValue(path, before) })
	return nil
}

func restoreValue(path string, before Key) error {
	if !before.HasValue {
		return dropValue(path)
	}
	return setValue(path, before.Value)
}

// MakeKey makes one registry key, whose parent is there.
func (c *Change) MakeKey(path string) error {
	if err := makeKey(path); err != nil {
		return err
	}
	c.undo = append(c.undo, func() error { return DropKey(path) })
	return nil
}

// Done keeps the change and deletes what was set aside. When the first of those
// cannot be deleted (on Windows: a program that runs) all is taken back and the
// error is ErrInUse.
func (c *Change) Done() error {
	for i, a := range c.aside {
		if err := os.Remove(a.temp); err != nil && i == 0 {
			return errors.Join(ErrInUse, err, c.Undo())
		} else if err != nil {
			return err
		}
	}
	c.aside = nil
	c.discard()
	return nil
}

// Undo takes back what was done, the last first, and goes on where a part of it
// fails.
func (c *Change) Undo() error {
	for _, s := range c.staged {
		if s.temp != "" { // it would keep a folder from being removed
			os.Remove(s.temp)
			s.temp = ""
		}
	}
	var err error
	for i := len(c.undo) - 1; i >= 0; i-- {
		err = errors.Join(err, c.undo[i]())
	}
	c.undo, c.aside = nil, nil
	c.discard()
	return err
}

func (c *Change) discard() {
	for _, s := range c.staged {
		for _, temp := range []string{s.temp, s.before} {
			if temp != "" {
				os.Remove(temp)
			}
		}
	}
	c.staged = nil
}

// DropFolder removes a folder that is empty.
func DropFolder(path string) error { return os.Remove(path) }

// writeTemp writes a file with a name of its own, onto the disk; it leaves none
// when that fails.
func writeTemp(folder string, mode fs.FileMode, content []byte) (path string, err error) {
	file, err := os.CreateTemp(folder, temporary)
	if err != nil {
		return "", err
	}
	path = file.Name()
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Chmod(path, mode)
	}
	if err != nil {
		os.Remove(path)
		return "", err
	}
	return path, nil
}
