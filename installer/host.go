package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/check"
	"github.com/glance-networks/agent-host/installer/machine"
)

// hostProgram reads the host program that is to be installed: the one that is
// named, or the one beside this program.
func hostProgram(desk browsers.Desk, named string) ([]byte, error) {
	path, hint := named, "name the program with --host"
	if path == "" {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("it cannot be told where this program lies (%w): %s", err, hint)
		}
		if real, err := filepath.EvalSymlinks(self); err == nil {
			self = real
		}
		path, hint = filepath.Join(filepath.Dir(self), desk.Program()), "put the host beside this program, or name it with --host"
	}
	program, err := readProgram(path)
	if err != nil {
		return nil, fmt.Errorf("no host program at %s (%w): %s", path, err, hint)
	}
	if fault := check.ForeignProgram(desk.System, runtime.GOARCH, program[:min(len(program), machine.MaxHead)]); fault != "" {
		return nil, fmt.Errorf("%s cannot be the host, %s: %s", path, fault, hint)
	}
	return program, nil
}

func readProgram(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file")
	}
	if err == nil && info.Size() > machine.MaxProgram {
		err = fmt.Errorf("it is over %d MB", machine.MaxProgram>>20)
	}
	if err != nil {
		return nil, cause(err)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, cause(err)
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, machine.MaxProgram))
}

// cause is a system's reason without the path, which the message names already.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
