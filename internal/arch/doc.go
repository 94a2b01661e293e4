// Package arch holds the code to its shape: who may import whom, a comment on
// each package, no folder for odds and ends. It is tests only. They parse the
// files themselves: a test that runs another program is cached by what it can
// see, and goes blind.
package arch
