package firefox

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/glance-networks/agent-host/internal/browser"
)

// install loads the unpacked extension, until Firefox ends or, packed, for good.
func (b *Browser) install(ctx context.Context, o Options) (err error) {
	path := o.Extension
	if o.Lasting {
		if path, err = pack(o.Extension, o.Profile); err != nil {
			return err
		}
	}
	var answer struct{ Value string }
	if err := b.remote.call(ctx, "Addon:Install", map[string]any{"path": path, "temporary": !o.Lasting}, &answer); err != nil {
		return fmt.Errorf("loading the extension in %s: %w", o.Extension, err)
	}
	b.extension = answer.Value
	return nil
}

// pack makes the file of an add-on from its folder, and returns its path in the other one.
func pack(from, in string) (path string, err error) {
	path = filepath.Join(in, "extension.xpi")
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	writer := zip.NewWriter(file)
	return path, errors.Join(writer.AddFS(os.DirFS(from)), writer.Close(), file.Close())
}

// settled waits until the extension is there, and finds the address of its pages.
func (b *Browser) settled(ctx context.Context) error {
	return browser.Until(ctx, "the extension "+b.extension, func(ctx context.Context) (bool, error) {
		var host string
		err := b.system(ctx, `return WebExtensionPolicy.getByID(arguments[0])?.mozExtensionHostname ?? ""`, &host, b.extension)
		b.origin = "moz-extension://" + host
		return host != "", err
	})
}

// Extension returns the id of the loaded extension.
func (b *Browser) Extension() string { return b.extension }

// Grant gives the extension an optional host permission, such as
// https://crm.localhost/*, as Firefox does when a person presses Allow.
func (b *Browser) Grant(ctx context.Context, origin string) error {
	const script = `
		const {ExtensionPermissions} = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
		const {extension} = WebExtensionPolicy.getByID(arguments[0]);
		await ExtensionPermissions.add(extension.id, {permissions: [], origins: [arguments[1]]}, extension);`
	if err := b.system(ctx, script, nil, b.extension, origin); err != nil {
		return fmt.Errorf("granting %s: %w", origin, err)
	}
	return nil
}

// Worker is a place inside the extension, beside its event page, from which
// the extension's own interfaces are seen.
type Worker struct{ page *Page }

// Worker opens a page of the extension behind the others. Release closes it.
func (b *Browser) Worker(ctx context.Context) (*Worker, error) {
	page, err := b.open(ctx, b.origin+"/manifest.json", map[string]any{"type": "tab", "focus": false})
	if err != nil {
		return nil, err
	}
	return &Worker{page}, page.WaitFor(ctx, "!!window.chrome?.runtime?.id")
}

// Evaluate runs an expression there as Page.Evaluate does.
func (w *Worker) Evaluate(ctx context.Context, expression string, out any) error {
	return w.page.Evaluate(ctx, expression, out)
}

// Release closes the page.
func (w *Worker) Release() { w.page.Close() }

// StopWorker ends the event page, as Firefox does with one that is idle, and
// returns when it is gone. The next event wakes a new one.
func (b *Browser) StopWorker(ctx context.Context) error {
	const script = `
		const {extension} = WebExtensionPolicy.getByID(arguments[0]);
		await extension.terminateBackground({ignoreDevToolsAttached: true, disableResetIdleForTest: true});
		return extension.backgroundState`
	return browser.Until(ctx, "the event page to be gone", func(ctx context.Context) (bool, error) {
		var state string
		err := b.system(ctx, script, &state, b.extension)
		return state == "stopped", err
	})
}
