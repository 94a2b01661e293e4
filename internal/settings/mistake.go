package settings

import "fmt"

// Mistake is one thing that was refused, in one sentence that says what is
// allowed or what to do. It never holds the value of a setting.
type Mistake struct {
	File     string
	Line     int // from 1; 0 where the file as a whole is meant
	Sentence string
}

func (m Mistake) String() string {
	if m.Line == 0 {
		return fmt.Sprintf("%s: %s", m.File, m.Sentence)
	}
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Sentence)
}

// maxMistakes is how many one Load tells; a file of nothing but mistakes would
// fill the log and the screen.
const maxMistakes = 50

// refuse notes a mistake. The last that fits says that there are more. A policy
// was written in other lines than those that arrive.
func (l *Loaded) refuse(file string, line int, format string, values ...any) {
	if file == policyName {
		line = 0
	}
	switch n := len(l.Mistakes); {
	case n < maxMistakes-1:
		l.Mistakes = append(l.Mistakes, Mistake{file, line, fmt.Sprintf(format, values...)})
	case n == maxMistakes-1:
		l.Mistakes = append(l.Mistakes, Mistake{file, 0, "there are more mistakes: correct those above first"})
	}
}

// hint notes something of a rule that counts.
func (l *Loaded) hint(file string, line int, format string, values ...any) {
	if file == policyName {
		line = 0
	}
	l.Hints = append(l.Hints, Mistake{file, line, fmt.Sprintf(format, values...)})
}
