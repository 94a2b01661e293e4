package browser

import (
	"cmp"
	"slices"
)

// Ran is what scripts did in a trace.
type Ran struct {
	Calls        int     // how often one of them began or was called
	Timers       int     // timers and frames that they asked for, and that called them
	Milliseconds float64 // of a processor that they took, with what they had the browser do meanwhile
}

// RanIn sums up what scripts of some addresses did.
func RanIn(trace []Event, addressed func(url string) bool) (r Ran) {
	calls := outermost(trace, addressed)
	for _, call := range calls {
		r.Calls++
		r.Milliseconds += call.CPU / 1000
	}
	for _, event := range trace {
		switch event.Name {
		case "TimerInstall", "RequestAnimationFrame", "RequestIdleCallback":
			if slices.ContainsFunc(calls, func(call Event) bool { return call.holds(event) }) {
				r.Timers++
			}
		case "TimerFire", "FireAnimationFrame", "FireIdleCallback":
			if slices.ContainsFunc(calls, event.holds) {
				r.Timers++
			}
		}
	}
	return r
}

// CalledIn sums up the calls that the browser made in the midst of those of such
// scripts, as it calls whoever listens when a script changes the address. A trace
// does not tell whose those are.
func CalledIn(trace []Event, addressed func(url string) bool) (r Ran) {
	for _, call := range outermost(trace, addressed) {
		inner := slices.DeleteFunc(slices.Clone(trace), func(event Event) bool { return event.Name != nativeCall || !call.holds(event) })
		for _, event := range notInside(inner) {
			r.Calls++
			r.Milliseconds += event.CPU / 1000
		}
	}
	return r
}

// outermost are the calls of such scripts that are not inside one another.
func outermost(trace []Event, addressed func(url string) bool) (calls []Event) {
	for _, event := range trace {
		if (event.Name == "FunctionCall" || event.Name == "EvaluateScript") && addressed(event.URL) {
			calls = append(calls, event)
		}
	}
	return notInside(calls)
}

// notInside leaves the calls that are in no other of them.
func notInside(calls []Event) []Event {
	slices.SortFunc(calls, func(a, b Event) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(b.Took, a.Took)) })
	var last Event
	return slices.DeleteFunc(calls, func(call Event) bool {
		inside := last.holds(call)
		if !inside {
			last = call
		}
		return inside
	})
}

// holds reports whether another event of the same thread lies within this one.
func (e Event) holds(other Event) bool {
	return e.Process == other.Process && e.Thread == other.Thread && e.At <= other.At && other.At+other.Took <= e.At+e.Took
}
