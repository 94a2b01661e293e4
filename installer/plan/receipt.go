package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/manifests"
)

// Entry is one thing that an install put. Folders and keys are listed when the
// install made them, or when their name is ours.
type Entry struct {
	Kind  Kind   `json:"kind"`
	Path  string `json:"path"`
	Sum   string `json:"sha256,omitempty"`
	Value string `json:"value,omitempty"`
}

// receipt lists what installs have put on this machine.
type receipt struct {
	Product string  `json:"product"`
	Version string  `json:"version"`
	Entries []Entry `json:"entries"`
}

// ReceiptPath is where the receipt of a scope lies.
func ReceiptPath(d browsers.Desk, scope browsers.Scope) string {
	return d.Join(d.Remembers(scope), "receipt.json")
}

// errNoReceipt says that nothing is installed.
var errNoReceipt = errors.New("no receipt")

// BadReceipt is a receipt that is not believed.
type BadReceipt struct{ Path, What string }

func (b *BadReceipt) Error() string { return "the receipt " + b.Path + " " + b.What }

// readReceipt reads the receipt of a scope. It believes nothing that no install
// would have written.
func readReceipt(d browsers.Desk, scope browsers.Scope, view machine.View) (receipt, error) {
	thing, err := view.Look(ReceiptPath(d, scope))
	if err != nil {
		return receipt{}, err
	}
	if thing.Kind == machine.Nothing {
		return receipt{}, errNoReceipt
	}
	var r receipt
	if err := json.Unmarshal(thing.Text, &r); err != nil || r.Product != browsers.Product {
		return receipt{}, &BadReceipt{ReceiptPath(d, scope), "is damaged"}
	}
	for i, entry := range r.Entries {
		if entry.Kind != Key && entry.Kind != Value {
			entry.Path = respell(d, view, entry.Path)
		}
		if r.Entries[i] = entry; !plausible(d, scope, entry) {
			return receipt{}, &BadReceipt{ReceiptPath(d, scope), fmt.Sprintf("names %q, which no install puts there", entry.Path)}
		}
	}
	return r, nil
}

// respell names a path as this desk does: a home may have been reached through
// another link when the receipt was written.
func respell(d browsers.Desk, view machine.View, path string) string {
	folder, name := d.Parent(path), strings.TrimPrefix(path, d.Parent(path))
	for _, base := range d.Folders() {
		if d.Inside(path, base) {
			return path
		}
	}
	real := view.Real(folder)
	for _, base := range d.Folders() {
		if to := view.Real(base); real == to || d.Inside(real, to) {
			return base + strings.TrimPrefix(real, to) + name
		}
	}
	return path
}

func plausible(d browsers.Desk, scope browsers.Scope, e Entry) bool {
	name := manifests.Identity().Host
	switch e.Kind {
	case Folder:
		return d.Absolute(e.Path)
	case Program:
		return d.Inside(e.Path, d.Ours(scope)) && strings.HasSuffix(e.Path, d.Join("", d.Program()))
	case Manifest:
		return d.Absolute(e.Path) && strings.HasSuffix(e.Path, d.Join("", name+".json"))
	case Value:
		return isKey(e.Path) && strings.HasSuffix(e.Path, `\`+name)
	case Key:
		return isKey(e.Path)
	}
	return false
}

func isKey(path string) bool {
	return strings.HasPrefix(path, `HKCU\SOFTWARE\`) || strings.HasPrefix(path, `HKLM\SOFTWARE\`)
}

// lists says whether the receipt names a path as a kind.
func (r receipt) lists(kind Kind, path string) bool {
	return slices.ContainsFunc(r.Entries, func(e Entry) bool { return e.Kind == kind && e.Path == path })
}

// put says whether an install put exactly this file.
func (r receipt) put(path, sum string) bool {
	return slices.ContainsFunc(r.Entries, func(e Entry) bool { return e.Path == path && e.Sum == sum && sum != "" })
}

// with returns the receipt with further entries; each replaces one of the same
// kind and path.
func (r receipt) with(entries ...Entry) receipt {
	r.Entries = slices.Clone(r.Entries)
	for _, e := range entries {
		same := func(old Entry) bool { return old.Kind == e.Kind && old.Path == e.Path }
		r.Entries = append(slices.DeleteFunc(r.Entries, same), e)
	}
	return r
}

// without returns the receipt without some paths.
func (r receipt) without(paths []string) receipt {
	r.Entries = slices.DeleteFunc(slices.Clone(r.Entries), func(e Entry) bool { return slices.Contains(paths, e.Path) })
	return r
}

func (r receipt) text() []byte {
	r.Product, r.Version = browsers.Product, manifests.Version
	slices.SortFunc(r.Entries, func(a, b Entry) int { return strings.Compare(a.Path+string(a.Kind), b.Path+string(b.Kind)) })
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		panic(err) // texts only
	}
	return append(text, '\n')
}

// Installed returns what the receipt of a scope lists, and nothing where nothing
// is installed. An error is a receipt that cannot be read or believed.
func Installed(d browsers.Desk, view machine.View, scope browsers.Scope) ([]Entry, error) {
	r, err := readReceipt(d, scope, view)
	if errors.Is(err, errNoReceipt) {
		return nil, nil
	}
	return r.Entries, err
}
