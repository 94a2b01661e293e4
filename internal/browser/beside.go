package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/extensions"
)

// Beside loads one more unpacked extension, with all that its manifest asks
// for. Whatever else names the extension means the first.
func (b *Browser) Beside(ctx context.Context, folder string) error {
	if _, err := call(ctx, b, extensions.LoadUnpacked, extensions.LoadUnpackedParams{Path: folder}); err != nil {
		return fmt.Errorf("loading the extension in %s: %w", folder, err)
	}
	return nil
}
