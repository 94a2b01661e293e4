package launch

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

func find(scheme string) Program { return classes{value, isFile, start}.find(scheme) }

// display: whoever runs a browser here has one.
func display() bool { return true }

func value(key, name string) (string, bool) {
	root, rest := registry.CURRENT_USER, strings.TrimPrefix(key, `HKCU\`)
	if after, ok := strings.CutPrefix(key, `HKLM\`); ok {
		root, rest = registry.LOCAL_MACHINE, after
	}
	opened, err := registry.OpenKey(root, rest, registry.QUERY_VALUE)
	if err != nil {
		return "", false
	}
	defer opened.Close()
	text, kind, err := opened.GetStringValue(name)
	if err == nil && kind == registry.EXPAND_SZ {
		text, err = registry.ExpandString(text)
	}
	return text, err == nil
}

// start starts a program as the registered command line has it. It leaves the
// browser's job, which would end it together with the host, where that is allowed.
func start(file, line string) error {
	const alone = windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP
	err := create(file, line, alone|windows.CREATE_BREAKAWAY_FROM_JOB)
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		err = create(file, line, alone)
	}
	return err
}

func create(file, line string, flags uint32) error {
	cmd := &exec.Cmd{Path: file, Args: []string{file}, Dir: filepath.Dir(file)}
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: line, CreationFlags: flags}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

// guarded reports whether a file lies where programs are installed for everybody.
func guarded(path string) bool {
	for _, folder := range []*windows.KNOWNFOLDERID{windows.FOLDERID_ProgramFiles, windows.FOLDERID_ProgramFilesX86, windows.FOLDERID_ProgramFilesX64} {
		root, err := windows.KnownFolderPath(folder, 0)
		way, err2 := filepath.Rel(root, path)
		if err == nil && err2 == nil && root != "" && filepath.IsLocal(way) {
			return true
		}
	}
	return false
}
