// Package plan says what installing and removing will do before it is done. A
// plan is made from the table of browsers and from what a machine.View shows;
// making one changes nothing, and Apply does what the plan says and no more.
package plan

import (
	"fmt"
	"io/fs"

	"github.com/glance-networks/agent-host/installer/browsers"
)

// Kind is what a step is about.
type Kind string

// The kinds.
const (
	Folder   Kind = "folder"
	Program  Kind = "program"
	Manifest Kind = "manifest"
	Key      Kind = "key"   // of the Windows registry
	Value    Kind = "value" // a key's default value: a manifest's path
	Receipt  Kind = "receipt"
)

// State is what is there already, and so what a step does.
type State string

// The states. A step that is Unchanged, Gone or Kept does nothing; a plan with
// one that is Foreign or Blocked is not applied.
const (
	Create    State = "create"
	Replace   State = "replace"
	Unchanged State = "unchanged"
	Remove    State = "remove"
	Gone      State = "gone"    // removed by somebody already
	Kept      State = "kept"    // changed by others since, or still in use by them
	Foreign   State = "foreign" // not ours: never overwritten
	Blocked   State = "blocked" // something else stands in its place
)

// Step is one thing of a plan.
type Step struct {
	Kind     Kind
	State    State
	Path     string // a file's, or a registry key's
	Mode     fs.FileMode
	Size     int
	Sum      string // SHA-256 of a file's content, in hexadecimal
	Value    string // of a Value
	For      string // the browser's name
	Evidence string // see browsers.Row
	Note     string // what is there now, or why nothing is done

	content []byte
}

// Content is what a step puts into its file.
func (s Step) Content() []byte { return s.content }

// Plan is everything that a run will do.
type Plan struct {
	Verb     string // install or remove
	Desk     browsers.Desk
	Scope    browsers.Scope
	Browsers []string // their names for people
	Absent   []string // as --browser names them: not detected and not asked for
	Steps    []Step

	receipt receipt // of an install: everything that will be there, old programs included
}

// Refusal is a plan that cannot be applied; nothing was changed.
type Refusal struct{ Step Step }

func (r *Refusal) Error() string {
	return fmt.Sprintf("%s %s", r.Step.Path, r.Step.Note)
}

// Refused returns the reason why the plan may not be applied, or nil.
func (p Plan) Refused() error {
	for _, step := range p.Steps {
		if step.State == Foreign || step.State == Blocked {
			return &Refusal{step}
		}
	}
	return nil
}

// Changes says whether applying the plan changes anything.
func (p Plan) Changes() bool {
	for _, step := range p.Steps {
		switch step.State {
		case Create, Replace, Remove:
			return true
		}
	}
	return false
}

// Kept returns the steps that leave something there.
func (p Plan) Kept() []Step {
	var kept []Step
	for _, step := range p.Steps {
		if step.State == Kept {
			kept = append(kept, step)
		}
	}
	return kept
}
