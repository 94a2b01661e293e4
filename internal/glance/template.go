package glance

import (
	"fmt"
	"slices"
	"strings"
)

// Place is where something that differs from one address to the next stands in
// a Template.
type Place string

// The places. What stands in the query is left out of it where it is empty.
const (
	PlaceKey      Place = "{key}"      // the session key
	PlaceGroup    Place = "{groupId}"  //
	PlacePUID     Place = "{puid}"     // the agent's partner user id
	PlaceLoginKey Place = "{loginKey}" // it signs the agent in
	PlaceServer   Place = "{server}"   // Glance's web server, a host or host:port
	PlaceUsername Place = "{username}" // the agent's Glance address
	PlaceVideo    Place = "{video}"    // true where agent video starts by itself, else empty
)

// Use is what a template is for: the one scheme it may have, and the places
// that may, and that must, stand in it.
type Use struct {
	Scheme string
	May    []Place
	Must   []Place
}

// The schemes of Glance's programs (D).
const (
	SchemeClassic  = "glance"
	SchemePanorama = "glancepanorama"
)

var anonymous = []Place{PlaceKey, PlaceGroup, PlacePUID, PlaceServer, PlaceUsername}

// The uses. Only those of a sign-in take a LoginKey, and a page takes no key.
var (
	UseClassic        = Use{SchemeClassic, anonymous, nil}
	UseClassicSignIn  = Use{SchemeClassic, append(anonymous[:len(anonymous):len(anonymous)], PlaceLoginKey), []Place{PlaceLoginKey}}
	UsePanorama       = Use{SchemePanorama, append(anonymous[:len(anonymous):len(anonymous)], PlaceVideo), []Place{PlaceKey}}
	UsePanoramaSignIn = Use{SchemePanorama, append(anonymous[:len(anonymous):len(anonymous)], PlaceVideo, PlaceLoginKey), []Place{PlaceKey, PlaceLoginKey}}
	UsePage           = Use{"https", []Place{PlaceServer, PlaceUsername, PlaceGroup, PlacePUID}, nil}
)

// Template is an address with places in it, taken apart. Only plain characters
// stand between them, so that what it is filled with can never be taken for
// something else.
type Template struct {
	scheme string
	host   string   // of a page; the command of a program's address; or PlaceServer
	path   []string // parts, or places
	query  []parameter
}

// parameter is one name of the query, and a text or a place.
type parameter struct{ name, value string }

// maxTemplate is the length of the longest template in bytes.
const maxTemplate = 500

// plainPart is what stands in an address as it is, whoever reads it.
var plainPart = shape(`^[A-Za-z0-9._~-]+$`)

// ParseTemplate reads a template. Its error ends a sentence that begins with the
// setting's name and "must be", and never holds the template.
func ParseTemplate(text string, use Use) (Template, error) {
	prefix := use.Scheme + "://"
	rest, ok := strings.CutPrefix(text, prefix)
	switch {
	case len(text) > maxTemplate:
		return Template{}, fmt.Errorf("an address of at most %d characters", maxTemplate)
	case !ok:
		return Template{}, fmt.Errorf("an address that begins with %s", prefix)
	}
	where, query, hasQuery := strings.Cut(rest, "?")
	host, path, hasPath := strings.Cut(where, "/")
	t := Template{scheme: use.Scheme, host: host}
	if !t.hostFits() {
		return Template{}, fmt.Errorf("%sNAME, where NAME is plain lower-case letters, without a user, a password or a port", prefix)
	}
	if hasPath {
		t.path = strings.Split(path, "/")
	}
	if hasQuery {
		t.query = parameters(query)
	}
	if fault := t.fault(use); fault != "" {
		return Template{}, fmt.Errorf("an address %s", fault)
	}
	return t, nil
}

// hostFits admits a page's host or the word of a program's command. A page's
// host may be Glance's own, whichever is set.
func (t Template) hostFits() bool {
	if t.scheme == UsePage.Scheme && t.host == string(PlaceServer) {
		return true
	}
	return plainHost(t.host) && len(t.host) <= 253 && (t.scheme == UsePage.Scheme || !strings.Contains(t.host, "."))
}

func parameters(query string) (all []parameter) {
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		all = append(all, parameter{name, value})
	}
	return all
}

// fault says what is wrong with the parts, or nothing.
func (t Template) fault(use Use) string {
	const plain = "of plain letters, digits and . _ ~ - beside its {places}, each of which stands between two / or behind one ="
	seen := map[string]bool{}
	for i, part := range t.path {
		last := part == "" && i == len(t.path)-1
		if !last && (!t.fits(part, use) || part == "." || part == "..") {
			return plain + t.places(use)
		}
		seen[part] = true
	}
	for _, p := range t.query {
		if !plainPart(p.name) || p.value != "" && !t.fits(p.value, use) {
			return plain + t.places(use)
		}
		if seen["?"+strings.ToLower(p.name)] {
			return "that has no name twice behind its ?"
		}
		seen["?"+strings.ToLower(p.name)], seen[p.value] = true, true
	}
	for _, must := range use.Must {
		if !seen[string(must)] {
			return "with " + string(must) + " in it"
		}
	}
	return ""
}

func (t Template) fits(part string, use Use) bool {
	return plainPart(part) || slices.Contains(use.May, Place(part))
}

// places lists the places of a use, for people.
func (Template) places(use Use) string {
	names := make([]string, len(use.May))
	for i, place := range use.May {
		names[i] = string(place)
	}
	return "; the places are " + strings.Join(names, ", ")
}
