package check

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/hello"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/machine/machinetest"
	"github.com/glance-networks/agent-host/installer/plan"
	"github.com/glance-networks/agent-host/manifests"
)

const (
	elf       = "\x7fELF............\x02\x00\x3e\x00 a program for Linux on amd64"
	chromeDir = "/home/ada/.config/google-chrome/NativeMessagingHosts"
	program   = "/opt/glance/host"
)

var name = manifests.Identity().Host + ".json"

// desk is a drawn desk with Chrome and a host in it that is as it should be.
func desk(t *testing.T) (browsers.Desk, machinetest.Drawn) {
	t.Helper()
	d, err := browsers.NewDesk(browsers.Linux, func(name string) string { return map[string]string{"HOME": "/home/ada"}[name] })
	if err != nil {
		t.Fatal(err)
	}
	good := string(manifestOf(t, manifests.Chromium, [2]string{}))
	return d, machinetest.Drawn{
		Folders: []string{"/home/ada/.config/google-chrome"},
		Files:   map[string]machinetest.File{chromeDir + "/" + name: {Text: good}, program: {Text: elf, Mode: 0o755}},
	}
}

func greets(context.Context, string, string, manifests.Family) (hello.Answer, error) {
	return hello.Answer{Version: manifests.Version}, nil
}

func say(report Report) string {
	var all strings.Builder
	for _, f := range report.Findings {
		all.WriteString(string(f.Level) + " " + f.Browser + " " + f.Path + ": " + f.What + " -> " + f.Do + "\n")
	}
	return all.String()
}

func TestGreen(t *testing.T) {
	d, view := desk(t)
	report := Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Greet: greets})
	if !report.OK || len(report.Findings) != 2 {
		t.Errorf("%v\n%s", report.OK, say(report))
	}
	for _, path := range []string{chromeDir + "/" + name, "/etc/opt/chrome/native-messaging-hosts/" + name, "/etc/opt/chrome/policies/managed"} {
		if !strings.Contains(strings.Join(Places(Request{Desk: d, View: view}), "\n"), path) {
			t.Errorf("--plan does not tell of %s", path)
		}
	}
}

