package main

import (
	"testing"

	"github.com/glance-networks/agent-host/internal/story"
)

func TestALaunchIsMeasured(t *testing.T) {
	dir := t.TempDir()
	host, _, err := story.Build(t.Context(), story.Options{Extension: "none is needed"}, dir)
	if err != nil {
		t.Fatal(err)
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
