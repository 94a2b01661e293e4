// Command icons draws the extension's icons, a white g on an ink square with
// round corners, into a folder:
//
//	go run ./manifests/icons extension/icons
package main

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
)

// sizes in pixels: those that extension.json names.
var sizes = []int{16, 32, 48, 128}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: icons FOLDER")
		os.Exit(2)
	}
	for _, size := range sizes {
		if err := write(os.Args[1], size); err != nil {
			fmt.Fprintln(os.Stderr, "icons:", err)
			os.Exit(1)
		}
	}
}

func write(folder string, size int) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%d.png", size)))
	if err != nil {
		return err
	}
	if err := png.Encode(file, draw(size)); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
