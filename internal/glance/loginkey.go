package glance

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"github.com/glance-networks/agent-host/internal/secret"
)

// MaxLoginKeyLife is how far ahead an expiry may lie, in seconds: Glance
// refuses more than one day (D).
const MaxLoginKeyLife = 86_400

var isLoginKey = shape(`^\$1\$[1-9][0-9]{0,11}\$[A-Za-z0-9_-]{43}$`)

var errLoginKey = errors.New("glance: not a LoginKey: it has to be $1$, its expiry, $ and 43 characters of signature")

// Sign makes the LoginKey that proves puid to be an agent of the group until
// expires, Unix seconds (D). Nothing separates the signed parts: group 1 with
// "5687x" and group 15687 with "x" sign alike.
func Sign(groupID int64, puid string, expires int64, apiKey secret.Text) secret.Text {
	until := strconv.FormatInt(expires, 10)
	mac := hmac.New(sha256.New, []byte(apiKey.Reveal()))
	mac.Write([]byte(strconv.FormatInt(groupID, 10) + puid + "1" + until))
	return secret.New("$1$" + until + "$" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// ParseLoginKey reads a LoginKey's expiry, Unix seconds, out of its shape
// $1$<expiry>$<43 characters base64url>. The signature is Glance's to check.
// The error never holds what was given.
func ParseLoginKey(s string) (expires int64, err error) {
	if len(s) > 64 {
		return 0, errLoginKey
	}
	if !isLoginKey(s) {
		return 0, errLoginKey
	}
	expiry, _, _ := strings.Cut(s[len("$1$"):], "$")
	return strconv.ParseInt(expiry, 10, 64)
}
