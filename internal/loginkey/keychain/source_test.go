package keychain

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

func TestSignsGlancesVectors(t *testing.T) {
	for _, v := range []struct {
		group   int64
		puid    string
		expires int64
		key     string
		want    string
	}{
		{15687, "agent@example.com", 1893456000, "test-api-key", "$1$1893456000$agM-x9Wuq-8XGXjdT70l4DbN9nTemiQ51hzGeBMU9Xg"},
		{15687, "agent@example.com", 1893456001, "test-api-key", "$1$1893456001$0iL-Pq-355Gx24G6cnFizv-vbsLJBn9pj12pFQblJXI"},
		{15688, "agent@example.com", 1893456000, "test-api-key", "$1$1893456000$bMwg1gMfKa7tYp-0nvepiPFywvwySJUUqlNgWtOKaK8"},
		{15687, "Agent@example.com", 1893456000, "test-api-key", "$1$1893456000$VhIv7iY6tt8QFaSQIqfKMxQ_03L1DcxvYa6IwP-Aw4s"},
		{15687, "agent@example.com", 1893456000, "wrong-key", "$1$1893456000$-eBfskCYdDzWEH9EFpc70TJiyCOZ6Q7r2EMGXlRtGss"},
		{15687, "zoë", 1893456000, "test-api-key", "$1$1893456000$GyVDAQ1xvG3yel4LEP8PVzMzSnv5WbwNbn3Qdp6rSU8"},
	} {
		now := time.Unix(v.expires, 0).Add(-time.Hour)
		key, err := Source{v.group, v.puid, time.Hour}.sign(secret.New(v.key), now)
		if err != nil || key.Value.Reveal() != v.want || key.Expires.Unix() != v.expires || !key.Got.Equal(now) {
			t.Errorf("%d %s: %v %v", v.group, v.puid, key, err)
		}
	}
}

func TestValidityStaysWithinADay(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 5e8, time.UTC)
	for given, want := range map[time.Duration]time.Duration{
		0: time.Minute, -time.Hour: time.Minute, time.Hour: time.Hour, 24 * time.Hour: 24 * time.Hour, 48 * time.Hour: 24 * time.Hour,
	} {
		key, err := Source{1, "a", given}.sign(secret.New("k"), now)
		if got := key.Expires.Unix() - now.Unix(); err != nil || got != int64(want/time.Second) || !key.FreshAt(now, loginkey.MaxHold) {
			t.Errorf("%v: valid for %d s, %v", given, got, err)
		}
	}
}

func TestAWrongClockSignsNothing(t *testing.T) {
	for _, now := range []time.Time{time.Unix(0, 0), time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC)} {
		key, err := Source{1, "a", time.Hour}.sign(secret.New("k"), now)
		if reasonOf(err) != protocol.ReasonClockWrong || !key.Value.Empty() {
			t.Errorf("%v: %v", now, err)
		}
	}
}

func TestWhatIsNotConfiguredIsNotRead(t *testing.T) {
	for _, s := range []Source{{0, "a", time.Hour}, {1, "", time.Hour}, {-1, "a", time.Hour}} {
		if _, err := s.Get(t.Context()); reasonOf(err) != protocol.ReasonNotConfigured {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func TestCheck(t *testing.T) {
	loginKey := glance.Sign(1, "a", 1893456000, secret.New("k")).Reveal()
	for text, good := range map[string]bool{
		"test-api-key": true, "A1/+=": true, "schlüssel": true, strings.Repeat("x", 512): true,
		"": false, " ": false, "two words": false, "a\nb": false, "a\tb": false, "a\x00b": false, "a\u200bb": false, "a\u202eb": false, "a\xffb": false,
		strings.Repeat("x", 513): false, loginKey: false,
	} {
		err := Check(secret.New(text))
		if (err == nil) != good || err != nil && len(text) > 2 && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzCheck: what passes is one visible line, and no error quotes what does not.
func FuzzCheck(f *testing.F) {
	f.Add("test-api-key")
	f.Add("a\u200b\x00")
	f.Fuzz(func(t *testing.T, text string) {
		err := Check(secret.New(text))
		if err == nil && (strings.TrimSpace(text) != text || strings.ContainsAny(text, "\r\n\x00") || len(text) > maxKey) {
			t.Errorf("%q passes", text)
		}
		if err != nil && len(text) > 20 && strings.Contains(err.Error(), text) {
			t.Errorf("%q is quoted", text)
		}
	})
}

func reasonOf(err error) protocol.Reason {
	if e, ok := errors.AsType[*loginkey.Error](err); ok {
		return e.Reason
	}
	return ""
}
