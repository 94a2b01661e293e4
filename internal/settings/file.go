package settings

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxFile is the size in bytes of the largest settings file that is read.
const maxFile = 1 << 20

// layer is one folder and whose it is.
type layer struct {
	folder string
	source Source
	own    bool // an administrator's files may be the running account's
}

func (d Dirs) layers() (all []layer) {
	for _, folder := range d.Administrator {
		all = append(all, layer{folder, SourceAdministrator, d.Own})
	}
	if d.Person != "" {
		all = append(all, layer{d.Person, SourcePerson, true})
	}
	return all
}

// read returns the file as JSON, or nil where there is none or it was refused.
func (l *Loaded) read(from layer, file string) *node { return l.readFile(from, file, maxFile) }

// readFile is read for a file of at most so many bytes; a larger one is not read
// at all.
func (l *Loaded) readFile(from layer, file string, most int64) *node {
	data, err := from.bytes(file, most)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		l.refuse(file, 0, "%v", err)
		return nil
	}
	n, wrong := parse(data)
	if wrong == nil && n.kind != object {
		wrong = &fault{n.line, "the file must hold one JSON object {…}"}
	}
	if wrong != nil {
		l.refuse(file, wrong.line, "%s; nothing in this file counts", wrong.sentence)
		return nil
	}
	return n
}

func (from layer) bytes(file string, most int64) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, bare(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("this is not an ordinary file")
	}
	if info.Size() > most {
		return nil, tooLarge(most)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	if err := from.trust(f); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = tooLarge(most)
	}
	return data, bare(err)
}

func tooLarge(most int64) error {
	return fmt.Errorf("the file is larger than %d KiB, so nothing in it counts", most>>10)
}

// trust refuses an administrator's file that another account could have
// written, or put in its place: it says where secrets go.
func (from layer) trust(f *os.File) error {
	if from.source != SourceAdministrator {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return bare(err)
	}
	folder, err := os.Stat(filepath.Dir(f.Name()))
	if err != nil {
		return bare(err)
	}
	if wrong := distrust(info, from.own); wrong != "" {
		return fmt.Errorf("an administrator's file must %s, so nothing in it counts", wrong)
	}
	if wrong := distrust(folder, from.own); wrong != "" {
		return fmt.Errorf("the folder of an administrator's file must %s, so nothing in the file counts", wrong)
	}
	return nil
}

// bare drops the path from err, which the mistake names already.
func bare(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}
