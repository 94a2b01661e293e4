package machine

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/windows/registry"
)

var roots = map[string]registry.Key{"HKCU": registry.CURRENT_USER, "HKLM": registry.LOCAL_MACHINE}

func split(path string) (registry.Key, string, error) {
	name, rest, _ := strings.Cut(path, `\`)
	root, ok := roots[name]
	if !ok {
		return 0, "", fmt.Errorf("no registry root %q", name)
	}
	return root, rest, nil
}

// LookKey looks at a registry key.
func (This) LookKey(path string) (Key, error) {
	root, rest, err := split(path)
	if err != nil {
		return Key{}, err
	}
	key, err := registry.OpenKey(root, rest, registry.QUERY_VALUE|registry.ENUMERATE_SUB_KEYS)
	if errors.Is(err, registry.ErrNotExist) {
		return Key{}, nil
	}
	if err != nil {
		return Key{}, err
	}
	defer key.Close()
	return readKey(key)
}

func readKey(key registry.Key) (Key, error) {
	seen := Key{Exists: true, Values: map[string]string{}}
	values, err := key.ReadValueNames(-1)
	if err != nil {
		return seen, err
	}
	for _, name := range values {
		if name != "" {
			seen.Others++
			seen.Values[name] = valueOf(key, name)
		}
	}
	if seen.Names, err = key.ReadSubKeyNames(-1); err != nil {
		return seen, err
	}
	slices.Sort(seen.Names)
	seen.Value, _, err = key.GetStringValue("")
	seen.HasValue = err == nil || errors.Is(err, registry.ErrUnexpectedType)
	if errors.Is(err, registry.ErrNotExist) || errors.Is(err, registry.ErrUnexpectedType) {
		err = nil
	}
	return seen, err
}

// valueOf is a text, or a number in decimal, or empty.
func valueOf(key registry.Key, name string) string {
	if number, _, err := key.GetIntegerValue(name); err == nil {
		return strconv.FormatUint(number, 10)
	}
	text, _, _ := key.GetStringValue(name) // another type says nothing here
	return text
}

func makeKey(path string) error {
	root, rest, err := split(path)
	if err != nil {
		return err
	}
	key, _, err := registry.CreateKey(root, rest, registry.CREATE_SUB_KEY)
	if err != nil {
		return err
	}
	return key.Close()
}

func setValue(path, value string) error {
	return onKey(path, func(key registry.Key) error { return key.SetStringValue("", value) })
}

func dropValue(path string) error {
	return onKey(path, func(key registry.Key) error { return key.DeleteValue("") })
}

func onKey(path string, do func(registry.Key) error) error {
	root, rest, err := split(path)
	if err != nil {
		return err
	}
	key, err := registry.OpenKey(root, rest, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer key.Close()
	return do(key)
}

// DropKey removes a registry key that has no keys below it.
func DropKey(path string) error {
	root, rest, err := split(path)
	if err != nil {
		return err
	}
	return registry.DeleteKey(root, rest)
}
