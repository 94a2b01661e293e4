//go:build !windows

package machine

import "errors"

var errNoRegistry = errors.New("this system has no registry")

// LookKey finds nothing: this system has no registry.
func (This) LookKey(string) (Key, error) { return Key{}, nil }

func makeKey(string) error { return errNoRegistry }

func setValue(string, string) error { return errNoRegistry }

func dropValue(string) error { return errNoRegistry }

// DropKey fails: this system has no registry.
func DropKey(string) error { return errNoRegistry }
