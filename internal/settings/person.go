package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// PersonFile is the full path of the person's file.
func PersonFile(dirs Dirs) string { return filepath.Join(dirs.Person, "settings.json") }

// Set writes one setting to the person's file, or takes it out where value is
// empty. It says in one sentence what is wrong with it, and changes nothing
// then: a key that is not a person's or that is locked, a value that is not
// allowed, a file that cannot be read as it is.
func Set(dirs Dirs, by By, key, value string) error {
	now := Load(dirs, by)
	s := settingsSchema().Properties[key]
	if s == nil {
		return fmt.Errorf("there is no setting %s", quote(key))
	}
	if wrong := now.forbids(document{source: SourcePerson}, key, s); wrong != "" {
		return errors.New(wrong)
	}
	if value != "" {
		n, wrong := parse([]byte(value))
		if wrong == nil {
			wrong = checkSetting(key, s, n)
		}
		if wrong != nil {
			return errors.New(wrong.sentence)
		}
	}
	return change(PersonFile(dirs), key, value)
}

// change rewrites a file with one member set or taken out; everything else in it
// stays as it is.
func change(file, key, value string) error {
	root, err := personal(file)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	text.WriteString("{")
	write := func(name, value string) {
		if text.Len() > 1 {
			text.WriteString(",")
		}
		quoted, _ := json.Marshal(name)
		fmt.Fprintf(&text, "%s:%s", quoted, value)
	}
	for _, m := range root.members {
		if m.name != key {
			write(m.name, m.value.json())
		}
	}
	if value != "" {
		write(key, value)
	}
	text.WriteString("}")
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, text.Bytes(), "", "  "); err != nil {
		return err
	}
	return replace(file, append(pretty.Bytes(), '\n'), "your settings")
}

// personal reads a person's file; none is an empty one.
func personal(file string) (*node, error) {
	var scratch Loaded
	n := scratch.read(layer{source: SourcePerson, own: true}, file)
	if len(scratch.Mistakes) > 0 {
		return nil, fmt.Errorf("your settings file has a mistake that has to be corrected first: %s", scratch.Mistakes[0])
	}
	if n == nil {
		n = &node{kind: object}
	}
	return n, nil
}

// replace puts a whole new file in the place of one; what is in it, for people.
func replace(file string, text []byte, what string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("%s cannot be kept: %w", what, err)
	}
	scratch, err := os.CreateTemp(filepath.Dir(file), ".settings-*")
	if err != nil {
		return fmt.Errorf("%s cannot be kept: %w", what, err)
	}
	_, err = scratch.Write(text)
	err = errors.Join(err, scratch.Sync(), scratch.Close())
	if err == nil {
		err = os.Rename(scratch.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s cannot be kept: %w", what, err), os.Remove(scratch.Name()))
	}
	return nil
}

// json is the value as JSON.
func (n *node) json() string {
	switch n.kind {
	case text:
		quoted, _ := json.Marshal(n.literal)
		return string(quoted)
	case number, boolean:
		return n.literal
	case null:
		return "null"
	}
	return string(n.raw)
}
