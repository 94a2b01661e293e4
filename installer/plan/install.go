package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/manifests"
)

// Request is what somebody wants installed.
type Request struct {
	Scope   browsers.Scope
	Program []byte   // the host program
	Only    []string // browsers by name; empty: those that are detected
	All     bool     // every browser that is known
}

// ErrNoBrowser says that no browser was detected and none was named.
var ErrNoBrowser = errors.New("no browser was found: name one with --browser, or take all with --all")

// installing collects the steps of an install.
type installing struct {
	desk    browsers.Desk
	scope   browsers.Scope
	view    machine.View
	before  receipt
	program string // the path of the host program that is to be
	plan    Plan
	made    []string // folders and keys that an earlier step makes
}

// Install plans an install. Browsers that an earlier install served are served
// again, so that none is left with an older host.
func Install(d browsers.Desk, view machine.View, r Request) (Plan, error) {
	before, err := readReceipt(d, r.Scope, view)
	if err != nil && !errors.Is(err, errNoReceipt) {
		before = receipt{} // damaged: what is ours is known by its shape, too
	}
	sum := machine.Sum(r.Program)
	i := &installing{desk: d, scope: r.Scope, view: view, before: before}
	i.program = d.Join(d.Ours(r.Scope), manifests.Version+"-"+sum[:12], d.Program())
	i.plan = Plan{Verb: "install", Desk: d, Scope: r.Scope}
	places, err := i.choose(r)
	if err != nil {
		return Plan{}, err
	}
	if err := i.file(Step{Kind: Program, Path: i.program, Mode: 0o755, content: r.Program}, i.sameSum); err != nil {
		return Plan{}, err
	}
	for _, place := range places {
		if err := i.place(place); err != nil {
			return Plan{}, err
		}
	}
	i.old()
	return i.plan, i.receipt()
}

// choose picks the browsers, and notes those that are left alone.
func (i *installing) choose(r Request) ([]browsers.Place, error) {
	all := i.desk.Places(r.Scope)
	if err := Known(i.desk.System, r.Only); err != nil {
		return nil, err
	}
	var chosen []browsers.Place
	for _, place := range all {
		wanted := slices.Contains(r.Only, place.Browser) || len(r.Only) == 0 && Detected(i.view, place)
		if r.All || wanted || i.before.lists(Manifest, place.Manifest) {
			chosen = append(chosen, place)
			if !slices.Contains(i.plan.Browsers, place.Title) {
				i.plan.Browsers = append(i.plan.Browsers, place.Title)
			}
		} else {
			i.plan.Absent = append(i.plan.Absent, place.Browser)
		}
	}
	if len(chosen) == 0 {
		return nil, ErrNoBrowser
	}
	return chosen, nil
}

