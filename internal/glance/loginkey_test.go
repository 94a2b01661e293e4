package glance_test

import (
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/secret"
)

func TestSign(t *testing.T) {
	vectors := []struct {
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
		{1, "5687agent@example.com", 1893456000, "test-api-key", "$1$1893456000$agM-x9Wuq-8XGXjdT70l4DbN9nTemiQ51hzGeBMU9Xg"},
		{98765, "UserId", 1392680360, "RedactedApiKey", "$1$1392680360$wfuY5eEn_3YTrFNgYarCilwUSArUbfZOFlahHiylqnY"},
	}
	for _, v := range vectors {
		got := glance.Sign(v.group, v.puid, v.expires, secret.New(v.key)).Reveal()
		if got != v.want || len(got) != 57 {
			t.Errorf("%d %s: got %s, want %s", v.group, v.puid, got, v.want)
		}
		if expires, err := glance.ParseLoginKey(got); err != nil || expires != v.expires {
			t.Errorf("%s: expiry %d, %v", got, expires, err)
		}
	}
}

func TestParseLoginKeyRefuses(t *testing.T) {
	signature := strings.Repeat("a", 43)
	for _, text := range []string{"", "$", "$$$", "$1$$" + signature, "$2$1893456000$" + signature, "1$1893456000$" + signature, "$1$1893456000$" + signature[1:],
		"$1$1893456000$" + signature + "a", "$1$-5$" + signature, "$1$0$" + signature, "$1$01$" + signature, "$1$9999999999999$" + signature, "$1$1893456000$" + signature + "\n",
		"$1$1893456000$" + signature[1:] + "+", "$1$1893456000$" + signature[1:] + "=", " $1$1893456000$" + signature, "$1$18934é6000$" + signature, strings.Repeat("$", 1e6)} {
		if _, err := glance.ParseLoginKey(text); err == nil || strings.Contains(err.Error(), signature) {
			t.Errorf("%.80q: %v", text, err)
		}
	}
}

func FuzzLoginKey(f *testing.F) {
	f.Add("$1$1893456000$agM-x9Wuq-8XGXjdT70l4DbN9nTemiQ51hzGeBMU9Xg")
	f.Add("$1$0$")
	f.Fuzz(func(t *testing.T, text string) {
		expires, err := glance.ParseLoginKey(text)
		if err == nil && (expires <= 0 || len(text) < 48 || len(text) > 64 || !strings.HasPrefix(text, "$1$")) {
			t.Errorf("%q is taken for a LoginKey until %d", text, expires)
		}
	})
}
