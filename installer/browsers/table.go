package browsers

import "github.com/glance-networks/agent-host/manifests"

// Row is one browser, or one channel of it, on one system in one scope.
//
// Its evidence says how the place is known: S read in the browser's source,
// D its maker's documentation, M seen to work in the browser itself.
type Row struct {
	System  System
	Scope   Scope
	Browser string // as --browser names it
	Family  manifests.Family
	// Folder is where the browser looks for NAME.json. On Windows it is ours,
	// and Key's default value leads to it.
	Folder   string
	Key      string   // Windows only
	Signs    []string // files or folders that say that the browser is here
	Programs []string // programs in the PATH that say so
	Policies string   // the folder of the administrator's policy files; on Windows the machine's key
	Evidence string
}

const (
	chromium = manifests.Chromium
	firefox  = manifests.Firefox
)

// Table is every place that is known. Widen it here: the plan, the check and
// their golden files follow.
//
// Chromium's order is: a person's manifest first, then the system's, and a
// broken first one hides a good second one. Firefox goes on to the second.
var Table = []Row{
	{Linux, User, "chrome", chromium, "{config}/google-chrome/NativeMessagingHosts", "", []string{"{config}/google-chrome", "/opt/google/chrome/chrome"}, []string{"google-chrome-stable", "google-chrome"}, "/etc/opt/chrome/policies/managed", "S D"},
	{Linux, User, "chrome-beta", chromium, "{config}/google-chrome-beta/NativeMessagingHosts", "", []string{"{config}/google-chrome-beta"}, []string{"google-chrome-beta"}, "/etc/opt/chrome/policies/managed", "S D"},
	{Linux, User, "chrome-dev", chromium, "{config}/google-chrome-unstable/NativeMessagingHosts", "", []string{"{config}/google-chrome-unstable"}, []string{"google-chrome-unstable"}, "/etc/opt/chrome/policies/managed", "S D"},
	{Linux, User, "chromium", chromium, "{config}/chromium/NativeMessagingHosts", "", []string{"{config}/chromium", "/usr/lib/chromium/chromium"}, []string{"chromium", "chromium-browser"}, "/etc/chromium/policies/managed", "S M"},
	{Linux, User, "edge", chromium, "{config}/microsoft-edge/NativeMessagingHosts", "", []string{"{config}/microsoft-edge", "/opt/microsoft/msedge/msedge"}, []string{"microsoft-edge-stable", "microsoft-edge"}, "/etc/opt/edge/policies/managed", "D"},
	{Linux, User, "edge-beta", chromium, "{config}/microsoft-edge-beta/NativeMessagingHosts", "", []string{"{config}/microsoft-edge-beta"}, []string{"microsoft-edge-beta"}, "/etc/opt/edge/policies/managed", "D"},
	{Linux, User, "edge-dev", chromium, "{config}/microsoft-edge-dev/NativeMessagingHosts", "", []string{"{config}/microsoft-edge-dev"}, []string{"microsoft-edge-dev"}, "/etc/opt/edge/policies/managed", "D"},
	{Linux, User, "firefox", firefox, "{home}/.mozilla/native-messaging-hosts", "", []string{"{home}/.mozilla/firefox", "{config}/mozilla/firefox"}, []string{"firefox", "firefox-esr"}, "", "S M"},

	{Linux, Whole, "chrome", chromium, "/etc/opt/chrome/native-messaging-hosts", "", []string{"/opt/google/chrome/chrome"}, []string{"google-chrome-stable", "google-chrome"}, "/etc/opt/chrome/policies/managed", "S D"},
	{Linux, Whole, "chromium", chromium, "/etc/chromium/native-messaging-hosts", "", []string{"/usr/lib/chromium/chromium"}, []string{"chromium", "chromium-browser"}, "/etc/chromium/policies/managed", "S M"},
	{Linux, Whole, "edge", chromium, "/etc/opt/edge/native-messaging-hosts", "", []string{"/opt/microsoft/msedge/msedge"}, []string{"microsoft-edge-stable", "microsoft-edge"}, "/etc/opt/edge/policies/managed", "D"},
	{Linux, Whole, "firefox", firefox, "/usr/lib/mozilla/native-messaging-hosts", "", nil, []string{"firefox", "firefox-esr"}, "", "S M"},
	// Which of the two was settled when the browser was built.
	{Linux, Whole, "firefox", firefox, "/usr/lib64/mozilla/native-messaging-hosts", "", nil, []string{"firefox"}, "", "S"},

	{Mac, User, "chrome", chromium, "{support}/Google/Chrome/NativeMessagingHosts", "", []string{"{support}/Google/Chrome", "/Applications/Google Chrome.app"}, nil, "", "S D"},
	{Mac, User, "chrome-beta", chromium, "{support}/Google/Chrome Beta/NativeMessagingHosts", "", []string{"{support}/Google/Chrome Beta", "/Applications/Google Chrome Beta.app"}, nil, "", "S D"},
	{Mac, User, "chrome-dev", chromium, "{support}/Google/Chrome Dev/NativeMessagingHosts", "", []string{"{support}/Google/Chrome Dev", "/Applications/Google Chrome Dev.app"}, nil, "", "S D"},
	{Mac, User, "chrome-canary", chromium, "{support}/Google/Chrome Canary/NativeMessagingHosts", "", []string{"{support}/Google/Chrome Canary", "/Applications/Google Chrome Canary.app"}, nil, "", "S D"},
	{Mac, User, "chromium", chromium, "{support}/Chromium/NativeMessagingHosts", "", []string{"{support}/Chromium", "/Applications/Chromium.app"}, nil, "", "S"},
	{Mac, User, "edge", chromium, "{support}/Microsoft Edge/NativeMessagingHosts", "", []string{"{support}/Microsoft Edge", "/Applications/Microsoft Edge.app"}, nil, "", "D"},
	{Mac, User, "edge-beta", chromium, "{support}/Microsoft Edge Beta/NativeMessagingHosts", "", []string{"{support}/Microsoft Edge Beta", "/Applications/Microsoft Edge Beta.app"}, nil, "", "D"},
	{Mac, User, "edge-dev", chromium, "{support}/Microsoft Edge Dev/NativeMessagingHosts", "", []string{"{support}/Microsoft Edge Dev", "/Applications/Microsoft Edge Dev.app"}, nil, "", "D"},
	{Mac, User, "edge-canary", chromium, "{support}/Microsoft Edge Canary/NativeMessagingHosts", "", []string{"{support}/Microsoft Edge Canary", "/Applications/Microsoft Edge Canary.app"}, nil, "", "D"},
	{Mac, User, "firefox", firefox, "{support}/Mozilla/NativeMessagingHosts", "", []string{"{support}/Firefox", "/Applications/Firefox.app"}, nil, "", "S"},

	{Mac, Whole, "chrome", chromium, "/Library/Google/Chrome/NativeMessagingHosts", "", []string{"/Applications/Google Chrome.app"}, nil, "", "S D"},
	{Mac, Whole, "chromium", chromium, "/Library/Application Support/Chromium/NativeMessagingHosts", "", []string{"/Applications/Chromium.app"}, nil, "", "S"},
	{Mac, Whole, "edge", chromium, "/Library/Microsoft/Edge/NativeMessagingHosts", "", []string{"/Applications/Microsoft Edge.app"}, nil, "", "D"},
	{Mac, Whole, "firefox", firefox, "/Library/Application Support/Mozilla/NativeMessagingHosts", "", []string{"/Applications/Firefox.app"}, nil, "", "S"},

	// All channels of a browser share one key.
	{Windows, User, "chrome", chromium, "{ours}/manifests/chrome", "HKCU/SOFTWARE/Google/Chrome/NativeMessagingHosts/{name}", []string{"{local}/Google/Chrome/User Data", "{programs}/Google/Chrome/Application/chrome.exe", "{programs32}/Google/Chrome/Application/chrome.exe"}, nil, "HKLM/SOFTWARE/Policies/Google/Chrome", "S D"},
	{Windows, User, "chromium", chromium, "{ours}/manifests/chromium", "HKCU/SOFTWARE/Chromium/NativeMessagingHosts/{name}", []string{"{local}/Chromium/User Data", "{local}/Chromium/Application/chrome.exe"}, nil, "HKLM/SOFTWARE/Policies/Chromium", "S"},
	{Windows, User, "edge", chromium, "{ours}/manifests/edge", "HKCU/SOFTWARE/Microsoft/Edge/NativeMessagingHosts/{name}", []string{"{local}/Microsoft/Edge/User Data", "{programs32}/Microsoft/Edge/Application/msedge.exe", "{programs}/Microsoft/Edge/Application/msedge.exe"}, nil, "HKLM/SOFTWARE/Policies/Microsoft/Edge", "D"},
	{Windows, User, "firefox", firefox, "{ours}/manifests/firefox", "HKCU/SOFTWARE/Mozilla/NativeMessagingHosts/{name}", []string{"{roaming}/Mozilla/Firefox", "{programs}/Mozilla Firefox/firefox.exe", "{programs32}/Mozilla Firefox/firefox.exe"}, nil, "", "S"},

	{Windows, Whole, "chrome", chromium, "{ours}/manifests/chrome", "HKLM/SOFTWARE/Google/Chrome/NativeMessagingHosts/{name}", []string{"{programs}/Google/Chrome/Application/chrome.exe", "{programs32}/Google/Chrome/Application/chrome.exe"}, nil, "", "S D"},
	{Windows, Whole, "chromium", chromium, "{ours}/manifests/chromium", "HKLM/SOFTWARE/Chromium/NativeMessagingHosts/{name}", []string{"{programs}/Chromium/Application/chrome.exe"}, nil, "", "S"},
	{Windows, Whole, "edge", chromium, "{ours}/manifests/edge", "HKLM/SOFTWARE/Microsoft/Edge/NativeMessagingHosts/{name}", []string{"{programs32}/Microsoft/Edge/Application/msedge.exe", "{programs}/Microsoft/Edge/Application/msedge.exe"}, nil, "", "D"},
	{Windows, Whole, "firefox", firefox, "{ours}/manifests/firefox", "HKLM/SOFTWARE/Mozilla/NativeMessagingHosts/{name}", []string{"{programs}/Mozilla Firefox/firefox.exe", "{programs32}/Mozilla Firefox/firefox.exe"}, nil, "", "S"},
}

