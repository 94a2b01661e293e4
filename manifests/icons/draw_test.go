package main

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestIconsAreFresh(t *testing.T) {
	for _, size := range sizes {
		want := draw(size)
		file, err := os.ReadFile(filepath.Join("..", "..", "extension", "icons", fmt.Sprintf("%d.png", size)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for y := range size {
			for x := range size {
				if got.At(x, y) != want.At(x, y) {
					t.Fatalf("%d.png is stale at %d,%d: go run ./manifests/icons extension/icons", size, x, y)
				}
			}
		}
	}
}

func TestCornersAreClearAndTheLetterIsWhite(t *testing.T) {
	icon := draw(128)
	if icon.NRGBAAt(0, 0).A != 0 || icon.NRGBAAt(2, 64) != ink || icon.NRGBAAt(42, 47) != paper {
		t.Errorf("corner %v, edge %v, bowl %v", icon.NRGBAAt(0, 0), icon.NRGBAAt(2, 64), icon.NRGBAAt(42, 47))
	}
}
