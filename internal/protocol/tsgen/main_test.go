package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
)

func TestProductIsFresh(t *testing.T) {
	want, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", "..", "..", product))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run make gen", product)
	}
}

func TestGenerate(t *testing.T) {
	text, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"hello": { params: HelloParams; result: HelloResult };`,
		`"view": View;`,
		"export const maxFrameIn = 1048576;",
		"export const codeCancelled = -32800;",
		`export const methodWatch = "record.watch";`,
		"export type Face = (typeof faces)[number];",
		"  /** the field is empty: a key field */\n  \"no_key\",",
		"  since: string;",
		"  started?: string;",
		"  keyField?: boolean;",
		"  actions: Action[];",
		"export interface RpcError {",
		"export type Empty = { [name: string]: never };",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("missing: %s", want)
		}
	}
	for _, unwanted := range []string{"interface Method {", "interface Push {", "undefined"} {
		if strings.Contains(string(text), unwanted) {
			t.Errorf("unwanted: %s", unwanted)
		}
	}
}

func TestGenerateRefusesWhatTypeScriptLacks(t *testing.T) {
	dir := t.TempDir()
	text := "package protocol\n\ntype Bad struct {\n\tF func() `json:\"f\"`\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "bad.go"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := generate(dir); err == nil || !strings.Contains(err.Error(), "Bad") {
		t.Errorf("error %v does not name the type", err)
	}
}

func TestListsAreComplete(t *testing.T) {
	s, err := readSource("..")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{}
	for _, c := range s.consts {
		declared[c.typ] = append(declared[c.typ], c.value.ExactString())
	}
	if got := texts(protocol.Faces); !slices.Equal(got, declared["Face"]) {
		t.Errorf("protocol.Faces is %v, declared are %v", got, declared["Face"])
	}
	if got := texts(protocol.Reasons); !slices.Equal(got, declared["Reason"]) {
		t.Errorf("protocol.Reasons is %v, declared are %v", got, declared["Reason"])
	}
}

func texts[T ~string](values []T) (all []string) {
	for _, v := range values {
		all = append(all, strconv.Quote(string(v)))
	}
	return all
}
