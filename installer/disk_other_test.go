//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

func smallDisk(ts *testscript.TestScript, neg bool, args []string) {
	ts.Fatalf("small disks are made on Linux only")
}
