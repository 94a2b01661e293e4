package story

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/manifests"
)

// The desk of the story: who sits there, and whom they serve.
const (
	group   = 20412
	agentID = "agent@example.com"
	deskID  = "desk-7"
	product = "glance-agent-host" // the folder of settings, state and data
)

// desk is a throw-away home with a browser profile, the host registered in it,
// and the administrator's files.
type desk struct {
	dir     string
	family  manifests.Family
	display string // the X display; empty: this process's
}

// profile is the browser's: Chromium's where the desk's account would have it,
// as an installer finds it.
func (d desk) profile() string {
	if d.family == manifests.Firefox {
		return filepath.Join(d.dir, "profile")
	}
	return filepath.Join(d.home(), ".config", "chromium")
}

func (d desk) home() string   { return filepath.Join(d.dir, "home") }
func (d desk) admin() string  { return filepath.Join(d.dir, "etc", "xdg") }
func (d desk) state() string  { return filepath.Join(d.home(), ".local", "state") }
func (d desk) data() string   { return filepath.Join(d.home(), ".local", "share") }
func (d desk) events() string { return filepath.Join(d.state(), product, "events.db") }
func (d desk) errors() string { return filepath.Join(d.dir, "browser.log") }
func (d desk) log() string    { return filepath.Join(d.state(), product, "host.log") }

// hosts is where the browser looks for the host's manifest: Firefox in its user's
// home, Chromium in a profile that it was told of.
func (d desk) hosts() string {
	if d.family == manifests.Firefox {
		return filepath.Join(d.home(), ".mozilla", "native-messaging-hosts")
	}
	return filepath.Join(d.profile(), "NativeMessagingHosts")
}

// manifest is the file that registers the host.
func (d desk) manifest() string {
	return filepath.Join(d.hosts(), manifests.Identity().Host+".json")
}

// furnish writes everything that an administrator would.
func (d desk) furnish(sim *glancesim.Sim, authURL string) error {
	if runtime.GOOS == "windows" {
		return fmt.Errorf("a scratch browser profile cannot name a host on Windows: run this on Linux or macOS")
	}
	authority := filepath.Join(d.dir, "ca.pem")
	settings, err := json.MarshalIndent(administrator(sim, authURL, authority), "", "  ")
	if err != nil {
		return err
	}
	rule, err := fs.ReadFile(manifests.Sites, "sample-crm.json")
	if err != nil {
		return err
	}
	return writeAll(map[string][]byte{
		filepath.Join(d.admin(), product, "settings.json"):            settings,
		filepath.Join(d.admin(), product, "sites", "sample-crm.json"): rule,
		authority:                        sim.CA(),
		filepath.Join(d.home(), ".keep"): nil,
	})
}

// register has the browser know the host where it lies, as an installer would
// that copied nothing.
func (d desk) register(host string) error {
	manifest, err := manifests.HostManifest(d.family, host)
	if err != nil {
		return err
	}
	return writeAll(map[string][]byte{d.manifest(): manifest})
}

func writeAll(files map[string][]byte) error {
	for path, text := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func administrator(sim *glancesim.Sim, authURL, authority string) map[string]any {
	return map[string]any{
		"groupId": group, "puid": agentID, "desk": deskID, "authUrl": authURL,
		"hosts": sim.HostEntries(), "caFile": authority,
		"webServer": sim.WebServer, "presenceServer": sim.PresenceServer,
		"presence": true, "showPage": true, "pollMilliseconds": 250, "logLevel": "debug",
	}
}

// environment is all that browser and host see of this machine.
func (d desk) environment() []string {
	env := []string{
		"HOME=" + d.home(), "PATH=" + os.Getenv("PATH"), "LANG=en_GB.UTF-8", "LANGUAGE=en",
		"XDG_CONFIG_HOME=" + filepath.Join(d.home(), ".config"), "XDG_CONFIG_DIRS=" + d.admin(),
		"XDG_STATE_HOME=" + d.state(), "XDG_DATA_HOME=" + d.data(), "XDG_CACHE_HOME=" + filepath.Join(d.home(), ".cache"),
		"GORACE=atexit_sleep_ms=20", // a host with the race detector ends as quickly as the one that is shipped
	}
	names := []string{"XDG_RUNTIME_DIR", "TMPDIR"}
	switch {
	case d.display != "":
		env = append(env, "DISPLAY="+d.display)
	case os.Getenv("DISPLAY")+os.Getenv("WAYLAND_DISPLAY") == "":
		env = append(env, "DISPLAY=:none") // the stand-in for Glance's program shows nothing, a headless browser neither
	default:
		names = append(names, "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
	}
	for _, name := range names {
		if value := os.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}
