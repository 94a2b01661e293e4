package firefox

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// ErrNoFirefox says that no Firefox was found, and what to do about it.
var ErrNoFirefox = errors.New("no Firefox was found: install one (on Debian: apt-get install firefox-esr), or set FIREFOX_PATH to its program")

// The screen of a Firefox without a display, in pixels.
const (
	screenWidth  = 1920
	screenHeight = 1200
)

// Find returns the path of an installed Firefox. FIREFOX_PATH in the
// environment goes first.
func Find() (string, error) {
	if path := os.Getenv("FIREFOX_PATH"); path != "" {
		return exec.LookPath(path)
	}
	for _, candidate := range candidates(runtime.GOOS) {
		if path, err := exec.LookPath(candidate); err == nil {
			return path, nil
		}
	}
	return "", ErrNoFirefox
}

func candidates(system string) []string {
	switch system {
	case "darwin":
		return []string{"/Applications/Firefox.app/Contents/MacOS/firefox"}
	case "windows":
		return []string{`C:\Program Files\Mozilla Firefox\firefox.exe`, `C:\Program Files (x86)\Mozilla Firefox\firefox.exe`}
	default:
		return []string{"firefox-esr", "firefox"}
	}
}

// preferences keep Firefox to what it is asked for: it calls nobody, asks
// nothing, and listens on a port of its own choice.
var preferences = map[string]any{
	"marionette.port":                                  0,
	"app.normandy.enabled":                             false,
	"app.update.disabledForTesting":                    true,
	"browser.aboutwelcome.enabled":                     false,
	"browser.discovery.enabled":                        false,
	"browser.newtabpage.enabled":                       false,
	"browser.safebrowsing.malware.enabled":             false,
	"browser.safebrowsing.phishing.enabled":            false,
	"browser.shell.checkDefaultBrowser":                false,
	"browser.startup.homepage_override.mstone":         "ignore",
	"browser.startup.page":                             0,
	"browser.tabs.warnOnClose":                         false,
	"browser.uitour.enabled":                           false,
	"devtools.jsonview.enabled":                        false,
	"ui.useOverlayScrollbars":                          1,
	"datareporting.healthreport.uploadEnabled":         false,
	"datareporting.policy.dataSubmissionEnabled":       false,
	"extensions.getAddons.cache.enabled":               false,
	"extensions.update.enabled":                        false,
	"intl.accept_languages":                            "en-GB, en",
	"network.captive-portal-service.enabled":           false,
	"network.connectivity-service.enabled":             false,
	"network.dns.disablePrefetch":                      true,
	"network.prefetch-next":                            false,
	"network.trr.mode":                                 5,
	"security.certerrors.mitm.priming.enabled":         false,
	"services.settings.server":                         "data:,",
	"signon.rememberSignons":                           false,
	"termsofuse.bypassNotification":                    true,
	"toolkit.telemetry.reportingpolicy.firstRun":       false,
	"trailhead.firstrun.didSeeAboutWelcome":            true,
	"xpinstall.signatures.required":                    false,
	"browser.translations.automaticallyPopup":          false,
	"browser.sessionstore.resume_from_crash":           false,
	"privacy.resistFingerprinting":                     false,
	"ui.systemUsesDarkTheme":                           0,
	"layout.css.prefers-color-scheme.content-override": 1,
}

func writeProfile(dir string, names []string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	all := maps.Clone(preferences)
	all["network.dns.localDomains"] = strings.Join(names, ",")
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		value, err := json.Marshal(all[name])
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "user_pref(%q, %s);\n", name, value)
	}
	return os.WriteFile(filepath.Join(dir, "user.js"), []byte(text.String()), 0o644)
}

// activePort reads the port on which Firefox's remote control listens.
func activePort(profile string) (int, error) {
	text, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
	if err != nil {
		return 0, errors.New("it does not listen yet")
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}
