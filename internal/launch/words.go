package launch

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"unicode"

	"github.com/glance-networks/agent-host/internal/glance"
)

// unseen are characters that would let a name look like another.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

// shells run what they are given as a command: an address never gets near one.
var shells = map[string]bool{
	"sh": true, "bash": true, "dash": true, "zsh": true, "ksh": true, "fish": true, "csh": true, "tcsh": true, "busybox": true, "xdg-open": true,
	"cmd": true, "powershell": true, "pwsh": true, "wscript": true, "cscript": true, "mshta": true, "rundll32": true, "explorer": true,
}

// base is a file's name without its folder, whichever system's path it is in.
func base(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

func isShell(path string) bool {
	return shells[strings.TrimSuffix(strings.ToLower(base(path)), ".exe")]
}

// ours reports whether a file is named as Glance's programs are and lies where
// only an administrator can put one.
func ours(path string) bool { return glance.IsProgram(base(path)) && guarded(path) }

// bare drops the command from an error: it may hold the address.
func bare(err error) error {
	if e := (*exec.Error)(nil); errors.As(err, &e) {
		err = e.Err
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return err
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
