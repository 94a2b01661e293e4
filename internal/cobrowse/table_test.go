package cobrowse

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/protocol"
)

var update = flag.Bool("update", false, "write testdata anew")

// TestMatrix holds what every input does in every state against the checked-in
// matrix, so that a change of the machine is seen as a whole.
func TestMatrix(t *testing.T) {
	var b strings.Builder
	for _, state := range States {
		writeRow(&b, "", state, table()[state])
	}
	for _, state := range States {
		if row, ok := basic()[state]; ok {
			writeRow(&b, "basic join: ", state, row)
		}
	}
	const file = "testdata/matrix.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the state machine is not as %s says; look at the difference, then run go test ./internal/cobrowse -update", file)
	}
}

func writeRow(b *strings.Builder, of string, state State, row map[Kind]outcome) {
	fmt.Fprintf(b, "%s%s\n", of, cmp.Or(string(state), "(none)"))
	for _, kind := range Kinds {
		out, ok := row[kind]
		if !ok {
			fmt.Fprintf(b, "  %-16s -\n", kind)
			continue
		}
		fmt.Fprintf(b, "  %-16s %-16s → %s", kind, out.step, out.to)
		if out.how != "" {
			fmt.Fprintf(b, " (%s)", out.how)
		}
		b.WriteString("\n")
	}
}

func TestEveryStateAndInputIsListed(t *testing.T) {
	states, kinds := map[State]bool{}, map[Kind]bool{}
	for _, s := range States {
		states[s] = true
	}
	for _, k := range Kinds {
		kinds[k] = true
	}
	for _, rows := range []map[State]map[Kind]outcome{table(), basic()} {
		for state, row := range rows {
			if !states[state] {
				t.Errorf("state %q is not in States", state)
			}
			for kind, out := range row {
				if _, ok := rows[out.to]; !ok || !kinds[kind] || !states[out.to] {
					t.Errorf("%q in %q: the input or the state %q is not listed", kind, state, out.to)
				}
			}
		}
	}
	for _, state := range States {
		if _, ok := table()[state]; !ok {
			t.Errorf("state %q has no row", state)
		}
		if state != None && state != Withdrawn && state != Ended {
			if _, ok := faces[state]; !ok {
				t.Errorf("state %q has no face", state)
			}
		}
	}
}

func TestEveryFaceHasItsActions(t *testing.T) {
	for _, face := range protocol.Faces {
		if len(actions[face]) == 0 {
			t.Errorf("face %q leaves the agent with nothing to do", face)
		}
	}
}

// replay is a machine without a desk: it decides, records and applies.
type replay struct {
	session Session
	steps   []events.Event
	effects int
}

func (r *replay) in(in Input) bool {
	took := false
	for {
		step, ok := r.session.Decide(in, func() string { r.effects++; return fmt.Sprintf("effect-%d", r.effects) })
		if !ok {
			return took
		}
		took = true
		data := map[string]string{factState: string(step.State), factHow: string(step.How), factReason: string(step.Reason), factEffect: step.Effect}
		if r.session.Seq == 0 {
			data[factVisitor] = r.session.VisitorID
			if r.session.Confirm {
				data[factConfirm] = "yes"
			}
			if r.session.Basic {
				data[factBasic] = "yes"
			}
		}
		e := events.Event{
			Session: r.session.ID, Seq: r.session.Seq + 1, Time: time.Unix(int64(len(r.steps)), 0).UTC(), Name: step.Name,
			Record: r.session.Record, Key: r.session.Key, KeyKind: string(r.session.KeyKind), Data: data,
		}
		r.steps = append(r.steps, e)
		r.session = r.session.Apply(e)
		if in, ok = r.session.Follow(); !ok {
			return true
		}
	}
}

// TestAnyLife lets anything come in, in any order, and holds what must be true
// of every life.
func TestAnyLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := replay{session: Session{ID: "s", VisitorID: "v", Key: "k", KeyKind: protocol.KeyTyped, Confirm: rapid.Bool().Draw(t, "confirm"), Basic: rapid.Bool().Draw(t, "basic")}}
		for _, kind := range rapid.SliceOfN(rapid.SampledFrom(Kinds), 1, 60).Draw(t, "inputs") {
			before := r.session
			effect := rapid.SampledFrom([]string{"", before.Effect, "another"}).Draw(t, "effect")
			took := r.in(Input{Kind: kind, Effect: effect})
			if effect == "another" && before.Effect != "another" && took {
				t.Fatalf("%s with another effect's id moved %s", kind, before.State)
			}
			if !took && r.session != before {
				t.Fatalf("%s changed the session without a step", kind)
			}
			if _, ok := r.session.table()[r.session.State]; !ok {
				t.Fatalf("%s led to %s, where nothing leads on", kind, r.session.State)
			}
			if before.State == Ended && r.session != before {
				t.Fatalf("%s moved a session that is over", kind)
			}
			if folded := Fold(r.steps); folded != r.session && len(r.steps) > 0 {
				t.Fatalf("the fold differs:\n%+v\n%+v", folded, r.session)
			}
		}
		holdsOnce(t, r.steps)
	})
}

// holdsOnce checks that what reaches the customer is done at most once.
func holdsOnce(t *rapid.T, steps []events.Event) {
	begun, given, confirmed := map[string]bool{}, map[string]bool{}, false
	for _, e := range steps {
		effect := e.Data[factEffect]
		switch {
		case reaches[e.Name]:
			if effect == "" || begun[effect] {
				t.Fatalf("%s began with the effect %q", e.Name, effect)
			}
			begun[effect] = true
		case e.Name == "ticket_given":
			if given[fmt.Sprint(len(begun))] {
				t.Fatal("a ticket was given twice for one opening")
			}
			given[fmt.Sprint(len(begun))] = true
		}
		confirmed = confirmed || e.Name == "confirmed"
		if e.Name == "open_begun" && steps[0].Data[factConfirm] == "yes" && !confirmed {
			t.Fatal("a viewer opens for a key that nobody confirmed")
		}
	}
}

// TestEveryStateIsLeftSomehow makes sure that no state is a trap: each has a
// limit, an action of the agent, or the end.
func TestEveryStateIsLeftSomehow(t *testing.T) {
	s := &subject{Desk: &Desk{Config: Config{Limits: Limits{1, 1, 1, 1, 1}}}}
	for _, s.session.Basic = range []bool{false, true} {
		for state, row := range s.session.table() {
			_, limited := row[InLimit]
			if s.lasts(state) > 0 && !limited {
				t.Errorf("%s (basic %t) has a limit that does nothing", state, s.session.Basic)
			}
			if state != None && state != Ended && s.lasts(state) == 0 && len(actions[faces[state]]) == 0 {
				t.Errorf("nothing leads out of %s (basic %t)", state, s.session.Basic)
			}
		}
	}
}
