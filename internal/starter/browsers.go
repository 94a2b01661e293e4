package starter

import "slices"

// browsers are the names of the programs, as their files are called, that a
// browser's main process runs. Windows's end in .exe besides.
var browsers = map[string][]string{
	"linux": {
		"chrome", "chromium", "chromium-browser", "msedge", "brave", "vivaldi-bin", "vivaldi", "opera",
		"firefox", "firefox-bin", "firefox-esr", "librewolf", "waterfox",
	},
	"windows": {"chrome", "chromium", "msedge", "brave", "vivaldi", "opera", "firefox", "librewolf", "waterfox"},
	"darwin": {
		"Google Chrome", "Google Chrome Beta", "Google Chrome Dev", "Google Chrome Canary", "Chromium",
		"Microsoft Edge", "Microsoft Edge Beta", "Microsoft Edge Dev", "Microsoft Edge Canary",
		"Brave Browser", "Brave Browser Beta", "Vivaldi", "Opera", "firefox", "librewolf", "waterfox",
	},
}

func isBrowser(system, name string) bool { return slices.Contains(browsers[system], name) }
