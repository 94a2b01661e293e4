package firefox

import (
	"context"
	"fmt"

	"github.com/glance-networks/agent-host/internal/browser"
)

// Beside loads one more unpacked extension, until Firefox ends, with all that
// its manifest asks for. Whatever else names the extension means the first.
func (b *Browser) Beside(ctx context.Context, folder string) error {
	var added struct{ Value string }
	if err := b.remote.call(ctx, "Addon:Install", map[string]any{"path": folder, "temporary": true}, &added); err != nil {
		return fmt.Errorf("loading the extension in %s: %w", folder, err)
	}
	const allow = `
		const {ExtensionPermissions} = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
		const extension = WebExtensionPolicy.getByID(arguments[0])?.extension;
		if (!extension) return false;
		await ExtensionPermissions.add(extension.id, {permissions: [], origins: extension.manifest.host_permissions}, extension);
		return true`
	return browser.Until(ctx, "the extension in "+folder, func(ctx context.Context) (there bool, err error) {
		err = b.system(ctx, allow, &there, added.Value)
		return there, err
	})
}
