package starter

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// By looks at the parent process, and behind the system's cmd.exe, by
// which older browsers start a host, at that one's parent.
func By() (Starter, error) {
	parents, err := processes()
	if err != nil {
		return Starter{}, fmt.Errorf("the parent process cannot be looked at: %w", err)
	}
	child := uint32(os.Getpid())
	by, err := parentOf(child, parents)
	if err == nil && isShell(by.Image) {
		return parentOf(parents[child], parents)
	}
	return by, err
}

// processes gives each process's parent.
func processes() (map[uint32]uint32, error) {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return nil, err
	}
	defer windows.CloseHandle(snapshot)
	parents := map[uint32]uint32{}
	entry := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		parents[entry.ProcessID] = entry.ParentProcessID
	}
	if !errors.Is(err, windows.ERROR_NO_MORE_FILES) {
		return nil, err
	}
	return parents, nil
}

// parentOf looks at a process's parent. A number is given again once a process
// has ended: a parent that began after its child is another program.
func parentOf(child uint32, parents map[uint32]uint32) (Starter, error) {
	image, began, err := program(parents[child])
	if err != nil {
		return Starter{}, errOrphan
	}
	if _, childBegan, err := program(child); err != nil || began > childBegan {
		return Starter{}, errOrphan
	}
	return Starter{Image: image, Placed: inProgramFiles(image)}, nil
}

// program gives a process's program and when it began, in 100 ns.
func program(id uint32) (image string, began int64, err error) {
	handle, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, id)
	if err != nil {
		return "", 0, err
	}
	defer windows.CloseHandle(handle)
	var created, exited, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(handle, &created, &exited, &kernel, &user); err != nil {
		return "", 0, err
	}
	text := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(text))
	if err := windows.QueryFullProcessImageName(handle, 0, &text[0], &size); err != nil {
		return "", 0, err
	}
	return windows.UTF16ToString(text[:size]), int64(created.HighDateTime)<<32 | int64(created.LowDateTime), nil
}

// inProgramFiles: the system's own answer counts, the environment's does not.
func inProgramFiles(image string) bool {
	for _, id := range []*windows.KNOWNFOLDERID{windows.FOLDERID_ProgramFiles, windows.FOLDERID_ProgramFilesX86, windows.FOLDERID_ProgramFilesX64} {
		folder, err := windows.KnownFolderPath(id, windows.KF_FLAG_DEFAULT)
		if err == nil && strings.HasPrefix(strings.ToLower(image), strings.ToLower(folder)+`\`) {
			return true
		}
	}
	return false
}

func isShell(image string) bool {
	folder, err := windows.GetSystemDirectory()
	return err == nil && strings.EqualFold(image, filepath.Join(folder, "cmd.exe"))
}
