package keychain

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

// Source signs LoginKeys here. The API key is read for each, and kept nowhere.
type Source struct {
	GroupID  int64
	PUID     string
	Validity time.Duration // of a LoginKey: at most a day, which is Glance's limit (D)
}

// Get implements loginkey.Source.
func (s Source) Get(ctx context.Context) (loginkey.Key, error) {
	if s.GroupID <= 0 || s.PUID == "" {
		return loginkey.Key{}, &loginkey.Error{Reason: protocol.ReasonNotConfigured, Err: errors.New("groupId or puid is not set")}
	}
	key, err := Read(ctx, s.GroupID)
	if err != nil {
		return loginkey.Key{}, err
	}
	return s.sign(key, time.Now())
}

// A clock outside these years is not set: what it signs has expired, or is
// refused as valid for too long.
var (
	earliest = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)
)

func (s Source) sign(apiKey secret.Text, now time.Time) (loginkey.Key, error) {
	if now.Before(earliest) || now.After(latest) {
		return loginkey.Key{}, &loginkey.Error{Reason: protocol.ReasonClockWrong, Err: errors.New("the clock is not set")}
	}
	validity := max(time.Minute, min(s.Validity, glance.MaxLoginKeyLife*time.Second))
	expires := now.Add(validity).Unix()
	return loginkey.Key{Value: glance.Sign(s.GroupID, s.PUID, expires, apiKey), PUID: s.PUID, Expires: time.Unix(expires, 0), Got: now}, nil
}

// Check says what is wrong with a text that should be an API key. The error
// never holds it.
func Check(key secret.Text) error {
	text := key.Reveal()
	switch {
	case text == "":
		return errors.New("an API key cannot be empty")
	case len(text) > maxKey:
		return errors.New("an API key is not longer than 512 bytes")
	case strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return errors.New("an API key holds no spaces, line breaks or other characters that cannot be seen")
	}
	if _, err := glance.ParseLoginKey(text); err == nil {
		return errors.New("this is a LoginKey, which expires: the API key is what LoginKeys are signed with")
	}
	return nil
}
