package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

// starterName is where a starter rule stands, for people.
const starterName = "the rules that come with the product"

// starter is a rule that comes with the product.
type starter struct {
	rule protocol.SiteRule
	text []byte
}

// starterRules are read once, and not checked: they are compiled in, and a test
// checks them as it would an administrator's.
var starterRules = sync.OnceValue(func() (all []starter) {
	for _, name := range manifests.Starters() {
		var s starter
		text, err := fs.ReadFile(manifests.Sites, name)
		if err == nil {
			s.text = bytes.TrimSpace(text)
			err = json.Unmarshal(s.text, &s.rule)
		}
		if err != nil {
			panic(fmt.Sprintf("the starter rule %s: %v", name, err))
		}
		complete(&s.rule)
		all = append(all, s)
	}
	return all
})

// starters come last. One whose id somebody has given to a rule of their own, a
// confirmed copy of it, gives way.
func (b *ruleBook) starters() {
	for _, s := range starterRules() {
		if _, taken := b.owners[s.rule.ID]; !taken && len(b.l.Rules) < maxRules {
			b.keep(starterName, protocol.RuleStarter, s.rule, s.text)
		}
	}
}
