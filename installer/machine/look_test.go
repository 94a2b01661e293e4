package machine

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The sum is that of the whole file, however much of it is kept.
func TestLookAtFilesOfEachSize(t *testing.T) {
	for _, size := range []int{0, 1, MaxHead, MaxHead + 1, MaxText, MaxText + 1, MaxText + MaxHead} {
		content := bytes.Repeat([]byte("0123456789\n"), size/11+1)[:size]
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		thing, err := This{}.Look(path)
		if err != nil {
			t.Fatal(err)
		}
		if thing.Sum != Sum(content) || thing.Size != int64(size) {
			t.Errorf("of %d bytes: %d, sum %s", size, thing.Size, thing.Sum)
		}
		if kept := size <= MaxText; kept != (thing.Text != nil) || kept && !bytes.Equal(thing.Text, content) {
			t.Errorf("of %d bytes %d are kept", size, len(thing.Text))
		}
		if !bytes.Equal(thing.Head, content[:min(size, MaxHead)]) {
			t.Errorf("of %d bytes the first %d are not the file's", size, len(thing.Head))
		}
	}
}
