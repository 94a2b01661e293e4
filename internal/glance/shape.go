package glance

import (
	"regexp"
	"sync"
)

// shape gives a test for a pattern. It is compiled at its first use: a host
// answers hello before it needs any of them, and compiling them all costs a
// quarter of its start.
func shape(pattern string) func(string) bool {
	compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return func(text string) bool { return compiled().MatchString(text) }
}
