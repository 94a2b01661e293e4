package main

import (
	"runtime/debug"
	"time"
)

// quiet is how long nothing has to be asked before the host rests. It is longer
// than what passes between two steps of an agent who is at work.
const quiet = 5 * time.Second

// resting has the host give memory back to the system once nothing has been read
// for a while: a host lives as long as its browser, on two thousand desks, and
// works for some minutes of the day. It returns what is to be called after each
// read.
func resting() (read func()) {
	timer := time.AfterFunc(quiet, rest)
	return func() { timer.Reset(quiet) }
}

// rest gives back what the heap does not hold, and the pages of the program's
// own file, which come back one by one from the system's cache when they are used.
func rest() {
	debug.FreeOSMemory()
	dropProgram()
}
