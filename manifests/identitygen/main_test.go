package main

import (
	"bytes"
	"os"
	"testing"
)

func TestIdentityIsGenerated(t *testing.T) {
	text, err := os.ReadFile("../identity.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := source(text)
	if err != nil {
		t.Fatal(err)
	}
	if have, _ := os.ReadFile("../identity.gen.go"); !bytes.Equal(have, want) {
		t.Error("identity.gen.go is stale: run make gen")
	}
}
