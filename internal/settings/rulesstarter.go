package settings

import (
	"fmt"
	"io/fs"
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

// starterName is where a starter rule stands, for people.
const starterName = "the rules that come with the product"

// starter is a rule that comes with the product, decoded once.
type starter struct {
	rule protocol.SiteRule
	node *node
}

var starterRules = sync.OnceValue(func() (all []starter) {
	for _, name := range manifests.Starters() {
		text, err := fs.ReadFile(manifests.Sites, name)
		n, wrong := parse(text)
		if err != nil || wrong != nil {
			panic(fmt.Sprint(name, err, wrong)) // compiled in, and read by a test
		}
		rule, wrong := decodeRule(n)
		if wrong != nil {
			panic(fmt.Sprint(name, wrong))
		}
		all = append(all, starter{rule, n})
	}
	return all
})

// starters come last. One whose id somebody has given to a rule of their own, a
// confirmed copy of it, gives way.
func (b *ruleBook) starters() {
	for _, s := range starterRules() {
		if _, taken := b.owners[s.rule.ID]; !taken && len(b.l.Rules) < maxRules {
			b.keep(starterName, protocol.RuleStarter, s.rule, s.node)
		}
	}
}