// Box is a browser in a sandbox of its own, which is not installed into.
type Box struct {
	Sign    string
	Browser string
	What    string
	Do      string
}

// Boxes are the sandboxed browsers that are known on Linux. Evidence: the
// projects' own trackers; none of it was seen to work or fail here.
var Boxes = []Box{
	{"/snap/chromium", "Chromium (snap)", "a Chromium from snap starts no native host", "install Chrome, or Chromium from a package of the system"},
	{"/snap/firefox", "Firefox (snap)", "a Firefox from snap asks once whether it may start the host", "if that was missed: flatpak permission-set webextensions {name} snap.firefox yes"},
	{"{home}/.var/app/org.mozilla.firefox", "Firefox (flatpak)", "a Firefox from flatpak starts no host outside its sandbox unless xdg-native-messaging-proxy runs", "use a Firefox from a package of the system"},
	{"{home}/.var/app/com.google.Chrome", "Chrome (flatpak)", "a Chrome from flatpak starts no host outside its sandbox", "use the .deb or .rpm of Chrome"},
	{"{home}/.var/app/org.chromium.Chromium", "Chromium (flatpak)", "a Chromium from flatpak starts no host outside its sandbox", "use a Chromium from a package of the system"},
	{"{home}/.var/app/com.microsoft.Edge", "Edge (flatpak)", "an Edge from flatpak starts no host outside its sandbox", "use the .deb or .rpm of Edge"},
}
