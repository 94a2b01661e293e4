package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// launches has the tests of what the registry says of a scheme, and of a
// program's start from it, run on Windows.
func launches(t *testing.T, w *wine, folder string) {
	tests := filepath.Join(folder, "launch.test.exe")
	cmd := exec.Command("go", "test", "-c", "-trimpath", "-ldflags", "-s -w", "-o", tests, "./internal/launch")
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "CGO_ENABLED=0", "GOOS=windows", "GOARCH=amd64")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	said := w.run(0, tests, "-test.v", "-test.run", "TestTheRegistry|TestGuardedFolders|TestClasses|TestHostilePayloads")
	if passed := strings.Count(said, "\n--- PASS: "); passed != 4 {
		t.Errorf("%d passed:\n%s", passed, said)
	}
}