// TestFindings: one thing wrong at a time; the report names the path, what is
// wrong, and one thing to do.
func TestFindings(t *testing.T) {
	user, whole := chromeDir+"/"+name, "/etc/opt/chrome/native-messaging-hosts/"+name
	fireUser, fireWhole := "/home/ada/.mozilla/native-messaging-hosts/"+name, "/usr/lib/mozilla/native-messaging-hosts/"+name
	policies := "/etc/opt/chrome/policies/managed/"
	good := string(manifestOf(t, manifests.Chromium, [2]string{}))
	fire := string(manifestOf(t, manifests.Firefox, [2]string{}))
	for _, test := range []struct {
		what  string
		draw  func(*machinetest.Drawn)
		only  []string
		fail  error
		level Level
		path  string
		says  string
		do    string
	}{
		{"nothing here", func(v *machinetest.Drawn) { *v = machinetest.Drawn{} }, nil, nil, Problem, "", "no browser was found", "install --browser NAME"},
		{"no manifest", func(v *machinetest.Drawn) { delete(v.Files, user) }, nil, nil, Problem, user, "there is no host manifest", "install --browser chrome"},
		{"asked for", func(*machinetest.Drawn) {}, []string{"edge"}, nil, Problem, "/home/ada/.config/microsoft-edge/NativeMessagingHosts/" + name, "no host manifest", "--browser edge"},
		{"folder is a file", func(v *machinetest.Drawn) { v.Files = map[string]machinetest.File{chromeDir: {}} }, nil, nil, Problem, chromeDir, "a file where a folder is due", "move it away"},
		{"manifest is a folder", func(v *machinetest.Drawn) { delete(v.Files, user); v.Folders = append(v.Folders, user) }, nil, nil, Problem, user, "it is no file", "move it away"},
		{"not to be read", func(v *machinetest.Drawn) { v.Unread = []string{user} }, nil, nil, Problem, user, "cannot be read", ""},
		{"broken, hides a good one", func(v *machinetest.Drawn) {
			v.Files[user], v.Files[whole] = machinetest.File{Text: "{"}, machinetest.File{Text: good}
		}, nil, nil, Problem, user, "hides the good one in " + whole, "mv '" + user + "'"},
		{"system's alone", func(v *machinetest.Drawn) { delete(v.Files, user); v.Files[whole] = machinetest.File{Text: good} }, nil, nil, Good, whole, "takes this manifest", ""},
		{"system's is bad", func(v *machinetest.Drawn) { delete(v.Files, user); v.Files[whole] = machinetest.File{Text: "{"} }, nil, nil, Problem, whole, "not valid JSON", "as an administrator, move it away (mv '" + whole},
		{"Firefox goes on", func(v *machinetest.Drawn) {
			v.Files[fireUser], v.Files[fireWhole] = machinetest.File{Text: good}, machinetest.File{Text: fire}
		}, []string{"firefox"}, nil, Hint, fireUser, "passes it over", "move it away"},
		{"Firefox has nothing to go on to", func(v *machinetest.Drawn) { v.Files[fireUser] = machinetest.File{Text: good} }, []string{"firefox"}, nil, Problem, fireUser, `the key "allowed_origins"`, "move it away"},
		{"other extension", func(v *machinetest.Drawn) {
			v.Files[user] = machinetest.File{Text: strings.Replace(good, "chrome-extension://i", "chrome-extension://a", 1)}
		}, nil, nil, Problem, user, "does not list this extension", "move the manifest away"},
		{"program is missing", func(v *machinetest.Drawn) { delete(v.Files, program) }, nil, nil, Problem, program, "missing: the manifest " + user + " leads here", "move the manifest away (mv '" + user},
		{"program is not executable", func(v *machinetest.Drawn) { v.Files[program] = machinetest.File{Text: elf} }, nil, nil, Problem, program, "not executable", ""},
		{"program of another processor", func(v *machinetest.Drawn) {
			v.Files[program] = machinetest.File{Text: strings.Replace(elf, "\x3e", "\xb7", 1), Mode: 0o755}
		}, nil, nil, Problem, program, "for arm64 processors", ""},
		{"program is a text", func(v *machinetest.Drawn) { v.Files[program] = machinetest.File{Text: "a text", Mode: 0o755} }, nil, nil, Problem, program, "not a program of any system", ""},
		{"blocked", func(v *machinetest.Drawn) {
			v.Files[policies+"a.json"] = machinetest.File{Text: `{"NativeMessagingBlocklist": ["*"]}`}
		}, nil, nil, Problem, policies + "a.json", "policy blocks this host", "NativeMessagingAllowlist"},
		{"blocked, and allowed", func(v *machinetest.Drawn) {
			v.Files[policies+"a.json"] = machinetest.File{Text: `{"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["` + manifests.Identity().Host + `"]}`}
		}, nil, nil, Good, user, "takes this", ""},
		{"blocked, last file wins", func(v *machinetest.Drawn) {
			v.Files[policies+"a.json"], v.Files[policies+"b.json"] = machinetest.File{Text: `{"NativeMessagingBlocklist": ["*"]}`}, machinetest.File{Text: `{"NativeMessagingBlocklist": []}`}
		}, nil, nil, Good, user, "takes this", ""},
		{"only the system's count", func(v *machinetest.Drawn) {
			v.Files[policies+"a.json"] = machinetest.File{Text: `{"NativeMessagingUserLevelHosts": false}`}
		}, nil, nil, Problem, policies + "a.json", "installed for everybody", "ask the administrator"},
		{"policy that is no JSON", func(v *machinetest.Drawn) {
			v.Files[policies+"a.json"] = machinetest.File{Text: `{"NativeMessagingBlocklist": ["*"]`}
		}, nil, nil, Good, user, "takes this", ""},
		{"snap", func(v *machinetest.Drawn) { v.Folders = append(v.Folders, "/snap/firefox") }, nil, nil, Hint, "/snap/firefox", "asks once", "permission-set webextensions " + manifests.Identity().Host},
		{"host does not answer", func(*machinetest.Drawn) {}, nil, errors.New("it printed \"Fail\""), Problem, program, "it printed", "install"},
		{"damaged receipt", func(v *machinetest.Drawn) {
			v.Files["/home/ada/.local/state/glance-agent-host/receipt.json"] = machinetest.File{Text: "{"}
		}, nil, nil, Problem, "/home/ada/.local/state/glance-agent-host/receipt.json", "damaged", "install"},
	} {
		t.Run(test.what, func(t *testing.T) {
			d, view := desk(t)
			test.draw(&view)
			greet := func(ctx context.Context, p, m string, f manifests.Family) (hello.Answer, error) {
				return hello.Answer{Version: manifests.Version}, test.fail
			}
			report := Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Only: test.only, Greet: greet})
			for _, f := range report.Findings {
				if f.Level == test.level && f.Path == test.path && strings.Contains(f.What, test.says) && strings.Contains(f.Do, test.do) {
					if report.OK != (test.level != Problem) {
						t.Errorf("all together: %v", report.OK)
					}
					return
				}
			}
			t.Errorf("want %s %s: %s -> %s; got\n%s", test.level, test.path, test.says, test.do, say(report))
		})
	}
}

// install draws what an install for one browser puts there, and gives the path of
// the program.
func install(t *testing.T, d browsers.Desk, view machinetest.Drawn, browser string) (program string) {
	t.Helper()
	p, err := plan.Install(d, view, plan.Request{Scope: browsers.User, Program: []byte(elf), Only: []string{browser}})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range p.Steps {
		if content := step.Content(); content != nil {
			view.Files[step.Path] = machinetest.File{Text: string(content), Mode: step.Mode}
		}
		if step.Kind == plan.Program {
			program = step.Path
		}
	}
	return program
}

