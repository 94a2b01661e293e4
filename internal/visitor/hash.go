package visitor

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// Hash is the id that a declared hash makes of a value: of Prefix and the value
// in UTF-8, encoded, at most Length characters of it. It names a customer as
// their website does and protects nothing, so that old hashes do. A hash that is
// not known gives an empty id.
func Hash(d protocol.Derive, value string) string {
	id := encoded(d.Encoding, digest(d.Hash, []byte(d.Prefix+value)))
	if d.Length > 0 {
		id = id[:min(d.Length, len(id))]
	}
	return id
}

func digest(name string, text []byte) []byte {
	switch name {
	case "sha256":
		sum := sha256.Sum256(text)
		return sum[:]
	case "sha1":
		sum := sha1.Sum(text)
		return sum[:]
	case "md5":
		sum := md5.Sum(text)
		return sum[:]
	}
	return nil
}

func encoded(name string, sum []byte) string {
	if name == "base64url" {
		return base64.RawURLEncoding.EncodeToString(sum)
	}
	return hex.EncodeToString(sum)
}
