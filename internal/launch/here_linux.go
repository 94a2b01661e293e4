package launch

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

func find(scheme string) Program { return desktopOf(os.Getenv, start).find(scheme) }

// display reports whether a program has somewhere to show itself.
func display() bool { return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" }

// start starts a program in a session of its own, with nothing of this process's:
// stdin and stdout are the browser's.
func start(folder string, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Dir = folder
	if info, err := os.Stat(folder); err != nil || !info.IsDir() || !filepath.IsAbs(folder) {
		cmd.Dir = or(os.Getenv("HOME"), "/")
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // else it stays as a zombie for as long as this process lives
	return nil
}

// guarded reports whether only root can change a file, or put another in its
// place.
func guarded(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	for at := real; ; at = filepath.Dir(at) {
		info, err := os.Lstat(at)
		if err != nil || info.Mode().Perm()&0o022 != 0 {
			return false
		}
		if owner, ok := info.Sys().(*syscall.Stat_t); !ok || owner.Uid != 0 {
			return false
		}
		if at == filepath.Dir(at) {
			return true
		}
	}
}
