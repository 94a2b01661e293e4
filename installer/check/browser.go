package check

import (
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
	"github.com/glance-networks/agent-host/installer/plan"
	"github.com/glance-networks/agent-host/manifests"
)

// look is one place where a browser looks, and what it would find there.
type look struct {
	place browsers.Place
	path  string // the manifest's; on Windows the registry says which
	thing machine.Thing
	found found
	fault string // why the browser would not take the manifest
	inWay string // what keeps a manifest from being put there
	why   string // what that is
}

func (l look) there() bool { return l.thing.Kind != machine.Nothing || l.fault != "" }

// browser looks at one browser as it would look for the host.
func (c *checking) browser(place browsers.Place) {
	rules := readPolicies(c.Desk, c.View, place.Policies)
	if rules.blocked() {
		c.add(Problem, place.Title, rules.blockFile, "the administrator's policy blocks this host",
			fmt.Sprintf("ask the administrator to put %s into NativeMessagingAllowlist", manifests.Identity().Host))
		return
	}
	var looks []look
	for _, candidate := range c.candidates(place) {
		looks = append(looks, c.look(candidate))
	}
	if rules.systemOnly() && !looks[0].first(looks[1:]).there() {
		c.add(Problem, place.Title, rules.userFile, "the administrator's policy lets only hosts count that are installed for everybody",
			"ask the administrator to run glance-installer install --scope system, or to set NativeMessagingUserLevelHosts to true")
		return
	}
	if rules.systemOnly() {
		looks = looks[1:]
	}
	c.judge(place, looks)
}

// first returns the first look that finds something.
func (l look) first(looks []look) look {
	for _, other := range looks {
		if other.there() {
			return other
		}
	}
	return look{place: l.place}
}

func (c *checking) look(place browsers.Place) look {
	l := look{place: place, path: place.Manifest}
	if place.Key != "" {
		key, err := c.View.LookKey(place.Key)
		if err != nil || !key.HasValue {
			l.path = place.Key
			return l
		}
		l.path = key.Value
		if !c.Desk.Absolute(l.path) {
			l.fault = "the registry's path to the manifest is not absolute"
			return l
		}
	}
	var err error
	if l.thing, err = c.View.Look(l.path); l.thing.Link && l.thing.Kind == machine.Odd {
		l.thing, l.inWay, l.why = machine.Thing{}, l.path, "it is a link that leads nowhere, and so no manifest"
		return l
	}
	switch {
	case err != nil:
		what, _ := machine.Why(err)
		l.fault = "it cannot be read: " + what
	case l.thing.Kind == machine.Nothing && place.Key != "":
		l.fault = "the registry leads here, and there is no file"
	case l.thing.Kind == machine.Nothing:
		l.inWay, l.why = c.inTheWay(place.Folder), "it is a file where a folder is due"
	case l.thing.Kind != machine.File:
		l.fault = "it is no file: a manifest is due here"
	case l.thing.Text == nil:
		l.fault = fmt.Sprintf("it is over %d MB long: no manifest is", machine.MaxText>>20)
	default:
		l.found, l.fault = readManifest(place.Family, c.Desk, l.path, l.thing.Text)
	}
	return l
}

// inTheWay names a file that stands where a folder is due.
func (c *checking) inTheWay(path string) string {
	for ; path != ""; path = c.Desk.Parent(path) {
		thing, err := c.View.Look(path)
		if err == nil && thing.Kind != machine.Nothing {
			if thing.Kind != machine.Folder {
				return path
			}
			return ""
		}
	}
	return ""
}

// judge says which of the places counts, and what is wrong with it. Chromium
// browsers take the first manifest that is there, good or bad; so does Firefox
// on Windows. Elsewhere Firefox goes on to the next one.
func (c *checking) judge(place browsers.Place, looks []look) {
	for i, l := range looks {
		goesOn := place.Family == manifests.Firefox && c.Desk.System != browsers.Windows && hides(looks[i+1:]) != ""
		switch {
		case !l.there():
			continue
		case l.fault != "" && goesOn:
			c.add(Hint, place.Title, l.path, l.fault+"; Firefox passes it over and takes the next", c.mend(l))
			continue
		case l.fault != "":
			c.add(Problem, place.Title, l.path, l.fault+hides(looks[i+1:]), c.mend(l))
		case !l.found.listed:
			c.add(Problem, place.Title, l.path, "it does not list this extension: access is forbidden", c.mend(l))
		default:
			c.started(place, l)
			c.unused(place, l, looks[i+1:])
		}
		return
	}
	c.missing(place, looks[0])
}

