package native

// Logger is told of what goes wrong on a port. It is not the log's own type: a
// program may have to answer before its log is made ready.
type Logger interface {
	Warn(what string, facts ...Fact)
	Error(what string, facts ...Fact)
}

// Fact is one thing that is known of what is logged.
type Fact struct {
	Name  string
	Value any
}

// silent is a Logger that keeps nothing.
type silent struct{}

func (silent) Warn(string, ...Fact)  {}
func (silent) Error(string, ...Fact) {}
