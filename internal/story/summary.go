package story

import (
	"encoding/json"
	"os"
	"path/filepath"
)

const summaryFile = "summary.json"

// Summary is out/run/summary.json.
type Summary struct {
	OK    bool   `json:"ok"`
	Steps []Step `json:"steps"`
}

// Step is one step of the story.
type Step struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Ms      int64  `json:"ms"`
	Picture string `json:"picture"` // a file beside the summary
	Error   string `json:"error,omitempty"`
}

func (s Summary) write(dir string) error {
	if s.Steps == nil {
		s.Steps = []Step{}
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, summaryFile), append(text, '\n'), 0o644)
}
