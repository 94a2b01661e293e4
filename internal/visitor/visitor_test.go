package visitor

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/protocol"
)

type vectors struct {
	Normalise []struct {
		Name      string             `json:"name"`
		Normalise protocol.Normalise `json:"normalise"`
		Text      string             `json:"text"`
		Value     *string            `json:"value"` // null: none
	} `json:"normalise"`
	Hash []struct {
		Derive protocol.Derive `json:"derive"`
		Value  string          `json:"value"`
		ID     string          `json:"id"`
	} `json:"hash"`
}

func known(t testing.TB) (all vectors) {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil || len(all.Normalise) < 30 || len(all.Hash) < 10 {
		t.Fatalf("%d and %d vectors, %v", len(all.Normalise), len(all.Hash), err)
	}
	return all
}

func TestVectors(t *testing.T) {
	all := known(t)
	for _, v := range all.Normalise {
		got, ok := Normalise(v.Normalise, v.Text)
		if ok != (v.Value != nil) || ok && got != *v.Value {
			t.Errorf("%s: %q, %t", v.Name, got, ok)
		}
	}
	for _, v := range all.Hash {
		if got := Hash(v.Derive, v.Value); got != v.ID {
			t.Errorf("%+v of %q: %q, want %q", v.Derive, v.Value, got, v.ID)
		}
	}
}

// rule has a record of each kind of derivation.
var rule = protocol.SiteRule{ID: "crm", Objects: []protocol.ObjectRule{
	{Type: "plain"},
	{Type: "hashed", Normalise: &protocol.Normalise{After: "ID:", Case: "lower"}, Derive: &protocol.Derive{Hash: "sha1", Length: 12}, Pattern: "[0-9a-f]{12}"},
	{Type: "asked", Derive: &protocol.Derive{Resolver: "portal"}, Pattern: "v[0-9]+"},
	{Type: "patterned", Pattern: "v[0-9]+|w"},
	{Type: "broken", Pattern: "("},
	{Type: "twice", Path: "/a"}, {Type: "twice", Path: "/b"},
	{Type: "torn", Derive: &protocol.Derive{Hash: "md5"}}, {Type: "torn"},
}}

func TestDerivations(t *testing.T) {
	for _, c := range []struct {
		kind, shown, id string
		ok              bool
	}{
		{"plain", " vera-1 ", "vera-1", true},
		{"plain", "", "", true},
		{"hashed", "ID: ABC", Hash(protocol.Derive{Hash: "sha1", Length: 12}, "abc"), true},
		{"hashed", "", "", true}, // no value, so no hash of none
		{"hashed", "ID:", "", true},
		{"hashed", "abc", "", false},
		{"patterned", "v12", "v12", true},
		{"patterned", "w", "w", true},
		{"patterned", "xv12", "xv12", false},
		{"patterned", "v12w", "v12w", false},
		{"patterned", "v12\nv12", "v12\nv12", false},
		{"twice", "a", "a", true},
	} {
		d, err := Of(rule, c.kind)
		if err != nil {
			t.Fatal(err)
		}
		if id, ok := d.From(c.shown); id != c.id || ok != c.ok {
			t.Errorf("%s of %q: %q, %t", c.kind, c.shown, id, ok)
		}
	}
	for _, kind := range []string{"", "Plain", "broken", "torn"} {
		if _, err := Of(rule, kind); err == nil {
			t.Errorf("%q has a derivation", kind)
		}
	}
	if d, err := Of(rule, "asked"); err != nil || d.Resolver() != "portal" || d.Takes("x") || !d.Takes("v1") {
		t.Errorf("a resolver's ids are not looked at: %v", err)
	}
}

// FuzzNormalise: whatever a page holds, a value is trimmed, lies between the
// literals, and comes out of itself unchanged.
func FuzzNormalise(f *testing.F) {
	for _, v := range known(f).Normalise {
		f.Add(v.Text, v.Normalise.After, v.Normalise.Before, v.Normalise.Case)
	}
	f.Fuzz(func(t *testing.T, text, after, before, which string) {
		n := protocol.Normalise{After: after, Before: before, Case: which}
		value, ok := Normalise(n, text)
		if !ok && value != "" {
			t.Fatalf("%q is no value and told", value)
		}
		if value != Trim(value) || len(value) > len(text) {
			t.Fatalf("%q of %q", value, text)
		}
		if ok && before != "" && which == "" && strings.Contains(value, before) {
			t.Fatalf("%q holds what is behind it", value)
		}
		if ok && which == "" && !strings.Contains(text, value) {
			t.Fatalf("%q is not in %q", value, text)
		}
		again, same := Normalise(protocol.Normalise{Case: which}, value)
		if ok && (!same || again != value) {
			t.Fatalf("%q became %q", value, again)
		}
	})
}

// FuzzDerivation: an id that is taken matches, and a hash has its alphabet and
// length, whatever it is made of.
func FuzzDerivation(f *testing.F) {
	f.Add("vera-1", "prefix", "sha256", "hex", 12)
	f.Add("\xff", "", "md5", "base64url", 63)
	f.Add("", "", "sha1", "", 0)
	f.Fuzz(func(t *testing.T, text, prefix, hash, encoding string, length int) {
		derive := protocol.Derive{Hash: hash, Prefix: prefix, Encoding: encoding, Length: length}
		id := Hash(derive, text)
		if length > 0 && len(id) > length || len(id) > 64 {
			t.Fatalf("%q is longer than %d", id, length)
		}
		if !utf8.ValidString(id) || strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") != "" {
			t.Fatalf("%q is in no alphabet", id)
		}
		o := protocol.ObjectRule{Type: "x", Derive: &derive, Pattern: "[0-9a-f]{8,40}"}
		d, err := Of(protocol.SiteRule{Objects: []protocol.ObjectRule{o}}, "x")
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := d.From(text); ok && got != "" && (len(got) < 8 || len(got) > 40) {
			t.Fatalf("%q was taken", got)
		}
	})
}
