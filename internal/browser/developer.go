package browser

import "context"

// DeveloperMode turns on what a person turns on who loads an unpacked extension:
// without it such an extension does not come back when it reloads itself.
func (b *Browser) DeveloperMode(ctx context.Context) error {
	page, err := b.Open(ctx, settingsOfExtensions)
	if err != nil {
		return err
	}
	defer page.Close()
	return page.Evaluate(ctx, `chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})`, nil)
}