// TestInstalledElsewhere: a browser that is here and not served is a hint once
// another one is served, and a program that was changed is a problem.
func TestInstalledElsewhere(t *testing.T) {
	d, view := desk(t)
	delete(view.Files, chromeDir+"/"+name)
	view.Folders = append(view.Folders, "/home/ada", "/home/ada/.mozilla/firefox")
	installed := install(t, d, view, "firefox")
	report := Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Greet: greets})
	if !report.OK || !strings.Contains(say(report), "hint Chrome") {
		t.Errorf("%v\n%s", report.OK, say(report))
	}
	view.Files[installed] = machinetest.File{Text: elf + "!", Mode: 0o755}
	report = Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Greet: greets})
	if report.OK || !strings.Contains(say(report), "changed since it was installed") {
		t.Errorf("%v\n%s", report.OK, say(report))
	}
}

// TestLetters: seen in Chromium itself, which then says "not found".
func TestLetters(t *testing.T) {
	for _, test := range []struct {
		home, locale string
		hint         bool
	}{{"/home/Zoë", "C", true}, {"/home/Zoë", "en_GB.UTF-8", false}, {"/home/Zoë", "C.utf8", false}, {"/home/zoe", "C", false}} {
		d, err := browsers.NewDesk(browsers.Linux, func(name string) string {
			return map[string]string{"HOME": test.home, "LANG": test.locale}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		place := d.Places(browsers.User)[0]
		view := machinetest.Drawn{Files: map[string]machinetest.File{
			place.Manifest: {Text: string(manifestOf(t, manifests.Chromium, [2]string{}))}, program: {Text: elf, Mode: 0o755},
		}}
		report := Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Only: []string{"chrome"}, Greet: greets})
		if !report.OK || strings.Contains(say(report), "these letters") != test.hint {
			t.Errorf("%+v:\n%s", test, say(report))
		}
	}
}

func TestWindowsRegistry(t *testing.T) {
	env := map[string]string{"USERPROFILE": `C:\U`, "LOCALAPPDATA": `C:\U\L`}
	d, err := browsers.NewDesk(browsers.Windows, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	key := `HKCU\SOFTWARE\Google\Chrome\NativeMessagingHosts\` + manifests.Identity().Host
	pe := "MZ" + strings.Repeat("\x00", 58) + "\x40\x00\x00\x00PE\x00\x00\x64\x86"
	for _, test := range []struct{ value, manifest, host, says string }{
		{"", "", "", "no host manifest"},
		{`m.json`, "", "", "not absolute"},
		{`C:\m.json`, "", "", "there is no file"},
		{`C:\m.json`, `C:\h.exe`, "", "missing"},
		{`C:\m.json`, `C:\h.exe`, elf, "a program for linux"},
		{`C:\m.json`, `C:\h.exe`, pe, "takes this manifest"},
	} {
		view := machinetest.Drawn{Separator: `\`, Keys: map[string]string{key: test.value}, Files: map[string]machinetest.File{}}
		if test.manifest != "" {
			text, _ := manifests.HostManifest(manifests.Chromium, test.manifest)
			view.Files[test.value] = machinetest.File{Text: string(text)}
		}
		if test.host != "" {
			view.Files[test.manifest] = machinetest.File{Text: test.host}
		}
		report := Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Only: []string{"chrome"}, Greet: greets})
		if !strings.Contains(say(report), test.says) {
			t.Errorf("%+v:\n%s", test, say(report))
		}
	}
}

// TestThisProgram: this very test is a program for this system.
func TestThisProgram(t *testing.T) {
	thing, err := machine.This{}.Look("/proc/self/exe")
	if runtime.GOOS != "linux" || err != nil {
		t.Skip("no /proc here:", err)
	}
	if fault := ForeignProgram(browsers.Linux, runtime.GOARCH, thing.Head); fault != "" {
		t.Error(fault)
	}
	for head, want := range map[string]string{
		"\xcf\xfa\xed\xfe\x0c\x00\x00\x01": "for darwin",
		"\xca\xfe\xba\xbe\x00\x00\x00\x02": "for darwin",
		"MZ" + strings.Repeat("\xff", 80):  "for windows",
		"#!/bin/sh":                        "",
		"":                                 "not a program",
	} {
		if fault := ForeignProgram(browsers.Linux, "amd64", []byte(head)); !strings.Contains(fault, want) || (want == "") != (fault == "") {
			t.Errorf("%q: %q", head, fault)
		}
	}
}

// TestRefused: a host that answers browsers only is a hint where it is the one
// that was installed, and a problem where it is any other program.
func TestRefused(t *testing.T) {
	d, view := desk(t)
	view.Folders = append(view.Folders, "/home/ada")
	delete(view.Files, chromeDir+"/"+name)
	installed := install(t, d, view, "chrome")
	refuses := func(context.Context, string, string, manifests.Family) (hello.Answer, error) {
		return hello.Answer{}, hello.ErrRefused
	}
	for _, text := range []string{elf, elf + "another"} {
		view.Files[installed] = machinetest.File{Text: text, Mode: 0o755}
		report := Run(t.Context(), Request{Desk: d, View: view, Processor: "amd64", Greet: refuses})
		if report.OK != (text == elf) || strings.Contains(say(report), "hint  "+installed+": the administrator lets it answer") != report.OK {
			t.Errorf("%v\n%s", report.OK, say(report))
		}
	}
}
