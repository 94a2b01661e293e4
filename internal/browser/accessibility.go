package browser

import (
	"context"
	"encoding/json"

	"github.com/chromedp/cdproto/accessibility"
)

// Accessible is one thing that a screen reader meets.
type Accessible struct {
	Role, Name, Description string
}

// AX lists what a screen reader meets, in order, with what closed shadow roots
// hold.
func (p *Page) AX(ctx context.Context) ([]Accessible, error) {
	tree, err := call(ctx, p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		return nil, err
	}
	var list []Accessible
	for _, node := range tree.Nodes {
		if !node.Ignored {
			list = append(list, Accessible{axText(node.Role), axText(node.Name), axText(node.Description)})
		}
	}
	return list, nil
}

func axText(value *accessibility.Value) string {
	var text string
	if value != nil && value.Value != nil {
		_ = json.Unmarshal(value.Value, &text) // other types than text have no words
	}
	return text
}
