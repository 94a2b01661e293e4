package main

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine/machinetest"
	"github.com/glance-networks/agent-host/installer/plan"
	"github.com/glance-networks/agent-host/manifests"
)

var update = flag.Bool("update", false, "write the golden plans")

// desks are the three systems, as a person's environment describes them.
var desks = map[browsers.System]map[string]string{
	browsers.Linux: {"HOME": "/home/Zoë Ada"},
	browsers.Mac:   {"HOME": "/Users/ada"},
	browsers.Windows: {
		"USERPROFILE": `C:\Users\Ada Ng`, "LOCALAPPDATA": `C:\Users\Ada Ng\AppData\Local`, "APPDATA": `C:\Users\Ada Ng\AppData\Roaming`,
		"ProgramFiles": `C:\Program Files`, "ProgramFiles(x86)": `C:\Program Files (x86)`,
	},
}

func deskOf(t *testing.T, system browsers.System) (browsers.Desk, machinetest.Drawn) {
	t.Helper()
	env := desks[system]
	desk, err := browsers.NewDesk(system, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	view := machinetest.Drawn{Separator: desk.Join("", ""), Files: map[string]machinetest.File{}, Keys: map[string]string{}}
	for _, folder := range []string{desk.Home, desk.Local, desk.Programs, "/opt", "/etc", "/Library", "/var/lib", "/usr/lib"} {
		if desk.Absolute(folder) {
			view.Folders = append(view.Folders, folder)
		}
	}
	return desk, view
}

// happen changes a drawn machine as applying a plan would change a real one.
func happen(t *testing.T, p plan.Plan, view machinetest.Drawn) machinetest.Drawn {
	t.Helper()
	if err := p.Refused(); err != nil {
		t.Fatal(err)
	}
	view.Files, view.Keys = maps.Clone(view.Files), maps.Clone(view.Keys)
	for _, step := range p.Steps {
		removed := step.State == plan.Remove
		switch step.Kind {
		case plan.Folder:
			if !removed {
				view.Folders = append(view.Folders, step.Path)
			}
		case plan.Key:
			view.Keys[step.Path] = ""
		case plan.Value:
			view.Keys[step.Path] = step.Value
		default:
			view.Files[step.Path] = machinetest.File{Text: string(step.Content()), Mode: step.Mode}
			if removed {
				delete(view.Files, step.Path)
			}
		}
	}
	return view
}

func planText(p plan.Plan) string {
	var out bytes.Buffer
	(&talk{&out, &out}).plan(p)
	return strings.ReplaceAll(out.String(), manifests.Version, "VERSION")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "plans", name+".txt")
	if *update {
		os.MkdirAll(filepath.Dir(file), 0o755)
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("%s (%v) is not this plan; if it should be: go test ./installer -update\n%s", file, err, got)
	}
}

func request(scope browsers.Scope) plan.Request {
	return plan.Request{Scope: scope, Program: []byte("\x7fELF a host"), All: true}
}

// TestGoldenPlans: every row of the table, on every system, for both scopes:
// what a first install does, that a second one does nothing, what a newer host
// changes, and that a removal takes all of it.
func TestGoldenPlans(t *testing.T) {
	for system := range desks {
		for _, scope := range []browsers.Scope{browsers.User, browsers.Whole} {
			t.Run(string(system)+" "+string(scope), func(t *testing.T) {
				desk, view := deskOf(t, system)
				first, err := plan.Install(desk, view, request(scope))
				if err != nil {
					t.Fatal(err)
				}
				golden(t, string(system)+"-"+string(scope), planText(first))
				there := happen(t, first, view)
				again, err := plan.Install(desk, there, request(scope))
				if err != nil || again.Changes() {
					t.Errorf("a second install changes something: %v\n%s", err, planText(again))
				}
				newer := request(scope)
				newer.Program, newer.All = []byte("\x7fELF a newer host"), false
				second, err := plan.Install(desk, there, newer)
				if err != nil {
					t.Fatal(err)
				}
				golden(t, string(system)+"-"+string(scope)+"-newer", planText(second))
				gone, err := plan.NewRemoval(desk, there, scope)
				if err != nil {
					t.Fatal(err)
				}
				takesAll(t, first, gone)
			})
		}
	}
}

// takesAll: what a first install made is what the removal removes.
func takesAll(t *testing.T, install, removal plan.Plan) {
	t.Helper()
	left := map[string]bool{}
	for _, step := range install.Steps {
		left[string(step.Kind)+step.Path] = true
	}
	for _, step := range removal.Steps {
		if step.State != plan.Remove {
			t.Errorf("%s %s: %s", step.State, step.Path, step.Note)
		}
		if !left[string(step.Kind)+step.Path] {
			t.Errorf("removes %s, which the install did not make", step.Path)
		}
		delete(left, string(step.Kind)+step.Path)
	}
	if len(left) > 0 {
		t.Errorf("leaves %v", left)
	}
}

// TestGoldenManifestOfOthers shows how a plan tells of what is not ours.
func TestGoldenManifestOfOthers(t *testing.T) {
	desk, view := deskOf(t, browsers.Linux)
	host := manifests.Identity().Host
	text, err := manifests.HostManifest(manifests.Chromium, "/opt/other/host")
	if err != nil {
		t.Fatal(err)
	}
	view.Files["/home/Zoë Ada/.config/google-chrome/NativeMessagingHosts/"+host+".json"] = machinetest.File{Text: string(text)}
	view.Files["/home/Zoë Ada/.config/chromium/NativeMessagingHosts"] = machinetest.File{Text: "a file"}
	p, err := plan.Install(desk, view, plan.Request{Scope: browsers.User, Program: []byte("host")})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "linux-others", planText(p))
	if p.Refused() == nil {
		t.Error("the plan may be applied")
	}
	if _, err := p.Apply(); err == nil {
		t.Error("the plan was applied")
	}
}
