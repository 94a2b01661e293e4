package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain makes this test binary the program itself when asked to.
func TestMain(m *testing.M) {
	if os.Getenv("BE_GLANCESIM") == "" {
		os.Exit(m.Run())
	}
	main()
}

// The program says where it is, serves what its certificate authority vouches
// for, and ends with its standard input.
func TestProgram(t *testing.T) {
	caFile := filepath.Join(t.TempDir(), "ca.pem")
	program := exec.CommandContext(t.Context(), os.Args[0], "--ca-file", caFile, "--group", "98765")
	program.Env = append(os.Environ(), "BE_GLANCESIM=1")
	stdin, err := program.StdinPipe()
	ok(t, err)
	stdout, err := program.StdoutPipe()
	ok(t, err)
	ok(t, program.Start())
	lines := bufio.NewScanner(stdout)
	lines.Scan()
	var got started
	ok(t, json.Unmarshal(lines.Bytes(), &got))
	if got.GroupID != 98765 || got.CAFile != caFile || len(got.Hosts) != 3 || got.SPKI == "" {
		t.Errorf("%+v", got)
	}
	authority, err := os.ReadFile(caFile)
	ok(t, err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	resp, err := client.Post(got.AuthURL+"?partneruserid=a", "", nil)
	ok(t, err)
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Error(resp.Status)
	}
	stdin.Close()
	ok(t, program.Wait())
}

func TestBadFlags(t *testing.T) {
	for _, args := range [][]string{{"--nonsense"}, {"--group", "0"}, {"--api-key", ""}, {"--listen-web", "nowhere:x"}} {
		if run(args) == nil {
			t.Errorf("%v is taken", args)
		}
	}
	if err := run([]string{"--help"}); err != nil {
		t.Error(err)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
