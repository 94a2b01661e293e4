package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOver(t *testing.T) {
	for _, test := range []struct {
		value, floor float64
		limit        limit
		over         bool
	}{
		{1.9, 1, times(1.9), false},
		{2, 1, times(1.9), true},
		{54, 4, above(50, "ms"), false},
		{55, 4, above(50, "ms"), true},
		{15, 2, atMost(15, "MB"), false},
		{15.1, 20, atMost(15, "MB"), true},
	} {
		line, err := newLine("x", "ms", test.value, test.floor, test.limit)
		if err != nil || line.over() != test.over {
			t.Errorf("%v over %v, at most %s: over is %v, %v", test.value, test.floor, test.limit.promise, line.over(), err)
		}
	}
	if _, err := newLine("x", "ms", 1, 0, times(2)); err == nil {
		t.Error("a floor of nothing was taken")
	}
}

func TestBoundIsOver(t *testing.T) {
	for _, test := range []struct {
		value, beside, most float64
		over                bool
	}{
		{0, 0, 0, false}, {1, 0, 0, true}, {0, 60, 0, false}, {1, 60, 0, true},
		{10, 300, 10, false}, {10.1, 300, 10, true}, {10.1, 0.1, 10, true}, {3, 0, 2, true},
	} {
		if line := newBound("x", "ms", test.value, test.beside, test.most); line.over() != test.over {
			t.Errorf("%+v: over is %v", test, line.over())
		}
	}
}

func TestTableAndFile(t *testing.T) {
	good, _ := newLine("good", "ms", 1, 1, times(1.5))
	bad, _ := newLine("bad", "ms", 2, 1, times(1.5))
	var table bytes.Buffer
	if err := printTable(&table, []Line{good, bad}); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(table.String()), "\n")
	if len(rows) != 3 || strings.Contains(rows[1], "over") || !strings.Contains(rows[2], "over") {
		t.Errorf("the table is\n%s", table.String())
	}
	file := filepath.Join(t.TempDir(), "out", "bench.json")
	if err := writeJSON(file, []Line{good, bad}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	var lines []map[string]any
	if err != nil || json.Unmarshal(text, &lines) != nil {
		t.Fatal(err, string(text))
	}
	if got := fmt.Sprint(lines[1]); got != "map[floor:1 limit:1.5 name:bad ratio:2 unit:ms value:2]" {
		t.Error(got)
	}
}

func TestMedians(t *testing.T) {
	if got := medians([]pair{{9, 1}, {1, 5}, {2, 3}}); got != (pair{2, 3}) {
		t.Errorf("of three: %v", got)
	}
	if got := medians([]pair{{1, 4}, {3, 2}}); got != (pair{2, 3}) {
		t.Errorf("of two: %v", got)
	}
}

func TestAlternate(t *testing.T) {
	var order string
	note := func(name string, fail error) func() (float64, error) {
		return func() (float64, error) { order += name; return float64(len(order)), fail }
	}
	turns, err := alternate(3, note("f", nil), note("o", nil))
	if err != nil || order != "fooffo" || turns[1] != (pair{4, 3}) {
		t.Errorf("%s, %v, %v", order, turns, err)
	}
	if _, err := alternate(2, note("f", nil), note("o", errors.New("no"))); err == nil {
		t.Error("a failed measurement counted")
	}
}

func TestVmRSS(t *testing.T) {
	if got := vmRSS("Name:\tx\nVmHWM:\t  99 kB\nVmRSS:\t  12 kB\n"); got != 12*1024 {
		t.Error(got)
	}
}

func TestFirstAnswer(t *testing.T) {
	dir := t.TempDir()
	host := filepath.Join(dir, "echohost")
	if err := buildEcho(t.Context(), host); err != nil {
		t.Fatal(err)
	}
	frame, err := helloFrame()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(holds string) error {
		_, err := firstAnswer(context.Background(), host, dir, os.Environ(), frame, []byte(holds))
		return err
	}
	if err := ask(`"method":"hello"`); err != nil {
		t.Error(err)
	}
	if err := ask("something else"); err == nil {
		t.Error("a wrong answer counted")
	}
}
