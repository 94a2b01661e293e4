package live

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
)

const (
	width  = 100 // columns of a report
	indent = 4
)

var stateWords = map[protocol.LiveState]string{protocol.LiveOK: "ok", protocol.LiveFailed: "FAILED", protocol.LiveNotTried: "not tried"}

var stepWords = map[protocol.LiveName]string{
	protocol.LiveSignIn: "sign-in", protocol.LiveAuthorization: "authorization", protocol.LivePresence: "presence",
	protocol.LiveLookup: "lookup", protocol.LiveViewer: "viewer", protocol.LivePrograms: "programs",
}

var heldWords = map[protocol.LiveHeld]string{protocol.LiveYes: "yes", protocol.LiveNo: "NO", protocol.LiveNotSeen: "?"}

// Text is a report for a terminal. file is where its settings belong.
func Text(report protocol.LiveReport, file string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Glance Agent Host %s on %s, group %d, %s, %s\n", report.Host, report.System, report.GroupID,
		report.At.Format("2006-01-02 15:04 MST"), took(report.Milliseconds))
	fmt.Fprintf(&b, "tried with %s\n", strings.Join(report.Servers, " and "))
	for _, s := range report.Steps {
		writeStep(&b, s)
	}
	fmt.Fprint(&b, "\nBefore each fact: yes, it held; NO, it did not; ?, it was not seen. Then how sure it was before:\n"+
		"D documented by Glance, S seen in public samples, I inferred, U not public.\n")
	writeSettings(&b, report, file)
	fmt.Fprint(&b, "\n"+verdict(report)+"\n")
	return b.String()
}

func writeStep(b *strings.Builder, s protocol.LiveStep) {
	head := fmt.Sprintf("\n%-11s%-14s", stateWords[s.State], stepWords[s.Step])
	says := wrapped(s.Says, width-len(head)-8, strings.Repeat(" ", len(head)-1))
	if s.State != protocol.LiveNotTried {
		says += "  " + took(s.Milliseconds)
	}
	b.WriteString(head + says + "\n")
	margin := strings.Repeat(" ", indent)
	for _, c := range s.Change {
		fmt.Fprintf(b, "%sset %q to %s\n", margin, c.Key, c.Value)
	}
	for _, f := range s.Facts {
		lead := fmt.Sprintf("%s%-4s%s  ", margin, heldWords[f.Held], f.Letter)
		under := strings.Repeat(" ", len(lead))
		b.WriteString(lead + wrapped(f.Text, width-len(lead), under) + "\n")
		if f.Back != "" {
			b.WriteString(under + "> " + wrapped(f.Back, width-len(lead)-2, under+"  ") + "\n")
		}
	}
}

func writeSettings(b *strings.Builder, report protocol.LiveReport, file string) {
	var lines []string
	values := map[string]string{} // a later step knows more
	for _, s := range report.Steps {
		for _, c := range s.Change {
			values[c.Key] = c.Value
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		lines = append(lines, fmt.Sprintf("  %q: %s", key, values[key]))
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "\nTo be set in %s:\n%s\n", file, strings.Join(lines, ",\n"))
	}
}

func verdict(report protocol.LiveReport) string {
	changes := 0
	for _, s := range report.Steps {
		changes += len(s.Change)
	}
	switch {
	case report.OK && changes == 0:
		return "All that was tried works as it is set."
	case report.OK:
		return "All that was tried works; it works better with the settings above."
	case changes > 0:
		return "It does not work as it is set. Change the settings above, then try again."
	}
	return "It does not work as it is set."
}

func took(milliseconds int64) string {
	if milliseconds < 1000 {
		return fmt.Sprintf("%d ms", milliseconds)
	}
	return fmt.Sprintf("%.1f s", (time.Duration(milliseconds) * time.Millisecond).Seconds())
}

// wrapped breaks a text between words; each further line begins with lead.
func wrapped(text string, room int, lead string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i > 0 && column+1+n > room:
			b.WriteString("\n" + lead)
			column = 0
		case i > 0:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
