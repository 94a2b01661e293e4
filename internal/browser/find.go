package browser

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// ErrNoBrowser says that no browser was found, and what to do about it.
var ErrNoBrowser = errors.New("no Chromium, Chrome or Edge was found: install one (on Debian: apt-get install chromium), or set BROWSER_PATH to its program")

// Find returns the path of an installed Chromium, Chrome or Edge. BROWSER_PATH
// in the environment goes first. Debian's /usr/bin/chromium is a script that
// adds flags of its own, so the program behind it is preferred.
func Find() (string, error) {
	if path := os.Getenv("BROWSER_PATH"); path != "" {
		return exec.LookPath(path)
	}
	for _, candidate := range candidates(runtime.GOOS) {
		if path, err := exec.LookPath(candidate); err == nil {
			return path, nil
		}
	}
	return "", ErrNoBrowser
}

func candidates(system string) []string {
	switch system {
	case "darwin":
		return []string{
			"/Applications/Chromium.app/Contents/MacOS/Chromium",
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
			"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
		}
	case "windows":
		return windowsCandidates()
	default:
		return []string{
			"/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser",
			"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge",
		}
	}
}

func windowsCandidates() []string {
	var paths []string
	for _, folder := range []string{os.Getenv("LOCALAPPDATA"), os.Getenv("PROGRAMFILES"), os.Getenv("PROGRAMFILES(X86)")} {
		for _, program := range []string{`Chromium\Application\chrome.exe`, `Google\Chrome\Application\chrome.exe`, `Microsoft\Edge\Application\msedge.exe`} {
			if folder != "" {
				paths = append(paths, filepath.Join(folder, program))
			}
		}
	}
	return paths
}