// Known refuses names that no row of the table has on a system.
func Known(system browsers.System, names []string) error {
	known := browsers.Names(system)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return fmt.Errorf("no browser %q on this system: --browser takes %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}

// Detected says whether a browser is on the machine: its profiles' folder or
// its program.
func Detected(view machine.View, place browsers.Place) bool {
	return slices.ContainsFunc(place.Signs, view.Exists) || slices.ContainsFunc(place.Programs, view.HasProgram)
}

func (i *installing) place(place browsers.Place) error {
	text, err := manifests.HostManifest(place.Family, i.program)
	if err != nil {
		return err
	}
	step := Step{Kind: Manifest, Path: place.Manifest, Mode: 0o644, For: place.Title, Evidence: place.Evidence, content: text}
	if err := i.file(step, i.mayReplace); err != nil || place.Key == "" {
		return err
	}
	return i.value(Step{Kind: Value, Path: place.Key, Value: place.Manifest, For: place.Title, Evidence: place.Evidence})
}

// judge says what becomes of a file that is there with another content.
type judge func(Step, machine.Thing) (State, string)

// sameSum judges a program: its folder is named after its content.
func (i *installing) sameSum(Step, machine.Thing) (State, string) {
	return Replace, "is damaged"
}

func (i *installing) mayReplace(step Step, thing machine.Thing) (State, string) {
	program, why := ours(i.desk, i.view, thing.Text)
	switch {
	case thing.Link:
		return Foreign, "is a link, which this installer does not make"
	case why != "" && !i.before.put(step.Path, thing.Sum):
		return Foreign, why
	case program != i.program:
		return Replace, "now leads to " + program
	}
	return Replace, ""
}

// file adds the folders of a file and the file itself.
func (i *installing) file(step Step, other judge) error {
	i.folders(i.desk.Parent(step.Path))
	step.Sum, step.Size = machine.Sum(step.content), len(step.content)
	thing, err := i.view.Look(step.Path)
	if err != nil {
		return err
	}
	switch {
	case thing.Kind == machine.Nothing:
		step.State = Create
	case thing.Kind == machine.Folder:
		step.State, step.Note = Blocked, "is a folder where a file is due"
	case thing.Kind != machine.File:
		step.State, step.Note = Blocked, "is no file, or a link that leads nowhere, where a file is due"
	case thing.Sum == step.Sum && !thing.Link && i.sameMode(thing.Mode, step.Mode):
		step.State = Unchanged
	default:
		step.State, step.Note = other(step, thing)
	}
	i.plan.Steps = append(i.plan.Steps, step)
	return nil
}

// sameMode compares permissions, which Windows does not keep.
func (i *installing) sameMode(is, due fs.FileMode) bool {
	return i.desk.System == browsers.Windows || is == due
}

// folders adds the folders that are missing on the way to a path, from the top.
func (i *installing) folders(path string) {
	if path == "" || slices.Contains(i.made, path) {
		return
	}
	thing, err := i.view.Look(path)
	step := Step{Kind: Folder, Path: path, Mode: i.folderMode()}
	switch {
	case err != nil, thing.Kind == machine.Folder: // an unreadable one may do, and else applying says so
		return
	case thing.Kind == machine.Nothing:
		i.folders(i.desk.Parent(path))
		step.State = Create
	default:
		step.State, step.Note = Blocked, "is a file where a folder is due"
	}
	i.made = append(i.made, path)
	i.plan.Steps = append(i.plan.Steps, step)
}

func (i *installing) folderMode() fs.FileMode {
	if i.scope == browsers.User {
		return 0o700
	}
	return 0o755
}

// value adds a registry value and the keys on the way to it.
func (i *installing) value(step Step) error {
	if err := i.keys(step.Path); err != nil {
		return err
	}
	key, err := i.view.LookKey(step.Path)
	switch {
	case err != nil:
		return err
	case !key.HasValue:
		step.State = Create
	case key.Value == step.Value:
		step.State = Unchanged
	case Within(i.desk, i.view, key.Value):
		step.State, step.Note = Replace, "now leads to "+key.Value
	default:
		step.State, step.Note = Foreign, fmt.Sprintf("leads to %q, which this installer did not put there", key.Value)
	}
	i.plan.Steps = append(i.plan.Steps, step)
	return nil
}

func (i *installing) keys(path string) error {
	key, err := i.view.LookKey(path)
	if err != nil || key.Exists || slices.Contains(i.made, path) || i.desk.Parent(path) == "" {
		return err
	}
	if err := i.keys(i.desk.Parent(path)); err != nil {
		return err
	}
	i.made = append(i.made, path)
	i.plan.Steps = append(i.plan.Steps, Step{Kind: Key, State: Create, Path: path})
	return nil
}

// old adds the removal of programs that no manifest leads to any more.
func (i *installing) old() {
	for _, entry := range i.before.Entries {
		if entry.Kind != Program || entry.Path == i.program {
			continue
		}
		for _, e := range []Entry{entry, {Kind: Folder, Path: i.desk.Parent(entry.Path)}} {
			step := Step{Kind: e.Kind, State: Remove, Path: e.Path, Sum: e.Sum, Note: "is the host before this one"}
			i.plan.Steps = append(i.plan.Steps, step)
		}
	}
}

// receipt adds the receipt: what is listed already, as far as it is still
// there, and what this install puts.
func (i *installing) receipt() error {
	path := ReceiptPath(i.desk, i.scope)
	i.folders(i.desk.Parent(path))
	var entries []Entry
	for _, step := range i.plan.Steps {
		switch {
		case step.State == Remove:
		case step.Kind == Folder, step.Kind == Key:
			entries = append(entries, Entry{Kind: step.Kind, Path: step.Path})
		default:
			entries = append(entries, Entry{step.Kind, step.Path, fileSum(step), step.Value})
		}
	}
	i.plan.receipt = i.before.with(append(entries, i.oursByName()...)...)
	step := Step{Kind: Receipt, Path: path, Mode: 0o644, content: i.plan.receipt.text()}
	return i.file(step, func(Step, machine.Thing) (State, string) { return Replace, "" })
}

func fileSum(step Step) string {
	if step.Kind == Value {
		return ""
	}
	return step.Sum
}

// oursByName are folders that are ours whoever made them.
func (i *installing) oursByName() []Entry {
	var entries []Entry
	for _, path := range []string{i.desk.Ours(i.scope), i.desk.Parent(i.program), i.desk.Remembers(i.scope)} {
		entries = append(entries, Entry{Kind: Folder, Path: path})
	}
	return entries
}
