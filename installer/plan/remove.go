package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
)

// removing collects the steps of a removal.
type removing struct {
	desk  browsers.Desk
	view  machine.View
	plan  Plan
	going []string // what an earlier step removes
}

// NewRemoval plans the removal of what the receipt lists, and of nothing else.
// Without a receipt the plan has no steps. What others have changed since stays.
func NewRemoval(d browsers.Desk, view machine.View, scope browsers.Scope) (Plan, error) {
	r := &removing{desk: d, view: view, plan: Plan{Verb: "remove", Desk: d, Scope: scope}}
	receipt, err := readReceipt(d, scope, view)
	if errors.Is(err, errNoReceipt) {
		return r.plan, nil
	}
	if err != nil {
		return Plan{}, fmt.Errorf("%w: run glance-installer install with the same --scope, which writes it anew, and then remove again", err)
	}
	entries := append(receipt.Entries, Entry{Kind: Receipt, Path: ReceiptPath(d, scope)})
	slices.SortStableFunc(entries, order)
	for _, entry := range entries {
		if err := r.entry(entry); err != nil {
			return Plan{}, err
		}
	}
	return r.plan, nil
}

// order: a program first, because it alone can be in use; folders and keys last
// and from the deepest up.
func order(a, b Entry) int {
	rank := map[Kind]int{Program: 0, Value: 1, Manifest: 2, Receipt: 3, Key: 4, Folder: 5}
	depth := func(e Entry) int { return strings.Count(e.Path, "/") + strings.Count(e.Path, `\`) }
	if rank[a.Kind] >= rank[Key] && rank[a.Kind] == rank[b.Kind] {
		return cmp.Compare(depth(b), depth(a))
	}
	return cmp.Compare(rank[a.Kind], rank[b.Kind])
}

func (r *removing) entry(e Entry) error {
	step := Step{Kind: e.Kind, Path: e.Path, Value: e.Value}
	var err error
	switch e.Kind {
	case Folder:
		err = r.folder(&step)
	case Key:
		err = r.key(&step)
	case Value:
		err = r.value(&step)
	default:
		err = r.file(&step, e.Sum)
	}
	if step.State == Remove {
		r.going = append(r.going, step.Path)
	}
	r.plan.Steps = append(r.plan.Steps, step)
	return err
}

func (r *removing) file(step *Step, sum string) error {
	thing, err := r.view.Look(step.Path)
	switch {
	case err != nil:
		return err
	case thing.Kind == machine.Nothing:
		step.State = Gone
	case thing.Kind == machine.File && !thing.Link && r.ours(step.Kind, thing, sum):
		step.State = Remove
	default:
		step.State, step.Note = Kept, "was changed by somebody else since"
	}
	return nil
}

// ours says whether a file is as an install put it. A manifest may also be one
// of another run of this installer.
func (r *removing) ours(kind Kind, thing machine.Thing, sum string) bool {
	switch kind {
	case Receipt:
		return true
	case Manifest:
		return thing.Sum == sum || written(r.desk, r.view, thing.Text)
	}
	return thing.Sum == sum
}

func (r *removing) value(step *Step) error {
	key, err := r.view.LookKey(step.Path)
	switch {
	case err != nil:
		return err
	case !key.HasValue:
		step.State = Gone
	case key.Value == step.Value:
		step.State = Remove
	default:
		step.State, step.Note = Kept, fmt.Sprintf("was changed by somebody else since, to %q", key.Value)
	}
	return nil
}

func (r *removing) folder(step *Step) error {
	thing, err := r.view.Look(step.Path)
	switch {
	case err != nil:
		return err
	case thing.Kind != machine.Folder:
		step.State = Gone
	default:
		r.emptied(step, thing.Names, 0)
	}
	return nil
}

func (r *removing) key(step *Step) error {
	key, err := r.view.LookKey(step.Path)
	switch {
	case err != nil:
		return err
	case !key.Exists:
		step.State = Gone
	default:
		others := key.Others
		if key.HasValue && !r.dropsValue(step.Path) {
			others++
		}
		r.emptied(step, key.Names, others)
	}
	return nil
}

func (r *removing) dropsValue(path string) bool {
	return slices.ContainsFunc(r.plan.Steps, func(s Step) bool { return s.Kind == Value && s.Path == path && s.State == Remove })
}

// emptied removes a folder or key that holds nothing once the steps before have
// been done.
func (r *removing) emptied(step *Step, names []string, others int) {
	left := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.Contains(r.going, r.desk.Join(step.Path, name))
	})
	step.State = Remove
	if len(left) > 0 {
		step.State, step.Note = Kept, "holds "+few(left)
	} else if others > 0 {
		step.State, step.Note = Kept, "holds other values"
	}
}

// few names the first of some things.
func few(names []string) string {
	const most = 3
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
