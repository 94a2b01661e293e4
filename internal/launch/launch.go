// Package launch starts the program that this computer has registered for a
// scheme, such as glance:, with one address as one argument. It reads the
// registration itself and starts what it names by the system's own call: no
// shell, no browser and no helper program in between, none of which could be
// told from the real one afterwards.
package launch

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Program is what is registered for a scheme.
type Program struct {
	Scheme string
	Name   string // as it calls itself, at most 100 characters
	Path   string // of the program's file; empty where nothing is registered
	Stale  bool   // what is registered is gone, or takes no address
	Ours   bool   // named as Glance's programs are, where only an administrator can put a file
	ID     string // of the whole registered command: another program or another command has another

	SystemOnly bool // it is registered in a way that the system alone can start

	start func(address string) error
}

// Installed reports whether there is something to be started.
func (p Program) Installed() bool { return p.Path != "" && !p.Stale }

// Startable reports whether it can be started from here.
func (p Program) Startable() bool { return p.Installed() && !p.SystemOnly }

// startedBy gives a program what starts it; nil: the system alone can.
func (p Program) startedBy(start func(address string) error) Program {
	p.start, p.SystemOnly = start, start == nil
	return p
}

// What may go wrong. No error holds the address.
var (
	ErrAddress = errors.New("the address is none that a program may be started with")
	ErrMissing = errors.New("no program is registered for the address, or it is gone")
	ErrDisplay = errors.New("there is no display to show a program on")
	ErrCannot  = errors.New("the program can be started by the system alone")
)

// fresh is how long what was found counts: a program that was just installed is
// seen at the next look.
const fresh = 2 * time.Second

// Launcher looks for programs and starts them. It is safe for concurrent use.
type Launcher struct {
	schemes []string
	find    func(scheme string) Program

	mu   sync.Mutex
	seen map[string]seen
}

type seen struct {
	program Program
	at      time.Time
}

// New makes a Launcher for these schemes and no other.
func New(schemes ...string) *Launcher {
	return &Launcher{schemes: schemes, find: find, seen: map[string]seen{}}
}

// Look tells what is registered for a scheme. It is cheap: an answer is used
// again for two seconds.
func (l *Launcher) Look(scheme string) Program {
	l.mu.Lock()
	defer l.mu.Unlock()
	if last, ok := l.seen[scheme]; ok && time.Since(last.at) < fresh {
		return last.program
	}
	program := Program{Scheme: scheme}
	if l.allowed(scheme) {
		program = l.find(scheme)
	}
	l.seen[scheme] = seen{program, time.Now()}
	return program
}

func (l *Launcher) allowed(scheme string) bool {
	for _, s := range l.schemes {
		if s == scheme {
			return true
		}
	}
	return false
}

// Launch starts a program that Look found. It returns once the system has taken
// it: whether the program then does anything is not known. It outlives this
// process and never holds it up.
func (l *Launcher) Launch(p Program, address secret.Text) error {
	switch {
	case !l.allowed(p.Scheme) || !fit(p.Scheme, address.Reveal()):
		return ErrAddress
	case !p.Installed():
		return ErrMissing
	case !p.Startable() || p.start == nil:
		return ErrCannot
	case !display():
		return ErrDisplay
	}
	if err := p.start(address.Reveal()); err != nil {
		l.mu.Lock()
		delete(l.seen, p.Scheme)
		l.mu.Unlock()
		return errors.Join(ErrMissing, bare(err))
	}
	return nil
}

// maxAddress is the length in bytes of the longest address that is handed over.
const maxAddress = 2000

// fit reports whether an address is the scheme's, and made of nothing but what
// no program, quote or option can take for something else.
func fit(scheme, address string) bool {
	rest, ok := strings.CutPrefix(address, scheme+"://")
	if !ok || rest == "" || len(address) > maxAddress || !isLetter(rest[0]) {
		return false
	}
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case isLetter(c), '0' <= c && c <= '9', strings.IndexByte("-._~/?&=", c) >= 0:
		case c == '%' && i+2 < len(rest) && isVisible(rest[i+1:i+3]):
			i += 2
		default:
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isVisible reports whether two hexadecimal digits stand for no control character.
func isVisible(hex string) bool {
	const digits = "0123456789ABCDEF"
	high, low := strings.IndexByte(digits, hex[0]), strings.IndexByte(digits, hex[1])
	return high >= 2 && low >= 0 && hex != "7F"
}

// oneLine bounds a name that somebody else chose.
func oneLine(name string) string {
	name = strings.Join(strings.FieldsFunc(name, unseen), " ")
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[:100])
	}
	return name
}
