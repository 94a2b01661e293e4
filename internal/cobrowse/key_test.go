package cobrowse

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// noKeys are texts that somebody may type or paste where a key is asked for.
var noKeys = map[string]string{
	"nothing":                      "",
	"blanks":                       " \t\u00a0\u3000 ",
	"10,000 characters":            strings.Repeat("1", 10_000),
	"64 characters":                strings.Repeat("1", 64),
	"10,000 characters, far apart": "4821" + strings.Repeat(" ", 9_000) + strings.Repeat("x", 1_000),
	"a right-to-left mark":         "48\u200f21",
	"a right-to-left mark behind":  "4821\u200f",
	"a bidi override":              "\u202e1284\u202c",
	"a bidi isolate":               "\u20664821\u2069",
	"a zero-width space":           "48\u200b21",
	"a zero-width joiner":          "48\u200d21",
	"a byte order mark":            "\ufeff4821",
	"a soft hyphen":                "48\u00ad21",
	"full-width digits":            "４８２１",
	"Arabic digits":                "٤٨٢١",
	"two lines":                    "48\n21",
	"two lines, DOS":               "4821\r\n7733",
	"two lines, Unicode":           "48\u202821",
	"a null":                       "4821\x00",
	"broken UTF-8":                 "48\xff21",
	"the word for a random key":    "GLANCE_KEYTYPE_RANDOM",
	"the same in small letters":    "glance_keytype_random",
	"the same in groups":           " GLANCE_KEYTYPE _RANDOM ",
	"markup":                       "<b>4821</b>",
	"a script":                     `"><script>alert(1)</script>`,
	"an emoji":                     "48😀21",
	"an accent":                    "4821\u0301",
	"another parameter":            "4821&partneruserid=x",
}

func TestWhatIsNoKey(t *testing.T) {
	for name, text := range noKeys {
		t.Run(name, func(t *testing.T) {
			life(t, func(t *testing.T, w *world, d *Desk) {
				watch(t, d, "a", "")
				err := typeKey(d, t, text)
				if refused := new(protocol.Error); !errors.As(err, &refused) || refused.Code != protocol.CodeInvalidParams || refused.Data.Reason != protocol.ReasonBadKey {
					t.Errorf("answered with %v", err)
				}
				w.shows(t, "a", protocol.FaceNoKey, protocol.ActKey)
				w.untouched(t)
			})
		})
	}
}

func typeKey(d *Desk, t *testing.T, key string) error {
	_, err := d.Act(t.Context(), protocol.ActParams{Watch: "a", Record: vera, Action: protocol.ActKey, Key: key})
	time.Sleep(time.Minute)
	synctest.Wait()
	return err
}

// untouched checks that Glance was asked nothing and nothing was recorded.
func (w *world) untouched(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lookups+w.taken+len(w.signals)+len(w.tells) != 0 {
		t.Errorf("Glance was asked: %d lookups, %d LoginKeys, %d signals, %d followed", w.lookups, w.taken, len(w.signals), len(w.tells))
	}
	if steps := w.log.names(); len(steps) != 0 {
		t.Errorf("recorded %v", steps)
	}
}

func TestBlanksAroundAKeyAreNoneOfIt(t *testing.T) {
	for text, key := range map[string]string{
		"4821": "4821", "  4821 ": "4821", "\t4821\r\n": "4821", "482 193": "482193", "482\u00a0193": "482193", "\u30004821\u2003": "4821",
		" Vera_1.a~b-c ": "Vera_1.a~b-c", " " + strings.Repeat("7", 63) + " ": strings.Repeat("7", 63),
	} {
		life(t, func(t *testing.T, w *world, d *Desk) {
			watch(t, d, "a", "")
			must(t, typeKey(d, t, text))
			if v := w.shows(t, "a", protocol.FaceWaiting); v.Session.Key != key || v.Session.KeyKind != protocol.KeyTyped {
				t.Errorf("%q waits for %q (%s)", text, v.Session.Key, v.Session.KeyKind)
			}
		})
	}
}

func TestWhatIsNoKeyLeavesTheWaitAlone(t *testing.T) {
	life(t, func(t *testing.T, w *world, d *Desk) {
		watch(t, d, "a", "")
		must(t, typeKey(d, t, "4821"))
		before := w.shows(t, "a", protocol.FaceWaiting).Session.ID
		for _, text := range noKeys {
			if typeKey(d, t, text) == nil {
				t.Errorf("%q was taken", text)
			}
		}
		if v := w.pushed["a"]; v.Session != nil && v.Session.ID != before {
			t.Error("another session took its place")
		}
		if steps := w.log.names(); steps[0] != "wait_begun" || len(steps) > 2 {
			t.Errorf("recorded %v", steps)
		}
	})
}
