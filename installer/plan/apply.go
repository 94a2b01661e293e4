package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/glance-networks/agent-host/installer/machine"
)

// Failure is a step that could not be done. What the run had done before was
// taken back, unless Left says what could not be.
type Failure struct {
	Path string
	Err  error
	Left error
}

func (f *Failure) Error() string { return fmt.Sprintf("%s: %v", f.Path, f.Err) }

// Unwrap returns the system's error.
func (f *Failure) Unwrap() error { return f.Err }

// Apply does what the plan says on this machine, all of it or nothing: an error
// is a *Refusal or a *Failure. It returns the steps that were to remove
// something which turned out to be still in use.
func (p Plan) Apply() (kept []Step, err error) {
	if err := p.Refused(); err != nil {
		return nil, err
	}
	if p.Verb == "remove" {
		return p.remove()
	}
	return p.install()
}

// install first does what may find the disk full, then gives everything its
// name, the receipt before all others: whatever ends this run half way, a
// removal knows what may be there.
func (p Plan) install() ([]Step, error) {
	change := &machine.Change{}
	for _, do := range []func(*machine.Change, Step) error{prepare, putReceipt, put} {
		for _, step := range p.Steps {
			if step.State != Create && step.State != Replace {
				continue
			}
			if err := do(change, step); err != nil {
				return nil, &Failure{step.Path, err, change.Undo()}
			}
		}
	}
	if err := change.Done(); err != nil {
		return nil, &Failure{p.Steps[0].Path, err, nil}
	}
	return p.retire()
}

func prepare(change *machine.Change, step Step) error {
	switch step.Kind {
	case Folder:
		return change.Folder(step.Path, step.Mode)
	case Program, Manifest, Receipt:
		return change.Stage(step.Path, step.Mode, step.content)
	}
	return nil
}

func putReceipt(change *machine.Change, step Step) error {
	if step.Kind == Receipt {
		return change.Put(step.Path)
	}
	return nil
}

func put(change *machine.Change, step Step) error {
	switch step.Kind {
	case Program, Manifest:
		return change.Put(step.Path)
	case Key:
		return change.MakeKey(step.Path)
	case Value:
		return change.SetValue(step.Path, step.Value)
	}
	return nil
}

// retire removes programs that nothing leads to any more. One that still runs
// may stay: the receipt goes on to list it.
func (p Plan) retire() (kept []Step, err error) {
	var gone []string
	for _, step := range p.Steps {
		if step.State != Remove {
			continue
		}
		if err := os.Remove(step.Path); err == nil || errors.Is(err, fs.ErrNotExist) {
			gone = append(gone, step.Path)
		} else {
			kept = append(kept, step)
		}
	}
	if len(gone) == 0 {
		return kept, nil
	}
	return kept, p.forget(gone)
}

// forget writes the receipt without what is gone.
func (p Plan) forget(gone []string) error {
	at := slices.IndexFunc(p.Steps, func(s Step) bool { return s.Kind == Receipt })
	change, step := &machine.Change{}, p.Steps[at]
	err := change.Stage(step.Path, step.Mode, p.receipt.without(gone).text())
	if err == nil {
		err = change.Put(step.Path)
	}
	if err != nil {
		return &Failure{step.Path, err, change.Undo()}
	}
	return change.Done()
}

// remove takes files aside and registry values away, which can be taken back,
// deletes the files, and then removes what has become empty.
func (p Plan) remove() (kept []Step, err error) {
	change := &machine.Change{}
	for _, step := range p.Steps {
		if err := takeAway(change, step); err != nil {
			return nil, &Failure{step.Path, err, change.Undo()}
		}
	}
	if err := change.Done(); err != nil {
		return nil, &Failure{p.Steps[0].Path, err, nil}
	}
	for _, step := range p.Steps {
		if err := sweep(step); err != nil && !errors.Is(err, fs.ErrNotExist) {
			kept = append(kept, step)
		}
	}
	return kept, nil
}

func takeAway(change *machine.Change, step Step) error {
	if step.State != Remove {
		return nil
	}
	switch step.Kind {
	case Program, Manifest, Receipt:
		return change.Aside(step.Path)
	case Value:
		return change.DropValue(step.Path)
	}
	return nil
}

func sweep(step Step) error {
	switch {
	case step.State != Remove:
		return nil
	case step.Kind == Folder:
		return machine.DropFolder(step.Path)
	case step.Kind == Key:
		return machine.DropKey(step.Path)
	}
	return nil
}
