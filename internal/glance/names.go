package glance

import "strings"

// words are the inputs' names (D), in the pieces that spellings tell apart.
var words = map[string][]string{
	"partnerid": {"partner", "id"}, "partneruserid": {"partner", "user", "id"}, "ssnkey": {"ssn", "key"}, "loginkey": {"login", "key"}, "gssnid": {"gssn", "id"},
}

// Of spells the name of an input.
func (n Names) Of(name string) string {
	var b strings.Builder
	for i, word := range words[name] {
		if n == NamesPascal || n == NamesCamel && i > 0 {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
	}
	return b.String()
}