// unused tells of a host that another one keeps from being started.
func (c *checking) unused(place browsers.Place, used look, looks []look) {
	for _, l := range looks {
		if l.there() && l.fault == "" && l.found.program != used.found.program {
			c.add(Hint, place.Title, l.path, "this browser does not use it: "+used.path+" goes first", "to use it, take away the one that goes first: glance-installer remove")
			return
		}
	}
}

// hides names a good manifest that is behind a bad one.
func hides(looks []look) string {
	for _, l := range looks {
		if l.there() && l.fault == "" {
			return ", and it hides the good one in " + l.path
		}
	}
	return ""
}

// mend is what to do about a manifest that is not right.
func (c *checking) mend(l look) string {
	return inScope(l.place.Scope, c.mendBy(l))
}

func (c *checking) mendBy(l look) string {
	what := "it"
	if l.found.program != "" {
		what = "the manifest"
	}
	switch {
	case l.place.Key != "" && !plan.Within(c.Desk, c.View, l.path):
		return fmt.Sprintf("delete the registry key %s, if nobody needs it, and %s", l.place.Key, again)
	case l.thing.Kind == machine.Nothing, plan.MayReplace(c.Desk, c.View, c.installed[l.place.Scope], l.path, l.thing):
		return again
	case c.Desk.System == browsers.Windows:
		return fmt.Sprintf("move %s away (ren \"%s\" *.old) and %s", what, l.path, again)
	}
	return fmt.Sprintf("move %s away (mv %s %s) and %s", what, quote(l.path), quote(l.path+".old"), again)
}

// quote makes one word for a shell of a path.
func quote(path string) string { return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'" }

// missing: a browser without a manifest is a problem when it was asked for, or
// when nothing at all is installed.
func (c *checking) missing(place browsers.Place, l look) {
	do := again + " --browser " + place.Browser
	switch {
	case l.inWay != "":
		c.add(Problem, place.Title, l.inWay, l.why, "move it away and "+do)
	case len(c.Only) > 0 || len(c.installed[browsers.User])+len(c.installed[browsers.Whole]) == 0 || c.served(place):
		c.add(Problem, place.Title, l.path, "there is no host manifest", do)
	default:
		c.add(Hint, place.Title, l.path, "the host is not installed for this browser", do)
	}
}

// started looks at the program that the browser would start.
func (c *checking) started(place browsers.Place, l look) {
	thing, err := c.View.Look(l.found.program)
	fault := programFault(c.Desk.System, c.Processor, thing)
	if err != nil {
		fault, _ = machine.Why(err)
	}
	if fault != "" {
		c.add(Problem, place.Title, l.found.program, fault+": the manifest "+l.path+" leads here", c.mend(l))
		return
	}
	c.add(Good, place.Title, l.path, "the browser takes this manifest", "")
	c.letters(place, l)
	c.ready = append(c.ready, ready{l.place.Scope, l.found.program, l.path, place.Family})
}

// letters: a Chromium browser whose locale is not UTF-8 finds nothing in a path
// with letters beyond ASCII. Its environment may be another than this one's.
func (c *checking) letters(place browsers.Place, l look) {
	utf8 := strings.Contains(strings.ToLower(strings.ReplaceAll(c.Desk.Locale, "-", "")), "utf8")
	plain := !strings.ContainsFunc(l.path+l.found.program, func(r rune) bool { return r > '~' })
	if c.Desk.System != browsers.Linux || place.Family != manifests.Chromium || utf8 || plain {
		return
	}
	c.add(Hint, place.Title, l.path, fmt.Sprintf("started with this locale (%.40q) the browser would not find a path with these letters", c.Desk.Locale),
		"set LANG to a UTF-8 locale that is installed, such as C.UTF-8, for the whole desktop")
}
