package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestALaunchIsMeasured(t *testing.T) {
	dir := t.TempDir()
	host := filepath.Join(dir, "glance-host")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", host, "./host")
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	desk, err := openLaunchDesk(t.Context(), host, dir)
	if err != nil {
		t.Fatal(err)
	}
	turns, err := alternate(5, desk.plain, desk.click)
	if err != nil {
		t.Error(err)
	}
	if err := desk.close(); err != nil {
		t.Error(err)
	}
	if m := medians(turns); m.floor <= 0 || m.ours <= 0 {
		t.Errorf("%+v", m)
	} else {
		t.Logf("%.2f ms over %.2f ms", m.ours, m.floor)
	}
}
