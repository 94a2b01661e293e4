package story

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
)

// change sets settings in the administrator's file and ends worker and host:
// the next ones begin with them.
func (s *stage) change(ctx context.Context, settings map[string]any) error {
	file := filepath.Join(s.desk.admin(), product, "settings.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	all := map[string]any{}
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for name, value := range settings {
		all[name] = value
	}
	if text, err = json.Marshal(all); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(file, text, 0o644), s.browser.StopWorker(ctx))
}
