package browser

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
)

// Element is one element inside a closed shadow root, which no script of the
// page can reach.
type Element struct {
	page   *Page
	object runtime.RemoteObjectID
	node   cdp.BackendNodeID
}

// Box is where an element stands, in pixels of the page's view.
type Box struct{ X, Y, Width, Height float64 }

// Centre returns the middle of the box.
func (b Box) Centre() (x, y float64) { return b.X + b.Width/2, b.Y + b.Height/2 }

// ErrNoElement says that no closed shadow root holds such an element.
var ErrNoElement = errors.New("no such element in a closed shadow root")

// Closed finds the first visible element that matches a CSS selector in any
// closed shadow root of the page.
func (p *Page) Closed(ctx context.Context, selector string) (*Element, error) {
	deep, pierce := int64(-1), true
	document, err := call(ctx, p, dom.GetDocument, dom.GetDocumentParams{Depth: &deep, Pierce: &pierce})
	if err != nil {
		return nil, err
	}
	for _, root := range closedRoots(document.Root) {
		element, err := p.inRoot(ctx, root, selector)
		if err != nil || element != nil {
			return element, err
		}
	}
	return nil, fmt.Errorf("%s: %w", selector, ErrNoElement)
}

// WaitClosed waits until an element inside a closed shadow root is as wanted.
func (p *Page) WaitClosed(ctx context.Context, selector, what string, want func(context.Context, *Element) (bool, error)) error {
	return Until(ctx, selector+" "+what, func(ctx context.Context) (bool, error) {
		element, err := p.Closed(ctx, selector)
		if err != nil {
			return false, err
		}
		return want(ctx, element)
	})
}

// ClickClosed clicks an element inside a closed shadow root with a real mouse,
// once the same element has stood in the same place for steady: such buttons
// take no click sooner.
func (p *Page) ClickClosed(ctx context.Context, selector string, steady time.Duration) error {
	at, err := p.Steady(ctx, selector, steady)
	if err != nil {
		return err
	}
	x, y := at.Centre()
	return p.Click(ctx, x, y)
}

// Steady waits until the same element inside a closed shadow root has stood in
// the same place for a while, and returns that place.
func (p *Page) Steady(ctx context.Context, selector string, steady time.Duration) (Box, error) {
	var last Box
	var node cdp.BackendNodeID
	since := time.Now()
	err := Until(ctx, selector+" to stand still", func(ctx context.Context) (bool, error) {
		element, err := p.Closed(ctx, selector)
		if err != nil {
			node = 0
			return false, err
		}
		box, err := element.Box(ctx)
		if err != nil || box != last || element.node != node {
			last, node, since = box, element.node, time.Now()
			return false, err
		}
		return time.Since(since) >= steady, nil
	})
	return last, err
}

func closedRoots(node *cdp.Node) []cdp.BackendNodeID {
	if node == nil {
		return nil
	}
	var roots []cdp.BackendNodeID
	for _, root := range node.ShadowRoots {
		if root.ShadowRootType == cdp.ShadowRootTypeClosed {
			roots = append(roots, root.BackendNodeID)
		}
		roots = append(roots, closedRoots(root)...)
	}
	for _, child := range node.Children {
		roots = append(roots, closedRoots(child)...)
	}
	return append(roots, closedRoots(node.ContentDocument)...)
}

const findVisible = `function(selector) {
	return [...this.querySelectorAll(selector)].find(e => e.checkVisibility({visibilityProperty: true})) ?? null;
}`

func (p *Page) inRoot(ctx context.Context, root cdp.BackendNodeID, selector string) (*Element, error) {
	resolved, err := call(ctx, p, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: root})
	if err != nil {
		return nil, err
	}
	found, err := call(ctx, p, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		ObjectID: resolved.Object.ObjectID, FunctionDeclaration: findVisible,
		Arguments: []*runtime.CallArgument{{Value: []byte(quote(selector))}},
	})
	if err != nil {
		return nil, err
	}
	if found.ExceptionDetails != nil {
		return nil, exceptionError(found.ExceptionDetails)
	}
	if found.Result.ObjectID == "" {
		return nil, nil
	}
	return p.element(ctx, found.Result.ObjectID)
}

func (p *Page) element(ctx context.Context, object runtime.RemoteObjectID) (*Element, error) {
	described, err := call(ctx, p, dom.DescribeNode, dom.DescribeNodeParams{ObjectID: object})
	if err != nil {
		return nil, err
	}
	return &Element{page: p, object: object, node: described.Node.BackendNodeID}, nil
}

// Call runs a function with the element as this, and decodes its result.
func (e *Element) Call(ctx context.Context, function string, out any) error {
	yes := true
	result, err := call(ctx, e.page, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		ObjectID: e.object, FunctionDeclaration: function, ReturnByValue: &yes, AwaitPromise: &yes,
	})
	if err != nil {
		return err
	}
	return decode(result.Result, result.ExceptionDetails, out)
}

// CallClosed runs a function with an element as this, and decodes its result:
// the first visible element that matches a CSS selector in any closed shadow
// root of the page.
func (p *Page) CallClosed(ctx context.Context, selector, function string, out any) error {
	element, err := p.Closed(ctx, selector)
	if err != nil {
		return err
	}
	return element.Call(ctx, function, out)
}

// Text returns the element's visible text.
func (e *Element) Text(ctx context.Context) (string, error) {
	var text string
	err := e.Call(ctx, "function() { return this.innerText }", &text)
	return text, err
}

// Style returns a computed CSS property.
func (e *Element) Style(ctx context.Context, property string) (string, error) {
	var value string
	err := e.Call(ctx, "function() { return getComputedStyle(this).getPropertyValue("+quote(property)+") }", &value)
	return value, err
}

// Box returns where the element stands.
func (e *Element) Box(ctx context.Context) (Box, error) {
	result, err := call(ctx, e.page, dom.GetContentQuads, dom.GetContentQuadsParams{ObjectID: e.object})
	if err != nil {
		return Box{}, err
	}
	if len(result.Quads) == 0 {
		return Box{}, errors.New("the element has no box")
	}
	q := result.Quads[0]
	left, top := min(q[0], q[2], q[4], q[6]), min(q[1], q[3], q[5], q[7])
	return Box{left, top, max(q[0], q[2], q[4], q[6]) - left, max(q[1], q[3], q[5], q[7]) - top}, nil
}
