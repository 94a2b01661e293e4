package launch

import (
	"path"
	"strings"
)

// services asks macOS's LaunchServices which application opens a scheme, and has
// it open an address.
type services struct {
	run    func(program string, args ...string) (string, error)
	start  func(program string, args ...string) error
	exists func(path string) bool // whether it is a folder
}

// The system's own programs. The script has no part that differs: the scheme is
// its argument.
const (
	osascript = "/usr/bin/osascript"
	open      = "/usr/bin/open"
	ask       = `ObjC.import("AppKit"); function run(a) { const app = $.NSWorkspace.sharedWorkspace.URLForApplicationToOpenURL($.NSURL.URLWithString(a[0])); return app.isNil() ? "" : app.path.js }`
)

func (s services) find(scheme string) Program {
	out, err := s.run(osascript, "-l", "JavaScript", "-e", ask, scheme+"://x")
	app := strings.TrimRight(out, "\n")
	if err != nil || !strings.HasPrefix(app, "/") || path.Ext(app) != ".app" || path.Clean(app) != app || strings.ContainsFunc(app, unseen) {
		return Program{Scheme: scheme}
	}
	p := Program{Scheme: scheme, Name: oneLine(strings.TrimSuffix(path.Base(app), ".app")), Path: app, Stale: !s.exists(app)}
	if p.Stale {
		return p
	}
	p.Ours, p.ID = ours(app), app
	return p.startedBy(func(address string) error { return s.start(open, "-a", app, address) })
}
