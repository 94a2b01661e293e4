package glance

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Limits of a filled address, in bytes. Windows gives a program's command line
// 32 KiB, and what shells hand on as an address about 2,000 (I).
const (
	maxAddress = 2000
	maxValue   = 255
)

// Values are what a template is filled with.
type Values struct {
	Key      string
	GroupID  int64 // 0: none
	PUID     string
	LoginKey secret.Text
	Server   string // host or host:port, in lower case
	Username string
	Video    bool
}

// of is the value of a place.
func (v *Values) of(place Place) string {
	switch place {
	case PlaceKey:
		return v.Key
	case PlaceGroup:
		if v.GroupID > 0 {
			return strconv.FormatInt(v.GroupID, 10)
		}
	case PlacePUID:
		return v.PUID
	case PlaceLoginKey:
		return v.LoginKey.Reveal()
	case PlaceServer:
		return v.Server
	case PlaceUsername:
		return v.Username
	case PlaceVideo:
		if v.Video {
			return "true"
		}
	}
	return ""
}

// Fill gives the address. Everything but letters, digits and - . _ ~ is
// percent-encoded, in each part by itself, so that it reads back to exactly what
// was meant. What is empty is left out of the query; in the path it is refused,
// as are values that are too long, no text, or hold what nobody sees. The error
// is an *Error, Nonsense, and holds no value.
func (t Template) Fill(v Values) (secret.Text, error) {
	address := make([]byte, 0, 256)
	address = append(append(address, t.scheme...), "://"...)
	if t.host == string(PlaceServer) {
		if !serverFits(v.Server) {
			return secret.Text{}, nonsense("address", "the web server is no host")
		}
		address = append(address, v.Server...)
	} else {
		address = append(address, t.host...)
	}
	var ok bool
	if address, ok = t.fillPath(address, &v); ok {
		address, ok = t.fillQuery(address, &v)
	}
	if !ok || len(address) > maxAddress {
		return secret.Text{}, nonsense("address", "a part of the address is empty, too long, or no plain text")
	}
	return secret.New(string(address)), nil
}

func (t Template) fillPath(address []byte, v *Values) ([]byte, bool) {
	for i, part := range t.path {
		address = append(address, '/')
		if isPlace(part) {
			part = v.of(Place(part))
			if part == "" || part == "." || part == ".." {
				return nil, false // whoever reads the address would drop it
			}
		} else if part == "" && i == len(t.path)-1 {
			continue
		}
		var ok bool
		if address, ok = appendEncoded(address, part); !ok {
			return nil, false
		}
	}
	return address, true
}

func (t Template) fillQuery(address []byte, v *Values) ([]byte, bool) {
	separator := byte('?')
	for _, p := range t.query {
		value := p.value
		if isPlace(value) {
			if value = v.of(Place(value)); value == "" {
				continue
			}
		}
		address = append(append(append(address, separator), p.name...), '=')
		separator = '&'
		var ok bool
		if address, ok = appendEncoded(address, value); !ok {
			return nil, false
		}
	}
	return address, true
}

// isPlace reports whether a part of a parsed template is a place: nothing else in
// one has a brace.
func isPlace(part string) bool { return part != "" && part[0] == '{' }

// serverFits admits host and host:port.
func serverFits(server string) bool {
	host, port := server, ""
	for i := range len(server) {
		if server[i] == ':' {
			host, port = server[:i], server[i+1:]
			if _, err := strconv.ParseUint(port, 10, 16); err != nil || port[0] == '0' {
				return false
			}
			break
		}
	}
	return len(host) <= 253 && plainHost(host)
}

// appendEncoded appends a value, percent-encoded, or reports that it cannot be
// part of an address.
func appendEncoded(to []byte, value string) ([]byte, bool) {
	if len(value) > maxValue || !utf8.ValidString(value) {
		return nil, false
	}
	const hex = "0123456789ABCDEF"
	for _, r := range value {
		switch {
		case r < utf8.RuneSelf && unreserved[r]:
			to = append(to, byte(r))
			continue
		case unseen(r):
			return nil, false
		}
		var b [utf8.UTFMax]byte
		for _, c := range b[:utf8.EncodeRune(b[:], r)] {
			to = append(to, '%', hex[c>>4], hex[c&15])
		}
	}
	return to, true
}

// unseen are the characters that turn, hide or break what stands beside them.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// unreserved are the characters that mean the same encoded or not (RFC 3986).
var unreserved = func() (plain [utf8.RuneSelf]bool) {
	for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~" {
		plain[r] = true
	}
	return plain
}()
